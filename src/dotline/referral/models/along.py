"""What goes along with a referral: pauses, the three-party call, messages, follow-ups."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.referral.models.hand_overs import Referral


@columns(internal="id referral from_agency_id to_agency_id began_at ended_at reason")
class Pause(models.Model):
    """A span in which a referral stood still, and why: its clock does not count it (R-62)."""

    id = models.BigAutoField(primary_key=True)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE)
    from_agency_id = models.UUIDField()
    to_agency_id = models.UUIDField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=30)

    class Meta:
        """At most one pause at a time; a pause says why and ends after it began."""

        ordering: ClassVar = ["began_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(ended_at__isnull=True), name="one_pause_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="pause_ends_after_it_began",
            ),
        ]


@columns(
    internal="id referral from_agency_id to_agency_id started_at started_by joined_at joined_by "
    "refused_at arrived_at arrived_by ended_at"
)
class Handoff(models.Model):
    """A warm handoff: sender, person and receiver on one line, then the receiver confirms arrival (R-57).

    The person may refuse it; that closes nothing else.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE)
    from_agency_id = models.UUIDField()
    to_agency_id = models.UUIDField()
    started_at = models.DateTimeField(null=True)
    started_by = models.UUIDField(null=True)
    joined_at = models.DateTimeField(null=True)
    joined_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.UUIDField(null=True)

    class Meta:
        """Nobody joins a call that the person refused."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(joined_at__isnull=True),
                name="refused_means_nobody_joined",
            ),
            models.CheckConstraint(
                condition=Q(joined_at__isnull=True) | Q(started_at__isnull=False),
                name="joined_after_it_started",
            ),
        ]


@columns(
    internal="id agency_id referral_id outgoing at worker_id send_key send_words read_at read_by passage_id",
    hidden="sealed",
)
class Message(models.Model):
    """One agency's own copy of a message that belongs to a referral, sealed with its key (R-65).

    `read_at` says when the receiving side opened it first; the sender's copy learns that moment too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    referral_id = models.UUIDField(db_index=True)
    outgoing = models.BooleanField()
    at = models.DateTimeField()
    worker_id = models.UUIDField(null=True)
    send_key = models.UUIDField(null=True)  # names the form, is not its key
    send_words = models.UUIDField(null=True)  # names what that form said; tells nothing of it
    read_at = models.DateTimeField(null=True)
    read_by = models.UUIDField(null=True)
    passage_id = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        """One copy for each side; a form sent twice writes one message."""

        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "passage_id"], name="message_one_copy_each"
            ),
            models.UniqueConstraint(
                fields=["agency_id", "send_key"], name="message_one_for_each_form"
            ),
        ]


@columns(internal="id agency_id referral_id contact_id after due_at done_at done_by way result why")
class FollowUp(models.Model):
    """A promise to ask how it went, after a day, a week, a month: only inside the safe-contact plan (R-58)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField(db_index=True)
    referral_id = models.UUIDField()
    contact_id = models.UUIDField()
    after = models.CharField(max_length=4)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    way = models.CharField(max_length=20, blank=True)
    result = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=20, blank=True)

    class Meta:
        """One of each kind for a referral; what is done says what came of it."""

        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["agency_id", "due_at"],
                name="followup_open",
                condition=Q(done_at__isnull=True),
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral_id", "after"], name="followup_once_each"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(result=""), name="followup_says_result"
            ),
        ]
