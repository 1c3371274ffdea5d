"""Pages of task forces: the list, one workspace, one meeting, and one form page for each thing to add."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.reference import vocabulary
from dotline.referral import policy
from dotline.referral.actions import network as actions
from dotline.referral.forms.network import (
    NO_VICTIMS,
    SEAT_ROLES,
    TASK_STATES,
    WAYS,
    ContactForm,
    ForceForm,
    JointTaskForm,
    MeetingForm,
    MessageForm,
    MinutesForm,
    PointPersonForm,
    SeatForm,
)
from dotline.referral.models import TaskForce
from dotline.referral.queries import briefings, practices
from dotline.referral.queries import network as queries
from dotline.referral.queries.network import TaskNow
from dotline.referral.rules.network import NEXT_STATES, Heard, SeatRole, TaskState
from dotline.referral.views.shown import name_of
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import sentence

MESSAGES = 20
STATE_KINDS = {TaskState.DONE: "good", TaskState.DOING: "info"}


def force_name(row: TaskForce) -> str:
    """A task force's name in the language in force."""
    return row.name_fr if lang() == "fr" else row.name_en


def force_place(row: TaskForce) -> str:
    """Where it works; '' for the whole country."""
    return vocabulary.label("provinces", row.province, lang()) if row.province else ""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Task forces of the reader's agency, with what is late and who is silent."""
    reader = reader_of(request)
    policy.may_take_part(reader).or_refuse()
    tasks = queries.tasks(reader)
    rows = []
    for row in queries.forces(reader):
        role = queries.role_in(reader, row.id)
        said = queries.heard(reader, row) if role else []
        rows.append(
            {
                "row": row,
                "name": force_name(row),
                "place": force_place(row),
                "role": SEAT_ROLES[SeatRole(role)] if role else "",
                "late": sum(one.late for one in tasks if one.row.force_id == row.id),
                "quiet": sum(one.is_quiet(clock.now(), row.quiet_days) for one in said),
            }
        )
    context = {
        "rows": rows,
        "may_found": bool(policy.may_found(reader)),
        "unread": sum(one.unread for one in briefings.stream(reader)),
        "reviews": practices.overdue_reviews(reader),
    }
    return render(request, "referral/network.html", context)


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found a task force."""
    reader = reader_of(request)
    policy.may_found(reader).or_refuse()
    form = ForceForm(request.POST or None)
    if form.is_valid() and done(
        form, lambda: actions.found_force(by=reader, force=actions.NewForce(**form.cleaned_data))
    ):
        return redirect(reverse("referral:network"))
    context = {
        "form": form,
        "title": ADDING["found"],
        "button": ADDING["found"],
        "warning": NO_VICTIMS,
    }
    return render(request, "referral/add.html", context, status=400 if form.is_bound else 200)


ADDING: Mapping[str, str | Promise] = {
    "found": gettext_lazy("Found a task force"),
    "seat": gettext_lazy("Give an agency a seat"),
    "point-person": gettext_lazy("Name our point person"),
    "meeting": gettext_lazy("Call a meeting"),
    "task": gettext_lazy("Give a task"),
    "contact": gettext_lazy("Note a contact"),
    "message": gettext_lazy("Write to all members"),
}


def done(form: Form, work: Callable[[], object]) -> bool:
    """Do it, or put the refusal of what was written on the form."""
    try:
        work()
    except Invalid as error:
        form.add_error(None, " ".join(part for part in sentence(error) if part))
        return False
    return True


@require_GET
def force(request: HttpRequest, force_id: UUID) -> HttpResponse:
    """One workspace: the silent agencies first, then tasks, meetings, messages and members."""
    reader = reader_of(request)
    row = queries.force(reader, force_id)
    role = queries.role_in(reader, row.id)
    day = _day(request.GET.get("day", ""))
    members = queries.members(reader, row.id)
    names = queries.names(reader, [one.agency_id for one in members])
    persons = queries.point_persons(reader, row.id, day)
    context = {
        "row": row,
        "name": force_name(row),
        "place": force_place(row),
        "role": role,
        "may_write": bool(policy.may_write_among(reader, role)),
        "may_lead": bool(policy.may_lead(reader, role)),
        "may_name": bool(policy.may_name(reader, role)),
        "heard": [_heard(one, row, names, persons) for one in queries.heard(reader, row)],
        "tasks": [_task(one, names, reader) for one in queries.tasks(reader, row.id)],
        "meetings": queries.meetings(reader, row.id),
        "said": _messages(reader, row, names),
        "contacts": [
            (one, name_of(names.get(one.member_id)), WAYS.get(one.how, one.how))
            for one in queries.contacts(reader, row.id)[:MESSAGES]
        ],
        "members": [
            (
                one,
                name_of(names.get(one.agency_id)),
                SEAT_ROLES[SeatRole(one.role)],
                persons.get(one.agency_id, ""),
            )
            for one in sorted(members, key=_at_the_table)
        ],
        "day": day,
        "today": day == clock.now().date(),
        "form": MessageForm(),
        "zone": access.zone_of(reader),
    }
    return render(request, "referral/force.html", context)


def _at_the_table(one: queries.Member) -> tuple[bool, bool, datetime]:
    return one.left is not None, one.role != SeatRole.LEAD, one.joined


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.now().date()


@dataclass(frozen=True)
class ShownWord:
    """How long an agency has been silent, in the words of the page."""

    agency: str
    person: str
    last: datetime | None
    days: int
    quiet: bool


def _heard(
    one: Heard, row: TaskForce, names: Mapping[UUID, Agency], persons: Mapping[UUID, str]
) -> ShownWord:
    now = clock.now()
    return ShownWord(
        name_of(names.get(one.agency)),
        persons.get(one.agency, ""),
        one.last,
        one.days(now),
        one.is_quiet(now, row.quiet_days),
    )


def _task(one: TaskNow, names: Mapping[UUID, Agency], reader: Reader) -> dict[str, object]:
    return {
        "row": one.row,
        "owner": name_of(names.get(one.row.owner_id)),
        "mine": one.row.owner_id == reader.agency,
        "state": TASK_STATES[one.state],
        "kind": STATE_KINDS.get(one.state, ""),
        "late": one.late,
        "next": [(to.value, TASK_STATES[to]) for to in TaskState if to in NEXT_STATES[one.state]],
    }


def _messages(
    reader: Reader, row: TaskForce, names: Mapping[UUID, Agency]
) -> list[tuple[object, str]]:
    return [
        (one, name_of(names.get(one.agency_id)))
        for one in queries.messages(reader, row.id)[:MESSAGES]
    ]


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, force_id: UUID, what: str) -> HttpResponse:
    """A form page for one thing to add to a task force."""
    reader = reader_of(request)
    row = queries.force(reader, force_id)
    if what not in WORK:
        raise Http404
    role = queries.role_in(reader, row.id)
    asked = {"seat": policy.may_lead, "point-person": policy.may_name}
    asked.get(what, policy.may_write_among)(reader, role).or_refuse()
    form = _form(request, reader, row, what)
    if form.is_valid() and done(form, partial(WORK[what], reader, row.id, form.cleaned_data)):
        return redirect(reverse("referral:force", args=[row.id]))
    context = {
        "form": form,
        "row": row,
        "name": force_name(row),
        "title": ADDING[what],
        "button": ADDING[what],
    }
    return render(request, "referral/add.html", context, status=400 if form.is_bound else 200)


def _form(request: HttpRequest, reader: Reader, row: TaskForce, what: str) -> Form:
    data, today = request.POST or None, clock.now().date()
    if what == "meeting":
        return MeetingForm(data)
    if what == "message":
        return MessageForm(data)
    if what == "point-person":
        workers = {
            one.id: one.display_name
            for one in access.workers(reader).filter(agency_id=reader.own, is_active=True)
        }
        return PointPersonForm(data, workers=workers, initial={"since": today})
    if what == "seat":
        free = {one.id: name_of(one) for one in queries.could_join(reader, row.id)}
        return SeatForm(data, agencies=free)
    there = [one.agency_id for one in queries.current(reader, row.id)]
    names = {key: name_of(one) for key, one in queries.names(reader, there).items()}
    if what == "task":
        return JointTaskForm(data, agencies=names)
    names.pop(reader.own, None)
    return ContactForm(data, agencies=names, initial={"on_day": today})


def _seat(by: Reader, force_id: UUID, data: Mapping[str, Any]) -> None:
    actions.seat_agency(
        by=by, force_id=force_id, agency=UUID(data["agency"]), role=SeatRole(data["role"])
    )


def _point_person(by: Reader, force_id: UUID, data: Mapping[str, Any]) -> None:
    person = parse_id(data["person"])
    actions.name_point_person(by=by, force_id=force_id, person=person, since=data["since"])


def _meeting(by: Reader, force_id: UUID, data: Mapping[str, Any]) -> None:
    starts_at = data["starts_at"].replace(tzinfo=ZoneInfo(access.zone_of(by)))
    actions.call_meeting(
        by=by, force_id=force_id, starts_at=starts_at, title=data["title"], agenda=data["agenda"]
    )


def _give(by: Reader, force_id: UUID, data: Mapping[str, Any]) -> None:
    owner = UUID(data["agency"])
    actions.give_task(
        by=by, force_id=force_id, title=data["title"], owner=owner, due_on=data["due_on"]
    )


def _contact(by: Reader, force_id: UUID, data: Mapping[str, Any]) -> None:
    agency = UUID(data["agency"])
    actions.note_contact(
        by=by, force_id=force_id, agency=agency, on_day=data["on_day"], how=data["how"]
    )


def _message(by: Reader, force_id: UUID, data: Mapping[str, Any]) -> None:
    actions.write_message(by=by, force_id=force_id, text=data["text"])


WORK: Mapping[str, Callable[[Reader, UUID, Mapping[str, Any]], None]] = {
    "seat": _seat,
    "point-person": _point_person,
    "meeting": _meeting,
    "task": _give,
    "contact": _contact,
    "message": _message,
}


@require_POST
def end_seat(request: HttpRequest, force_id: UUID, agency_id: UUID) -> HttpResponse:
    """End a seat: one's own, or one that was given."""
    actions.end_seat(by=reader_of(request), force_id=force_id, agency=agency_id)
    return redirect(reverse("referral:force", args=[force_id]))


@require_POST
def move_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Change the state of a joint task."""
    reader = reader_of(request)
    held = queries.task(reader, task_id)
    wanted = request.POST.get("to", "")
    if wanted not in set(TaskState):
        raise Invalid("A task has no such state.", "Choose one from the list.")
    actions.move_task(by=reader, task_id=task_id, to=TaskState(wanted))
    return redirect(reverse("referral:force", args=[held.row.force_id]))


@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: agenda, who was there, minutes with what they said before."""
    reader = reader_of(request)
    row = queries.meeting(reader, meeting_id)
    members = queries.members(reader, row.force_id)
    names = {
        key: name_of(one)
        for key, one in queries.names(reader, [one.agency_id for one in members]).items()
    }
    written = list(queries.minutes(reader, row))
    there = queries.attendance(reader, row)
    initial = {
        "text": written[0].text if written else "",
        "present": [str(key) for key, was in there.items() if was],
    }
    form = MinutesForm(request.POST or None, agencies=names, initial=initial)
    if form.is_valid():
        present = {key: str(key) in form.cleaned_data["present"] for key in names}
        work = partial(actions.record_meeting, by=reader, meeting_id=row.id, present=present)
        if done(form, partial(work, text=form.cleaned_data["text"])):
            return redirect(reverse("referral:meeting", args=[row.id]))
    context = {
        "row": row,
        "force": row.force,
        "name": force_name(row.force),
        "attendance": [(names[key], was) for key, was in there.items() if key in names],
        "newest": written[0] if written else None,
        "older": written[1:],
        "form": form,
        "may_write": bool(policy.may_write_among(reader, queries.role_in(reader, row.force_id))),
        "zone": access.zone_of(reader),
    }
    return render(request, "referral/meeting.html", context, status=400 if form.is_bound else 200)
