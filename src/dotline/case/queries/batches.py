"""Reads of what came in as files: batches, and their rows as cases with facts."""

import json
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, QuerySet

from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.findings import FindingGroup
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.models import CountedCase, Fact, ImportBatch, Involvement
from dotline.case.queries.cases import visible_to
from dotline.case.rules import cases as case_rules
from dotline.case.rules import counted
from dotline.case.rules.counted import CodedCase, CountedRow

_COLUMNS = ("present", "absent", "missing", "missing_fields", "texts")


def batches(reader: Reader) -> QuerySet[ImportBatch]:
    """Files that came into the reader's agency, newest first; only for who may import or read cases."""
    rows = ImportBatch.objects.using(Store.INSIDE).filter(coming_at=None)
    rows = rows.order_by("-made_at", "id")
    if reader.is_system:
        return rows
    if not policy.may_see_batches(reader):
        return rows.none()
    return rows.filter(agency_id=reader.own)


def batch(reader: Reader, batch_id: UUID) -> ImportBatch:
    """One batch. Raises NotFound."""
    found = batches(reader).filter(pk=batch_id).first()
    if found is None:
        raise not_found("import")
    return found


def batch_of(reader: Reader, scheme: str, digest: str) -> ImportBatch | None:
    """The batch that this very file made and that still holds."""
    rows = batches(reader).filter(agency_id=reader.own, scheme=scheme, digest=digest)
    return rows.filter(undone_at=None).first()


def batches_coming() -> QuerySet[ImportBatch]:
    """Files of people that come in just now, and what killed imports left; for actions and the desk's own work."""
    return ImportBatch.objects.using(Store.INSIDE).filter(coming_at__isnull=False)


def are_coming(reader: Reader) -> bool:
    """Whether people of the reader's agency lie here whom nobody may see yet."""
    return batches_coming().filter(agency_id=reader.own).exists()


def kept_out(row: ImportBatch) -> tuple[FindingGroup, ...]:
    """Why rows of a batch stayed out: file, rows, field, reason."""
    return tuple(FindingGroup(**one) for one in json.loads(row.report))


def counted_cases(reader: Reader, schemes: tuple[str, ...] = ()) -> QuerySet[CountedCase]:
    """Rows made for statistics of the reader's agency; those of some schemes, if any are named."""
    held = batches(reader).filter(undone_at=None)
    held = held.filter(scheme__in=schemes) if schemes else held
    rows = CountedCase.objects.using(Store.INSIDE)
    return rows.filter(batch_id__in=list(held.values_list("id", flat=True)))


def counted_rows(rows: QuerySet[CountedCase]) -> Iterator[tuple[UUID, CountedRow]]:
    """(batch, row) of rows that were got for a reader, in the order of the files."""
    names = ("batch_id", "number", counted.YEAR, *counted.FIELD_LISTS, *_COLUMNS)
    last = 3 + len(counted.FIELD_LISTS)
    found = rows.order_by("batch_id", "number").values_list(*names)
    for one in found.iterator(chunk_size=5_000):
        yield one[0], CountedRow(one[1], one[2], one[3:last], *one[last:])


def is_counted(reader: Reader, case_id: UUID) -> bool:
    """Whether the id is that of a row of a file that the reader may see."""
    return batches(reader).filter(pk=counted.split(case_id)[0]).exists()


def counted_case(reader: Reader, case_id: UUID) -> tuple[ImportBatch, CountedRow]:
    """One row of a file as a case, with its facts. Raises NotFound."""
    batch_id, number = counted.split(case_id)
    held = batch(reader, batch_id)
    rows = counted_cases(reader).filter(batch_id=held.id, number=number)
    found = next(counted_rows(rows), None)
    if found is None:
        raise not_found("case")
    return held, found[1]


def counted_forms(rows: QuerySet[CountedCase], field: str) -> Counter[tuple[str, str]]:
    """How many rows stand under each main form, by a field such as year, gender or country ('' not stated)."""
    found: Counter[tuple[str, str]] = Counter()
    groups = rows.order_by().values_list("present", "absent", field).annotate(times=Count("id"))
    for present, absent, value, times in groups:
        facts = {
            code: yes
            for name, code, yes in counted.expanded(present, absent)
            if name == case_rules.FORMS
        }
        found[str(value or ""), case_rules.main_form(facts)] += times
    return found


def coded_cases(reader: Reader, people: frozenset[UUID] | None = None) -> Iterator[CodedCase]:
    """The victims of the agency's own cases as year, gender, age band and facts; the newest row of a fact says.

    `people` None is everybody; otherwise whoever is not among them stays out.
    """
    facts: dict[UUID, dict[tuple[str, str], bool]] = {}
    held = visible_to(reader)
    known = Fact.objects.using(Store.INSIDE).filter(involvement__case__in=held)
    names = ("involvement_id", "list", "code", "present")
    for key, name, code, present in known.values_list(*names).iterator(chunk_size=2_000):
        facts.setdefault(key, {})[name, code] = present
    victims = Involvement.objects.using(Store.INSIDE).filter(
        role=case_rules.Role.VICTIM, case__in=held
    )
    columns = ("id", "case__opened_on", "person__gender", "age_band", "person_id")
    for key, opened, gender, band, person in victims.order_by("case__opened_on", "id").values_list(
        *columns
    ):
        if people is not None and person not in people:
            continue
        told = tuple((name, code, yes) for (name, code), yes in facts.get(key, {}).items())
        yield CodedCase(opened.year, gender, band, told)
