"""The receiving side: take the package in, accept, decline, open, and say how it went."""

import json
from collections.abc import Mapping
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
from dotline.referral.actions.custody import _locked, _move, _step
from dotline.referral.models import Referral, ReferralPackage
from dotline.referral.rules import Status

TAKEN = (
    N_("This referral has been answered or taken back already."),
    N_("Reload the page to see how it stands."),
)


@action("referral.receive")
def receive(*, by: Reader, passage: Passage) -> None:
    """Take in what came through the gate *refer*: sealed with the receiver's key, for nobody else."""
    allow(ALLOWED)  # the outbox calls this; what may pass was decided at the gate
    row = queries.visible_to(by).filter(passage_id=passage.id).first()
    if row is None:
        raise not_found("referral")
    held = ReferralPackage(
        id=new_id(), agency_id=row.to_agency_id, referral_id=row.id, received_at=clock.now()
    )
    text = json.dumps(dict(passage.payload), sort_keys=True)
    held.sealed = envelope.seal_text(row.id, row.to_agency_id, text, queries.package_place(held))
    held.save(force_insert=True)
    about("referral", row.id)
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
    return row


@action("referral.decline")
def decline(*, by: Reader, referral_id: UUID, reason: str) -> Referral:
    """Say no with a reason code. Raises Invalid for a code that is none, Conflict when it is too late."""
    row = _locked(by, referral_id)
    allow(policy.may_answer(by, row))
    about("referral", row.id)
    _check(reason, rules.DECLINE_REASONS)
    if row.state != Status.REQUESTED:
        raise Conflict(*TAKEN)
    _answer(by, row, Status.REJECTED, reason)
    return row


def _answer(by: Reader, row: Referral, to: Status, reason: str = "") -> None:
    row.answered_by, row.answered_at = by.worker, clock.now()
    _move(by, row, to, reason=reason)
    duty.meet(rule=rules.acknowledge_rule(row.urgency), subject_id=row.id)
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
    *, by: Reader, referral_id: UUID, to: Status, reason: str = "", outcome: str = ""
) -> Referral:
    """Say how an accepted referral goes on: under way, on hold, completed (outcome) or failed (reason)."""
    row = _locked(by, referral_id)
    allow(policy.may_answer(by, row))
    about("referral", row.id)
    if to not in {Status.IN_PROGRESS, Status.ON_HOLD, Status.COMPLETED, Status.FAILED}:
        raise Invalid("This is no step of an accepted referral.", "Choose one from the list.")
    if to == Status.FAILED:
        _check(reason, rules.FAIL_REASONS)
    if to == Status.COMPLETED:
        vocabulary.label("referral_outcomes", outcome)
    _move(
        by,
        row,
        to,
        reason=reason if to == Status.FAILED else "",
        outcome=outcome if to == Status.COMPLETED else "",
    )
    note(status=to.value, reason=row.reason, outcome=row.outcome)
    return row


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
