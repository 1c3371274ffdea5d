"""Tables of retention: legal holds, the months that an agency chose, and the register of disposals."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.case.models.cases import _values
from dotline.case.rules.retention import BatchState, FileKind, ItemState


@columns(
    internal="id agency_id kind file_id reason placed_by placed_at until lifted_by lifted_at "
    "send_key send_words",
    hidden="sealed",
)
class LegalHold(models.Model):
    """Why one file may not be disposed of, placed by one person and lifted by another, or until a day.

    The reference (an order, a file number) is sealed under the hold's own key and ends with the file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    file_id = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=30)
    sealed = models.BinaryField(null=True)
    placed_by = models.UUIDField()
    placed_at = models.DateTimeField()
    until = models.DateField(null=True)
    lifted_by = models.UUIDField(null=True)
    lifted_at = models.DateTimeField(null=True)
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """A second person lifts; a form sent twice is one hold."""

        ordering: ClassVar = ["placed_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=_values(FileKind)), name="hold_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | (
                    Q(lifted_by__isnull=False)
                    & Q(lifted_at__isnull=False)
                    & ~Q(lifted_by=F("placed_by"))
                    & Q(lifted_at__gte=F("placed_at"))
                ),
                name="second_person_lifts_a_hold",
            ),
            models.UniqueConstraint(fields=["file_id", "send_key"], name="one_hold_per_sending"),
        ]


@columns(internal="id agency_id rule months set_by set_at")
class RetentionChoice(models.Model):
    """How many months an agency keeps what a rule names, longer than the rule; the newest row stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    rule = models.CharField(max_length=40)
    months = models.PositiveIntegerField()
    set_by = models.UUIDField()
    set_at = models.DateTimeField()

    class Meta:
        """Oldest first, so that the last one stands."""

        ordering: ClassVar = ["set_at", "id"]


@columns(
    internal="id agency_id kind rule asked proposed_by proposed_at approved_by approved_at state "
    "files disposed kept_coded kept_back ended_at"
)
class DisposalBatch(models.Model):
    """One line of the register of disposals: what kind, how many, by which rule, who and when. It names no file.

    `kept_coded` counts files whose coded facts stay, `kept_back` those that a hold or a rule stopped at
    the last moment. `asked` says that a person asked for her own file to be destroyed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10)
    rule = models.CharField(max_length=40)
    asked = models.BooleanField(default=False)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)
    files = models.PositiveIntegerField()
    disposed = models.PositiveIntegerField(default=0)
    kept_coded = models.PositiveIntegerField(default=0)
    kept_back = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """A second person approves; nothing is disposed of that nobody approved."""

        ordering: ClassVar = ["-proposed_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=_values(FileKind)) & Q(state__in=_values(BatchState)),
                name="disposal_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True, disposed=0)
                | (
                    Q(approved_by__isnull=False)
                    & Q(approved_at__isnull=False)
                    & ~Q(approved_by=F("proposed_by"))
                    & Q(approved_at__gte=F("proposed_at"))
                ),
                name="second_person_approves_disposal",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[BatchState.RUNNING.value, BatchState.DONE.value])
                | Q(approved_by__isnull=False),
                name="nothing_is_disposed_of_unapproved",
            ),
            models.CheckConstraint(
                condition=Q(disposed__lte=F("files")) & Q(kept_coded__lte=F("disposed")),
                name="disposal_adds_up",
            ),
        ]


@columns(internal="id agency_id batch file_id state why")
class DisposalItem(models.Model):
    """One file of a disposal that is under way; the rows go when it has ended, so that the register names nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    batch = models.ForeignKey(DisposalBatch, on_delete=models.CASCADE)
    file_id = models.UUIDField()
    state = models.CharField(max_length=10, default=ItemState.WAITS.value)
    why = models.CharField(max_length=20, blank=True)

    class Meta:
        """A file waits for one disposal at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file_id"], name="one_disposal_of_a_file"),
            models.CheckConstraint(
                condition=Q(state__in=_values(ItemState)), name="disposal_item_state_is_known"
            ),
        ]
