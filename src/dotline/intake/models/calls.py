"""Tables of the room: contacts, their needs, drafts. Every row names the agency whose wall it stands behind."""

from typing import ClassVar

from django.db import models

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.intake.rules import Answer, NeedOutcome, NotedBy, Status


@columns(
    internal=(
        "id agency_id worker_id channel started_at ended_at quarter status disposition urgency demo "
        "open_key save_key revision saved_at skipped paused_at caller_code_id contact_forgotten_at "
        "synced_at disposed_on"
    ),
    personal=(
        "record_type safe_now danger wants_911 caller_kind place province language interpreter age_band "
        "interpreter_mode interpreter_booking marks nation_id"
    ),
    hidden="alias children access_needs safety summary plan",
)
class Contact(models.Model):
    """A call or another contact. Only time and channel are always there; nothing says who it was.

    The six hidden columns are texts sealed under the contact's own key (access.envelope).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    worker_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    quarter = models.CharField(max_length=7)
    status = models.CharField(max_length=10, default=Status.OPEN.value)
    disposition = models.CharField(max_length=20, blank=True)
    urgency = models.CharField(max_length=10, default="routine")
    demo = models.BooleanField(default=False)
    open_key = models.UUIDField()
    save_key = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    skipped = models.CharField(max_length=120, blank=True)
    paused_at = models.DateTimeField(null=True)
    caller_code_id = models.UUIDField(null=True)
    contact_forgotten_at = models.DateTimeField(null=True)
    synced_at = models.DateTimeField(null=True)  # a call taken offline: when it came in
    disposed_on = models.DateField(
        null=True
    )  # nothing that somebody said is left; codes are counted

    record_type = models.CharField(max_length=20, blank=True)
    safe_now = models.CharField(max_length=10, default=Answer.UNKNOWN.value)
    danger = models.BooleanField(default=False)
    wants_911 = models.CharField(max_length=10, default=Answer.UNKNOWN.value)
    caller_kind = models.CharField(max_length=20, default="unknown")
    place = models.CharField(max_length=80, blank=True)
    province = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, blank=True)
    interpreter = models.BooleanField(default=False)
    age_band = models.CharField(max_length=10, blank=True)
    interpreter_mode = models.CharField(max_length=12, blank=True)
    interpreter_booking = models.CharField(max_length=40, blank=True)
    marks = models.CharField(max_length=120, blank=True)
    nation_id = models.UUIDField(null=True)  # the body that governs what is known of the person

    alias = models.BinaryField(null=True)
    children = models.BinaryField(null=True)
    access_needs = models.BinaryField(null=True)
    safety = models.BinaryField(null=True)
    summary = models.BinaryField(null=True)
    plan = models.BinaryField(null=True)

    class Meta:
        """A double submit makes one row; what is closed says when and how it ended."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "open_key"], name="intake_one_contact_per_opening"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[one.value for one in Status]),
                name="intake_contact_status",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(status=Status.OPEN.value, ended_at=None, disposition="")
                    | (
                        models.Q(status=Status.CLOSED.value, ended_at__isnull=False)
                        & ~models.Q(disposition="")
                    )
                ),
                name="intake_closed_says_how",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency_id", "status", "started_at"], name="intake_contact_queue"),
            models.Index(fields=["agency_id", "status", "ended_at"], name="intake_contact_closed"),
            models.Index(fields=["quarter", "status"], name="intake_contact_quarter"),
            models.Index(fields=["caller_code_id"], name="intake_contact_code"),
        ]


@columns(internal="id agency_id contact_id need outcome reason noted_by changed_at")
class ContactNeed(models.Model):
    """One need of a contact and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    contact_id = models.UUIDField()
    need = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, default=NeedOutcome.OPEN.value)
    reason = models.CharField(max_length=20, blank=True)
    noted_by = models.CharField(max_length=6, blank=True, default=NotedBy.NOBODY.value)
    changed_at = models.DateTimeField()

    class Meta:
        """Each need once; only an unmet one has a reason, and it always has one."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact_id", "need"], name="intake_each_need_once"),
            models.CheckConstraint(
                condition=(
                    (models.Q(outcome=NeedOutcome.UNMET.value) & ~models.Q(reason=""))
                    | models.Q(outcome__in=["open", "met"], reason="")
                ),
                name="intake_unmet_has_a_reason",
            ),
        ]


@columns(internal="id agency_id contact_id worker_id revision saved_at", hidden="content")
class Draft(models.Model):
    """What a worker has typed and not saved yet: the form as sealed JSON, one per worker and contact."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    contact_id = models.UUIDField()
    worker_id = models.UUIDField(null=True)
    revision = models.PositiveIntegerField()
    content = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        """One draft per worker and contact."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact_id", "worker_id"], name="intake_one_draft_per_worker"
            )
        ]


@columns(internal="id agency_id need reason province quarter at")
class UnmetNeed(models.Model):
    """A need that a search could not meet when no call was open. Codes only; it is about nobody."""

    id = models.UUIDField(primary_key=True, editable=False)
    agency_id = models.UUIDField()
    need = models.CharField(max_length=40)
    reason = models.CharField(max_length=20)
    province = models.CharField(max_length=2, blank=True)
    quarter = models.CharField(max_length=7, db_index=True)
    at = models.DateTimeField()


@columns(
    internal="id agency_id contact_id basis decision worker_id at reviewed_by reviewed_at agreed"
)
class ChildDutyDecision(models.Model):
    """What a worker decided on the duty to report a child, on which law, and what a second person says (R-47)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    contact_id = models.UUIDField(db_index=True)
    basis = models.CharField(max_length=40)
    decision = models.CharField(max_length=20)
    worker_id = models.UUIDField()
    at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        """Nobody reviews her own decision; a review says who, when and what."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    models.Q(reviewed_by=None, reviewed_at=None, agreed=None)
                    | (
                        models.Q(
                            reviewed_by__isnull=False,
                            reviewed_at__isnull=False,
                            agreed__isnull=False,
                        )
                        & ~models.Q(reviewed_by=models.F("worker_id"))
                    )
                ),
                name="intake_child_second_person",
            )
        ]


@columns(internal="id agency_id made_at", hidden="digest")
class CallerCode(models.Model):
    """A code that a caller chose, as a slow keyed hash: the only way to recognise a returning caller (R-49)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    digest = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        """One row for each code of an agency."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency_id", "digest"], name="intake_code_once")
        ]


@columns(internal="id agency_id worker_id at")
class CodeTry(models.Model):
    """Somebody tried a code. Kept for an hour, to slow down guessing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField()
    worker_id = models.UUIDField()
    at = models.DateTimeField(db_index=True)
