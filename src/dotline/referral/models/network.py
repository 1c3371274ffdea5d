"""Tables of task forces: append-only, so that who left keeps what was there and sees nothing of what came after.

Every table but `Seat` is read through the seats of the reader's agency; `at` is when the row was written.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dotline.base.ids import new_id
from dotline.base.sensitivity import columns
from dotline.referral.rules.network import QUIET_DAYS, SeatRole, TaskState


@columns(internal="id at name_en name_fr province quiet_days demo agency_id")
class TaskForce(models.Model):
    """Agencies that work together in a province, or nationally where `province` is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    agency_id = models.UUIDField()
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    province = models.CharField(max_length=2, blank=True)
    quiet_days = models.PositiveSmallIntegerField(default=QUIET_DAYS)
    demo = models.BooleanField(default=False)


class _OfForce(models.Model):
    """What every row of a task force carries: which one, when it was written, by which agency and worker."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    force = models.ForeignKey(TaskForce, on_delete=models.PROTECT)
    at = models.DateTimeField()
    agency_id = models.UUIDField()
    worker_id = models.UUIDField(null=True)

    class Meta:
        """Oldest first."""

        abstract = True
        ordering: ClassVar = ["at", "id"]


@columns(internal="id force agency_id by_agency_id role joined_at left_at")
class Seat(models.Model):
    """An agency's own time at the table. Only itself and the agency that seated it see the row.

    The wall of every other table asks this one; so it may not itself be read through the task force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    force = models.ForeignKey(TaskForce, on_delete=models.PROTECT)
    agency_id = models.UUIDField(db_index=True)
    by_agency_id = models.UUIDField(db_index=True)
    role = models.CharField(max_length=10)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        """One seat at a time for each agency; nobody leaves before joining."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["force", "agency_id"], condition=Q(left_at=None), name="one_seat_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="seat_left_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[one.value for one in SeatRole]), name="seat_role_is_known"
            ),
        ]


@columns(internal="id force at agency_id worker_id member_id what role")
class RosterLine(_OfForce):
    """A line of the roster that members read: an agency joined in a role, or left."""

    member_id = models.UUIDField()
    what = models.CharField(max_length=10)
    role = models.CharField(max_length=10)


@columns(internal="id force at agency_id worker_id name person_id since")
class PointPerson(_OfForce):
    """Whom to turn to at an agency from a day on; an empty name ends it. Shown to the other members on purpose."""

    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True)
    since = models.DateField()


@columns(internal="id force at agency_id worker_id starts_at title agenda")
class Meeting(_OfForce):
    """A meeting with its agenda; what came of it is written beside it."""

    starts_at = models.DateTimeField()
    title = models.CharField(max_length=200)
    agenda = models.TextField(blank=True)


@columns(internal="id force at agency_id worker_id meeting text")
class Minutes(_OfForce):
    """The minutes of a meeting; the newest holds, the older stay."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT)
    text = models.TextField()


@columns(internal="id force at agency_id worker_id meeting member_id was_there")
class Attendance(_OfForce):
    """Whether a member agency was at a meeting; the newest line for an agency holds."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT)
    member_id = models.UUIDField()
    was_there = models.BooleanField()


@columns(internal="id force at agency_id worker_id title owner_id due_on")
class JointTask(_OfForce):
    """Something that one member agency owes the others by a day."""

    title = models.CharField(max_length=200)
    owner_id = models.UUIDField()
    due_on = models.DateField()


@columns(internal="id force at agency_id worker_id task state")
class TaskStep(_OfForce):
    """A change of a joint task's state; the newest holds."""

    task = models.ForeignKey(JointTask, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10)

    class Meta(_OfForce.Meta):
        """Known states only."""

        abstract = False
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in TaskState]), name="task_state_is_known"
            )
        ]


@columns(internal="id force at agency_id worker_id text")
class ForceMessage(_OfForce):
    """A message to all members."""

    text = models.TextField()


@columns(internal="id force at agency_id worker_id member_id on_day how")
class LastContact(_OfForce):
    """A note that a member agency was spoken with outside of here: when and how."""

    member_id = models.UUIDField()
    on_day = models.DateField()
    how = models.CharField(max_length=20)
