"""Sweeping: record-level encodings for two named parties, to find records too damaged for any token in common. Pure.

An encoding of a whole record compares with every other one under its key, which is what an attack lives on. So a
sweep is made under an agreement of two parties alone, under a key that no other pair has; it is sparse and diffused,
records that say too little are left out, and one in five is about nobody (Heng and others 2022: a quarter of fakes
ended graph matching).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.base.ahead import ahead
from dotline.base.errors import Invalid
from dotline.base.progress import Progress, SilentProgress
from dotline.gates.encode import files, sealing
from dotline.gates.encode.buckets import Buckets, buckets
from dotline.gates.encode.encoding import (
    Chosen,
    EncodeReport,
    Passing,
    alone,
    finished,
    private,
    reported,
    written,
)
from dotline.gates.encode.files import SWEEP_ROW, SweepHeader
from dotline.gates.encode.keys import EncodeKey
from dotline.gates.encode.rows import chance, lines
from dotline.gates.encode.schema import Folder, Schema
from dotline.gates.encode.table import Table
from dotline.matching import batches, filters, kernel, sweeps, tokens
from dotline.matching.filters import Pieces, Words

DECOYS: Final = 0.25
LEAST_FIELDS: Final = 3
LEAST_PIECES: Final = 16
"""What a record must say at least: a given name alone, in a code that compares with all others, is as good as told."""
Rows = npt.NDArray[Any]
_FIELDS: Final = len(tokens.FIELDS)
_BATCH: Final = 4_096


def two_parties(names: Sequence[str]) -> tuple[str, str]:
    """The two parties of a sweep, sorted. Raises Invalid for more, fewer, or one twice."""
    told = sorted({name.strip().casefold() for name in names if name.strip()})
    if len(told) != 2 or len(names) != 2 or not all(name.isprintable() for name in told):
        raise Invalid(
            "A sweep is made between two named parties.",
            "Name both, as the agreement does.",
        )
    return told[0], told[1]


def encode_sweep(
    source: Path,
    out: Path,
    *,
    schema: Schema,
    key: EncodeKey,
    parties: Sequence[str],
    decoys: float = DECOYS,
    by_consent: bool = False,
    passing: Passing = alone,
    progress: Progress = SilentProgress(),  # noqa: B008 - it has no state
) -> EncodeReport:
    """Encode each record of a table as a whole into OUT, and whose they are into OUT.ids, which stays home.

    Each name of a record is an encoding of its own. Raises Invalid, NotFound; Conflict rather than writing over a file.
    """
    both = two_parties(parties)
    told = Chosen(source, schema, by_consent, progress)
    work = _Sweep(key.sweep(both), schema, decoys)

    def make(one: Path, ids: Path) -> EncodeReport:
        header = SweepHeader(key.purpose, key.epoch, key.id, both)
        return told.whole(_encode(work, told.tables(), one, ids, header, progress))

    return written(out, make, decoys, passing)


@dataclass(frozen=True)
class _Done:
    rows: Rows
    lines: bytes
    records: int
    skipped: int
    decoys: int
    faults: dict[str, int]


class _Sweep:
    """The encoder of one sweep."""

    def __init__(self, secret: bytes, schema: Schema, decoys: float) -> None:
        words = np.frombuffer(secret, "<u8")
        self._key, self._turned = words[:2], sweeps.diffusion(words[2:])
        self._schema, self._folder, self._decoys = schema, Folder(schema), decoys

    def done(self, table: Table) -> _Done:
        """The encodings of some records."""
        told = self._cut(table)
        sizes = np.diff(told.pieces.starts.astype(np.int64)).reshape(-1, _FIELDS)
        enough = np.flatnonzero(
            ((sizes > 0).sum(axis=1) >= LEAST_FIELDS) & (sizes.sum(axis=1) >= LEAST_PIECES)
        )
        owners = told.owners[enough]
        number = round(len(enough) * self._decoys) if len(enough) else 0
        bits = np.concatenate(
            [self._encoded(told.pieces, enough[:, None]), self._nobody(told.pieces, enough, number)]
        )
        rows = np.zeros(len(bits), SWEEP_ROW)
        names = chance(len(rows), 8)
        rows["pseudonym"], rows["bits"] = names.view("V8")[:, 0], bits
        return _Done(
            rows,
            lines(names[: len(enough)], owners, table.ids),
            len(table),
            len(table) - len(np.unique(owners)),
            number,
            dict(told.faults),
        )

    def _cut(self, table: Table) -> batches.Cut:
        library = kernel.chosen()
        if library is not None:
            return batches.cut(library, sealing.cells(table, self._schema), len(table))
        people = sealing.folded(table, self._folder)
        grams = [
            (at, tokens.grams(who, name)) for at, who in enumerate(people) for name in who.names
        ]
        faults = Counter(role for who in people for role in who.faults)
        owners = np.array([at for at, _told in grams], np.uint32)
        return batches.Cut(filters.pieces([told for _at, told in grams], _FIELDS), owners, faults)

    def _encoded(self, told: Pieces, records: npt.NDArray[np.int64]) -> Words:
        """The encodings of records whose fields are those of `records`: one for all fields, or one for each."""
        cells = (records * _FIELDS + np.arange(_FIELDS)).ravel()
        return sweeps.encoded(filters.chosen_pieces(told, cells), self._key, self._turned)

    def _nobody(self, told: Pieces, enough: npt.NDArray[np.int64], number: int) -> Words:
        """Encodings of people who are none: each field is that of somebody, drawn by chance."""
        drawn = chance(number * _FIELDS, 8).view("<u8").reshape(number, _FIELDS)
        some = (
            enough[(drawn % np.uint64(max(len(enough), 1))).astype(np.int64)] if number else drawn
        )
        return self._encoded(told, some.astype(np.int64))


def _encode(
    work: _Sweep,
    tables: Iterator[tuple[Table, int]],
    out: Path,
    ids: Path,
    header: SweepHeader,
    progress: Progress,
) -> EncodeReport:
    counts, unread = Counter[str](), Counter[str]()
    with buckets(out, SWEEP_ROW) as thrown, private(ids).open("wb") as names:
        for done in ahead(work.done, _parts(tables)):
            counts.update(records=done.records, skipped=done.skipped, decoys=done.decoys)
            unread.update(done.faults)
            order = np.argsort(_firsts(done.rows), kind="stable")
            ends = np.cumsum(np.bincount(_firsts(done.rows), minlength=files.BUCKETS))
            thrown.add(done.rows[order], ends.astype(np.uint64))
            names.write(done.lines)
        files.to_disk(names)
        writer = finished(out, header, partial(_sorted, thrown), progress)
    return reported(counts, unread, header, writer)


def _parts(tables: Iterator[tuple[Table, int]]) -> Iterator[Table]:
    for table, before in tables:
        sealing.check_ids(table.ids, before)
        yield from table.parts(_BATCH)


def _firsts(rows: Rows) -> npt.NDArray[np.uint8]:
    return np.ascontiguousarray(rows["pseudonym"]).view(np.uint8).reshape(-1, 8)[:, 0]


def _sorted(thrown: Buckets, bucket: int) -> Rows:
    """By pseudonym, which is chance: the order of a file tells nothing of the table it came from."""
    rows = np.concatenate([np.empty(0, SWEEP_ROW), *thrown.take(bucket)])
    return rows[np.argsort(np.ascontiguousarray(rows["pseudonym"]).view(">u8"), kind="stable")]
