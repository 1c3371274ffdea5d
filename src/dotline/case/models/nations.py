"""Tables of belonging: bodies that a person says she belongs to; a body's own list and counts of its people."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.access.sent import SentRow
from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Person

SAID_BY = ("self", "guardian")


@columns(
    internal="id agency_id person on_date ended_on recorded_at joined by_worker send_key send_words",
    personal="nation_id said_by",
)
class NationTie(SentRow):
    """That a person belongs to a body that governs the data of its people. She says so, or nobody does.

    Each of several must agree to a use. What she takes back has its day and stays, so that a table of an earlier
    day can be explained.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nations")
    nation_id = models.UUIDField()
    said_by = models.CharField(max_length=12)
    on_date = models.DateField()
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    joined = models.BooleanField(default=False)  # came with a record that was merged into this one

    class Meta:
        """Each body once at a time; it is said by her or for a child; a form sent twice is one."""

        ordering: ClassVar = ["on_date", "recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "nation_id"],
                condition=Q(ended_on__isnull=True, joined=False),
                name="each_nation_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person", "send_key"], name="one_nation_tie_per_sending"
            ),
            models.CheckConstraint(
                condition=Q(said_by__in=SAID_BY), name="nation_is_self_declared"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("on_date")),
                name="nation_tie_ends_after_it_began",
            ),
        ]


@columns(
    internal="id agency_id from_agency_id consent_id listed_on ends_on ended_on passage_id",
    hidden="sealed",
)
class NationListing(models.Model):
    """One line of a body's list of its own people: there because she agreed to it, until that consent ends.

    `agency_id` is the body; `sealed` holds what she agreed to show, under a key of the line's own. A line that was
    ended before it came holds nothing and keeps it from coming.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    from_agency_id = models.UUIDField()
    consent_id = models.UUIDField(unique=True)
    listed_on = models.DateField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True)
    passage_id = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        """The oldest line first; a consent ends after it began."""

        ordering: ClassVar = ["listed_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("listed_on")), name="listing_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(sealed=b""), name="ended_listing_is_empty"
            ),
        ]


@columns(internal="id agency_id year measure value rule passage_id counted_at by_worker")
class NationCount(models.Model):
    """One number of a whole year that a body counted of its own people, once; None is hidden."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=40)
    value = models.PositiveIntegerField(null=True)
    rule = models.CharField(max_length=40)
    passage_id = models.UUIDField()
    counted_at = models.DateTimeField()
    by_worker = models.UUIDField(null=True)

    class Meta:
        """A year is counted once: two counts of it would tell who came between."""

        ordering: ClassVar = ["-year", "measure"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "year", "measure"], name="nation_counts_a_year_once"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=5), name="nation_count_is_not_small"
            ),
        ]
