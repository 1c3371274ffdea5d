"""Matching encoded files: recall, precision and F1 on people the model never saw, and the processor's seconds.

The other half of the people of each file that the model was learnt from (benchmarks/_train_scores.py). Splink in the
clear was measured at F1 0.960 and recall 0.811 at precision 0.99 on 100,000 x 100,000 people of this kind.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dotline.cli.bench import Row

SHARED = Path(os.environ.get("DOTLINE_SHARED", Path(__file__).parents[2] / "shared" / "data"))
DATA = SHARED / "linkage"


def run(home: Path) -> Sequence[Row]:
    """Encode, compare and resolve the held-out halves; nothing is measured where the data is not there."""
    from benchmarks import _train_scores as learnt  # noqa: PLC0415 - SciPy and the kernel are not for every start

    if not DATA.is_dir():
        return [Row(f"NOT MEASURED: no data in {DATA}", [0.0], unit="")]
    people = replace(learnt.people(DATA, odd=True), name="people_train")
    rows: list[Row] = []
    for source, least in (
        (people, 0.98),
        (learnt.damaged(people, 7, 1.0), 0.90),
        (learnt.febrl(DATA, 4, odd=True), 0.99),
    ):
        rows += _measured(source, home, least)
    return rows


def _measured(source: Any, home: Path, least: float) -> Iterator[Row]:
    from benchmarks import _train_scores as learnt  # noqa: PLC0415
    from dotline.matching import resolving, scores  # noqa: PLC0415

    model, pairs = scores.shipped(), learnt.pairs(source, home)
    begin = time.process_time()
    fields = scores.points(pairs.levels.astype(np.uint32), model.tables)
    points = fields.astype(np.int64) + model.rarity[pairs.rarity] + model.base
    kept = points >= model.floor
    linked = resolving.resolve(
        pairs.pair[kept] >> 32, pairs.pair[kept] & 0xFFFFFFFF, points[kept], model, len(points)
    )
    chosen = resolving.one_to_one(linked)
    took = time.process_time() - begin
    same = dict(zip(pairs.pair.tolist(), pairs.same.tolist(), strict=True))
    both = zip(chosen.one.tolist(), chosen.two.tolist(), strict=True)
    true = np.array([same[one << 32 | two] for one, two in both])
    order, whole = np.argsort(-chosen.points, kind="stable"), _true_pairs(source)
    sure = chosen.probability >= resolving.REVIEW
    yield Row(
        f"{source.name}: F1 at the default",
        [2 * true[sure].sum() / (sure.sum() + whole)],
        unit="",
        least=least,
    )
    yield Row(
        f"{source.name}: recall at precision 0.99", [_recall(true[order], whole, 0.99)], unit=""
    )
    yield Row(
        f"{source.name}: recall at precision 0.999", [_recall(true[order], whole, 0.999)], unit=""
    )
    yield Row(f"{source.name}: score and resolve in NumPy", [took], unit="s")


def _true_pairs(source: Any) -> int:
    a, b = (Counter(source.who(row) for row in table) for table in (source.a, source.b))
    return sum(number * b[who] for who, number in a.items())


def _recall(true: npt.NDArray[np.bool_], whole: int, precision: float) -> float:
    right = np.cumsum(true)
    good = right / np.arange(1, len(true) + 1) >= precision
    return float(right[good].max() / whole) if good.any() else 0.0
