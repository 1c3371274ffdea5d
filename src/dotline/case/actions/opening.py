"""Opening a case: from a referral in one transaction with accepting it, or for somebody who came in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction

from dotline.access import queries as access
from dotline.access.sent import sent_as
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.case import policy, queries, rules
from dotline.case.actions.adding import (
    NewDetermination,
    _determination,
    _fact,
    _involve,
)
from dotline.case.actions.clocks import _identified
from dotline.case.actions.identifiers import _identify_once
from dotline.case.actions.nations import say_nation
from dotline.case.actions.once import _before
from dotline.case.models import CaseFile, Involvement, Person
from dotline.case.queries import nations
from dotline.case.queries.looks import Sought
from dotline.gates.refer import ReferField
from dotline.reference import vocabulary
from dotline.referral import actions as referral
from dotline.referral import queries as referrals
from dotline.referral.models import Referral
from dotline.referral.policy import may_open_package
from dotline.referral.rules import RUNNING, Status

UNKNOWN_BIRTH = rules.Birth()


@dataclass(frozen=True)
class Opening:
    """What is known at the beginning. Everything but the basis of the first determination may be unknown.

    `person` is somebody known here whom a look found; `look` is the slip of the look for her name.
    """

    basis: str
    kind: str = "support"
    status: str = rules.POSSIBLE
    gender: str = "NonSpecifiedUnknown"
    age_band: str = ""
    birth: rules.Birth = UNKNOWN_BIRTH
    forms: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    person: UUID | None = None
    look: str = ""


@action("case.accept_and_open")
def accept_and_open(
    *, by: Reader, referral_id: UUID, opening: Opening, key: UUID | None = None
) -> CaseFile:
    """Accept a referral and open its case, with person, facts and first determination: all or nothing.

    A referral that the agency accepted before opens its case late; `key` names the form, which sent
    twice opens one case. Raises NotFound, Refused for somebody who may be known and was not looked
    for, Conflict when somebody was faster or the case is open already, Invalid for unknown codes.
    """
    allow(policy.may_write(by))
    row = referrals.get(by, referral_id)
    sent = _sent(key, opening, referral_id)
    before = _before(CaseFile, sent)
    if before is not None:
        return before
    if row.state == Status.REQUESTED:
        row = referral.accept(by=by, referral_id=referral_id)
    elif row.to_agency_id != by.agency or row.state not in RUNNING:
        raise Conflict(
            "This referral has been answered or taken back already.",
            "Reload the page to see how it stands.",
        )
    if queries.of_referral(by, referral_id) is not None:
        raise Conflict("This referral has opened a case already.", "Open that case instead.")
    case = _open(by, opening, row, sent)
    _carry_belonging(by, case, row)
    about("case", case.id)
    note(kind=case.kind, referral=str(referral_id))
    return case


def _carry_belonging(by: Reader, case: CaseFile, row: Referral) -> None:
    """What she said of belonging in the call, if she let it be handed over: so that she is not asked twice."""
    handed = ReferField.NATION.value in row.fields.split() and referrals.has_package(by, row)
    if not handed or not may_open_package(by, row, clock.now()):
        return
    nation = referral.open_package(by=by, referral_id=row.id)[ReferField.NATION]
    her = Involvement.objects.using(Store.INSIDE).get(case=case, role=rules.Role.VICTIM.value)
    if not nations.ties(by, [her.person_id]).filter(nation_id=nation).exists():
        say_nation(by=by, involvement_id=her.id, nation=UUID(nation))


@action("case.open")
def open_case(*, by: Reader, opening: Opening, key: UUID | None = None) -> CaseFile:
    """Open a case for somebody who came without a referral; `key` names the form, sent twice it is one case.

    Raises Refused for somebody who may be known and was not looked for, Invalid for unknown codes,
    SentAlready for other words under the same key.
    """
    allow(policy.may_write(by))
    sent = _sent(key, opening)
    case = _before(CaseFile, sent) or _open(by, opening, None, sent)
    about("case", case.id)
    note(kind=case.kind)
    return case


def _sent(key: UUID | None, opening: Opening, *more: object) -> Sending | None:
    return sending(key, repr(replace(opening, look="")), *map(str, more)) if key else None


def _open(by: Reader, opening: Opening, row: Referral | None, sent: Sending | None) -> CaseFile:
    if by.agency is None:
        raise Invalid("A case belongs to an agency.", "Sign in with an account of an agency.")
    vocabulary.label("case_kinds", opening.kind)
    vocabulary.label("genders", opening.gender)
    told = [queries.looks.cleaned(by, kind, value) for kind, value in opening.identifiers]
    _check_looked(by, opening, told)
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
        **sent_as(sent),
    )
    try:
        with transaction.atomic(using=Store.INSIDE):
            case.save(force_insert=True)
    except IntegrityError as error:  # the same form at the same moment, or the same referral
        known = _before(CaseFile, sent)
        if known is None:
            raise Conflict(
                "This referral has opened a case already.", "Open that case instead."
            ) from error
        return known
    _fill(by, case, opening, told)
    return case


def _check_looked(by: Reader, opening: Opening, told: Sequence[Sought]) -> None:
    """Nobody who may be known is made anew without a look; of whom nobody is like, no slip is asked for."""
    if opening.person is not None:
        return
    for sought in told:
        if queries.hints.known(by, sought.kind, sought.value):
            queries.looks.check(by, None, opening.look, sought)


def _fill(by: Reader, case: CaseFile, opening: Opening, told: Sequence[Sought]) -> None:
    human = queries.person(by, opening.person) if opening.person else _human(case, opening)
    found = _involve(case, human, rules.Role.VICTIM, opening.age_band)
    facts = [("exploitation", code) for code in opening.forms]
    facts += [("control_means", code) for code in opening.means]
    for list_name, code in facts:
        _fact(by, found, list_name, code, present=True).save(force_insert=True)
    decision = NewDetermination(status=opening.status, basis=opening.basis)
    _determination(by, found, decision).save(force_insert=True)
    _identified(by, found, opening.status)
    for sought in told:
        _identify_once(found, sought.kind, sought.value)


def _human(case: CaseFile, opening: Opening) -> Person:
    row = Person(
        id=new_id(),
        agency_id=case.agency_id,
        gender=opening.gender,
        birth_first=opening.birth.first,
        birth_last=opening.birth.last,
        made_at=clock.now(),
    )
    row.save(force_insert=True)
    return row
