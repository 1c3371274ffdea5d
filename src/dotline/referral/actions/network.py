"""Writes of task forces: found, give and end seats, name point persons, meet, give tasks, write, note a contact.

Every text is checked for what gives a person away: no victim's data belongs among agencies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from dotline.access import queries as access
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import new_id
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
from dotline.referral.queries import network as queries
from dotline.referral.rules.network import (
    QUIET_DAYS,
    SeatRole,
    TaskState,
    may_move,
    refuse_identifiers,
)

Row = TypeVar(
    "Row",
    PointPerson,
    Meeting,
    Minutes,
    Attendance,
    JointTask,
    TaskStep,
    ForceMessage,
    LastContact,
)
CONTACT_WAYS = ("phone", "meeting", "email", "video")


@dataclass(frozen=True)
class NewForce:
    """A task force to found. `province` '' is the whole country."""

    name_en: str
    name_fr: str
    province: str = ""
    quiet_days: int = QUIET_DAYS
    demo: bool = False
    id: UUID | None = None


@action("referral.found_force")
def found_force(*, by: Reader, force: NewForce) -> TaskForce:
    """Found a task force that the reader's agency leads. Raises Invalid without a name in both languages."""
    allow(policy.may_found(by))
    if not (force.name_en.strip() and force.name_fr.strip()):
        raise Invalid("A task force has a name in English and in French.", "Write both.")
    _lint(force.name_en, force.name_fr)
    row = TaskForce(
        id=force.id or new_id(),
        at=clock.now(),
        agency_id=by.own,
        name_en=force.name_en.strip(),
        name_fr=force.name_fr.strip(),
        province=force.province,
        quiet_days=force.quiet_days,
        demo=force.demo,
    )
    # The seat first: the wall lets a task force be written only by whoever sits in it.
    _seat(by, row.id, by.own, SeatRole.LEAD, row.at)
    row.save(force_insert=True)
    _roster(by, row.id, by.own, "joined", SeatRole.LEAD, row.at)
    about("task_force", row.id)
    return row


@action("referral.seat_agency")
def seat_agency(*, by: Reader, force_id: UUID, agency: UUID, role: SeatRole) -> Seat:
    """Give an agency a seat. Raises Conflict when it sits there already."""
    row = queries.force(by, force_id)
    allow(policy.may_lead(by, queries.role_in(by, force_id)))
    if any(one.agency_id == agency for one in queries.current(by, force_id)):
        raise Conflict("This agency has a seat here already.", "End it first to change its role.")
    access.agency(by, agency)
    at = clock.now()
    made = _seat(by, row.id, agency, role, at)
    _roster(by, row.id, agency, "joined", role, at)
    about("task_force", row.id)
    return made


@action("referral.end_seat")
def end_seat(*, by: Reader, force_id: UUID, agency: UUID) -> Seat:
    """End an agency's seat: the lead agency ends those it gave, any agency its own. Raises NotFound."""
    row = queries.force(by, force_id)
    role = queries.role_in(by, force_id)
    allow(policy.may_found(by) if agency == by.agency else policy.may_lead(by, role))
    held = queries.seat(by, force_id, agency)
    others = [one for one in queries.current(by, force_id) if one.agency_id != agency]
    if held.role == SeatRole.LEAD and not any(one.role == SeatRole.LEAD for one in others):
        raise Conflict(
            "A task force cannot be left without a lead.", "Give another agency the lead first."
        )
    at = clock.now()
    # The line first: once the seat has ended, the agency itself could write nothing later.
    _roster(by, row.id, agency, "left", SeatRole(held.role), at)
    held.left_at = at
    held.save(update_fields=["left_at"])
    about("task_force", row.id)
    return held


@action("referral.name_point_person")
def name_point_person(
    *, by: Reader, force_id: UUID, person: UUID | None, since: date
) -> PointPerson:
    """Name a worker of the reader's own agency as its point person from a day on; None ends it."""
    row = queries.force(by, force_id)
    allow(policy.may_name(by, queries.role_in(by, force_id)))
    name = ""
    if person is not None:
        worker = access.workers(by).filter(pk=person, agency_id=by.own, is_active=True).first()
        if worker is None:
            raise not_found("worker")
        name = worker.display_name
    about("task_force", row.id)
    return _write(PointPerson(person_id=person, name=name, since=since), by, row.id)


@action("referral.call_meeting")
def call_meeting(
    *, by: Reader, force_id: UUID, starts_at: datetime, title: str, agenda: str = ""
) -> Meeting:
    """Call a meeting with its agenda."""
    row = _writable(by, force_id)
    _lint(title, agenda)
    made = Meeting(starts_at=starts_at, title=_needed(title), agenda=agenda.strip())
    return _write(made, by, row.id)


@action("referral.record_meeting")
def record_meeting(
    *, by: Reader, meeting_id: UUID, text: str, present: Mapping[UUID, bool]
) -> Minutes | None:
    """Write minutes and who was there. What was written before stays; unchanged minutes are not written twice."""
    held = queries.meeting(by, meeting_id)
    row = _writable(by, held.force_id)
    _lint(text)
    seated = {one.agency_id for one in queries.members(by, row.id)}
    before = queries.attendance(by, held)
    for agency, was_there in present.items():
        if agency not in seated:
            raise Invalid("Only members of the task force are on its attendance list.", "")
        if before.get(agency) is not was_there:
            line = Attendance(meeting=held, member_id=agency, was_there=was_there)
            _write(line, by, row.id)
    note(present=sum(present.values()))
    newest = queries.minutes(by, held).first()
    if not text.strip() or (newest is not None and newest.text == text.strip()):
        return newest
    return _write(Minutes(meeting=held, text=text.strip()), by, row.id)


@action("referral.give_task")
def give_task(*, by: Reader, force_id: UUID, title: str, owner: UUID, due_on: date) -> JointTask:
    """Give a member agency a task with a day. Raises Invalid for an agency without a seat."""
    row = _writable(by, force_id)
    _lint(title)
    if all(one.agency_id != owner for one in queries.current(by, row.id)):
        raise Invalid("A task belongs to an agency that sits here.", "Choose one from the list.")
    return _write(JointTask(title=_needed(title), owner_id=owner, due_on=due_on), by, row.id)


@action("referral.move_task")
def move_task(*, by: Reader, task_id: UUID, to: TaskState) -> TaskStep:
    """Change a joint task's state. Raises Conflict when the state does not allow it."""
    held = queries.task(by, task_id)
    row = _writable(by, held.row.force_id)
    if not may_move(held.state, to):
        raise Conflict("The task stands otherwise by now.", "Open the task force again.")
    note(state=to.value)
    return _write(TaskStep(task=held.row, state=to.value), by, row.id)


@action("referral.write_to_force")
def write_message(*, by: Reader, force_id: UUID, text: str) -> ForceMessage:
    """Write to all members."""
    row = _writable(by, force_id)
    _lint(text)
    return _write(ForceMessage(text=_needed(text)), by, row.id)


@action("referral.note_contact")
def note_contact(
    *, by: Reader, force_id: UUID, agency: UUID, on_day: date, how: str
) -> LastContact:
    """Note that somebody of a member agency was spoken with. Raises Invalid for a day ahead or an unknown way."""
    row = _writable(by, force_id)
    if how not in CONTACT_WAYS or on_day > clock.now().date():
        raise Invalid("A contact has a way and a day that is not ahead.", "Choose both again.")
    if all(one.agency_id != agency for one in queries.current(by, row.id)):
        raise not_found("seat")
    return _write(LastContact(member_id=agency, on_day=on_day, how=how), by, row.id)


def _writable(by: Reader, force_id: UUID) -> TaskForce:
    row = queries.force(by, force_id)
    allow(policy.may_write_among(by, queries.role_in(by, force_id)))
    about("task_force", row.id)
    return row


def _write(row: Row, by: Reader, force_id: UUID) -> Row:
    row.force_id, row.at, row.agency_id, row.worker_id = force_id, clock.now(), by.own, by.worker
    row.save(force_insert=True)
    return row


def _seat(by: Reader, force_id: UUID, agency: UUID, role: SeatRole, at: datetime) -> Seat:
    row = Seat(
        force_id=force_id, agency_id=agency, by_agency_id=by.own, role=role.value, joined_at=at
    )
    row.save(force_insert=True)
    return row


def _roster(
    by: Reader, force_id: UUID, agency: UUID, what: str, role: SeatRole, at: datetime
) -> None:
    row = RosterLine(
        force_id=force_id,
        at=at,
        agency_id=by.own,
        worker_id=by.worker,
        member_id=agency,
        what=what,
        role=role.value,
    )
    row.save(force_insert=True)


def _needed(text: str) -> str:
    if not text.strip():
        raise Invalid("This needs some words.", "Write them in the empty field.")
    return text.strip()


def _lint(*texts: str) -> None:
    refuse_identifiers(texts, clock.now().date())
