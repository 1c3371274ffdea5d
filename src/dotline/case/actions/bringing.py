"""Bringing people into a case: somebody new after a look, or somebody who is known here."""

from dataclasses import dataclass
from uuid import UUID

from dotline.access import queries as access
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.case import policy, queries, rules
from dotline.case.actions.adding import _involve, _joined, _stands_back
from dotline.case.actions.identifiers import _identify
from dotline.case.actions.once import _before, _lock
from dotline.case.models import CaseFile, Involvement, Person
from dotline.intake.rules.marks import may_receive
from dotline.reference import vocabulary

UNKNOWN_BIRTH = rules.Birth()


@dataclass(frozen=True)
class NewPerson:
    """Somebody who comes into a case. `value` '' says that no name or number is known.

    `mark` is a code of possible_abusers: who this is to the person helped.
    """

    role: rules.Role
    kind: str = "name"
    value: str = ""
    gender: str = "NonSpecifiedUnknown"
    age_band: str = ""
    birth: rules.Birth = UNKNOWN_BIRTH
    may_be_abuser: bool = False
    mark: str = ""


@action("case.add_person")
def add_person(*, by: Reader, case_id: UUID, new: NewPerson, look: str) -> Involvement:
    """Add somebody new to a case after looking whether she is known; `look` is the slip of that look.

    One slip adds one person: pressed twice with the same words it is one. Somebody whom the call
    marked as a possible abuser is marked here too, whatever the form says. Raises NotFound, Refused
    without a look or for an accused outside police and courts, Invalid, SentAlready.
    """
    row = queries.case(by, case_id)
    allow(policy.may_change(by, row))
    allow(policy.may_involve(by, new.role, access.agency(by, row.agency_id).kind))
    about("case", row.id)
    year = new.birth.first.year if new.birth.first else None
    sought = queries.looks.cleaned(by, new.kind, new.value, year)
    sent = sending(queries.looks.check(by, row.id, look, sought), repr(new))
    before = _before(Involvement, sent, case=row)
    if before is not None:
        return before
    vocabulary.label("genders", new.gender)
    human = Person(
        id=new_id(),
        agency_id=row.agency_id,
        gender=new.gender,
        birth_first=new.birth.first,
        birth_last=new.birth.last,
        made_at=clock.now(),
    )
    human.save(force_insert=True)
    found = _involve(row, human, new.role, new.age_band, sent)
    _joined(by, found)
    if sought.value:
        _identify(found, new.kind, sought.value)
    _mark(by, row, found, new)
    note(role=new.role.value, new=True)
    return found


@action("case.add_known_person")
def add_known_person(
    *, by: Reader, case_id: UUID, person_id: UUID, new: NewPerson, look: str
) -> Involvement:
    """Add somebody who was found by a look; pressed twice it is once.

    Raises NotFound, Refused, Conflict when she has the role already, SentAlready for other words.
    """
    row = queries.case(by, case_id)
    allow(policy.may_change(by, row))
    allow(policy.may_involve(by, new.role, access.agency(by, row.agency_id).kind))
    about("case", row.id)
    sent = sending(queries.looks.check_any(by, row.id, look), str(person_id), repr(new))
    before = _before(Involvement, sent, case=row)
    if before is not None:
        return before
    found = _involve(row, queries.person(by, person_id), new.role, new.age_band, sent)
    _joined(by, found)
    _mark(by, row, found, new)
    note(role=new.role.value, new=False)
    return found


def _mark(by: Reader, row: CaseFile, found: Involvement, new: NewPerson) -> None:
    said = new.mark or new.role.value
    marked = new.may_be_abuser or not may_receive(said, queries.looks.marks_of(by, row))
    if marked:
        found.possible_abuser = True
        found.save(update_fields=["possible_abuser"])
        note(marked=True)
        _stands_back(by, found)


@action("case.mark_possible_abuser")
def mark_possible_abuser(*, by: Reader, involvement_id: UUID, marked: bool) -> Involvement:
    """Mark somebody of a case as a possible abuser, or take the mark back.

    Whoever is marked stands by nobody, and the codes of her or his own page in this case end.
    """
    found = queries.involvement(by, involvement_id)
    allow(policy.may_change(by, found.case))
    about("case", found.case_id)
    note(marked=marked)
    _lock(found.person)
    found.possible_abuser = marked
    found.save(update_fields=["possible_abuser"])
    if marked:
        _stands_back(by, found)
    return found
