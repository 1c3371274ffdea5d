"""Bringing in a file of people in cases (HTCDS): cases, people, facts and decisions, names sealed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.db.models import Model

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.models import Agency, DataKey
from dotline.access.unit import about, action, after_rows, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.findings import FindingGroup
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import policy, queries, rules
from dotline.case.actions.batches import _open_batch
from dotline.case.actions.clearing import _give_up
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

PART = 100  # people kept in one transaction: a fifth of a second, for which others wait
# Each table after those that its rows name.
ORDER: tuple[type[Model], ...] = (
    *(DataKey, CaseFile, Person, Involvement, Identifier, NameHint),
    *(Fact, Determination, Episode, StandardRecord),
)


@dataclass(frozen=True)
class PeopleRead:
    """A file of people as it was understood, and the findings of rows kept out.

    `rows` says how many people there are.
    """

    scheme: str
    digest: str
    rows: int
    kept_out: int
    findings: tuple[FindingGroup, ...]


class ComingPeople:
    """Makes the rows of people who come with a file: sealed, with their keys, outside of any transaction."""

    def __init__(self, by: Reader, batch: ImportBatch) -> None:
        self._by, self._batch = by, batch
        self._agency = access.agency(by, batch.agency_id)
        self._today = clock.today(self._agency.zone)

    def parts(self, people: Iterable[StandardPerson]) -> Iterator[tuple[int, list[Model]]]:
        """Some people after the other: how many, and every row of theirs."""
        rest = iter(people)
        while part := list(islice(rest, PART)):
            yield len(part), self._rows(part)

    def _rows(self, people: Sequence[StandardPerson]) -> list[Model]:
        with envelope.new_subjects() as keys:
            rows = [row for told in people for row in self._of(told)]
        return [*keys, *rows]

    def _of(self, told: StandardPerson) -> Iterator[Model]:
        case = _opened(self._by, self._agency, told, self._today)
        case.coming = self._batch.id
        return _of_person(self._by, self._batch, case, told, self._today)


@action("case.begin_people", told=False)
def begin_people(*, by: Reader, file: PeopleRead) -> ImportBatch:
    """Begin to bring a file of people in. What came of the same file before and never became whole is given up.

    Raises Refused, Invalid for a reader without an agency, Conflict when this very file is in already.
    """
    allow(policy.may_import(by))
    batch = _open_batch(by, file.scheme, file.digest, file.rows, file.kept_out)
    batch.report = json.dumps([asdict(group) for group in file.findings])
    batch.coming_at = batch.made_at
    same = queries.batches_coming().filter(agency_id=batch.agency_id, digest=batch.digest)
    _give_up(same.filter(scheme=batch.scheme))
    batch.save(using=Store.INSIDE, force_insert=True)
    return batch


@action("case.keep_people", told=False)
def keep_people(*, by: Reader, batch_id: UUID, rows: Sequence[Model]) -> None:
    """Keep some people of a file that comes in, so that nobody sees them yet. Raises Refused, Conflict."""
    allow(policy.may_import(by))
    _still_comes(by, batch_id)
    _keep(rows)


def _still_comes(by: Reader, batch_id: UUID) -> None:
    mine = queries.batches_coming().filter(pk=batch_id, agency_id=by.own, undone_at=None)
    if not mine.update(coming_at=clock.now()):
        raise Conflict(
            "This import was given up: somebody began it anew, or it stood still for too long.",
            "Nothing of it was kept. Look at the list of imports, then import the file again.",
        )


@action("case.import_people")
def import_people(*, by: Reader, batch_id: UUID) -> ImportBatch:
    """Open the cases of a file whose people are all kept, at once; one ledger line with the file's digest.

    No clock starts: when each was identified, the file does not say; a later decision here starts them.
    Raises Refused, Conflict for what was given up or is not whole.
    """
    allow(policy.may_import(by))
    _still_comes(by, batch_id)
    batch = queries.batches_coming().get(pk=batch_id)
    came = CaseFile.objects.using(Store.INSIDE).filter(coming=batch.id).update(coming=None)
    if came != batch.rows:
        raise Conflict("This import is not whole.", "Import the file again.")
    batch.coming_at = None
    batch.save(using=Store.INSIDE, update_fields=["coming_at"])
    about("batch", batch.id)
    note(scheme=batch.scheme, digest=batch.digest, rows=batch.rows, kept_out=batch.kept_out)
    after_rows(batch.rows, *ORDER)
    return batch


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
