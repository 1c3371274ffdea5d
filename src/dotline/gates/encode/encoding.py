"""Encoding: records in, keyed rows out. Streams; clear values never leave the process, and no error holds one. Pure."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from dotline.base.ahead import ahead
from dotline.base.errors import N_, Conflict, Invalid
from dotline.base.progress import Progress, SilentProgress
from dotline.gates.encode import files, reading, rows, sealing
from dotline.gates.encode.apart import apart
from dotline.gates.encode.buckets import Buckets, buckets
from dotline.gates.encode.files import BUCKETS, Header, SweepHeader
from dotline.gates.encode.keys import EncodeKey, in_a_folder
from dotline.gates.encode.schema import Schema
from dotline.gates.encode.sealing import Told
from dotline.gates.encode.table import Column, Table
from dotline.matching.batches import Sealed

LARGEST_BLOCK: Final = 150
"""Rows of one file that may share a token: what more people share, such as a shelter's phone, tells nobody apart."""
DECOYS: Final = 0.1
_SILENT: Final = SilentProgress()


@dataclass(frozen=True)
class EncodeReport:
    """What became of a file: counts alone. `skipped` records had too little to be found by.

    `without_consent` records were left out for want of a yes; None where nobody was asked for it. `parties` are the
    two of a sweep; none of a file that is salted block by block.
    """

    records: int
    encoded: int
    skipped: int
    rows: int
    decoys: int
    crowded: int
    unread: Mapping[str, int]
    purpose: str
    epoch: str
    key: str
    digest: str
    without_consent: int | None = None
    parties: tuple[str, ...] = ()


Passing = Callable[[EncodeReport], object]


class Service(Protocol):
    """What puts seals through a key that the encoder does not hold (`asking.Asked`)."""

    @property
    def id(self) -> str:
        """What names its key and the encoder's together."""

    def __call__(self, seals: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """The seals put through its key, row by row."""


def alone(report: EncodeReport) -> None:
    """Nobody is told: a notebook, whose files no one else gets."""


def encode_file(
    source: Path,
    out: Path,
    *,
    schema: Schema,
    key: EncodeKey,
    decoys: float = DECOYS,
    by_consent: bool = False,
    passing: Passing = alone,
    progress: Progress = _SILENT,
    service: Service | None = None,
    neighbours: bool = False,
) -> EncodeReport:
    """Encode a table into OUT, and the pseudonyms of its rows with the owner's ids into OUT.ids, which stays home.

    `by_consent` leaves out, and counts, every row whose column of consent does not say yes; `service` puts every token
    through a second key; `neighbours` keeps what several people share, and shows which fields are given, for a
    file that never leaves. Both files are whole or absent. Raises Invalid, NotFound; Conflict for a file that is there.
    """
    told = Chosen(source, schema, by_consent, progress)
    header = Header(key.purpose, key.epoch, service.id if service else key.id)

    def works() -> Iterator[sealing.Work]:
        for table, before in told.tables():
            yield from sealing.of_table(table, schema, key, before)

    def make(one: Path, ids: Path) -> EncodeReport:
        through = _through(works(), service)
        return told.whole(
            _encode(through, one, ids, header, decoys, progress, neighbours=neighbours)
        )

    return written(out, make, decoys, passing)


class Chosen:
    """The rows of a table that may be encoded, and how many may not."""

    def __init__(self, source: Path, schema: Schema, by_consent: bool, progress: Progress) -> None:
        self._source, self._schema, self._progress = source, schema, progress
        self._left, self._by_consent = 0, by_consent
        if by_consent:
            schema.needs_consent()

    def tables(self) -> Iterator[tuple[Table, int]]:
        """Some thousand rows at a time, and how many records stand before them."""
        before = 0
        self._progress.start(N_("Encode the records"), reading.known(self._source))
        for table in reading.tables(self._source, self._schema):
            kept = sealing.agreed(table, self._schema) if self._by_consent else table
            self._left += len(table) - len(kept)
            yield kept, before
            before += len(table)
            self._progress.advance(len(table))
        self._progress.done()

    def whole(self, report: EncodeReport) -> EncodeReport:
        """The report with those that were left out."""
        without = self._left if self._by_consent else None
        return replace(report, records=report.records + self._left, without_consent=without)


def encode(
    records: Iterable[Told],
    out: Path,
    *,
    key: EncodeKey,
    decoys: float = DECOYS,
    passing: Passing = alone,
    neighbours: bool = False,
) -> EncodeReport:
    """The same for records at hand. `passing` is told before the files stand there, and may refuse."""
    works, header = sealing.of_records(records, key), Header(key.purpose, key.epoch, key.id)
    return written(
        out,
        lambda one, ids: _encode(works, one, ids, header, decoys, _SILENT, neighbours=neighbours),
        decoys,
        passing,
    )


def _through(works: Iterator[sealing.Work], service: Service | None) -> Iterator[sealing.Work]:
    """The same work, its seals put through a key service where there is one."""
    if service is None:
        return works

    def work(before: sealing.Work) -> tuple[Sealed, Column]:
        told, ids = before()
        return (replace(told, seals=service(told.seals)) if len(told) else told), ids

    return (partial(work, one) for one in works)


def written(
    out: Path, make: Callable[[Path, Path], EncodeReport], decoys: float, passing: Passing
) -> EncodeReport:
    """Make OUT and OUT.ids, whole, and lay them there once `passing` has let them.

    Raises Invalid; NotFound without a folder for them; Conflict where one of them is there already.
    """
    if not 0 <= decoys <= 1:
        raise Invalid("The share of decoys is no share.", "Give a number from 0 to 1, such as 0.1.")
    ids = out.with_name(f"{out.name}.ids")
    for path in (out, ids):
        if path.exists():
            raise Conflict("{file} is there already.", "Choose another name.", file=path.name)
    in_a_folder(out)
    parts = [path.with_name(f".{path.name}.part") for path in (out, ids)]
    try:
        report = make(parts[0], parts[1])
        passing(report)
        for part, path in zip(parts, (out, ids), strict=True):
            part.replace(path)
    finally:
        for part in parts:
            with suppress(FileNotFoundError):
                part.unlink()
    return report


def _encode(
    works: Iterator[sealing.Work],
    out: Path,
    ids: Path,
    header: Header,
    decoys: float,
    progress: Progress,
    *,
    neighbours: bool = False,
) -> EncodeReport:
    counts, unread = Counter[str](), Counter[str]()
    with buckets(out) as thrown, private(ids).open("wb") as names:
        for done in ahead(lambda work: _made(work, decoys), works):
            counts.update(records=done.told.records, skipped=done.told.skipped)
            unread.update(done.told.faults)
            if done.made is not None:
                thrown.add(done.made.rows, done.made.ends)
                names.write(done.made.lines)
                counts.update(decoys=done.made.decoys, rows=len(done.made.rows))
        files.to_disk(names)
        writer = finished(out, header, lambda one: _sorted(thrown, one, neighbours), progress)
    counts["crowded"] = counts["rows"] - writer.rows
    return reported(counts, unread, header, writer)


def finished(
    out: Path,
    header: Header | SweepHeader,
    rows_of: Callable[[int], files.Rows],
    progress: Progress,
) -> files.Writer:
    """Write the rows of each bucket, sorted ahead, and wait for the disk."""
    with private(out).open("wb") as stream:
        writer = files.Writer(stream, header)
        progress.start(N_("Sort the rows"), BUCKETS)
        for found in ahead(rows_of, iter(range(BUCKETS))):
            writer.add(found)
            progress.advance()
        progress.done()
        writer.end()
    return writer


def reported(
    counts: Mapping[str, int],
    unread: Mapping[str, int],
    header: Header | SweepHeader,
    writer: files.Writer,
) -> EncodeReport:
    """What became of a file, from its counts."""
    return EncodeReport(
        records=counts["records"],
        encoded=counts["records"] - counts["skipped"],
        skipped=counts["skipped"],
        rows=writer.rows,
        decoys=counts["decoys"],
        crowded=counts["crowded"],
        unread=dict(unread),
        purpose=header.purpose,
        epoch=header.epoch,
        key=header.key,
        digest=writer.digest,
        parties=header.parties if isinstance(header, SweepHeader) else (),
    )


@dataclass(frozen=True)
class _Done:
    """A batch that was sealed, and its rows, if it has any."""

    told: Sealed
    made: rows.Made | None


def _made(work: sealing.Work, decoys: float) -> _Done:
    told, ids = work()
    return _Done(told, rows.made(told, ids, decoys) if len(told) else None)


def _sorted(thrown: Buckets, bucket: int, neighbours: bool) -> files.Rows:
    """The rows of a bucket that are written, in order."""
    kept = rows.kept(thrown.take(bucket), LARGEST_BLOCK)
    return kept if neighbours else rows.filled(apart(kept))


def private(path: Path) -> Path:
    """A file that nobody else may read, from its first byte."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    path.chmod(0o600)
    return path
