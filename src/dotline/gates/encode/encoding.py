"""Encoding: records in, keyed rows out. Streams; clear values never leave the process, and no error holds one. Pure."""

import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from dotline.base.errors import Conflict, Invalid
from dotline.gates.encode import files, reading, rows, sealing
from dotline.gates.encode.files import BUCKETS, Buckets, Header
from dotline.gates.encode.keys import EncodeKey
from dotline.gates.encode.schema import Schema
from dotline.gates.encode.sealing import Told
from dotline.matching.batches import Sealed

LARGEST_BLOCK: Final = 150
"""Rows of one file that may share a token: what more people share, such as a shelter's phone, tells nobody apart."""
DECOYS: Final = 0.1
_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True)
class EncodeReport:
    """What became of a file: counts alone. `skipped` records had too little for any token.

    `without_consent` records were left out for want of a yes; None where nobody was asked for it.
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


Progress = Callable[[int], object]
"""Is told how many records have been read by now."""
Passing = Callable[[EncodeReport], object]


def _alone(report: EncodeReport) -> None:
    """Nobody is told: a notebook, whose files no one else gets."""


def _silent(_read: int) -> None:
    """No progress is shown."""


def encode_file(
    source: Path,
    out: Path,
    *,
    schema: Schema,
    key: EncodeKey,
    decoys: float = DECOYS,
    by_consent: bool = False,
    passing: Passing = _alone,
    progress: Progress = _silent,
) -> EncodeReport:
    """Encode a table into OUT, and the pseudonyms of its rows with the owner's ids into OUT.ids, which stays home.

    `by_consent` leaves out, and counts, every row whose column of consent does not say yes. Both files
    are whole or absent. Raises Invalid, NotFound; Conflict rather than writing over a file.
    """
    left = Counter[str]()
    if by_consent:
        schema.needs_consent()

    def works() -> Iterator[sealing.Work]:
        read = 0
        for table in reading.tables(source, schema):
            read += len(table)
            kept = sealing.agreed(table, schema) if by_consent else table
            left["out"] += len(table) - len(kept)
            yield from sealing.of_table(kept, schema, key, read - len(table))
            progress(read)

    def whole(report: EncodeReport) -> EncodeReport:
        number = left["out"]
        without = number if by_consent else None
        return replace(report, records=report.records + number, without_consent=without)

    done = _written(works(), out, key, decoys, lambda report: passing(whole(report)))
    return whole(done)


def encode(
    records: Iterable[Told],
    out: Path,
    *,
    key: EncodeKey,
    decoys: float = DECOYS,
    passing: Passing = _alone,
) -> EncodeReport:
    """The same for records at hand. `passing` is told before the files stand there, and may refuse."""
    return _written(sealing.of_records(records, key), out, key, decoys, passing)


def _written(
    works: Iterator[sealing.Work], out: Path, key: EncodeKey, decoys: float, passing: Passing
) -> EncodeReport:
    """Both files, whole, once `passing` has let them."""
    if not 0 <= decoys <= 1:
        raise Invalid("The share of decoys is no share.", "Give a number from 0 to 1, such as 0.1.")
    ids = out.with_name(f"{out.name}.ids")
    for path in (out, ids):
        if path.exists():
            raise Conflict("{file} is there already.", "Choose another name.", file=path.name)
    parts = [path.with_name(f".{path.name}.part") for path in (out, ids)]
    try:
        report = _encode(works, parts[0], parts[1], key, decoys)
        passing(report)
        for part, path in zip(parts, (out, ids), strict=True):
            part.replace(path)
    finally:
        for part in parts:
            with suppress(FileNotFoundError):
                part.unlink()
    return report


def _encode(
    works: Iterator[sealing.Work], out: Path, ids: Path, key: EncodeKey, decoys: float
) -> EncodeReport:
    counts: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    header = Header(key.purpose, key.epoch, key.id)
    with files.buckets(out) as buckets, _private(ids).open("wb") as names:
        for done in _ahead(lambda work: _made(work, decoys), works):
            counts.update(records=done.told.records, skipped=done.told.skipped)
            unread.update(done.told.faults)
            if done.made is not None:
                buckets.add(done.made.rows, done.made.ends)
                names.write(done.made.lines)
                counts["decoys"] += done.made.decoys
        names.flush()
        os.fsync(names.fileno())
        with _private(out).open("wb") as stream:
            writer = files.Writer(stream, header)
            for whole, kept in _ahead(lambda one: _sorted(buckets, one), iter(range(BUCKETS))):
                counts["crowded"] += whole - len(kept)
                writer.add(kept)
            writer.end()
    return EncodeReport(
        records=counts["records"],
        encoded=counts["records"] - counts["skipped"],
        skipped=counts["skipped"],
        rows=writer.rows,
        decoys=counts["decoys"],
        crowded=counts["crowded"],
        unread=dict(unread),
        purpose=key.purpose,
        epoch=key.epoch,
        key=key.id,
        digest=writer.digest,
    )


@dataclass(frozen=True)
class _Done:
    """A batch that was sealed, and its rows, if it has any."""

    told: Sealed
    made: rows.Made | None


def _made(work: sealing.Work, decoys: float) -> _Done:
    told, ids = work()
    return _Done(told, rows.made(told, ids, decoys) if len(told) else None)


def _sorted(buckets: Buckets, bucket: int) -> tuple[int, files.Rows]:
    """How many rows lie in a bucket, and those of them that are written, in order."""
    found = buckets.take(bucket)
    return len(found), rows.kept(found, LARGEST_BLOCK)


def _ahead(work: Callable[[_In], _Out], on: Iterator[_In]) -> Iterator[_Out]:
    """Work on one thing after the other, in order, as many at once as there are processors; a few wait at most."""
    at_once = min(os.cpu_count() or 1, 8)
    waiting = deque[Future[_Out]]()
    with ThreadPoolExecutor(at_once) as pool:
        try:
            for one in on:
                waiting.append(pool.submit(work, one))
                if len(waiting) > at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for left in waiting:
                left.cancel()


def _private(path: Path) -> Path:
    """A file that nobody else may read, from its first byte."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    path.chmod(0o600)
    return path
