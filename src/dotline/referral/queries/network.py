"""Reads of task forces; the reader comes first. Members see all, former members what was there, others nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.referral import policy
from dotline.referral.models import (
    Attendance,
    ForceMessage,
    JointTask,
    LastContact,
    Meeting,
    Minutes,
    PointPerson,
    RosterLine,
    Seat,
    TaskForce,
    TaskStep,
)
from dotline.referral.rules.network import (
    Designation,
    Heard,
    TaskState,
    is_late,
    point_person_on,
    silent_first,
)

Row = TypeVar("Row", bound=Model)


def _visible(reader: Reader, model: type[Row], force: str = "force_id") -> QuerySet[Row]:
    """Rows of the reader's task forces, up to the day her agency left; this is the first of the two walls."""
    rows: QuerySet[Row] = model._default_manager.using(Store.INSIDE)
    if reader.is_system:
        return rows
    if not policy.may_take_part(reader):
        return rows.none()
    seats = Seat.objects.using(Store.INSIDE).filter(agency_id=reader.own, force_id=OuterRef(force))
    there = Q(left_at=None) | Q(left_at__gte=OuterRef("at"))
    return rows.filter(Exists(seats.filter(there)))


def forces(reader: Reader) -> QuerySet[TaskForce]:
    """Task forces that the reader's agency belongs to or belonged to, by province and name."""
    return _visible(reader, TaskForce, "id").order_by("province", "name_en", "id")


def force(reader: Reader, force_id: UUID) -> TaskForce:
    """One task force. Raises NotFound for whoever never sat there."""
    found = forces(reader).filter(pk=force_id).first()
    if found is None:
        raise not_found("task force")
    return found


def role_in(reader: Reader, force_id: UUID) -> str | None:
    """What the reader's agency is in a task force now; None when it has no seat."""
    seats = Seat.objects.using(Store.INSIDE).filter(agency_id=reader.own, left_at=None)
    return seats.filter(force_id=force_id).values_list("role", flat=True).first()


def seat(reader: Reader, force_id: UUID, agency: UUID) -> Seat:
    """The running seat of an agency that the reader's agency gave, or its own. Raises NotFound."""
    rows = Seat.objects.using(Store.INSIDE).filter(
        force_id=force_id, agency_id=agency, left_at=None
    )
    mine = Q(agency_id=reader.own) | Q(by_agency_id=reader.own)
    found = rows.first() if reader.is_system else rows.filter(mine).first()
    if found is None:
        raise not_found("seat")
    return found


@dataclass(frozen=True)
class Member:
    """An agency's time at the table as the roster tells it."""

    agency_id: UUID
    role: str
    joined: datetime
    left: datetime | None = None


def members(reader: Reader, force_id: UUID) -> list[Member]:
    """Everybody who sat or sits there, in the order of joining, as far as the reader may know."""
    found: list[Member] = []
    for line in _visible(reader, RosterLine).filter(force_id=force_id).order_by("at", "id"):
        if line.what == "joined":
            found.append(Member(line.member_id, line.role, line.at))
            continue
        for number, one in enumerate(found):
            if one.agency_id == line.member_id and one.left is None:
                found[number] = Member(one.agency_id, one.role, one.joined, line.at)
    return found


def current(reader: Reader, force_id: UUID) -> list[Member]:
    """Who sits there now, as far as the reader may know."""
    return [one for one in members(reader, force_id) if one.left is None]


def point_persons(reader: Reader, force_id: UUID, day: date) -> Mapping[UUID, str]:
    """Who was the point person of each agency on a day, by agency; agencies without one are missing."""
    said: dict[UUID, list[Designation]] = defaultdict(list)
    for row in _visible(reader, PointPerson).filter(force_id=force_id):
        said[row.agency_id].append(Designation(row.name, row.since, row.at))
    found = {agency: point_person_on(lines, day) for agency, lines in said.items()}
    return {agency: name for agency, name in found.items() if name}


def heard(reader: Reader, row: TaskForce) -> list[Heard]:
    """When each other member agency was last heard from, the silent ones first."""
    last: dict[UUID, datetime] = {}

    def word(agency: UUID, at: datetime) -> None:
        last[agency] = max(at, last.get(agency, at))

    for model in (ForceMessage, JointTask, TaskStep, Meeting, Minutes):
        said = _visible(reader, model).filter(force_id=row.id)
        for agency, at in said.values_list("agency_id", "at"):
            word(agency, at)
    seen = _visible(reader, Attendance).filter(force_id=row.id, was_there=True)
    for agency, at in seen.values_list("member_id", "meeting__starts_at"):
        word(agency, at)
    for one in contacts(reader, row.id):
        word(one.member_id, datetime.combine(one.on_day, time(12), tzinfo=UTC))
    others = [one for one in current(reader, row.id) if one.agency_id != reader.agency]
    rows = [Heard(one.agency_id, one.joined, last.get(one.agency_id)) for one in others]
    return silent_first(rows, clock.now(), row.quiet_days)


def contacts(reader: Reader, force_id: UUID) -> QuerySet[LastContact]:
    """Notes of words exchanged outside of here, newest first."""
    return _visible(reader, LastContact).filter(force_id=force_id).order_by("-on_day", "-at")


@dataclass(frozen=True)
class TaskNow:
    """A joint task with its state now."""

    row: JointTask
    state: TaskState
    late: bool


def tasks(reader: Reader, force_id: UUID | None = None) -> list[TaskNow]:
    """Joint tasks of one or of all task forces: what is late first, what is over last."""
    rows = _visible(reader, JointTask).select_related("force")
    rows = rows.filter(force_id=force_id) if force_id else rows
    states: dict[UUID, str] = {}
    steps = _visible(reader, TaskStep).filter(task__in=rows).order_by("at", "id")
    for task, state in steps.values_list("task_id", "state"):
        states[task] = state
    today = clock.now().date()
    found = []
    for row in rows:
        state = TaskState(states.get(row.id, TaskState.OPEN))
        found.append(TaskNow(row, state, is_late(state, row.due_on, today)))
    over = {TaskState.DONE, TaskState.DROPPED}
    return sorted(found, key=lambda one: (one.state in over, one.row.due_on, str(one.row.id)))


def task(reader: Reader, task_id: UUID) -> TaskNow:
    """One joint task with its state. Raises NotFound."""
    row = _visible(reader, JointTask).filter(pk=task_id).first()
    found = [one for one in tasks(reader, row.force_id) if one.row.id == task_id] if row else []
    if not found:
        raise not_found("task")
    return found[0]


def own_late_tasks(reader: Reader) -> int:
    """How many tasks that the reader's agency owes are late."""
    return sum(one.late and one.row.owner_id == reader.agency for one in tasks(reader))


def messages(reader: Reader, force_id: UUID) -> QuerySet[ForceMessage]:
    """Messages of a task force, newest first."""
    return _visible(reader, ForceMessage).filter(force_id=force_id).order_by("-at", "-id")


def meetings(reader: Reader, force_id: UUID) -> QuerySet[Meeting]:
    """Meetings of a task force, the latest first."""
    return _visible(reader, Meeting).filter(force_id=force_id).order_by("-starts_at", "-id")


def meeting(reader: Reader, meeting_id: UUID) -> Meeting:
    """One meeting. Raises NotFound."""
    found = _visible(reader, Meeting).select_related("force").filter(pk=meeting_id).first()
    if found is None:
        raise not_found("meeting")
    return found


def minutes(reader: Reader, row: Meeting) -> QuerySet[Minutes]:
    """The minutes of a meeting, the newest first: that one holds."""
    return _visible(reader, Minutes).filter(meeting_id=row.id).order_by("-at", "-id")


def attendance(reader: Reader, row: Meeting) -> Mapping[UUID, bool]:
    """Who was there, by agency, as last written."""
    lines = _visible(reader, Attendance).filter(meeting_id=row.id).order_by("at", "id")
    return dict(lines.values_list("member_id", "was_there"))


def could_join(reader: Reader, force_id: UUID) -> QuerySet[Agency]:
    """Agencies without a seat in a task force."""
    there = [one.agency_id for one in current(reader, force_id)]
    return access.agencies(reader).exclude(pk__in=there)


def quiet(reader: Reader) -> int:
    """How many agencies of the reader's task forces have been silent for too long."""
    now = clock.now()
    rows = [row for row in forces(reader) if role_in(reader, row.id)]
    return sum(one.is_quiet(now, row.quiet_days) for row in rows for one in heard(reader, row))


def names(reader: Reader, ids: Iterable[UUID | None]) -> Mapping[UUID, Agency]:
    """Names of agencies, by id."""
    wanted = {one for one in ids if one}
    return {row.id: row for row in access.agencies(reader).filter(pk__in=wanted)}
