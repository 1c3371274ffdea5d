"""Tables of doubles: two records that may be of one person, their merges, and what each merge moved."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import Person, _values
from dotline.case.rules.doubles import DoubleState


@columns(
    internal=(
        "id agency_id one two own points levels shared probability prior model found_at state "
        "decided_by decided_at"
    )
)
class LikelyDouble(models.Model):
    """Two records of one agency that may be of one person, why (the scorer's levels), and what was said of them.

    `own`: they were compared by what was learned of people who are helped, else of suspects; never across.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="doubles_one")
    two = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="doubles_two")
    own = models.BooleanField()
    points = models.IntegerField()
    levels = models.BigIntegerField()
    shared = models.PositiveIntegerField()
    probability = models.FloatField()
    prior = models.FloatField()
    model = models.CharField(max_length=60)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=DoubleState.OPEN.value)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """Each pair once, in one order; what was decided says when."""

        ordering: ClassVar = ["-probability", "id"]
        indexes: ClassVar = [
            models.Index(fields=["agency_id", "state", "-probability"], name="case_doubles")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "two"], name="each_double_once"),
            models.CheckConstraint(condition=Q(one__lt=F("two")), name="double_has_one_order"),
            models.CheckConstraint(
                condition=Q(state__in=_values(DoubleState)), name="double_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1, prior__gte=0, prior__lte=1),
                name="double_shares_are_shares",
            ),
            models.CheckConstraint(
                condition=Q(state=DoubleState.OPEN.value, decided_at__isnull=True)
                | (~Q(state=DoubleState.OPEN.value) & Q(decided_at__isnull=False)),
                name="decided_double_has_its_moment",
            ),
        ]


@columns(
    internal="id agency_id number kept joined at by_worker undone_at undone_by",
    personal="gender_before first_before last_before",
)
class PersonMerge(models.Model):
    """That one record was joined to another: everything that named `joined` names `kept` until it is undone.

    What the kept record said of gender and birth before is kept here, to be put back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    number = models.PositiveIntegerField()  # in the order of merging, whatever a clock says
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges_kept")
    joined = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges_joined")
    at = models.DateTimeField()
    by_worker = models.UUIDField(null=True)
    gender_before = models.CharField(max_length=30)
    first_before = models.DateField(null=True)
    last_before = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        """Oldest first; a record is joined to one other at a time, and never to itself."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency_id", "number"], name="merges_in_order"),
            models.UniqueConstraint(
                fields=["joined"],
                condition=Q(undone_at__isnull=True),
                name="joined_to_one_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(kept=F("joined")), name="merge_is_of_two_records"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=F("at")),
                name="merge_is_undone_later",
            ),
        ]


@columns(internal="id agency_id merge table row_id joined_before")
class MovedRow(models.Model):
    """One row that a merge moved to the kept record; undoing it moves the row back."""

    id = models.BigAutoField(primary_key=True)
    agency_id = models.UUIDField()
    merge = models.ForeignKey(PersonMerge, on_delete=models.CASCADE, related_name="moved")
    table = models.CharField(max_length=40)
    row_id = models.UUIDField()
    joined_before = models.BooleanField(default=False)

    class Meta:
        """Each row once in a merge."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merge", "table", "row_id"], name="each_row_moved_once")
        ]
