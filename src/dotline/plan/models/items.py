"""Tables of the plan: what was promised, and what the leads report on it. All of it is open."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.plan.rules import State
from dotline.plan.rules.indicators import Measures, Standing, ValueRole
from dotline.plan.rules.leads import Part
from dotline.plan.rules.ratings import Rater, Rating
from dotline.reference.claims import Bound

STATES = [(state.value, state.value) for state in State]


@columns(
    open="id code title_en title_fr published source origin digest loaded_at recommendations items"
)
class PlanVersion(models.Model):
    """One plan that was put in force, whole. The newest is the one shown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60)
    title_en = models.CharField(max_length=300)
    title_fr = models.CharField(max_length=300)
    published = models.CharField(max_length=10)  # year, or year and month, of the source
    source = models.CharField(max_length=300)
    origin = models.CharField(max_length=10)  # shipped with the program, or the installation's own
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(db_index=True)
    recommendations = models.PositiveIntegerField()
    items = models.PositiveIntegerField()


@columns(open="id code place label_en label_fr")
class Pillar(models.Model):
    """Prevention, protection, prosecution, partnership: rows, so that a fifth needs no code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    place = models.PositiveIntegerField()
    label_en = models.CharField(max_length=200)
    label_fr = models.CharField(max_length=200)

    class Meta:
        """In the order of the data files."""

        ordering: ClassVar = ["place"]


@columns(open="id code place pillar title_en title_fr aim_en aim_fr page page_inferred")
class Recommendation(models.Model):
    """What the source asks for, reworded by us, with the page it stands on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True)
    place = models.PositiveIntegerField()
    pillar = models.ForeignKey(Pillar, on_delete=models.CASCADE, related_name="recommendations")
    title_en = models.CharField(max_length=200)
    title_fr = models.CharField(max_length=200)
    aim_en = models.TextField()
    aim_fr = models.TextField()
    page = models.PositiveIntegerField()
    page_inferred = models.BooleanField(default=False)

    class Meta:
        """In the order of the data files."""

        ordering: ClassVar = ["place"]


@columns(
    open="id code place recommendation text_en text_fr page page_inferred lead lead_en lead_fr "
    "start due measure headlines built_instead_en built_instead_fr searched follows"
)
class ActionItem(models.Model):
    """One thing to be done. Empty lead, dates or measure mean that the plan names none yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True)
    place = models.PositiveIntegerField()
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="items"
    )
    text_en = models.TextField()
    text_fr = models.TextField()
    page = models.PositiveIntegerField()
    page_inferred = models.BooleanField(default=False)
    lead = models.CharField(max_length=60, blank=True)
    lead_en = models.CharField(max_length=200, blank=True)
    lead_fr = models.CharField(max_length=200, blank=True)
    start = models.DateField(null=True)
    due = models.DateField(null=True)
    measure = models.CharField(max_length=60, blank=True)
    headlines = models.CharField(max_length=200, blank=True)  # codes, space-separated
    built_instead_en = models.TextField(blank=True)
    built_instead_fr = models.TextField(blank=True)
    searched = models.CharField(max_length=300, blank=True)  # codes, space-separated
    follows = models.CharField(max_length=300, blank=True)  # codes, space-separated

    class Meta:
        """In the order of the data files; an item does not end before it starts."""

        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(start__isnull=True)
                | models.Q(due__isnull=True)
                | models.Q(due__gte=models.F("start")),
                name="plan_item_ends_after_start",
            )
        ]


@columns(open="id item place dated bearing text_en text_fr source")
class Evidence(models.Model):
    """Something that has happened since and bears on an item, with its source. It is no rating."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="evidence")
    place = models.PositiveIntegerField()
    dated = models.CharField(
        max_length=10, blank=True
    )  # a day, a month or a year, as far as the source tells
    bearing = models.CharField(max_length=20)  # meets, partly, ...: what the source says of it
    text_en = models.TextField()
    text_fr = models.TextField()
    source = models.CharField(max_length=200)

    class Meta:
        """In the order of the data files."""

        ordering: ClassVar = ["place"]


@columns(open="id code place on looked_en looked_fr sources")
class EvidenceSearch(models.Model):
    """A search for evidence, so that 'none yet' says who looked, where and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    place = models.PositiveIntegerField()
    on = models.DateField()
    looked_en = models.TextField()
    looked_fr = models.TextField()
    sources = models.TextField()  # one a line

    class Meta:
        """In the order of the data files."""

        ordering: ClassVar = ["place"]


@columns(open="id item place organisation part since until source")
class LeadSpan(models.Model):
    """An organisation's part in an item, from its first day to its last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="spans")
    place = models.PositiveIntegerField()
    organisation = models.CharField(max_length=60)
    part = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Part])
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order of the data files."""

        ordering: ClassVar = ["place"]


@columns(open="id item place measures title_en title_fr unit_en unit_fr rising")
class ItemIndicator(models.Model):
    """What would show that an item moves: one output and one outcome at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="indicators")
    place = models.PositiveIntegerField()
    measures = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Measures])
    title_en = models.CharField(max_length=300)
    title_fr = models.CharField(max_length=300)
    unit_en = models.CharField(max_length=60)
    unit_fr = models.CharField(max_length=60)
    rising = models.BooleanField()  # whether more is better

    class Meta:
        """In the order of the data files; one of each kind."""

        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "measures"], name="plan_one_of_each_kind")
        ]


@columns(
    open="id indicator place role standing first last value low high bound why_en why_fr source"
)
class IndicatorValue(models.Model):
    """A baseline, target or actual value with its period, or why there is none."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    indicator = models.ForeignKey(ItemIndicator, on_delete=models.CASCADE, related_name="values")
    place = models.PositiveIntegerField()
    role = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ValueRole])
    standing = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Standing])
    first = models.CharField(max_length=10, blank=True)
    last = models.CharField(max_length=10, blank=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    bound = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Bound])
    why_en = models.TextField(blank=True)
    why_fr = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order of the data files; a number has a period (a target above all)."""

        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(standing=Standing.NONE.value)
                | (~models.Q(first="") & ~models.Q(last="")),
                name="plan_value_has_a_period",
            )
        ]


@columns(
    open=(
        "id item_code rater number rating evidence_en evidence_fr source given_on taken_back_on "
        "agency_id"
    )
)
class ItemRating(models.Model):
    """One rating of an item, by its lead or by the Rapporteur, on evidence. Rows are only added; the
    newest holds that was not taken back. It names the item by code, so that it survives a new version
    of the plan.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item_code = models.CharField(max_length=20, db_index=True)
    rater = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Rater])
    number = models.PositiveIntegerField()  # counts from 1, for an item and a rater
    rating = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Rating])
    evidence_en = models.TextField(blank=True)  # empty in ratings of before evidence was asked
    evidence_fr = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    given_on = models.DateField()
    taken_back_on = models.DateField(null=True)
    agency_id = models.UUIDField(null=True)

    class Meta:
        """In the order in which each rater gave them; two at once cannot both be the newest."""

        ordering: ClassVar = ["item_code", "rater", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item_code", "rater", "number"], name="plan_one_rating_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(rater__in=[one.value for one in Rater]),
                name="plan_rater_known",
            ),
            models.CheckConstraint(
                condition=models.Q(rating__in=[one.value for one in Rating]),
                name="plan_rating_known",
            ),
        ]


@columns(open="id item_code year state received_on agency_id")
class ProgressReport(models.Model):
    """What a lead says of one item and one year. It names the item by code, so that it survives a
    new version of the plan.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item_code = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=STATES)
    received_on = models.DateField()
    agency_id = models.UUIDField(null=True)

    class Meta:
        """One report a year and item."""

        ordering: ClassVar = ["item_code", "year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item_code", "year"], name="plan_one_report_a_year"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]),
                name="plan_report_state_known",
            ),
        ]
