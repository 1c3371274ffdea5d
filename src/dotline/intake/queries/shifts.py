"""Reads of shifts: who answers now, what is open, what a shift left to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from dotline.access import envelope
from dotline.access import queries as people
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.duty import queries as duty
from dotline.duty.models import Obligation
from dotline.intake import policy
from dotline.intake.models import Contact, Handover, HandoverItem, Shift, Tip
from dotline.intake.queries.calls import cell, visible
from dotline.intake.rules import Status, TipStatus
from dotline.intake.rules.routing import SHIFT_LASTS, Route, on_shift_at, route
from dotline.reference import desks
from dotline.reference.desks import Desk

Handovers = QuerySet[Handover]


def own_desks(reader: Reader) -> list[Desk]:
    """The desks at which the reader's agency answers; 'local' in the schedule is the local agency."""
    agency = people.agency(reader, reader.own)
    codes = {agency.code, "local"} if agency.is_local else {agency.code}
    return [one for one in desks.schedule().desks if one.agency in codes]


def shift_of(reader: Reader) -> Shift | None:
    """The shift that the reader works now, or None."""
    now = clock.now()
    rows = Shift.objects.using(Store.INSIDE).filter(
        agency_id=reader.own, worker_id=reader.myself, ended_at=None
    )
    found = rows.first()
    return found if found and on_shift_at(found.began_at, None, now) else None


def is_on_shift(reader: Reader) -> bool:
    """Whether the reader works a shift now."""
    return reader.worker is not None and shift_of(reader) is not None


def on_shift(reader: Reader, at: datetime) -> Mapping[str, int]:
    """How many workers were on shift at each desk at a moment, of all agencies. Numbers only, nobody's name."""
    policy.may_read(reader).or_refuse()
    with behind(Reader.system("routing")):
        rows = Shift.objects.using(Store.INSIDE).filter(
            began_at__lte=at, began_at__gt=at - SHIFT_LASTS
        )
        found: dict[str, int] = {}
        for row in rows:
            if on_shift_at(row.began_at, row.ended_at, at):
                found[row.desk] = found.get(row.desk, 0) + 1
    return found


def answering(reader: Reader, at: datetime, province: str = "") -> Route:
    """Who answers a call from a province at a moment: open desks with somebody on shift, or the last resort."""
    return route(desks.schedule().desks, at, province, on_shift(reader, at))


# ---------------------------------------------------------------- the hand-over of a shift


def handovers(reader: Reader) -> Handovers:
    """Hand-overs of the reader's agency."""
    policy.may_read(reader).or_refuse()
    return Handover.objects.using(Store.INSIDE).filter(agency_id=reader.own)


def waiting_handovers(reader: Reader) -> list[Handover]:
    """Those that nobody has taken yet, the oldest first."""
    return list(handovers(reader).filter(taken_at=None).order_by("given_at"))


def open_things(reader: Reader) -> list[tuple[str, UUID]]:
    """Every open call and unfinished tip of the agency: ('call' or 'tip', id)."""
    calls = visible(reader).filter(status=Status.OPEN).order_by("started_at")
    unfinished = [TipStatus.SEALED.value, TipStatus.OPENED.value, TipStatus.ROUTED.value]
    tips = Tip.objects.using(Store.INSIDE).filter(agency_id=reader.own, status__in=unfinished)
    found = [("call", one) for one in calls.values_list("id", flat=True)]
    return found + [
        ("tip", one) for one in tips.order_by("received_at").values_list("id", flat=True)
    ]


def not_signed_over(reader: Reader) -> int:
    """How many open calls of the reader stand in no hand-over that she signed and nobody has taken yet."""
    mine = visible(reader).filter(status=Status.OPEN, worker_id=reader.myself)
    given = handovers(reader).filter(given_by=reader.myself, taken_at=None)
    items = HandoverItem.objects.using(Store.INSIDE).filter(
        handover_id__in=given.values_list("id", flat=True), kind="call"
    )
    return mine.exclude(pk__in=list(items.values_list("thing_id", flat=True))).count()


@dataclass(frozen=True)
class Left:
    """One thing that a shift leaves: the call or tip if it is still open, its note, its running clocks."""

    kind: str
    id: UUID
    contact: Contact | None
    tip: Tip | None
    note: str
    clocks: tuple[Obligation, ...]
    new: bool = False


def left_by(reader: Reader, handover: Handover | None) -> list[Left]:
    """What is open now, with the notes of a hand-over; what came after it was signed is marked as new."""
    notes: dict[UUID, str] = {}
    if handover is not None:
        items = HandoverItem.objects.using(Store.INSIDE).filter(
            handover_id=handover.id, agency_id=reader.own
        )
        for item in items:
            notes[item.thing_id] = _note(handover, item)
    things = open_things(reader)
    ids = [thing for _kind, thing in things]
    calls = {row.id: row for row in visible(reader).filter(pk__in=ids)}
    tips = Tip.objects.using(Store.INSIDE).filter(agency_id=reader.own, pk__in=ids)
    by_id = {row.id: row for row in tips}
    clocks: dict[UUID, list[Obligation]] = {}
    for row in duty.owed(reader, Store.INSIDE).filter(subject_id__in=ids):
        clocks.setdefault(row.subject_id, []).append(row)
    return [
        Left(
            kind,
            thing,
            calls.get(thing),
            by_id.get(thing),
            notes.get(thing, ""),
            tuple(clocks.get(thing, ())),
            handover is not None and thing not in notes,
        )
        for kind, thing in things
    ]


def handover(reader: Reader, handover_id: UUID) -> Handover:
    """One hand-over. Raises NotFound."""
    found = handovers(reader).filter(pk=handover_id).first()
    if found is None:
        raise not_found("hand-over")
    return found


def handover_note(reader: Reader, row: Handover) -> str:
    """The general note of a hand-over. Raises NotFound."""
    if row.agency_id != reader.agency:
        raise not_found("hand-over")
    if row.note is None:
        return ""
    return envelope.open_text(row.id, row.agency_id, row.note, cell(row, "note"))


def _note(handover: Handover, item: HandoverItem) -> str:
    if item.note is None:
        return ""
    return envelope.open_text(handover.id, item.agency_id, item.note, cell(item, "note"))
