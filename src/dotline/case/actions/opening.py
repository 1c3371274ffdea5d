"""Opening a case: from a referral in one transaction with accepting it, or for somebody who came in."""

from dataclasses import dataclass
from uuid import UUID

from dotline.access import queries as access
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import policy, queries, rules
from dotline.case.actions.adding import (
    NewDetermination,
    _determination,
    _fact,
    _identify,
    _involve,
)
from dotline.case.actions.clocks import _identified
from dotline.case.models import CaseFile, Person
from dotline.reference import vocabulary
from dotline.referral import actions as referral
from dotline.referral import queries as referrals
from dotline.referral.models import Referral
from dotline.referral.rules import RUNNING, Status

UNKNOWN_BIRTH = rules.Birth()


@dataclass(frozen=True)
class Opening:
    """What is known at the beginning. Everything but the basis of the first determination may be unknown."""

    basis: str
    kind: str = "support"
    status: str = rules.POSSIBLE
    gender: str = "NonSpecifiedUnknown"
    age_band: str = ""
    birth: rules.Birth = UNKNOWN_BIRTH
    forms: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()


@action("case.accept_and_open")
def accept_and_open(*, by: Reader, referral_id: UUID, opening: Opening) -> CaseFile:
    """Accept a referral and open its case, with person, facts and first determination: all or nothing.

    A referral that the agency accepted before opens its case late. Raises NotFound, Refused,
    Conflict when somebody was faster or the case is open already, Invalid for unknown codes.
    """
    allow(policy.may_write(by))
    row = referrals.get(by, referral_id)
    if row.state == Status.REQUESTED:
        row = referral.accept(by=by, referral_id=referral_id)
    elif row.to_agency_id != by.agency or row.state not in RUNNING:
        raise Conflict(
            "This referral has been answered or taken back already.",
            "Reload the page to see how it stands.",
        )
    if queries.of_referral(by, referral_id) is not None:
        raise Conflict("This referral has opened a case already.", "Open that case instead.")
    case = _open(by, opening, row)
    about("case", case.id)
    note(kind=case.kind, referral=str(referral_id))
    return case


@action("case.open")
def open_case(*, by: Reader, opening: Opening) -> CaseFile:
    """Open a case for somebody who came without a referral."""
    allow(policy.may_write(by))
    case = _open(by, opening, None)
    about("case", case.id)
    note(kind=case.kind)
    return case


def _open(by: Reader, opening: Opening, row: Referral | None) -> CaseFile:
    if by.agency is None:
        raise Invalid("A case belongs to an agency.", "Sign in with an account of an agency.")
    vocabulary.label("case_kinds", opening.kind)
    vocabulary.label("genders", opening.gender)
    agency = access.agency(by, by.agency)
    case = CaseFile(
        id=new_id(),
        agency_id=agency.id,
        kind=opening.kind,
        opened_on=clock.today(access.zone_of(by)),
        opened_by=by.worker,
        referral_id=row.id if row else None,
        province=agency.province,
        demo=agency.demo,
    )
    case.save(force_insert=True)
    _fill(by, case, opening)
    return case


def _fill(by: Reader, case: CaseFile, opening: Opening) -> None:
    human = Person(
        id=new_id(),
        agency_id=case.agency_id,
        gender=opening.gender,
        birth_first=opening.birth.first,
        birth_last=opening.birth.last,
        made_at=clock.now(),
    )
    human.save(force_insert=True)
    found = _involve(case, human, rules.Role.VICTIM, opening.age_band)
    told = [("exploitation", code) for code in opening.forms]
    told += [("control_means", code) for code in opening.means]
    for list_name, code in told:
        _fact(by, found, list_name, code, present=True).save(force_insert=True)
    decision = NewDetermination(status=opening.status, basis=opening.basis)
    _determination(by, found, decision).save(force_insert=True)
    _identified(by, found, opening.status)
    for kind, value in opening.identifiers:
        _identify(human, kind, value)
