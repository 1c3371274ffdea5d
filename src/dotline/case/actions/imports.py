"""Bringing in a history of cases as one batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from dotline.access.unit import action, allow, note
from dotline.base import clock
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.case import policy, rules
from dotline.case.models import CaseFile, Determination, Fact, Involvement, Person

BATCH = 500


@dataclass(frozen=True)
class PastDetermination:
    """One decision of the past."""

    status: str
    by_organisation: str
    by_kind: str
    on_date: date
    basis: str


@dataclass(frozen=True)
class PastCase:
    """A case of another system or of the demo country. `facts` are (list, code, present)."""

    id: UUID
    agency: UUID
    kind: str
    opened_on: date
    province: str
    gender: str
    age_band: str
    facts: tuple[tuple[str, str, bool], ...]
    determinations: tuple[PastDetermination, ...]
    referral_id: UUID | None = None
    contact_id: UUID | None = None
    closed_on: date | None = None
    closed_because: str = ""
    demo: bool = False


@action("case.import_history")
def import_cases(*, by: Reader, cases: Sequence[PastCase]) -> int:
    """Bring in past cases, each with one person in the role of victim; known ones stay.

    Returns how many are new.
    """
    allow(policy.may_import(by))
    known = set(CaseFile.objects.values_list("id", flat=True))
    fresh = [past for past in cases if past.id not in known]
    CaseFile.objects.bulk_create([_case(past) for past in fresh], batch_size=BATCH)
    Person.objects.bulk_create([_person(past) for past in fresh], batch_size=BATCH)
    Involvement.objects.bulk_create([_involvement(past) for past in fresh], batch_size=BATCH)
    Fact.objects.bulk_create([row for past in fresh for row in _facts(past)], batch_size=BATCH)
    Determination.objects.bulk_create(
        [row for past in fresh for row in _determinations(past)], batch_size=BATCH
    )
    note(cases=len(fresh))
    return len(fresh)


def _case(past: PastCase) -> CaseFile:
    return CaseFile(
        id=past.id,
        agency_id=past.agency,
        kind=past.kind,
        opened_on=past.opened_on,
        referral_id=past.referral_id,
        contact_id=past.contact_id,
        province=past.province,
        closed_on=past.closed_on,
        closed_because=past.closed_because,
        demo=past.demo,
    )


def _key(past: PastCase, what: str) -> UUID:
    return stable_id(f"case-{what}", str(past.id))


def _person(past: PastCase) -> Person:
    return Person(
        id=_key(past, "person"), agency_id=past.agency, gender=past.gender, made_at=clock.now()
    )


def _involvement(past: PastCase) -> Involvement:
    minor = {"0-11": "yes", "12-15": "yes", "16-17": "yes", "": "unknown", "unknown": "unknown"}
    return Involvement(
        id=_key(past, "involvement"),
        agency_id=past.agency,
        case_id=past.id,
        person_id=_key(past, "person"),
        role=rules.Role.VICTIM.value,
        age_band=past.age_band,
        minor_at_start=minor.get(past.age_band, "no"),
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _facts(past: PastCase) -> Iterator[Fact]:
    for list_name, code, present in past.facts:
        yield Fact(
            agency_id=past.agency,
            involvement_id=_key(past, "involvement"),
            list=list_name,
            code=code,
            present=present,
            by_agency_id=past.agency,
            on_date=past.opened_on,
            recorded_at=_at(past.opened_on),
        )


def _determinations(past: PastCase) -> Iterator[Determination]:
    for one in past.determinations:
        yield Determination(
            agency_id=past.agency,
            involvement_id=_key(past, "involvement"),
            status=one.status,
            by_organisation=one.by_organisation,
            by_kind=one.by_kind,
            on_date=one.on_date,
            basis=one.basis,
            recorded_at=_at(one.on_date),
        )
