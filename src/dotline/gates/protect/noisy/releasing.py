"""Which cells leave: the publication rules, and what each table says of itself.

A cell that is not published is absent. Three rules, from what noise alone can do:

- open: every cell whose estimate rounds to one person or more. The smallest error; most of the
  cells that hold one or two are guesses.
- balanced: the estimate must be at least the noise of the level: sigma for few tables; of many,
  half of it in the coarsest, and halved once for each column where coarser tables guide it.
- strict: the measurement itself must stand above what the noise of all empty cells together could
  do: with a chance of 99 in 100, at most one published cell in a hundred of a level holds nobody.

Which cells leave is judged by what was measured. Their counts are the estimates, or what rows of made-up
people add up to: then all tables agree with the rows and so with one another (ADR 0043).

Every share here is computed from noisy numbers, so printing it tells nothing more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotline.gates.protect.noisy.declared import Declared, DeclaredTable
from dotline.gates.protect.noisy.direct import Direct, Level, keys_of
from dotline.gates.protect.noisy.lattice import Cells, Key, Real
from dotline.gates.protect.noisy.synthetic.fitting import cells_of
from dotline.gates.protect.noisy.synthetic.rows import Rows

STRICT_SHARE = 0.01
# The chance that a level makes up more than that, at each threshold that is tried: about one in a hundred over
# all of them. An expected share of one in a hundred would be passed by every second release.
STRICT_CHANCE = 0.004
_DOUBTS = np.arange(1.5, 9.0, 0.02)

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ReleasedTable:
    """One table as it leaves: flat cells in the order of its own columns, their counts, its account.

    `threshold` is in persons; `fabricated_at_most` is the expected share of published cells that
    hold nobody, bounded from above; `hidden` is the share of the estimated people in cells that are
    not published.
    """

    name: str
    columns: tuple[str, ...]
    rule: str
    cells: Cells
    counts: NDArray[np.int64]
    possible: int
    measured: int
    sigma: float
    threshold: float
    fabricated_at_most: float
    hidden: float


@dataclass(frozen=True)
class _Judged:
    """One level under one rule: which cells leave, and per table how many may be empty ones."""

    leaves: Mask
    threshold: float
    false: Real


def released(found: Direct, said: Declared, rows: Rows | None = None) -> list[ReleasedTable]:
    """Every declared table as it leaves, in the order of the declaration.

    `rows`: made-up people to count instead of printing the estimates.
    """
    keys = keys_of(said)
    where = {
        table.key: (level, at) for level in found.levels for at, table in enumerate(level.tables)
    }
    judged: dict[tuple[int, str], _Judged] = {}
    done = []
    for table in said.tables:
        level, at = where[keys[table.name]]
        mark = (id(level), table.rule)
        if mark not in judged:
            judged[mark] = _judge(level, table.rule)
        done.append(_table(table, said, (level, at), judged[mark], rows))
    return done


def _judge(level: Level, rule: str) -> _Judged:
    rounded = np.rint(level.estimates) >= 1
    if rule == "strict":
        doubt = strict_doubt(level.noisy, level.sigma)
        leaves = rounded & (level.noisy > doubt * level.sigma)
        empty = np.full(len(leaves), _tail(doubt))
        return _Judged(leaves, doubt * level.sigma, empty)
    threshold = 0.5 if rule == "open" else max(0.5, balanced(level))
    leaves = rounded & (level.estimates >= threshold)
    # An empty cell's noise is as often below zero as above: what would leave with all noise turned
    # round is what noise alone brings about, and what the coarser tables promise.
    turned = level.turned
    return _Judged(leaves, threshold, (turned >= threshold).astype(float))


def balanced(level: Level) -> float:
    """The least estimate that the balanced rule publishes, in persons."""
    return float(level.sigma / 2**level.halvings)


def strict_doubt(noisy: Real, sigma: float) -> float:
    """How many sigmas a measurement must show, so that of the cells that do at most one in a hundred is empty.

    All measured cells are taken for empty: how many pass by noise is then at most Poisson, and more than
    one in a hundred of those that pass may do so with a chance of STRICT_CHANCE only at each threshold.
    """
    from scipy.special import pdtrc  # noqa: PLC0415 - loads slowly; a release alone needs it

    rising = np.sort(noisy / sigma)
    above = len(rising) - np.searchsorted(rising, _DOUBTS, side="right")
    passing = pdtrc(np.floor(STRICT_SHARE * above), len(rising) * _tail(_DOUBTS))
    fine = passing <= STRICT_CHANCE
    return float(_DOUBTS[int(np.argmax(fine))]) if fine.any() else float(_DOUBTS[-1])


def _tail(doubt: "Real | float") -> "Real":
    from scipy.special import ndtr  # noqa: PLC0415 - loads slowly; a release alone needs it

    tail: Real = ndtr(-np.asarray(doubt))
    return tail


def _table(
    table: DeclaredTable,
    said: Declared,
    place: tuple[Level, int],
    judged: _Judged,
    rows: Rows | None,
) -> ReleasedTable:
    level, at = place
    start, held = level.starts[at], level.tables[at]
    part = slice(start, start + len(held.cells))
    leaves, estimates = judged.leaves[part], level.estimates[part]
    if rows is not None:
        estimates = _counted(rows, held.key, held.cells, said)
        leaves = leaves & (estimates >= 1)
    counts = np.rint(estimates[leaves]).astype(np.int64)
    whole = float(estimates.sum())
    false = float(judged.false[part].sum())
    cells = _turned(held.key, held.cells[leaves], table, said, said.columns)
    order = np.argsort(cells)
    return ReleasedTable(
        table.name,
        table.columns,
        table.rule,
        cells[order],
        counts[order],
        said.cells(table),
        len(held.cells),
        level.sigma,
        judged.threshold,
        min(1.0, false / len(counts)) if len(counts) else 0.0,
        1.0 - float(estimates[leaves].sum()) / whole if len(counts) else 1.0,
    )


def _counted(rows: Rows, key: Key, cells: Cells, said: Declared) -> Real:
    """How many rows stand in each of some cells of a table."""
    sizes = [len(values) for values in (said.domains[column] for column in said.columns)]
    found, many = np.unique(cells_of(rows, key, sizes)[1], return_counts=True)
    counts = np.zeros(len(cells))
    _both, here, there = np.intersect1d(cells, found, assume_unique=True, return_indices=True)
    counts[here] = many[there]
    return counts


def _turned(
    key: Key, cells: Cells, table: DeclaredTable, said: Declared, columns: Sequence[str]
) -> Cells:
    """Flat cells of a key, as flat cells of the table in its own order of columns."""
    spread = np.unravel_index(cells, tuple(len(said.domains[columns[at]]) for at in key))
    named = {columns[at]: place for at, place in zip(key, spread, strict=True)}
    number = np.zeros(len(cells), np.int64)
    for column in table.columns:
        number = number * len(said.domains[column]) + named[column]
    return number


def rows_of(
    table: ReleasedTable, domains: Mapping[str, tuple[str, ...]]
) -> list[tuple[object, ...]]:
    """The rows of a table's file: a value of each column, then the count."""
    values = [domains[column] for column in table.columns]
    spread = np.unravel_index(table.cells, tuple(len(one) for one in values))
    texts = [
        [value[place] for place in places.tolist()]
        for value, places in zip(values, spread, strict=True)
    ]
    return list(zip(*texts, table.counts.tolist(), strict=True))
