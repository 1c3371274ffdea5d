"""Writes of what victims and witnesses ask of a court: aids, statements, bans, restitution and what was paid."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.access.sent import signed
from dotline.access.unit import action, allow, note
from dotline.base.errors import N_, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.once import _before, _changed, _lock, _past
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

    The newest step once more changes nothing. Raises NotFound, Refused for a person who is accused
    and for a step that does not follow, Invalid for a kind that was no law on that day, a day to
    come or before the last step, and restitution without an amount.
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
    if _stands_so(made, asking):
        return made
    _check_step(made, asking)
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


def _stands_so(row: CourtOrder, asking: Asking) -> bool:
    """Whether this very step is the newest one: a second press."""
    day = row.decided_on if asking.state in rules.DECIDED_ORDERS else row.asked_on
    return (row.state, day, row.amount_cents) == (asking.state, asking.on, asking.amount)


def _check_step(row: CourtOrder, asking: Asking) -> None:
    """The step follows the one before it, on its day or later, and orders what was paid at least."""
    came_in = courts.restitution_paid(row)
    old = rules.OrderState(row.state or rules.ORDERS.start)
    allow(rules.may_set_order(old, asking.state, paid=bool(came_in)))
    if asking.state is rules.OrderState.GRANTED and (asking.amount or 0) < came_in:
        raise Invalid(N_("More was paid already than would be ordered."), N_("Check the amount."))
    last = row.decided_on or row.asked_on
    if asking.state is not rules.OrderState.NOT_ASKED and last and asking.on < last:
        raise Invalid(N_("The step before this one was later."), N_("Check the days."))


def _set(row: CourtOrder, asking: Asking) -> None:
    """Put one step into a row, keeping the day on which it was last asked for."""
    state = asking.state
    row.state = state.value
    row.decided_on = asking.on if state in rules.DECIDED_ORDERS else None
    if state is rules.OrderState.ASKED:
        row.asked_on = asking.on
    elif state is rules.OrderState.NOT_ASKED:
        row.asked_on = None
    if state is not rules.OrderState.REVOKED:
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
        **signed(sent, by),
        agency_id=row.agency_id,
        order_id=row.id,
        paid_on=on,
        amount_cents=amount,
    )
    made.save(force_insert=True)
    return made
