"""Files of cases: bring one in, send one out. Reading and writing happen outside the transaction, which stays short."""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from django.conf import settings

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.errors import N_, NotFound
from dotline.base.findings import REFUSED, Finding, FindingGroup, Findings
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries, rules
from dotline.case.actions import FileRead, PeopleRead
from dotline.case.formats import ctdc, htcds, htcds_people, opening, packing, shapes
from dotline.case.formats.aside import Aside
from dotline.case.formats.htcds import PersonRow
from dotline.case.formats.htcds_fields import Field
from dotline.case.formats.opening import Opened
from dotline.case.jobs import coming
from dotline.case.models import ImportBatch
from dotline.case.queries import leavers
from dotline.case.queries.leavers import Going
from dotline.case.rules import AccusedNames
from dotline.case.rules.disclosing import CONSENT
from dotline.case.rules.standard import is_perpetrator
from dotline.gates import refer
from dotline.reference import law

T = TypeVar("T")

PEOPLE: Final = "htcds-2.0"
FORMATS: Final = {
    "ctdc-2021": shapes.CTDC_2021,
    "ctdc-2017": shapes.CTDC_2017,
    PEOPLE: htcds.SCHEME,
}
COUNTED: Final = (shapes.CTDC_2021, shapes.CTDC_2017)
PERPETRATOR: Final = N_("tells of a perpetrator; only police and courts keep those")
TELL_EVERY: Final = 10_000


def name_of(kind: str, ending: str) -> str:
    """What a file that was sent is called in sentences: its kind. Its own name may be a person's."""
    return f"{kind or 'file'}{ending}"


@dataclass(frozen=True)
class BroughtIn:
    """What an import did. `again` says that this very file was in already, so nothing changed."""

    batch: str
    format: str
    digest: str
    rows: int
    kept_out: int
    again: bool
    seconds: float
    findings: tuple[FindingGroup, ...]


def bring_in(by: Reader, path: Path, kind: str, progress: Progress) -> BroughtIn:
    """Bring a file in: what can be understood loads, rows kept out are listed, a broken file loads nothing.

    Raises NotFound, Invalid, Refused.
    """
    return bring_in_file(by, opening.opened(path), kind, progress)


def bring_in_file(by: Reader, file: Opened, kind: str, progress: Progress) -> BroughtIn:
    """The same for a file that is open already."""
    begin = time.perf_counter()
    scheme = FORMATS[kind]
    digest = file.digest
    known = queries.batch_of(by, scheme, digest) if policy.may_import(by) else None
    if known is not None:
        return _told(known, kind, begin, again=True)
    if scheme == htcds.SCHEME:
        batch = _bring_people(by, file, digest, progress)
        return _told(batch, kind, begin, again=False)
    findings = Findings()
    shape, table = shapes.shape(scheme), opening.table(file, findings)
    rows = list(_watched(N_("rows read"), ctdc.read(shape, table, file.name, findings), progress))
    opening.unchanged(file, digest)
    read = FileRead(scheme, digest, rows, findings.refused_rows(), findings.groups())
    batch = actions.import_batch(by=by, file=read, progress=progress)
    return _told(batch, kind, begin, again=False)


def _bring_people(by: Reader, file: Opened, digest: str, progress: Progress) -> ImportBatch:
    """Read every row before the first is kept: people whom this agency may keep, and findings of the others."""
    findings = Findings()
    keeps_accused = bool(by.agency) and access.agency(by, by.own).kind in rules.MAY_KEEP_ACCUSED
    with Aside(Path(settings.DOTLINE_HOME)) as aside:
        for row in _watched(N_("rows read"), htcds.rows(file, findings), progress):
            if is_perpetrator(row.values) and not keeps_accused:
                reason = (row.number, "per_RoleInProcess", "", PERPETRATOR, REFUSED)
                findings.add(Finding(file.name, *reason))
            else:
                aside.put(row)
        opening.unchanged(file, digest)
        told = (findings.refused_rows(), findings.groups())
        read = PeopleRead(htcds.SCHEME, digest, aside.rows, *told)
        return coming.bring_people(by, read, map(htcds_people.person, aside), progress)


def _told(batch: ImportBatch, kind: str, begin: float, *, again: bool) -> BroughtIn:
    return BroughtIn(
        batch=str(batch.id),
        format=kind,
        digest=batch.digest,
        rows=batch.rows,
        kept_out=batch.kept_out,
        again=again,
        seconds=time.perf_counter() - begin,
        findings=queries.kept_out(batch),
    )


def _watched(label: str, rows: Iterable[T], progress: Progress, total: int = 0) -> Iterator[T]:
    progress.start(label, total)
    count = 0
    for count, row in enumerate(rows, start=1):
        yield row
        if count % TELL_EVERY == 0:
            progress.advance(TELL_EVERY)
    progress.advance(count % TELL_EVERY)
    progress.done()


@dataclass(frozen=True)
class SendOut:
    """What shall leave: a format, to whom (an agency's code, '' the own), on which basis ('' by what it is).

    `own_cases` adds the agency's own cases, as codes without names, to the rows that came in as files.
    `without_names` leaves out every field that may identify somebody; a file of people holds them otherwise.
    `stated` are proofs that the clause asks for, `purpose` and `request` the words of who asks.
    """

    kind: str
    to: str = ""
    basis: str = ""
    own_cases: bool = False
    without_names: bool = False
    stated: tuple[str, ...] = ()
    purpose: str = ""
    request: str = ""


@dataclass(frozen=True)
class SentOut:
    """What left, and what the format has no word for (by fact or field, how often).

    `left_out` counts people whom the clause did not carry; `nameless` those whose names a ban held back.
    `withheld` are fields left out because they tell of an accused person, by field, how often.
    """

    format: str
    rows: int
    digest: str
    recipient: str
    basis: str
    seconds: float
    unsaid: Mapping[str, int]
    withheld: Mapping[str, int]
    left_out: int = 0
    nameless: int = 0


def send_out(by: Reader, out: Path, asked: SendOut, progress: Progress) -> SentOut:
    """Write cases to a file that passes the gate *refer*; OUT is whole or absent.

    Raises Refused, Invalid for an unknown basis, NotFound for no such agency or folder.
    """
    begin = time.perf_counter()
    recipient, leaving = _leaving(by, asked)
    _check_place(out)
    if not policy.may_export(by, named=leaving.named, people=leaving.about_people):
        actions.export(by=by, leaving=leaving, rows=0, digest="")  # the refusal goes on the ledger
    refer.by_export(leaving, by.own, clock.now())
    going = leavers.weigh(by, leaving, asked.stated, asked.purpose, asked.request)
    if not going.refused:
        actions.export(by=by, leaving=leaving, rows=0, digest="", going=going)
    part = out.with_name(f".{out.name}.part")
    try:
        if asked.kind == PEOPLE:
            rows, digest, unsaid, hidden = _people_out(by, leaving, going, part, out, progress)
        else:
            rows, digest, unsaid, hidden = _rows_out(by, asked, going, part, out, progress)
        actions.export(by=by, leaving=leaving, rows=rows, digest=digest, going=going)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    took = time.perf_counter() - begin
    left = (going.left_out, len(going.nameless))
    told = (unsaid, hidden, *left)
    return SentOut(asked.kind, rows, digest, recipient, leaving.basis, took, *told)


# rows, digest, what has no word, what would tell an accused person
Left = tuple[int, str, Mapping[str, int], Mapping[str, int]]


def _rows_out(
    by: Reader, asked: SendOut, going: Going, part: Path, out: Path, progress: Progress
) -> Left:
    writer = ctdc.Writer(shapes.shape(FORMATS[asked.kind]))
    count = Counted(_watched(N_("rows"), _lines(by, asked, going, writer), progress))
    pieces = (piece.encode() for piece in ctdc.lines(writer.shape, count))
    digest = _write(part, pieces, packed=out.suffix == ".gz")
    return count.so_far, digest, writer.unsaid, {}


def _people_out(
    by: Reader, leaving: refer.Leaving, going: Going, part: Path, out: Path, progress: Progress
) -> Left:
    who = queries.Chosen(leaving.named, leaving.accused, going.people, going.nameless)
    kept = queries.kept_people(by, who)
    people = _watched(N_("people"), kept, progress)
    rows = (htcds_people.row(number, one) for number, one in enumerate(people, start=1))
    secret = AccusedNames() if leaving.accused else AccusedNames.of(queries.accused_names(by))
    hidden, used = Counter[str](), set[str]()
    with Aside(out.parent) as aside:
        for one in htcds_people.without_accused(rows, secret, hidden):
            used.update(one.values)
            aside.put(one)
        fields = htcds.columns(used, named=leaving.named)
        if out.suffix.casefold() == ".xlsx":
            digest = _write_workbook(part, aside, fields)
        else:
            digest = _write(part, htcds.table(aside, fields), packed=out.suffix == ".gz")
    return aside.rows, digest, {}, dict(hidden)


class Counted:
    """Passes rows on and counts them."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        self._rows = rows
        self.so_far = 0

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for row in self._rows:
            self.so_far += 1
            yield row


def _leaving(by: Reader, asked: SendOut) -> tuple[str, refer.Leaving]:
    """The recipient's code, and what wants to leave. Raises NotFound, Invalid."""
    agency = access.agency_by_code(by, asked.to) if asked.to else access.agency(by, by.own)
    basis = asked.basis
    if basis:
        law.disclosure_clause(basis)
    elif asked.own_cases or asked.kind == PEOPLE:
        basis = refer.OWN_COPY
    else:
        basis = refer.ANONYMOUS
    named = asked.kind == PEOPLE and not asked.without_names
    recipient = refer.Recipient(agency.id, agency.kind)
    leaving = refer.Leaving(
        scheme=FORMATS[asked.kind],
        fields=_fields_of(asked),
        recipient=recipient,
        basis=basis,
        named=named,
        about_people=asked.own_cases or asked.kind == PEOPLE,
        accused=asked.kind == PEOPLE and refer.takes_accused(recipient, by.own),
        # Each person's own consent is asked of the rule, one by one, before anything is written.
        own_consent=basis == CONSENT,
    )
    return agency.code, leaving


def _fields_of(asked: SendOut) -> tuple[str, ...]:
    if asked.kind == PEOPLE:
        return tuple(
            field.name for field in htcds.columns(frozenset(), named=not asked.without_names)
        )
    return shapes.shape(FORMATS[asked.kind]).columns


def _check_place(out: Path) -> None:
    if out.is_dir() or not out.parent.is_dir():
        raise NotFound("There is no place for {name}.", "Name a file.", name=out.name)


def _lines(
    by: Reader, asked: SendOut, going: Going, writer: ctdc.Writer
) -> Iterator[tuple[str, ...]]:
    schemes = {row.id: row.scheme for row in queries.batches(by)}
    rows = queries.counted_cases(by, COUNTED)
    for batch, row in queries.counted_rows(rows):
        yield writer.cells(row, schemes[batch])
    if asked.own_cases:
        for own in queries.coded_cases(by, going.people):
            yield writer.own_cells(own)


def _opened(part: Path) -> BinaryIO:
    """A new file that this account alone reads."""
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _write(part: Path, pieces: Iterable[bytes], *, packed: bool) -> str:
    """Write the pieces; the digest of the text."""
    digest = hashlib.sha256()
    with _opened(part) as file, packing.packed(file, packed) as stream:
        for data in pieces:
            digest.update(data)
            stream.write(data)
    return digest.hexdigest()


def _write_workbook(part: Path, rows: Iterable[PersonRow], fields: Sequence[Field]) -> str:
    """Write a workbook; the digest of its bytes, read again: a zip is written back and forth."""
    with _opened(part) as file:
        htcds.workbook(file, rows, fields)
    with part.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
