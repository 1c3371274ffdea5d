"""Bringing in a file of people in cases (HTCDS): cases, people, facts and decisions, names sealed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice

from django.db.models import Model

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.access.unit import about, action, after_rows, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.findings import FindingGroup
from dotline.base.ids import new_id
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.case import policy, queries, rules
from dotline.case.actions.batches import _open_batch
from dotline.case.actions.identifiers import _identifier
from dotline.case.models import (
    CaseFile,
    Determination,
    Episode,
    Fact,
    Identifier,
    ImportBatch,
    Involvement,
    NameHint,
    Person,
    StandardRecord,
)
from dotline.case.rules.standard import CLOSED, StandardEvent, StandardPerson

PART = 500  # people kept in one statement for each table
# Each table after those that its rows name.
ORDER: tuple[type[Model], ...] = (
    *(CaseFile, Person, Involvement, Identifier, NameHint),
    *(Fact, Determination, Episode, StandardRecord),
)


@dataclass(frozen=True)
class PeopleRead:
    """A file of people as it was understood, and the findings of rows kept out.

    `people` are read once; `rows` says how many they are.
    """

    scheme: str
    digest: str
    rows: int
    people: Iterable[StandardPerson]
    kept_out: int
    findings: tuple[FindingGroup, ...]


@action("case.import_people")
def import_people(*, by: Reader, file: PeopleRead, progress: Progress) -> ImportBatch:
    """Open a case for each person of a file, all or none; one ledger line with the file's digest.

    No clock starts: when each was identified, the file does not say; a later decision here starts them.
    Raises Refused, Invalid for a reader without an agency, Conflict when this very file is in already.
    """
    allow(policy.may_import(by))
    batch = _open_batch(by, file.scheme, file.digest, file.rows, file.kept_out)
    batch.report = json.dumps([asdict(group) for group in file.findings])
    batch.save(using=Store.INSIDE, force_insert=True)
    about("batch", batch.id)
    note(scheme=file.scheme, digest=file.digest, rows=file.rows, kept_out=file.kept_out)
    agency = access.agency(by, batch.agency_id)
    today = clock.today(agency.zone)
    progress.start("people", file.rows)
    people = iter(file.people)
    while part := list(islice(people, PART)):
        _keep(_made(by, batch, agency, part, today))
        progress.advance(len(part))
    progress.done()
    after_rows(file.rows, *ORDER)
    return batch


def _made(
    by: Reader, batch: ImportBatch, agency: Agency, people: Sequence[StandardPerson], today: date
) -> list[Model]:
    """Every row of some hundred people; their keys are kept together."""
    with envelope.new_subjects():
        return [
            row
            for told in people
            for row in _of_person(by, batch, _opened(by, agency, told, today), told, today)
        ]


def _keep(rows: Iterable[Model]) -> None:
    """Write rows, table by table."""
    by_table: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        by_table[type(row)].append(row)
    for table in ORDER:
        table._default_manager.using(Store.INSIDE).bulk_create(by_table[table])


def _opened(by: Reader, agency: Agency, told: StandardPerson, today: date) -> CaseFile:
    closed = told.status in CLOSED
    return CaseFile(
        id=new_id(),
        agency_id=agency.id,
        kind="support",
        opened_on=min(told.opened_on or today, today),
        opened_by=by.worker,
        province=agency.province,
        closed_on=today if closed else None,
        closed_because=told.status if closed else "",
    )


def _of_person(
    by: Reader, batch: ImportBatch, case: CaseFile, told: StandardPerson, today: date
) -> Iterator[Model]:
    human = Person(id=new_id(), agency_id=case.agency_id, gender=told.gender, made_at=clock.now())
    human.birth_first = human.birth_last = told.born
    minor = rules.minor_at(rules.Birth(told.born, told.born), case.opened_on)
    found = Involvement(
        id=new_id(), agency_id=case.agency_id, case_id=case.id, person=human, role=told.role
    )
    found.minor_at_start = minor.value
    yield from (case, human, found)
    yield from _names(found, told)
    yield from _facts(by, found, told, today)
    if told.determined is not None:
        yield _decision(by, found, told.determined, today)
    if told.event is not None:
        yield _happened(case, told.event)
    yield _record(batch, case, human, told)


def _names(found: Involvement, told: StandardPerson) -> Iterator[Model]:
    """Names and numbers with their hints; one written in two ways is one."""
    kept = set()
    for kind, value in told.identifiers:
        row = _identifier(found, kind, value)
        if (kind, row.blind) not in kept:
            kept.add((kind, row.blind))
            yield row
            yield from queries.hints.hint_rows(found.person, row, value)


def _happened(case: CaseFile, event: StandardEvent) -> Episode:
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
    return made


def _record(
    batch: ImportBatch, case: CaseFile, human: Person, told: StandardPerson
) -> StandardRecord:
    record = StandardRecord(
        id=new_id(), agency_id=case.agency_id, batch_id=batch.id, case_id=case.id
    )
    record.person_id = human.id
    place = queries.record_place(record)
    text = json.dumps(told.words)
    record.sealed = envelope.seal_text(human.id, case.agency_id, text, place)
    return record


def _facts(by: Reader, found: Involvement, told: StandardPerson, today: date) -> Iterator[Fact]:
    at = clock.now()
    for list_name, code in told.facts:
        yield Fact(
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
        )


def _decision(
    by: Reader, found: Involvement, determined: tuple[str, str], today: date
) -> Determination:
    status, by_kind = determined
    return Determination(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        status=status,
        by_organisation=by_kind,
        by_kind=by_kind,
        on_date=today,
        basis="documents",
        by_worker=by.worker,
        recorded_at=clock.now(),
    )
