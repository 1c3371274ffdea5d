"""Writes of permits: asked for, decided, ended early, struck as a slip; renewals owed, waived; claims refused."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.access import queries as access
from dotline.access.sent import insert, signed
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.models import CaseFile, Involvement, Permit, RefugeeClaimRefused
from dotline.case.queries import deaths, permits
from dotline.case.rules import RENEWAL, PermitDecision, PermitEnding, PermitHeld, PermitKind
from dotline.duty import actions as duty
from dotline.duty import queries as owed
from dotline.reference import law, obligations, vocabulary


@dataclass(frozen=True)
class NewPermit:
    """An application: which permit, asked for on which day, and which permit it renews."""

    kind: PermitKind
    applied_on: date
    renews: UUID | None = None


@dataclass(frozen=True)
class PermitDecided:
    """What was decided on an application; an issued permit has its days, the last included."""

    decision: PermitDecision
    on: date
    valid_from: date | None = None
    expires: date | None = None
    health_ground: bool = False


@action("case.ask_permit")
def ask_permit(
    *, by: Reader, involvement_id: UUID, new: NewPermit, key: UUID | None = None
) -> Permit:
    """Write down an application; asking for a renewal meets what was owed about the older permit.

    `key` names the form. Raises NotFound, Refused, Invalid for a day to come or a permit of another
    person or class to renew.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("case", found.case_id)
    note(kind=new.kind.value, renewal=new.renews is not None)
    _past(by, new.applied_on)
    sent = sending(key, str(found.id), repr(new)) if key else None
    known = _before(Permit, sent, involvement=found)
    if known is not None:
        return known
    row = Permit(
        **signed(sent, by),
        agency_id=found.agency_id,
        involvement_id=found.id,
        kind=new.kind.value,
        applied_on=new.applied_on,
        recorded_at=clock.now(),
    )
    if new.renews is not None:
        row.previous_id = _older(by, found, new).id
    row.save(force_insert=True)
    _see_to_renewals(by, found, new.kind)
    return row


def _older(by: Reader, found: Involvement, new: NewPermit) -> Permit:
    assert new.renews is not None  # noqa: S101 - the caller looked
    older = permits.permit(by, new.renews)
    value = permits.held(older)
    fits = value is not None and rules.permits.same_class(value.kind, new.kind)
    if older.involvement_id != found.id or not fits:
        raise Invalid(
            N_("This permit renews another one that does not fit."),
            N_("Choose a permit of the same person and of the same kind."),
        )
    return older


@action("case.decide_permit")
def decide_permit(*, by: Reader, permit_id: UUID, decided: PermitDecided) -> Permit:
    """Write down the decision on an application; an issued permit starts the clock of its renewal.

    Raises NotFound, Refused, Conflict when it was decided, Invalid for days that run backwards, lie
    ahead, or span more than three years (IRPR 63).
    """
    row = _held(by, permit_id)
    note(decision=decided.decision.value)
    if row.decision:
        raise Conflict(
            N_("This application was decided already."),
            N_("If that was a slip, strike it and write it down anew."),
        )
    if decided.decision not in rules.DECIDABLE:
        raise Invalid(N_("An application is not cancelled."), N_("Say that it was withdrawn."))
    rules.permits.check_decided(row.applied_on, decided.on, queries.today(by))
    row.decision, row.decided_on = decided.decision.value, decided.on
    if decided.decision is PermitDecision.ISSUED:
        _issue(row, decided)
    row.save(update_fields=["decision", "decided_on", "valid_from", "expires", "health_ground"])
    _see_to_renewals(by, row.involvement, PermitKind(row.kind))
    return row


def _issue(row: Permit, decided: PermitDecided) -> None:
    if decided.valid_from is None or decided.expires is None:
        raise Invalid(
            N_("An issued permit has a first and a last day."), N_("Write both as on the paper.")
        )
    law.check_span(law.PermitSpan(decided.valid_from, decided.expires))
    row.valid_from, row.expires = decided.valid_from, decided.expires
    row.health_ground = decided.health_ground


def _see_to_renewals(
    by: Reader, found: Involvement, kind: PermitKind, *, lasting: date = date.min
) -> None:
    """Only the permit that lasts longest has a renewal to come, and only while none was asked for.

    Permits whose last day is before `lasting` were followed in their time and ask for nothing more.
    """
    rows = list(permits.permits(by, [found]).filter(struck_at=None))
    there = [(row, value) for row in rows if (value := permits.held(row)) is not None]
    there = [
        pair
        for pair in there
        if rules.permits.same_class(pair[1].kind, kind)
        and pair[1].ended_by is None
        and pair[1].expires >= lasting
    ]
    if not there:
        return
    last, value = max(there, key=lambda pair: (pair[1].expires, str(pair[0].id)))
    for row, _value in there:
        asked = any(one.previous_id == row.id and not one.decision for one in rows)
        if row.id != last.id or asked:
            duty.meet(rule=RENEWAL, subject_id=row.id)
        elif owed.about(by, Store.INSIDE, row.id).filter(rule=RENEWAL).exists():
            duty.run_on(rule=RENEWAL, subject_id=row.id)
        elif value.expires >= queries.today(by):
            _renewal_clock(by, row, value)


def _renewal_clock(by: Reader, row: Permit, value: PermitHeld) -> None:
    if deaths.has_died(row.involvement.person_id):
        return
    window = rules.permits.renewal_window(value.expires, access.agency(by, row.agency_id).zone)
    duty.open_window(
        rule=RENEWAL,
        subject=("permit", row.id),
        holder=row.agency_id,
        opens=window.opens,
        due=window.due,
        basis=obligations.rule(RENEWAL).basis[:120],
    )


@action("case.end_permit")
def end_permit(*, by: Reader, permit_id: UUID, how: PermitEnding, on: date) -> Permit:
    """Write down that a permit ended before its last day: cancelled, or she left (IRPR 63).

    Raises NotFound, Refused, Conflict when it ended already, Invalid for a day on which it was not valid.
    """
    row = _held(by, permit_id)
    note(ended_by=how.value)
    value = permits.held(row)
    if value is None or how not in rules.TOLD_ENDINGS:
        raise Invalid(N_("Only a permit that was issued ends."), N_("Choose another one."))
    if value.ended_by is not None:
        raise Conflict(N_("This permit has ended already."), N_("Reload the page."))
    rules.permits.check_end(value, on, queries.today(by))
    row.ended_on, row.ended_by = on, how.value
    if how is PermitEnding.CANCELLED:
        row.decision = PermitDecision.CANCELLED.value
    row.save(update_fields=["ended_on", "ended_by", "decision"])
    duty.waive(rule=RENEWAL, subject_id=row.id, why=f"permit ended: {how.value}")
    _see_to_renewals(by, row.involvement, PermitKind(row.kind), lasting=on)
    return row


@action("case.strike_permit")
def strike_permit(*, by: Reader, permit_id: UUID) -> Permit:
    """Strike what was written down by a slip: it stays visible and counts for nothing.

    Raises NotFound, Refused, Conflict when it is struck.
    """
    row = _held(by, permit_id)
    row.struck_at = clock.now()
    row.save(update_fields=["struck_at"])
    duty.waive(rule=RENEWAL, subject_id=row.id, why="struck as a slip")
    _see_to_renewals(by, row.involvement, PermitKind(row.kind))
    return row


@action("case.waive_renewal")
def waive_renewal(*, by: Reader, permit_id: UUID, why: str) -> Permit:
    """Let a renewal go, saying why by a code of `renewal_waivers`. Raises NotFound, Refused, Invalid."""
    row = _held(by, permit_id)
    vocabulary.label("renewal_waivers", why)
    note(why=why)
    duty.waive(rule=RENEWAL, subject_id=row.id, why=why)
    return row


@action("case.note_claim_refused")
def note_claim_refused(
    *, by: Reader, involvement_id: UUID, on: date, key: UUID | None = None
) -> RefugeeClaimRefused:
    """Write down the latest day on which a refugee claim was turned down (IRPA 24(4)).

    Raises NotFound, Refused, Invalid for a day to come, Conflict when that day is written down.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("case", found.case_id)
    sent = sending(key, str(found.id), on) if key else None
    known = _before(RefugeeClaimRefused, sent, involvement=found)
    if known is not None:
        return known
    row = RefugeeClaimRefused(
        **signed(sent, by),
        agency_id=found.agency_id,
        involvement_id=found.id,
        refused_on=_past(by, on),
        recorded_at=clock.now(),
    )
    insert(row, Conflict(N_("This day is written down already."), ""))
    return row


def _held(by: Reader, permit_id: UUID) -> Permit:
    """An application that the reader may change, held until the action ends. Raises NotFound, Refused, Conflict."""
    row = permits.permit(by, permit_id)
    allow(policy.may_change(by, row.involvement.case))
    about("case", row.involvement.case_id)
    _lock(row)
    if row.struck_at is not None:
        raise Conflict(N_("This entry was struck."), N_("Reload the page."))
    return row


def _permits_end(by: Reader, case: CaseFile) -> None:
    """Renewals of a case that closes are owed no longer."""
    for row in permits.permits(by, queries.involvements(by, case)):
        duty.waive(rule=RENEWAL, subject_id=row.id, why="case closed")
