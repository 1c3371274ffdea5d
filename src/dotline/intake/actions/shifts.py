"""Shifts: who answers at which desk, and the hand-over in which nothing is lost."""

from collections.abc import Mapping
from uuid import UUID

from dotline.access import envelope
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, Refused, not_found
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.intake import policy, queries, rules
from dotline.intake.models import Contact, Handover, HandoverItem, Shift
from dotline.intake.rules import Status
from dotline.intake.rules.routing import on_shift_at


@action("intake.begin_shift")
def begin_shift(*, by: Reader, desk: str) -> Shift:
    """Answer at a desk of one's own agency from now on. A shift that runs is kept; raises Invalid, Refused."""
    allow(policy.may_write(by))
    if desk not in {one.code for one in queries.own_desks(by)}:
        raise Invalid("This desk is not one of your agency.", "Choose one from the list.")
    now = clock.now()
    running = _running(by)
    if running is not None and on_shift_at(running.began_at, None, now) and running.desk == desk:
        note(repeated=True)
        return running
    if running is not None:
        running.ended_at = now
        running.save(using=Store.INSIDE, update_fields=["ended_at"])
    row = Shift(id=new_id(), agency_id=by.own, worker_id=by.myself, desk=desk, began_at=now)
    row.save(using=Store.INSIDE, force_insert=True)
    about("shift", row.id)
    note(desk=desk)
    return row


@action("intake.end_shift")
def end_shift(*, by: Reader) -> None:
    """Stop answering. Refused while an open call of one's own was not signed over: it would have no owner.

    Nobody need wait for the next shift: what was signed over stays on each desk page until it is taken.
    """
    allow(policy.may_write(by))
    running = _running(by)
    if running is None:
        note(repeated=True)
        return
    left = queries.not_signed_over(by)
    if left:
        raise Refused(
            "{count} open calls of yours are not signed over, so nobody would own them.",
            "Sign your shift over first. You need not wait until somebody takes it.",
            count=left,
        )
    running.ended_at = clock.now()
    running.save(using=Store.INSIDE, update_fields=["ended_at"])
    about("shift", running.id)


@action("intake.give_handover")
def give_handover(*, by: Reader, notes: Mapping[UUID, str], general: str, key: UUID) -> Handover:
    """Sign over every open call and tip of the agency, each with a note for the next shift.

    `notes` maps ids to texts; what has none is listed all the same, so nothing is lost. `key` names the
    form: sent twice it is one hand-over. Raises Invalid when a note is too long, SentAlready when the
    form said something else before, Conflict when something that has a note is no longer open.
    """
    allow(policy.may_write(by))
    notes = {thing: text.strip() for thing, text in notes.items() if text.strip()}
    sent = sending(key, {str(thing): text for thing, text in notes.items()}, general.strip())
    if any(len(text) > rules.LONGEST_TEXT for text in (general, *notes.values())):
        raise Invalid(
            "A note is longer than {longest} characters.", "Shorten it.", longest=rules.LONGEST_TEXT
        )
    row = Handover(id=new_id(), agency_id=by.own, given_by=by.myself, given_at=clock.now())
    row.send_key, row.send_words = sent.form, sent.words
    Handover.objects.using(Store.INSIDE).bulk_create([row], ignore_conflicts=True)
    kept = _rows(by).get(send_key=sent.form)
    about("handover", kept.id)
    if kept.id != row.id:
        sent.must_match(kept.send_words)
        note(repeated=True)
        return kept
    if general.strip():
        row.note = _sealed(row, general, queries.cell(row, "note"))
        row.save(using=Store.INSIDE, update_fields=["note"])
    note(items=_write_items(by, row, notes))
    return row


def _write_items(by: Reader, row: Handover, notes: Mapping[UUID, str]) -> int:
    """List what is open, each with its note; returns how many. Raises Conflict rather than lose a note."""
    there = queries.open_things(by)
    if notes.keys() - {thing for _kind, thing in there}:
        raise Conflict(
            "Something that you wrote a note on is no longer open.",
            "Your note now stands with what else the next shift should know. Read it, then sign over.",
        )
    items = []
    for kind, thing in there:
        item = HandoverItem(
            id=new_id(), agency_id=row.agency_id, handover_id=row.id, kind=kind, thing_id=thing
        )
        if thing in notes:
            item.note = _sealed(row, notes[thing], queries.cell(item, "note"))
        items.append(item)
    HandoverItem.objects.using(Store.INSIDE).bulk_create(items)
    return len(items)


@action("intake.take_handover")
def take_handover(*, by: Reader, handover_id: UUID) -> Handover:
    """Take over a shift: its open calls are the taker's from now on. The first to take it has it.

    Raises NotFound, Refused for one's own, Conflict when somebody took it.
    """
    row = _rows(by).select_for_update().filter(pk=handover_id).first()
    if row is None:
        allow(policy.may_write(by))
        raise not_found("hand-over")
    allow(policy.may_take(by, row))
    about("handover", row.id)
    if row.taken_by == by.worker:
        note(repeated=True)
        return row
    if row.taken_by is not None:
        raise Conflict("Somebody else took this shift over already.", "Reload the page.")
    row.taken_by, row.taken_at = by.worker, clock.now()
    row.save(using=Store.INSIDE, update_fields=["taken_by", "taken_at"])
    items = HandoverItem.objects.using(Store.INSIDE).filter(handover_id=row.id, kind="call")
    calls = Contact.objects.using(Store.INSIDE).filter(
        agency_id=row.agency_id, status=Status.OPEN, pk__in=items.values_list("thing_id", flat=True)
    )
    note(calls=calls.update(worker_id=by.myself))
    return row


def _rows(by: Reader) -> "queries.Handovers":
    return queries.handovers(by)


def _running(by: Reader) -> Shift | None:
    rows = Shift.objects.using(Store.INSIDE).select_for_update()
    return rows.filter(agency_id=by.own, worker_id=by.myself, ended_at=None).first()


def _sealed(row: Handover, text: str, place: str) -> bytes:
    return envelope.seal_text(row.id, row.agency_id, text.strip(), place)
