"""Adding to a case: involvements, facts, determinations; closing it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.access import queries as access
from dotline.access.sent import insert, sent_as
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending
from dotline.case import policy, queries, rules
from dotline.case.actions.clocks import _case_ends, _identified, _reopened, _stop
from dotline.case.actions.holds import _schedule
from dotline.case.actions.once import _lock, _past
from dotline.case.actions.own_page import _end_all
from dotline.case.actions.permits import _permits_end
from dotline.case.models import (
    CaseFile,
    Determination,
    Fact,
    Involvement,
    Person,
    Representative,
)
from dotline.duty import queries as owed
from dotline.reference import vocabulary


def _joined(by: Reader, found: Involvement) -> None:
    """Somebody who comes in as a victim is a possible one until somebody decides; an accused stands by nobody."""
    if found.role == rules.Role.VICTIM:
        _identified(by, found, rules.POSSIBLE)
    if policy.may_be_abuser(found):
        _stands_back(by, found)


def _stands_back(by: Reader, found: Involvement) -> None:
    """Whoever is accused or marked by now stands by nobody in any case; if marked, her or his page of this one ends."""
    stands = Representative.objects.using(Store.INSIDE).filter(until=None)
    stands.filter(by_involvement__person_id=found.person_id).update(until=queries.today(by))
    if found.possible_abuser:
        _end_all(by, found)


def _involve(
    row: CaseFile, human: Person, role: rules.Role, age_band: str, sent: Sending | None = None
) -> Involvement:
    if age_band:
        vocabulary.label("age_bands", age_band)
    found = Involvement(
        id=new_id(),
        agency_id=row.agency_id,
        case_id=row.id,
        person_id=human.id,
        role=role.value,
        age_band=age_band,
        minor_at_start=rules.minor_at(
            rules.Birth(human.birth_first, human.birth_last), row.opened_on
        ).value,
        **sent_as(sent),
    )
    insert(found, Conflict("This person has this role in the case already.", ""))
    return found


@action("case.add_fact")
def add_fact(
    *,
    by: Reader,
    involvement_id: UUID,
    list_name: str,
    code: str,
    present: bool,
    on_date: date | None = None,
) -> Fact:
    """Write down that something was so, or was not; unknown is never written.

    The same once more, as by a second press, adds nothing. Raises NotFound, Refused, Invalid for a
    code that no list has or a day to come.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    note(list=list_name, code=code)
    row = _fact(by, found, list_name, code, present, on_date)
    _lock(found)
    stands = queries.standing_fact(by, found, list_name, code)
    if stands and (stands.present, stands.on_date) == (row.present, row.on_date):
        return stands
    row.save(force_insert=True)
    return row


@action("case.correct_fact")
def correct_fact(
    *, by: Reader, involvement_id: UUID, list_name: str, code: str, present: bool
) -> Fact:
    """Say of a fact that stands that it was so, or was not so; a new row, the older one stays.

    What stands so already, as after a second press, stays as it is. Raises NotFound, Refused,
    Invalid for a fact that was never written down.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    note(list=list_name, code=code)
    _lock(found)
    stands = queries.standing_fact(by, found, list_name, code)
    if stands is None:
        raise Invalid(
            N_("This fact is not written down, so there is nothing to correct."),
            N_("Add it on the page of the case."),
        )
    if stands.present == present:
        return stands
    row = _fact(by, found, list_name, code, present)
    row.save(force_insert=True)
    return row


def _fact(
    by: Reader,
    found: Involvement,
    list_name: str,
    code: str,
    present: bool,
    on_date: date | None = None,
) -> Fact:
    if list_name not in rules.FACT_LISTS:
        raise Invalid(
            "The list {name} holds no facts.",
            "Choose one of: {known}.",
            name=list_name[:40],
            known=", ".join(rules.FACT_LISTS),
        )
    vocabulary.label(list_name, code)
    return Fact(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        list=list_name,
        code=code,
        present=present,
        by_agency_id=by.agency or found.agency_id,
        by_worker=by.worker,
        on_date=_past(by, on_date) if on_date else queries.today(by),
        recorded_at=clock.now(),
    )


@dataclass(frozen=True)
class NewDetermination:
    """A decision about somebody's status. `organisation` '' is the reader's own agency."""

    status: str
    basis: str
    organisation: str = ""
    by_kind: str = ""
    on_date: date | None = None


@action("case.add_determination")
def add_determination(
    *, by: Reader, involvement_id: UUID, decision: NewDetermination
) -> Determination:
    """Add a decision to the history; none before it changes.

    A possible victim who never had clocks gets them; any other status ends the first of them, and
    'possible' after that begins it anew. Raises NotFound, Refused, Invalid for a code that no list
    has, Conflict when this organisation has decided on this day already.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    _lock(found)
    row = _determination(by, found, decision)
    note(by_kind=row.by_kind, basis=row.basis)
    before = rules.grounds_open(queries.decisions_of(by, found))
    insert(
        row,
        Conflict(
            "This organisation has decided on this day already.",
            "Choose the day of the new decision.",
        ),
    )
    _decided(by, found, before)
    return row


def _decided(by: Reader, found: Involvement, before: bool) -> None:
    """What the history of decisions means for the clocks; `before` is whether grounds were open till now."""
    if not rules.grounds_open(queries.decisions_of(by, found)):
        _stop(rules.GROUNDS, found.id)
    elif not owed.about(by, Store.INSIDE, found.id).exists():
        _identified(by, found, rules.POSSIBLE)
    elif not before:
        _reopened(by, found)


def _determination(by: Reader, found: Involvement, new: NewDetermination) -> Determination:
    agency = access.agency(by, found.agency_id)
    by_kind = new.by_kind or rules.decides_as(agency.kind)
    vocabulary.label("determination_status", new.status)
    vocabulary.label("determination_by_kind", by_kind)
    if new.basis not in rules.BASES:
        raise Invalid(
            "Say on what the decision rests.",
            "Choose one of: {known}.",
            known=", ".join(rules.BASES),
        )
    said = " ".join(new.organisation.split())[:200]
    own = {rules.organisation_key(one) for one in (agency.code, agency.name_en, agency.name_fr)}
    return Determination(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        status=new.status,
        by_organisation=agency.code if rules.organisation_key(said) in {"", *own} else said,
        by_kind=by_kind,
        on_date=_past(by, new.on_date) if new.on_date else queries.today(by),
        basis=new.basis,
        by_worker=by.worker,
        recorded_at=clock.now(),
    )


@action("case.close")
def close_case(*, by: Reader, case_id: UUID, because: str) -> CaseFile:
    """Close a case. Raises NotFound, Refused when it is closed, Invalid without a reason."""
    row = queries.case(by, case_id)
    allow(policy.may_change(by, row))
    about("case", row.id)
    if because not in {"Closed", "ClosedReferred"}:
        raise Invalid("Say how the case ended.", "Choose one from the list.")
    _case_ends(by, row)
    _permits_end(by, row)
    row.closed_on, row.closed_because = clock.today(access.zone_of(by)), because
    row.save()
    _schedule(by, [row])
    note(because=because)
    return row
