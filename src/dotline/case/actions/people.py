"""Bringing in a file of people in cases (HTCDS): cases, people, facts and decisions, names sealed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.findings import FindingGroup
from dotline.base.ids import new_id
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.case import policy, queries, rules
from dotline.case.actions.batches import _open_batch
from dotline.case.actions.identifiers import _identify
from dotline.case.models import (
    CaseFile,
    Determination,
    Episode,
    Fact,
    ImportBatch,
    Involvement,
    Person,
    StandardRecord,
)
from dotline.case.rules.standard import CLOSED, StandardEvent, StandardPerson


@dataclass(frozen=True)
class PeopleRead:
    """A file of people as it was understood, and the findings of rows kept out."""

    scheme: str
    digest: str
    people: Sequence[StandardPerson]
    kept_out: int
    findings: tuple[FindingGroup, ...]


@action("case.import_people")
def import_people(*, by: Reader, file: PeopleRead, progress: Progress) -> ImportBatch:
    """Open a case for each person of a file, all or none; one ledger line with the file's digest.

    No clock starts: when each was identified, the file does not say; a later decision here starts them.
    Raises Refused, Invalid for a reader without an agency, Conflict when this very file is in already.
    """
    allow(policy.may_import(by))
    batch = _open_batch(by, file.scheme, file.digest, len(file.people), file.kept_out)
    batch.report = json.dumps([asdict(group) for group in file.findings])
    batch.save(using=Store.INSIDE, force_insert=True)
    about("batch", batch.id)
    note(scheme=file.scheme, digest=file.digest, rows=len(file.people), kept_out=file.kept_out)
    agency = access.agency(by, batch.agency_id)
    today = clock.today(agency.zone)
    progress.start("people", len(file.people))
    for told in file.people:
        _keep(by, batch, agency, told, today)
        progress.advance()
    progress.done()
    return batch


def _keep(
    by: Reader, batch: ImportBatch, agency: Agency, told: StandardPerson, today: date
) -> None:
    case = CaseFile(
        id=new_id(),
        agency_id=agency.id,
        kind="support",
        opened_on=min(told.opened_on or today, today),
        opened_by=by.worker,
        province=agency.province,
        closed_on=today if told.status in CLOSED else None,
        closed_because=told.status if told.status in CLOSED else "",
    )
    case.save(force_insert=True)
    human = Person(id=new_id(), agency_id=agency.id, gender=told.gender, made_at=clock.now())
    human.birth_first = human.birth_last = told.born
    human.save(force_insert=True)
    minor = rules.minor_at(rules.Birth(told.born, told.born), case.opened_on)
    found = Involvement(
        id=new_id(), agency_id=agency.id, case_id=case.id, person_id=human.id, role=told.role
    )
    found.minor_at_start = minor.value
    found.save(force_insert=True)
    for kind, value in told.identifiers:
        _identify(found, kind, value)
    _tell(by, found, told, today)
    _happened(case, told.event)
    _record(batch, case, human, told)


def _happened(case: CaseFile, event: StandardEvent | None) -> None:
    if event is None:
        return
    made = Episode(
        id=new_id(),
        agency_id=case.agency_id,
        case_id=case.id,
        kind=event.kind,
        first_day=event.day,
        last_day=event.day,
        country=event.country,
    )
    made.place = event.place
    made.save(force_insert=True)


def _record(batch: ImportBatch, case: CaseFile, human: Person, told: StandardPerson) -> None:
    record = StandardRecord(
        id=new_id(), agency_id=case.agency_id, batch_id=batch.id, case_id=case.id
    )
    record.person_id = human.id
    place = queries.record_place(record)
    text = json.dumps(told.words)
    record.sealed = envelope.seal_text(human.id, case.agency_id, text, place)
    record.save(force_insert=True)


def _tell(by: Reader, found: Involvement, told: StandardPerson, today: date) -> None:
    at = clock.now()
    for list_name, code in told.facts:
        Fact(
            id=new_id(),
            agency_id=found.agency_id,
            involvement_id=found.id,
            list=list_name,
            code=code,
            present=True,
            by_agency_id=found.agency_id,
            by_worker=by.worker,
            on_date=today,
            recorded_at=at,
        ).save(force_insert=True)
    if told.determined is None:
        return
    status, by_kind = told.determined
    Determination(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        status=status,
        by_organisation=by_kind,
        by_kind=by_kind,
        on_date=today,
        basis="documents",
        by_worker=by.worker,
        recorded_at=at,
    ).save(force_insert=True)
