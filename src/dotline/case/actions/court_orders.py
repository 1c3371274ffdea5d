"""Writes of what victims and witnesses ask of a court: aids, statements, bans, restitution and what was paid."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.access.unit import action, allow, note
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.once import _before, _changed, _lock, _past, _signed
from dotline.case.models import CourtOrder, RestitutionPayment
from dotline.case.queries import courts
from dotline.reference import law, vocabulary


@dataclass(frozen=True)
class Asking:
    """What was asked for or decided on one aid, statement, ban or restitution."""

    kind: str
    state: rules.OrderState
    on: date
    amount: int | None = None
    reason: str = ""


@action("case.set_court_order")
def set_court_order(
    *, by: Reader, proceeding_id: UUID, involvement_id: UUID, asking: Asking
) -> CourtOrder:
    """Write down a request or what was decided on it; the ledger keeps each step.

    Raises NotFound, Refused for a person who is accused, Invalid for a kind that was no law on that
    day, a day to come, or restitution without an amount.
    """
    row = _changed(by, proceeding_id)
    found = queries.involvement(by, involvement_id)
    if found.case_id != row.case_id:
        raise Invalid(
            N_("This person does not stand in the case in that role."),
            N_("Add the role on the page of people first."),
        )
    allow(policy.may_plan(by, found))
    _check_asking(_past(by, asking.on), asking)
    _lock(row)  # two first requests at once are one order
    made = CourtOrder.objects.select_for_update().filter(
        proceeding_id=row.id, involvement_id=found.id, kind=asking.kind
    ).first() or CourtOrder(
        id=new_id(),
        agency_id=row.agency_id,
        proceeding_id=row.id,
        involvement_id=found.id,
        kind=asking.kind,
    )
    _check_paid(made, asking)
    _set(made, asking)
    made.by_worker = by.worker
    made.save()
    note(kind=asking.kind, state=asking.state.value)
    return made


def _check_asking(day: date, asking: Asking) -> None:
    known = {one.code for one in law.aids(day)}
    if asking.kind not in known and not vocabulary.is_code("statements", asking.kind):
        raise Invalid(N_("This aid was not law on that day."), N_("Choose one of the list."))
    awarded = asking.kind == "restitution" and asking.state is rules.OrderState.GRANTED
    if awarded != (asking.amount is not None) or (asking.amount is not None and asking.amount <= 0):
        raise Invalid(
            N_("Restitution that was ordered has an amount, and nothing else has one."),
            N_("Write the amount, or leave it out."),
        )


def _check_paid(row: CourtOrder, asking: Asking) -> None:
    """What was paid stays in sight: restitution is revoked then, or stays ordered with at least as much."""
    came_in = courts.restitution_paid(row)
    if not came_in or asking.state is rules.OrderState.REVOKED:
        return
    if asking.state is not rules.OrderState.GRANTED:
        raise Conflict(
            N_("Money came in under this order already."),
            N_("Write down that it was revoked, if a court did so."),
        )
    if (asking.amount or 0) < came_in:
        raise Invalid(N_("More was paid already than would be ordered."), N_("Check the amount."))


def _set(row: CourtOrder, asking: Asking) -> None:
    """Put one step into a row, keeping the day on which it was first asked for."""
    decided = asking.state in {
        rules.OrderState.GRANTED,
        rules.OrderState.REFUSED,
        rules.OrderState.REVOKED,
    }
    if decided and row.asked_on is not None and asking.on < row.asked_on:
        raise Invalid(N_("Nothing is decided before it is asked for."), N_("Check the days."))
    row.state = asking.state.value
    row.decided_on = asking.on if decided else None
    if asking.state is rules.OrderState.ASKED:
        row.asked_on = asking.on
    if asking.state is not rules.OrderState.REVOKED:
        row.amount_cents = asking.amount
    row.reason = asking.reason[:40]


@action("case.pay_restitution")
def pay_restitution(
    *, by: Reader, order_id: UUID, amount: int, on: date, key: UUID | None = None
) -> RestitutionPayment:
    """Write down restitution that came in. Raises NotFound, Refused, Invalid when it is more than ordered."""
    row = courts.court_order(by, order_id)
    _changed(by, row.proceeding_id)
    sent = sending(key, amount, on) if key else None
    found = _before(RestitutionPayment, sent, order=row)
    if found is not None:
        return found
    granted = row.state == rules.OrderState.GRANTED
    if not granted or row.amount_cents is None or row.decided_on is None:
        raise Invalid(N_("No restitution was ordered."), N_("Write down the order first."))
    if amount <= 0:
        raise Invalid("An amount may not be below nothing.", "Check the amount.")
    if courts.restitution_paid(row) + amount > row.amount_cents:
        raise Invalid(N_("More would be paid than was ordered."), N_("Check the amount."))
    if _past(by, on) < row.decided_on:
        raise Invalid(N_("Nothing is paid before it is ordered."), N_("Check the days."))
    made = RestitutionPayment(
        **_signed(sent, by),
        agency_id=row.agency_id,
        order_id=row.id,
        paid_on=on,
        amount_cents=amount,
    )
    made.save(force_insert=True)
    return made
