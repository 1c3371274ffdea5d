"""Writes of wage recovery: claims, what was decided on them, corrections, money that came in."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from dotline.access.sent import signed
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.models import WageClaim, WageCorrection, WagePayment
from dotline.case.queries import returns
from dotline.reference import vocabulary


@action("case.claim_wages")
def claim_wages(
    *,
    by: Reader,
    involvement_id: UUID,
    body: str,
    amount: int,
    currency: str,
    on: date,
    key: UUID | None = None,
) -> WageClaim:
    """Write down a claim for unpaid wages, in cents. Raises NotFound, Refused, Invalid."""
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("case", found.case_id)
    vocabulary.label("wage_bodies", body)
    vocabulary.label("currencies", currency)
    rules.Claimed(currency, amount, None, 0)
    note(body=body)
    day = _past(by, on)
    sent = sending(key, str(found.id), body, amount, currency, on) if key else None
    known = _before(WageClaim, sent, involvement=found)
    if known is not None:
        return known
    row = WageClaim(
        **signed(sent, by),
        agency_id=found.agency_id,
        involvement_id=found.id,
        body=body,
        claimed_on=day,
        amount_cents=amount,
        currency=currency,
    )
    row.save(force_insert=True)
    return row


def _owned(by: Reader, claim_id: UUID) -> WageClaim:
    """A claim that the reader may add to. Raises NotFound, Refused."""
    row = returns.claim(by, claim_id)
    allow(policy.may_change(by, row.involvement.case))
    about("case", row.involvement.case_id)
    return row


def _stands(by: Reader, row: WageClaim) -> rules.WageAward | None:
    return returns.award_of(row, returns.corrections(by, [row])[row.id])


@action("case.decide_wages")
def decide_wages(
    *, by: Reader, claim_id: UUID, award: rules.WageAward, confirmed: bool = False
) -> WageClaim:
    """Write down what was decided on a claim; the very same once more changes nothing.

    Raises NotFound, Refused, Invalid, Conflict when it was decided otherwise already, and for more
    than was claimed unless `confirmed`.
    """
    row = _owned(by, claim_id)
    vocabulary.label("wage_decisions", award.decision)
    _lock(row)
    stands = _stands(by, row)
    if stands == award:
        return row
    if stands is not None:
        raise Conflict(
            N_("This claim was decided already."), N_("Correct the decision, with its reason.")
        )
    _past(by, award.on)
    rules.check_award(award, returns.wage_facts(by, row), confirmed=confirmed)
    row.decision, row.decided_on, row.awarded_cents = award.decision, award.on, award.cents
    row.save(update_fields=["decision", "decided_on", "awarded_cents"])
    note(decision=award.decision)
    return row


@action("case.correct_wages")
def correct_wages(
    *,
    by: Reader,
    claim_id: UUID,
    award: rules.WageAward,
    reason: str,
    confirmed: bool = False,
    key: UUID | None = None,
) -> WageCorrection:
    """Write a decision down anew with its reason, a code of wage_corrections; the older one stays.

    Raises NotFound, Refused, Invalid for what does not fit claim and payments, Conflict for what
    stands so already or is more than claimed unless `confirmed`, SentAlready.
    """
    row = _owned(by, claim_id)
    vocabulary.label("wage_decisions", award.decision)
    vocabulary.label("wage_corrections", reason)
    sent = sending(key, asdict(award), reason) if key else None
    known = _before(WageCorrection, sent, claim=row)
    if known is not None:
        return known
    _lock(row)
    _may_replace(award, _stands(by, row))
    _past(by, award.on)
    rules.check_award(award, returns.wage_facts(by, row), confirmed=confirmed)
    made = WageCorrection(
        **signed(sent, by),
        agency_id=row.agency_id,
        claim_id=row.id,
        number=len(returns.corrections(by, [row])[row.id]) + 1,
        decided_on=award.on,
        decision=award.decision,
        awarded_cents=award.cents,
        reason=reason,
        recorded_at=clock.now(),
    )
    made.save(force_insert=True)
    note(decision=award.decision, reason=reason)
    return made


@action("case.pay_wages")
def pay_wages(
    *, by: Reader, claim_id: UUID, amount: int, on: date, key: UUID | None = None
) -> WagePayment:
    """Write down money that came in.

    Raises NotFound, Refused, Invalid when it is more than was awarded or came before the decision.
    """
    row = _owned(by, claim_id)
    sent = sending(key, str(row.id), amount, on) if key else None
    # One payment at a time: two that came at once must not be more than was awarded.
    known = _before(WagePayment, sent, claim=row)
    if known is not None:
        return known
    if amount <= 0:
        raise Invalid("An amount may not be below nothing.", "Check the amount.")
    award = _stands(by, row)
    returns.value_of(row, returns.wage_facts(by, row).paid + amount, award)
    if award is not None and _past(by, on) < award.on:
        raise Invalid(N_("Nothing is paid before it is decided."), N_("Check the days."))
    made = WagePayment(
        **signed(sent, by),
        agency_id=row.agency_id,
        claim_id=row.id,
        paid_on=on,
        amount_cents=amount,
    )
    made.save(force_insert=True)
    return made


def _may_replace(award: rules.WageAward, stands: rules.WageAward | None) -> None:
    """Raises Invalid before any decision, Conflict for what stands so already."""
    if stands is None:
        raise Invalid(
            N_("Nothing was decided on this claim."), N_("Write down the decision first.")
        )
    if stands == award:
        raise Conflict(N_("This is what stands already."), N_("Change what was wrong."))
