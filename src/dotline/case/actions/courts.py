"""Writes of courts: proceedings, court days, charges, how they ended, sentences, orders, restitution paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from dotline.access import queries as access
from dotline.access.sent import insert, signed
from dotline.access.unit import about, action, allow, note
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.once import _before, _changed, _lock, _past
from dotline.case.models import (
    Charge,
    CourtDay,
    Involvement,
    Proceeding,
    Sentence,
)
from dotline.case.queries import courts
from dotline.reference import vocabulary


@action("case.open_proceeding")
def open_proceeding(
    *,
    by: Reader,
    case_id: UUID,
    level: str,
    province: str,
    opened_on: date,
    file_number: str = "",
    key: UUID | None = None,
) -> Proceeding:
    """Write down that a case goes on before a court. Raises NotFound, Refused, Invalid."""
    row = queries.case(by, case_id)
    allow(policy.may_change(by, row))
    about("case", row.id)
    vocabulary.label("court_levels", level)
    vocabulary.label("provinces", province)
    number = " ".join(file_number.split())[:40]
    sent = sending(key, level, province, opened_on, number) if key else None
    found = _before(Proceeding, sent, case=row)
    if found is not None:
        return found
    made = Proceeding(
        **signed(sent, by),
        agency_id=row.agency_id,
        case_id=row.id,
        level=level,
        province=province,
        opened_on=_past(by, opened_on),
    )
    made.file_number = number
    made.save(force_insert=True)
    note(level=level)
    return made


@action("case.add_court_day")
def add_court_day(*, by: Reader, proceeding_id: UUID, kind: str, on: date) -> CourtDay:
    """Write down a day in court, past or to come. Raises NotFound, Refused, Invalid, Conflict when it is there."""
    row = _changed(by, proceeding_id)
    vocabulary.label("court_day_kinds", kind)
    if on < row.opened_on:
        raise Invalid(N_("This day lies before the proceeding."), N_("Check the days."))
    made = CourtDay(
        id=new_id(),
        agency_id=row.agency_id,
        proceeding_id=row.id,
        kind=kind,
        on_date=on,
        by_worker=by.worker,
    )
    insert(made, Conflict(N_("This day is written down already."), ""))
    note(kind=kind)
    return made


@action("case.end_court_day")
def end_court_day(*, by: Reader, day_id: UUID, ended: str) -> CourtDay:
    """Say how a day in court ended. Raises NotFound, Refused, Invalid for a day to come that was 'held'."""
    row = courts.court_day(by, day_id)
    _changed(by, row.proceeding_id)
    vocabulary.label("court_day_ends", ended)
    if ended == "held":
        _past(by, row.on_date)
    row.ended = ended
    row.save(update_fields=["ended"])
    note(ended=ended)
    return row


@dataclass(frozen=True)
class NewCharge:
    """A charge as it is laid. `accused` and `victim` are involvements of the case, or None."""

    cite: str
    offence_first: date
    offence_last: date
    charged_on: date
    accused: UUID | None = None
    victim: UUID | None = None
    election: str = ""


@action("case.lay_charge")
def lay_charge(
    *, by: Reader, proceeding_id: UUID, new: NewCharge, key: UUID | None = None
) -> Charge:
    """Write down a charge under a provision that was law on some day of the offence.

    Raises NotFound for a provision the library lacks, Refused where an accused may not be kept or
    is the victim, Invalid for days that run backwards or lie before the law.
    """
    row = _changed(by, proceeding_id)
    days = rules.ChargeDays(new.offence_first, new.offence_last, _past(by, new.charged_on))
    accused, victim = _who(by, row, new)
    told = rules.chargeable(new.cite, days)
    if new.election:
        vocabulary.label("elections", new.election)
    sent = sending(key, repr(new)) if key else None
    found = _before(Charge, sent, proceeding=row)
    if found is not None:
        return found
    made = Charge(
        **signed(sent, by),
        agency_id=row.agency_id,
        proceeding_id=row.id,
        accused=accused,
        victim=victim,
        cite=told.cite,
        provision_from=told.start,
        provision_to=told.end,
        offence_first=days.first,
        offence_last=days.last,
        charged_on=days.charged,
        election=new.election,
    )
    made.save(force_insert=True)
    note(cite=told.cite, flags=list(told.flags))
    return made


def _who(
    by: Reader, row: Proceeding, new: NewCharge
) -> tuple[Involvement | None, Involvement | None]:
    """Accused and victim of a charge: both of this case, in their roles, and not the same person."""
    found = {one.id: one for one in queries.involvements(by, row.case)}
    people = []
    for asked, roles in ((new.accused, rules.ACCUSED_ROLES), (new.victim, {rules.Role.VICTIM})):
        one = found.get(asked) if asked else None
        if asked and (one is None or one.role not in roles):
            raise Invalid(
                N_("This person does not stand in the case in that role."),
                N_("Add the role on the page of people first."),
            )
        people.append(one)
    accused, victim = people
    if accused is not None:
        allow(policy.may_involve(by, rules.Role.ACCUSED, access.agency(by, row.agency_id).kind))
    allow(
        rules.may_charge(
            str(accused.person_id) if accused else None, str(victim.person_id) if victim else None
        )
    )
    return accused, victim


@action("case.dispose_charge")
def dispose_charge(
    *, by: Reader, charge_id: UUID, disposition: str, on: date, plea: str = ""
) -> Charge:
    """Say how a charge ended. Raises NotFound, Refused, Invalid, Conflict when it ended already."""
    row = courts.charge(by, charge_id)
    _changed(by, row.proceeding_id)
    vocabulary.label("charge_dispositions", disposition)
    if plea:
        vocabulary.label("pleas", plea)
    _lock(row)
    if row.disposed_on is not None:
        raise Conflict(N_("This charge has ended already."), N_("Reload the page to see how."))
    if _past(by, on) < row.charged_on:
        raise Invalid(N_("No charge ends before it is laid."), N_("Check the days."))
    row.disposition, row.disposed_on, row.plea = disposition, on, plea
    row.save(update_fields=["disposition", "disposed_on", "plea"])
    note(disposition=disposition)
    return row


@dataclass(frozen=True)
class NewSentence:
    """One part of a sentence. Days are of imprisonment before credit; the amount is in cents."""

    kind: str
    imposed_on: date
    gross_days: int | None = None
    custody_days: int = 0
    rate: Decimal = Decimal(1)
    amount: int | None = None
    consecutive_to: UUID | None = None
    relief: bool = False
    credit_reason: str = ""  # a code of credit_reasons: what the court said for more than 1 for 1


@action("case.sentence")
def give_sentence(
    *, by: Reader, charge_id: UUID, new: NewSentence, key: UUID | None = None
) -> Sentence:
    """Write down a part of a sentence as the court gave it; a low or odd term is flagged, never refused.

    Credit above the cap of the law wants the court's reason, and stays flagged (CC 719(3.1), (3.2)).

    Raises NotFound, Refused, Invalid without a finding of guilt, before it, or without a term.
    """
    row = courts.charge(by, charge_id)
    _changed(by, row.proceeding_id)
    vocabulary.label("sentence_kinds", new.kind)
    _check_sentence(by, row, new)
    sent = sending(key, repr(new)) if key else None
    found = _before(Sentence, sent, charge=row)
    if found is not None:
        return found
    told = _term(row, new)
    made = Sentence(
        **signed(sent, by),
        agency_id=row.agency_id,
        charge_id=row.id,
        kind=new.kind,
        imposed_on=new.imposed_on,
        gross_days=new.gross_days,
        custody_days=new.custody_days,
        rate=new.rate,
        credit_reason=new.credit_reason,
        credit_days=told.credit_days if told else 0,
        net_days=told.net_days if told else None,
        amount_cents=new.amount,
        consecutive_to_id=_other(row, new.consecutive_to),
        relief=new.relief,
    )
    made.save(force_insert=True)
    note(kind=new.kind, flags=list(told.flags) if told else [])
    return made


def _check_sentence(by: Reader, row: Charge, new: NewSentence) -> None:
    if row.disposition != "guilty" or row.disposed_on is None:
        raise Invalid(
            N_("Only who was found guilty is sentenced."),
            N_("Write down how the charge ended first."),
        )
    if _past(by, new.imposed_on) < row.disposed_on:
        raise Invalid(N_("No sentence comes before the finding."), N_("Check the days."))
    if new.kind in rules.PRISON and not new.gross_days:
        raise Invalid(N_("A term of imprisonment has days."), N_("Write the term before credit."))
    if new.amount is not None and new.amount <= 0:
        raise Invalid("An amount may not be below nothing.", "Check the amount.")
    if new.credit_reason:
        vocabulary.label("credit_reasons", new.credit_reason)
    if new.custody_days:
        rules.check_rate(new.rate, new.credit_reason, row.charged_on, new.imposed_on)


def _term(row: Charge, new: NewSentence) -> rules.TermTold | None:
    if not new.gross_days:
        return None
    days = rules.ChargeDays(row.offence_first, row.offence_last, row.charged_on)
    given = rules.TermGiven(
        new.gross_days, new.custody_days, new.rate, new.relief, new.credit_reason
    )
    return rules.term(row.cite, days, new.imposed_on, given)


def _other(row: Charge, asked: UUID | None) -> UUID | None:
    """The sentence that another one follows; of the same case."""
    if asked is None:
        return None
    same = Sentence.objects.filter(pk=asked, charge__proceeding__case=row.proceeding.case_id)
    if not same.exists():
        raise Invalid(N_("The sentence before is not of this case."), N_("Choose one of the case."))
    return asked
