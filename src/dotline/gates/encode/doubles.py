"""Doubles in one's own file: people encoded for the moment under a key that nobody keeps, compared with themselves.

Pure. The weights are those by which two agencies' files are compared, so that each pair has the same waterfall.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dotline.gates.encode.encoding import encode
from dotline.gates.encode.files import open_encoded
from dotline.gates.encode.keys import fresh_key
from dotline.gates.encode.owners import beside, owners
from dotline.gates.encode.sealing import Told
from dotline.matching import comparing, resolving, scores


@dataclass(frozen=True)
class OwnDouble:
    """Two records of a file by their owner's ids, and what their score is made of (matching.scores.waterfall)."""

    one: str
    two: str
    points: int
    levels: int
    shared: int
    probability: float
    prior: float
    model: str


def doubles(
    records: Iterable[Told], folder: Path, least: float = resolving.REVIEW
) -> Iterator[OwnDouble]:
    """Pairs of records that are one person with at least this probability; `folder` is private and empty."""
    model, tally = scores.shipped(), comparing.Tally()
    path = folder / "own.dlk"
    report = encode(records, path, key=fresh_key("own"), decoys=0, neighbours=True)
    if not report.rows:
        return
    file = open_encoded(path)
    with file.stretch(0, file.rows) as rows:
        parts = list(comparing.compare(rows, None, model, tally)) or [np.empty(0, comparing.FOUND)]
    found = np.concatenate(parts)
    told = owners(beside(path), np.concatenate([found["one"], found["two"]]))
    one, two = told.numbers[: len(found)], told.numbers[len(found) :]
    linked = resolving.resolve(one, two, found["points"], model, tally.compared, alone=True)
    linked = linked.only(linked.probability >= least)
    levels = found["levels"][linked.middle]
    for at in range(len(linked)):
        yield OwnDouble(
            told.ids[int(linked.one[at])],
            told.ids[int(linked.two[at])],
            int(linked.points[at]),
            int(levels[at]),
            int(linked.shared[at]),
            float(linked.probability[at]),
            float(linked.prior),
            model.name,
        )
