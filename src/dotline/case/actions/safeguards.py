"""Writes of steps against a person in whom signs were noted, and of what was done about them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.access.sent import signed
from dotline.access.unit import about, action, allow, note
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.once import _before, _lock, _past
from dotline.case.models import ForcedCharge, Involvement, NonPunishmentStep, RemovalStep
from dotline.case.queries import safeguards
from dotline.case.rules.safeguards import may_step
from dotline.reference import vocabulary


def _victim(by: Reader, involvement_id: UUID) -> Involvement:
    found = queries.involvement(by, involvement_id)
    allow(policy.may_plan(by, found))
    about("case", found.case_id)
    if found.role != rules.Role.VICTIM:
        raise Invalid(N_("This is kept of the person helped."), N_("Choose the victim."))
    return found


@dataclass(frozen=True)
class NewRemovalStep:
    """A step of immigration enforcement as it is written down."""

    kind: str
    on: date
    offered_on: date | None = None


@action("case.note_removal")
def note_removal(
    *, by: Reader, involvement_id: UUID, new: NewRemovalStep, key: UUID | None = None
) -> RemovalStep:
    """Write down a step of enforcement against the person helped. Raises NotFound, Refused, Invalid."""
    found = _victim(by, involvement_id)
    vocabulary.label("removal_steps", new.kind)
    note(kind=new.kind)
    sent = sending(key, str(found.id), repr(new)) if key else None
    before = _before(RemovalStep, sent, involvement=found)
    if before is not None:
        return before
    row = RemovalStep(**signed(sent, by), agency_id=found.agency_id, involvement_id=found.id)
    row.kind, row.on_date = new.kind, _past(by, new.on)
    row.offered_on = _past(by, new.offered_on) if new.offered_on else None
    row.save(force_insert=True)
    return row


@action("case.answer_removal")
def answer_removal(*, by: Reader, step_id: UUID, how: str, on: date) -> RemovalStep:
    """Write down what answered a step: `offered` (a permit or a decision) or `stopped`.

    Raises NotFound, Refused, Invalid for a day before the step, Conflict when it is written already.
    """
    row = safeguards.removal_step(by, step_id)
    allow(policy.may_change(by, row.involvement.case))
    about("case", row.involvement.case_id)
    note(how=how)
    if how not in {"offered", "stopped"}:
        raise Invalid(N_("Say what answered it."), N_("Choose one from the list."))
    _lock(row)
    column, day = f"{how}_on", _past(by, on)
    if how == "stopped" and day < row.on_date:
        raise Invalid(N_("Nothing is stopped before it began."), N_("Check the days."))
    kept = getattr(row, column)
    if kept not in {None, day}:
        raise Conflict(N_("This is written down already, with another day."), "")
    setattr(row, column, day)
    row.save(update_fields=[column])
    return row


@dataclass(frozen=True)
class NewForcedCharge:
    """A charge against a victim as it is written down; `cite` as it is known, such as 'CC 380(1)'."""

    charged_on: date
    forced: rules.Answer
    cite: str = ""


@action("case.note_forced_charge")
def note_forced_charge(
    *, by: Reader, involvement_id: UUID, new: NewForcedCharge, key: UUID | None = None
) -> ForcedCharge:
    """Write down that the person helped is charged, and whether she was forced. Raises NotFound, Refused, Invalid."""
    found = _victim(by, involvement_id)
    note(forced=new.forced.value)
    sent = sending(key, str(found.id), repr(new)) if key else None
    before = _before(ForcedCharge, sent, involvement=found)
    if before is not None:
        return before
    row = ForcedCharge(**signed(sent, by), agency_id=found.agency_id, involvement_id=found.id)
    row.cite = " ".join(new.cite.split())[:40]
    row.charged_on, row.forced = _past(by, new.charged_on), new.forced.value
    row.save(force_insert=True)
    return row


@dataclass(frozen=True)
class NewNonPunishmentStep:
    """What was done for her; `consented` says that she agreed to it."""

    step: str
    on: date
    consented: bool = False


@action("case.help_charged")
def help_charged(
    *, by: Reader, charge_id: UUID, new: NewNonPunishmentStep, key: UUID | None = None
) -> NonPunishmentStep:
    """Write down what was done for a victim who is charged.

    Raises NotFound, Refused when the prosecutor was to be told without her consent, Invalid.
    """
    row = safeguards.forced_charge(by, charge_id)
    allow(policy.may_change(by, row.involvement.case))
    about("case", row.involvement.case_id)
    note(step=new.step)
    vocabulary.label("non_punishment_steps", new.step)
    allow(may_step(new.step, consented=new.consented))
    day = _past(by, new.on)
    if day < row.charged_on:
        raise Invalid(N_("This lies before the charge."), N_("Check the days."))
    sent = sending(key, str(row.id), repr(new)) if key else None
    before = _before(NonPunishmentStep, sent, charge=row)
    if before is not None:
        return before
    made = NonPunishmentStep(**signed(sent, by), agency_id=row.agency_id, charge_id=row.id)
    made.step, made.on_date, made.consented = new.step, day, new.consented
    made.save(force_insert=True)
    return made
