"""The receiving side: take the package in, accept, decline, open, and say how it went."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dotline.access import envelope
from dotline.access.unit import about, action, allow, note, seen
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.gates.passage import Passage
from dotline.gates.refer import ReferField
from dotline.reference import vocabulary
from dotline.referral import policy, queries, rules
from dotline.referral.actions.beds import _let_go
from dotline.referral.actions.custody import (
    SETTLE,
    _begin_pause,
    _end_pause,
    _locked,
    _move,
    _step,
)
from dotline.referral.actions.follow_ups import promise_follow_ups
from dotline.referral.models import Referral, ReferralPackage
from dotline.referral.rules import STATUS, Status

TAKEN = (
    N_("This referral has been answered or taken back already."),
    N_("Reload the page to see how it stands."),
)


@action("referral.receive")
def receive(*, by: Reader, passage: Passage) -> None:
    """Take in what came through the gate *refer*: sealed with the receiver's key, for nobody else."""
    allow(ALLOWED)  # the outbox calls this; what may pass was decided at the gate
    row = queries.visible_to(by).select_for_update().filter(passage_id=passage.id).first()
    if row is None:
        raise not_found("referral")
    about("referral", row.id)
    if not rules.may_open(row.access(), clock.now()):
        return  # taken back while it was on its way: nothing of it is kept
    held = ReferralPackage(
        id=new_id(), agency_id=row.to_agency_id, referral_id=row.id, received_at=clock.now()
    )
    text = json.dumps(dict(passage.payload), sort_keys=True)
    held.sealed = envelope.seal_text(row.id, row.to_agency_id, text, queries.package_place(held))
    held.save(force_insert=True)
    _step(by, row, "received")


@action("referral.accept")
def accept(*, by: Reader, referral_id: UUID) -> Referral:
    """Say yes; the first to accept has it. Raises Conflict when it was answered or taken back before."""
    found = queries.get(by, referral_id)
    allow(policy.may_answer(by, found))
    if found.group_id is not None:
        _close_other_offers(by=Reader.system("first-accept"), referral_id=referral_id)
    row = _locked(by, referral_id)
    about("referral", row.id)
    if row.state != Status.REQUESTED:
        raise Conflict(*TAKEN)
    rules.may_open(row.access(), clock.now()).or_refuse()
    _answer(by, row, Status.ACCEPTED)
    promise_follow_ups(by=Reader.system("follow-up"), referral_id=row.id)
    return row


@dataclass(frozen=True)
class Elsewhere:
    """Where a full service confirmed a place; `service` None says that it asked and found none."""

    service: UUID | None
    confirmed: bool


@action("referral.decline")
def decline(
    *, by: Reader, referral_id: UUID, reason: str, elsewhere: Elsewhere | None = None
) -> Referral:
    """Say no with a reason code. Who is full says where a place was confirmed, or that none was found (R-56).

    Raises Invalid for a code that is none or an answer that lacks this, Conflict when it is too late.
    """
    row = _locked(by, referral_id)
    allow(policy.may_answer(by, row))
    about("referral", row.id)
    _check(reason, rules.DECLINE_REASONS)
    if row.state != Status.REQUESTED:
        raise Conflict(*TAKEN)
    if reason == "full":
        row.alternative_id = _alternative(by, row, elsewhere)
    _answer(by, row, Status.REJECTED, reason)
    _let_go(by=by, referral_id=row.id)
    if reason == "full":
        _step(by, row, "alternative" if row.alternative_id else "none_free")
    return row


def _alternative(by: Reader, row: Referral, elsewhere: Elsewhere | None) -> UUID | None:
    if elsewhere is None or not elsewhere.confirmed:
        raise Invalid(
            "A service that is full names another one where it confirmed a place.",
            "Call another service, or say that you asked and none has a place.",
        )
    if elsewhere.service is None:
        return None
    found = queries.target(by, elsewhere.service)
    if found.service_id == row.service_id:
        raise Invalid("The other service cannot be the one that is full.", "Name another one.")
    return found.service_id


def _answer(by: Reader, row: Referral, to: Status, reason: str = "") -> None:
    row.answered_by, row.answered_at = by.worker, clock.now()
    _move(by, row, to, reason=reason)
    duty.meet(rule=rules.acknowledge_rule(row.urgency), subject_id=row.id)
    duty.meet(rule=SETTLE, subject_id=row.id)
    note(in_time=rules.in_time(row.answered_at, row.due_at), reason=reason)


@action("referral.close_other_offers")
def _close_other_offers(*, by: Reader, referral_id: UUID) -> None:
    # A machine actor, since no receiver may see what was offered to another. All rows of the group
    # are locked in one order, so that two that accept at once cannot wait for each other.
    allow(ALLOWED)
    group = queries.get(by, referral_id).group_id
    rows = list(queries.visible_to(by).filter(group_id=group).order_by("pk").select_for_update())
    mine = next(row for row in rows if row.id == referral_id)
    if mine.state != Status.REQUESTED:
        raise Conflict(*TAKEN)
    for row in rows:
        if row.id != referral_id and row.state == Status.REQUESTED:
            _move(by, row, Status.REVOKED, reason="another_accepted")
            duty.waive(
                rule=rules.acknowledge_rule(row.urgency), subject_id=row.id, why="another_accepted"
            )
    about("offer", group or referral_id)


@action("referral.proceed")
def proceed(
    *,
    by: Reader,
    referral_id: UUID,
    to: Status,
    reason: str = "",
    outcome: str = "",
    unmet: str = "",
) -> Referral:
    """Say how an accepted referral goes on: under way, on hold or failed (reason), completed (outcome).

    A pause says why it stands still; help that was not received says why in `unmet` (R-59, R-62).
    Raises Invalid without that, Conflict for a step that the table does not have.
    """
    row = _locked(by, referral_id)
    allow(policy.may_answer(by, row))
    about("referral", row.id)
    if to not in {Status.IN_PROGRESS, Status.ON_HOLD, Status.COMPLETED, Status.FAILED}:
        raise Invalid("This is no step of an accepted referral.", "Choose one from the list.")
    if to == Status.FAILED:
        _check(reason, rules.FAIL_REASONS)
    if to == Status.COMPLETED:
        vocabulary.label("referral_outcomes", outcome)
        row.unmet = _unmet(outcome, unmet)
    _turn(by, row, to, reason)
    _move(
        by,
        row,
        to,
        reason=reason if to == Status.FAILED else "",
        outcome=outcome if to == Status.COMPLETED else "",
    )
    note(status=to.value, reason=row.reason, outcome=row.outcome)
    return row


def _unmet(outcome: str, unmet: str) -> str:
    if outcome != "not_received":
        return ""
    if not vocabulary.is_code("unmet_reasons", unmet):
        raise Invalid(
            "Say why the help was not received.", "Choose a reason: it shows what is missing."
        )
    return unmet


def _turn(by: Reader, row: Referral, to: Status, reason: str) -> None:
    """Begin or end the pause that goes with a step."""
    if not STATUS.allows(row.state, to):
        return  # the move refuses it
    if to == Status.ON_HOLD:
        vocabulary.label("pause_reasons", reason)
        _begin_pause(row, reason)
    else:
        _end_pause(row)
    if to in rules.FINAL:
        _let_go(by=by, referral_id=row.id)


@action("referral.open_package")
def open_package(*, by: Reader, referral_id: UUID) -> Mapping[ReferField, str]:
    """What was handed over, for a worker of the receiving agency; each opening is on ledger and chain.

    Raises Refused when consent was withdrawn or has ended, or the referral is closed; NotFound when
    nothing came through the gate.
    """
    row = queries.get(by, referral_id)
    allow(policy.may_open_package(by, row, clock.now()))
    about("referral", row.id)
    values = queries.package_values(by, row)
    if not queries.opened_before(by, row):
        _step(by, row, "opened")
    seen(by, "referral.open", "referral", row.id)
    return values


def _check(reason: str, allowed: tuple[str, ...]) -> None:
    if reason not in allowed:
        raise Invalid(
            "Choose a reason from the list.", "Known reasons: {known}.", known=", ".join(allowed)
        )
