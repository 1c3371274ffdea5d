"""Tables of tips: sealed until somebody on shift opens one; short-lived."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.intake.rules import TipStatus


@columns(
    internal=(
        "id agency_id source note_id box_id contact_id received_at status tip_class province opened_by "
        "opened_at routed_by routed_at routed_to passage_id received_by_police_at receipt_how ending ended_at "
        "shredded_at demo same_mark same_day same_as send_key send_words"
    ),
    personal="place",
    hidden="letter text police_reference",
)
class Tip(models.Model):
    """What somebody reported about another. Never searched by its words, never linked to another tip or a call.

    `letter` is the message as it came, sealed to the agency's letterbox key; once opened, `text` holds
    it under the tip's own key and `letter` is emptied. `note_id` names the note of the drop that it came
    from, so that collecting twice counts once. `same_mark` is emptied after 30 days.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    source = models.CharField(max_length=10)
    note_id = models.UUIDField(null=True, unique=True)
    box_id = models.UUIDField(null=True)
    contact_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    letter = models.BinaryField(null=True)
    status = models.CharField(max_length=10, default=TipStatus.SEALED.value)
    tip_class = models.CharField(max_length=12, blank=True)
    place = models.CharField(max_length=80, blank=True)
    province = models.CharField(max_length=2, blank=True)
    text = models.BinaryField(null=True)
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField(null=True)
    routed_by = models.UUIDField(null=True)
    routed_at = models.DateTimeField(null=True)
    routed_to = models.UUIDField(null=True)
    passage_id = models.UUIDField(null=True)
    received_by_police_at = models.DateTimeField(null=True)
    receipt_how = models.CharField(max_length=10, blank=True)
    police_reference = models.BinaryField(null=True)
    ending = models.CharField(max_length=20, blank=True)
    ended_at = models.DateTimeField(null=True)
    shredded_at = models.DateTimeField(null=True)
    same_mark = models.CharField(max_length=64, blank=True)
    same_day = models.DateField(null=True)
    same_as = models.UUIDField(null=True)
    send_key = models.UUIDField(null=True)  # names the form of a tip told by phone, is not its key
    send_words = models.UUIDField(null=True)  # names what that form said; tells nothing of it
    demo = models.BooleanField(default=False)

    class Meta:
        """No police service hears of a tip before a person opened it."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "send_key"], name="intake_tip_one_for_each_form"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[one.value for one in TipStatus]),
                name="intake_tip_status",
            ),
            models.CheckConstraint(
                condition=models.Q(routed_to=None)
                | models.Q(opened_by__isnull=False, opened_at__isnull=False),
                name="intake_tip_opened_first",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency_id", "status", "received_at"], name="intake_tip_queue")
        ]


@columns(internal="id agency_id tip_id note_id direction at worker_id", hidden="letter text")
class TipMessage(models.Model):
    """A later word of whoever sent a tip, or an answer to it. Shredded with the tip."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    tip_id = models.UUIDField(db_index=True)
    note_id = models.UUIDField(null=True, unique=True)
    direction = models.CharField(max_length=3)
    at = models.DateTimeField()
    letter = models.BinaryField(null=True)
    text = models.BinaryField(null=True)
    worker_id = models.UUIDField(null=True)


@columns(internal="id agency_id made_on", hidden="wrapped")
class SameTextKey(models.Model):
    """The short-lived key that marks equal texts within one hotline; destroyed after use, then no mark can be made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    made_on = models.DateField()
    wrapped = models.BinaryField()


@columns(
    internal="id agency_id from_agency_id tip_class province at answered_by answered_at",
    personal="place",
    hidden="text",
)
class TipReceived(models.Model):
    """A tip as a police service got it: text, class and place. Nothing about who sent it."""

    id = models.UUIDField(primary_key=True, editable=False)
    agency_id = models.UUIDField()
    from_agency_id = models.UUIDField()
    tip_class = models.CharField(max_length=12)
    place = models.CharField(max_length=80, blank=True)
    province = models.CharField(max_length=2, blank=True)
    text = models.BinaryField()
    at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
