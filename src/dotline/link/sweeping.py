"""Sweeping two files: every pair of records whose encodings as a whole are alike enough. Pure; works in a notebook.

It sees encodings that compare with one another, which no salt hides: so it takes files of two named parties alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Conflict, Invalid
from dotline.base.progress import Progress
from dotline.gates import encode
from dotline.gates.encode.owners import beside
from dotline.link import jobs
from dotline.link.formats.pairs import SweepAbout
from dotline.matching import dice as search
from dotline.matching.filters import Words

PART_A: Final = 1 << 18
PART_B: Final = 1 << 16
"""Rows that are read at once, of the one file and of the other."""


@dataclass(frozen=True)
class Alike:
    """Pairs of records that are alike, the most alike first: numbers into the ids of both sides, and their Dice."""

    about: SweepAbout
    one: npt.NDArray[np.int64]
    two: npt.NDArray[np.int64]
    dice: npt.NDArray[np.float64]
    ids: jobs.Ids

    def __len__(self) -> int:
        return len(self.one)


def opened(*paths: Path) -> list[encode.Swept]:
    """Files of a sweep found whole, of one key and one pair of parties. Raises NotFound, Invalid, Conflict."""
    files = jobs.opened(*paths, by=encode.open_swept)
    for path, file in zip(paths, files, strict=True):
        if file.header.parties != files[0].header.parties:
            raise Conflict(
                "{file} was made between {parties}; the other file was not.",
                "Only sweeps of the same two parties can meet: encode one of them again.",
                file=path.name,
                parties=", ".join(file.header.parties),
            )
        if not file.rows:
            raise Invalid(
                "{file} holds no record.",
                "Every record said too little, or nobody said yes: see what the encoding counted.",
                file=path.name,
            )
    return files


def sweep(a: Path, b: Path, dice: float, *, progress: Progress = jobs.SILENT) -> Alike:
    """Every pair of two files with at least a Dice coefficient; the owners' ids where their files lie beside.

    Raises NotFound, Invalid, Conflict.
    """
    search.whole_dice(dice)
    files = opened(a, b)
    sides = [_parts(file, size) for file, size in zip(files, (PART_A, PART_B), strict=True)]
    progress.start("Comparing", len(sides[0]) * len(sides[1]))
    found = list(search.pairs(sides[0], sides[1], dice, progress.advance))
    progress.done()
    told = np.concatenate(found) if found else np.empty(0, search.PAIR)
    head = files[0].header
    about = SweepAbout(
        head.purpose, head.epoch, head.key, head.parties, dice, files[0].rows, files[1].rows
    )
    return _of_records(about, files, told)


def _parts(file: encode.Swept, size: int) -> Sequence[tuple[int, Callable[[], Words]]]:
    return [(at, partial(_read, file, at, at + size)) for at in range(0, file.rows, size)]


def _read(file: encode.Swept, first: int, last: int) -> Words:
    rows = next(file.chunks(last - first, first=first, last=min(last, file.rows)))
    return np.ascontiguousarray(rows["bits"])


def _of_records(about: SweepAbout, files: Sequence[encode.Swept], told: npt.NDArray[Any]) -> Alike:
    """Pairs of encodings made pairs of records: the most alike names of two speak for them; decoys are nobody."""
    sides = [_numbered(file, told[side]) for file, side in zip(files, ("one", "two"), strict=True)]
    weights = sum(weight for _numbers, _ids, weight in sides)
    both = 2 * told["shared"].astype(np.int64) / np.maximum(weights, 1)
    (one, ids_a, _), (two, ids_b, _) = sides
    order = np.lexsort((two, one, -both))
    order = order[(one[order] >= 0) & (two[order] >= 0)]
    _each, first = np.unique(one[order] << 32 | two[order], return_index=True)
    kept = order[np.sort(first)]
    return Alike(about, one[kept], two[kept], both[kept], (ids_a, ids_b))


def _numbered(
    file: encode.Swept, rows: npt.NDArray[np.uint32]
) -> tuple[npt.NDArray[np.int64], Sequence[str], npt.NDArray[np.int64]]:
    """Of each row the number of its record (-1 for nobody's), the ids of the records, and how many bits it has."""
    names, weights = np.empty(file.rows, np.uint64), np.empty(file.rows, np.int64)
    at = 0
    for chunk in file.chunks():
        some = slice(at, at := at + len(chunk))
        names[some] = np.ascontiguousarray(chunk["pseudonym"]).view("<u8")
        weights[some] = np.bitwise_count(chunk["bits"]).sum(axis=1)
    ids = beside(file.path)
    numbers, owners = jobs.numbered(names[rows], ids if ids.is_file() else None)
    return numbers.astype(np.int64), owners, weights[rows]
