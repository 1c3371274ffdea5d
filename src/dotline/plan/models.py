"""Tables of the plan: what was promised, and what the leads report on it. All of it is open."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.plan.rules import State

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
    "start due measure headlines built_instead_en built_instead_fr"
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


@columns(open="id item place since bearing text_en text_fr source")
class Evidence(models.Model):
    """Something that has happened since and bears on an item, with its source. It is no rating."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="evidence")
    place = models.PositiveIntegerField()
    since = models.DateField(null=True)
    bearing = models.CharField(max_length=20)  # meets, partly, ...: what the source says of it
    text_en = models.TextField()
    text_fr = models.TextField()
    source = models.CharField(max_length=200)

    class Meta:
        """In the order of the data files."""

        ordering: ClassVar = ["place"]


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
