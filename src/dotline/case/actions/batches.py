"""Bringing in a file of rows made for statistics, and taking it back; what leaves as a file."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connections

from dotline.access.unit import about, action, after_rows, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.findings import FindingGroup
from dotline.base.ids import new_id
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.actions.disclosures import _write_down
from dotline.case.models import CountedCase, ImportBatch, StandardRecord
from dotline.case.queries.leavers import EVERYBODY, Going
from dotline.case.rules import counted
from dotline.case.rules.counted import CountedRow
from dotline.gates import refer
from dotline.gates.passage import Passage

CHUNK = 2_000
COLUMNS = (
    *("agency_id", "batch_id", "number", counted.YEAR, *counted.FIELD_LISTS),
    *("present", "absent", "missing", "missing_fields", "texts"),
)


@dataclass(frozen=True)
class FileRead:
    """A file as it was understood: what to call it in the ledger, its rows, and the findings of rows kept out."""

    scheme: str
    digest: str
    rows: Sequence[CountedRow]
    kept_out: int
    findings: tuple[FindingGroup, ...]


@action("case.import_batch")
def import_batch(*, by: Reader, file: FileRead, progress: Progress) -> ImportBatch:
    """Keep every row of a file as an anonymous case, all or none; one ledger line with the file's digest.

    Raises Refused, Invalid for a reader without an agency, Conflict when this very file is in already.
    """
    allow(policy.may_import(by))
    batch = _open_batch(by, file.scheme, file.digest, len(file.rows), file.kept_out)
    batch.report = json.dumps([asdict(group) for group in file.findings])
    batch.save(using=Store.INSIDE, force_insert=True)
    about("batch", batch.id)
    note(scheme=file.scheme, digest=file.digest, rows=len(file.rows), kept_out=file.kept_out)
    progress.start("rows", len(file.rows))
    _pour(batch, file.rows, progress)
    progress.done()
    after_rows(len(file.rows), CountedCase)
    return batch


def _open_batch(by: Reader, scheme: str, digest: str, rows: int, kept_out: int) -> ImportBatch:
    if by.agency is None:
        raise Invalid("An import belongs to an agency.", "Sign in as a worker of one.")
    if queries.batch_of(by, scheme, digest) is not None:
        raise Conflict("This very file is in already.", "Nothing was changed.")
    return ImportBatch(
        id=counted.batch_id(new_id()),
        agency_id=by.agency,
        scheme=scheme,
        digest=digest,
        made_at=clock.now(),
        made_by=by.worker,
        rows=rows,
        kept_out=kept_out,
    )


def _tuples(batch: ImportBatch, rows: Iterable[CountedRow]) -> Iterator[tuple[Any, ...]]:
    field = CountedCase._meta.get_field("agency_id")
    agency = field.get_db_prep_value(batch.agency_id, connections[Store.INSIDE])
    own = field.get_db_prep_value(batch.id, connections[Store.INSIDE])
    for row in rows:
        bits = (row.present, row.absent, row.missing, row.missing_fields, row.texts)
        yield (agency, own, row.number, row.year, *row.values, *bits)


def _pour(batch: ImportBatch, rows: Sequence[CountedRow], progress: Progress) -> None:
    """Write many rows at once, in the way that the database does fastest."""
    table = CountedCase._meta.db_table
    names = ", ".join(COLUMNS)
    pour = _copy if connections[Store.INSIDE].vendor == "postgresql" else _insert
    pour(table, names, _tuples(batch, rows), progress.advance)


Told = Callable[[int], None]


def _insert(table: str, names: str, rows: Iterator[tuple[Any, ...]], told: Told) -> None:
    marks = ", ".join(["%s"] * len(COLUMNS))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names are ours
    with connections[Store.INSIDE].cursor() as cursor:
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(statement, chunk)
            told(len(chunk))


def _copy(table: str, names: str, rows: Iterator[tuple[Any, ...]], told: Told) -> None:
    # COPY knows no row-level security: it fills a table of this transaction, and INSERT passes the wall.
    with connections[Store.INSIDE].cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE pouring ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608 - names are ours
        )
        written = 0
        with cursor.copy(f"COPY pouring ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
                written += 1
        told(
            written
        )  # not before: progress may ask this connection, which waits for the end of COPY
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM pouring")  # noqa: S608 - names are ours
        cursor.execute("DROP TABLE pouring")


@action("case.undo_import")
def undo_import(*, by: Reader, batch_id: UUID) -> ImportBatch:
    """Take a batch back while nothing was built on it; the batch itself stays, as undone.

    Raises NotFound, Refused, Conflict when it was taken back already or somebody worked on a case of it.
    """
    allow(policy.may_import(by))
    batch = queries.batch(by, batch_id)
    about("batch", batch.id)
    if batch.undone_at is not None:
        raise Conflict("This import was taken back already.", "")
    if StandardRecord.objects.using(Store.INSIDE).filter(batch_id=batch.id).exists():
        raise Conflict(
            "This import opened cases of people, so it is not taken back in one step.",
            "Close each case, or dispose of it by the retention rules.",
        )
    CountedCase.objects.using(Store.INSIDE).filter(batch_id=batch.id).delete()
    batch.undone_at, batch.undone_by = clock.now(), by.worker
    batch.save(using=Store.INSIDE)
    note(scheme=batch.scheme, digest=batch.digest, rows=batch.rows)
    return batch


@action("case.export")
def export(
    *, by: Reader, leaving: refer.Leaving, rows: int, digest: str, going: Going = EVERYBODY
) -> Passage:
    """Let a file pass the gate *refer*: one ledger line with recipient, fields, basis, rows and digest.

    What goes to another agency is written down for each person in it as well. Raises Refused when the reader may
    not export, or nothing makes this passage lawful.
    """
    allow(policy.may_export(by, named=leaving.named, people=leaving.about_people))
    allow(going.refused)
    passage = refer.by_export(leaving, by.own, clock.now())
    note(
        scheme=leaving.scheme,
        recipient=leaving.recipient.agency,
        basis=leaving.basis,
        fields=list(leaving.fields),
        rows=rows,
        digest=digest,
        passage=passage.id,
        left_out=going.left_out,
    )
    _write_down(by, leaving, passage, going)
    return passage
