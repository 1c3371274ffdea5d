"""Tables of shifts: who answers at which desk, and what one shift leaves to the next."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns


@columns(internal="id agency_id worker_id desk began_at ended_at")
class Shift(models.Model):
    """A worker answers at a desk from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    worker_id = models.UUIDField()
    desk = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Nobody works two shifts at once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker_id"],
                condition=models.Q(ended_at=None),
                name="intake_one_shift_at_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["desk", "began_at"], name="intake_shift_desk")]


@columns(
    internal="id agency_id given_by given_at taken_by taken_at send_key send_words", hidden="note"
)
class Handover(models.Model):
    """What a shift leaves to the next: signed over by one, taken by another; until then it stays on every desk page."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    note = models.BinaryField(null=True)
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    send_key = models.UUIDField(null=True)  # names the form, is not its key
    send_words = models.UUIDField(null=True)  # names what that form said; tells nothing of it

    class Meta:
        """Another person takes it; a form sent twice is one."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "send_key"], name="intake_handover_one_for_each_form"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_by=None, taken_at=None)
                | (
                    models.Q(taken_by__isnull=False, taken_at__isnull=False)
                    & ~models.Q(taken_by=models.F("given_by"))
                ),
                name="intake_handover_to_another",
            ),
        ]
        ordering: ClassVar = ["-given_at"]


@columns(internal="id agency_id handover_id kind thing_id", hidden="note")
class HandoverItem(models.Model):
    """One open call or tip of a hand-over, with a note for the next shift sealed under the hand-over's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    handover_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    thing_id = models.UUIDField()
    note = models.BinaryField(null=True)

    class Meta:
        """Each thing once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["handover_id", "kind", "thing_id"], name="intake_item_once"
            )
        ]
