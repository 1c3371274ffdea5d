"""Writes of the registers: requests for a counsellor's notes, breaches of privacy."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.sent import insert_once, sent_before, signed
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.disclosures import NewDisclosure, disclose
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.models import NotesRequest, PrivacyBreach
from dotline.case.queries import registers
from dotline.case.rules.disclosing import COURT_ORDER
from dotline.case.rules.registers import (
    BREACH_RULE,
    NEXT,
    NOTES_RULE,
    NOTICE_RULE,
    BreachRisk,
    BreachWeight,
    NotesState,
    kept_until,
    may_produce,
    still_owed,
    weighed,
)
from dotline.duty import actions as duty
from dotline.reference import obligations, vocabulary

LONGEST = 4_000
Entry = TypeVar("Entry", NotesRequest, PrivacyBreach)


def _clock(by: Reader, rule: str, kind: str, subject: UUID) -> None:
    window = rules.clock_of(rule, clock.now(), access.zone_of(by))
    duty.open_window(
        rule=rule,
        subject=(kind, subject),
        holder=by.own,
        opens=window.opens,
        due=window.due,
        basis=obligations.rule(rule).basis[:120],
    )


@action("case.note_request")
def note_request(
    *, by: Reader, involvement_id: UUID, on: date, key: UUID | None = None
) -> NotesRequest:
    """Write down that somebody asks a court for notes about a person. Raises NotFound, Refused."""
    found = queries.involvement(by, involvement_id)
    allow(policy.may_answer_for_privacy(by))
    about("case", found.case_id)
    sent = sending(key, str(found.id), on) if key else None
    before = _before(NotesRequest, sent, case=found.case)
    if before is not None:
        return before
    row = NotesRequest(
        **signed(sent, by),
        agency_id=found.agency_id,
        case_id=found.case_id,
        involvement_id=found.id,
        received_on=_past(by, on),
    )
    row.save(force_insert=True)
    _clock(by, NOTES_RULE, "notes_request", row.id)
    return row


def _entry(by: Reader, kind: str, row: Entry) -> Entry:
    """An entry of a register that was got for the reader, held until the action ends. Raises Refused."""
    allow(policy.may_answer_for_privacy(by))
    about(kind, row.pk)
    _lock(row)
    return row


def _asked(by: Reader, request_id: UUID) -> NotesRequest:
    return _entry(by, "notes_request", registers.notes_request(by, request_id))


@action("case.tell_counsel")
def tell_counsel(*, by: Reader, request_id: UUID, on: date) -> NotesRequest:
    """Write down that the person's own counsel was told. Raises NotFound, Refused, Invalid."""
    row = _asked(by, request_id)
    if _past(by, on) < row.received_on:
        raise Invalid(N_("Nobody is told before the request came."), N_("Check the days."))
    row.counsel_told_on = on
    row.save(update_fields=["counsel_told_on"])
    duty.meet(rule=NOTES_RULE, subject_id=row.id)
    return row


@action("case.decide_notes")
def decide_notes(*, by: Reader, request_id: UUID, to: NotesState, on: date) -> NotesRequest:
    """Write down what the court did. Raises NotFound, Refused, Invalid, Conflict when it was decided before."""
    row = _asked(by, request_id)
    if to not in NEXT[NotesState(row.state)]:
        raise Conflict(N_("This request was decided already."), "")
    if _past(by, on) < row.received_on:
        raise Invalid(N_("Nothing is decided before it is asked for."), N_("Check the days."))
    row.state, row.decided_on = to.value, on
    row.save(update_fields=["state", "decided_on"])
    duty.meet(rule=NOTES_RULE, subject_id=row.id)
    note(to=to.value)
    return row


@action("case.produce_notes")
def produce_notes(
    *, by: Reader, request_id: UUID, parts: tuple[str, ...], court: str
) -> NotesRequest:
    """Produce to the court what its order names: a disclosure on that order. Raises Refused without an order."""
    row = _asked(by, request_id)
    allow(may_produce(NotesState(row.state), row.produced_on))
    new = NewDisclosure(
        parts=parts, clause=COURT_ORDER, name=court, kind="Court", stated=("order",)
    )
    left = disclose(by=by, involvement_id=row.involvement_id, new=new)
    row.produced_on, row.parts, row.passage_id = queries.today(by), left.parts, left.passage_id
    row.save(update_fields=["produced_on", "parts", "passage_id"])
    note(fields=row.parts.split(), passage=row.passage_id)
    return row


@action("case.note_breach")
def note_breach(
    *,
    by: Reader,
    kind: str,
    happened_on: date,
    found_on: date,
    people: int,
    words: str,
    key: UUID | None = None,
) -> PrivacyBreach:
    """Write down a breach; its risk is weighed next. Raises Refused, Invalid for codes, days and no words."""
    allow(policy.may_answer_for_privacy(by))
    vocabulary.label("breach_kinds", kind)
    sent = sending(key, kind, happened_on, found_on, people, words) if key else None
    if (before := sent_before(registers.breaches(by), sent)) is not None:
        return before
    if _past(by, found_on) < happened_on:
        raise Invalid(N_("Nothing is found before it happened."), N_("Check the days."))
    if not words.strip():
        raise Invalid(N_("Say what happened."), N_("A few words, without anybody's name."))
    row = PrivacyBreach(
        **signed(sent, by),
        agency_id=by.own,
        kind=kind,
        happened_on=happened_on,
        found_on=found_on,
        people=people,
        keep_until=kept_until(found_on),
    )
    place = registers.breach_place(row)
    row.sealed = envelope.seal_text(row.id, row.agency_id, words.strip()[:LONGEST], place)
    kept = insert_once(row, lambda: sent_before(registers.breaches(by), sent))
    if kept is not row:
        return kept
    about("breach", row.id)
    note(kind=kind, people=people)
    _clock(by, BREACH_RULE, "breach", row.id)
    return row


def _breach(by: Reader, breach_id: UUID) -> PrivacyBreach:
    return _entry(by, "breach", registers.breach(by, breach_id))


@action("case.weigh_breach")
def weigh_breach(*, by: Reader, breach_id: UUID, found: frozenset[BreachWeight]) -> PrivacyBreach:
    """Weigh the risk once; a real one starts the clock of the notices. Raises NotFound, Refused, Conflict."""
    row = _breach(by, breach_id)
    if row.risk != BreachRisk.OPEN.value:
        raise Conflict(N_("The risk of this breach was weighed already."), "")
    row.risk, row.assessed_on = weighed(found).value, queries.today(by)
    row.save(update_fields=["risk", "assessed_on"])
    duty.meet(rule=BREACH_RULE, subject_id=row.id)
    if row.risk == BreachRisk.REAL.value:
        _clock(by, NOTICE_RULE, "breach", row.id)
    note(risk=row.risk)
    return row


@action("case.tell_breach")
def tell_breach(
    *, by: Reader, breach_id: UUID, commissioner: bool = False, persons: bool = False
) -> PrivacyBreach:
    """Write down that the Commissioner, or the persons, were told today. Raises NotFound, Invalid if no real risk."""
    row = _breach(by, breach_id)
    if row.risk != BreachRisk.REAL.value:
        raise Invalid(N_("Nobody has to be told of a breach without a real risk."), "")
    today = queries.today(by)
    row.commissioner_on = row.commissioner_on or (today if commissioner else None)
    row.told_on = row.told_on or (today if persons else None)
    row.save(update_fields=["commissioner_on", "told_on"])
    owed = still_owed(BreachRisk(row.risk), row.commissioner_on, row.told_on)
    if not (owed.commissioner or owed.persons):
        duty.meet(rule=NOTICE_RULE, subject_id=row.id)
    note(commissioner=commissioner, persons=persons)
    return row


@action("case.forget_breaches")
def forget_breaches(*, by: Reader) -> int:
    """Destroy the record of each breach after its 24 months, words and key with it; returns how many."""
    allow(policy.may_run_disposal(by))
    rows = registers.old_breaches(by)
    ids = list(rows.values_list("id", "agency_id"))
    for agency in {one[1] for one in ids}:
        envelope.shred_all((one[0] for one in ids if one[1] == agency), agency)
    rows.delete()
    note(breaches=len(ids))
    return len(ids)
