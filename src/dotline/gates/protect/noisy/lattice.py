"""Which registered tables refine which, and which of their cells can hold anybody at all.

A table is known by its columns in sorted order (a key). Its parents are the registered tables with
one column less. Where the noisy parents say that nobody stands in a cell, the cell is not measured:
this is read off noisy numbers alone and costs nothing. What the parents foresee for a cell (its
features) guides the estimate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Key = tuple[int, ...]
Real = NDArray[np.float64]
Cells = NDArray[np.int64]

# A cell that its parents foresee with fewer people than this is not measured in a large level.
LEAST_FORESEEN = 0.3
FEATURES = 4


@dataclass(frozen=True)
class Possible:
    """The cells of one table that are measured, by flat number, and what is foreseen for each.

    `foreseen` has four rows: the best guess, the least parent, the least and the largest of the
    guesses from two parents. None: the table has no parents.
    """

    key: Key
    cells: Cells
    foreseen: Real | None
    whole: bool


def by_level(keys: Sequence[Key]) -> list[list[Key]]:
    """Keys by the number of their columns, fewest first; empty levels are left out."""
    orders = sorted({len(key) for key in keys})
    return [sorted({key for key in keys if len(key) == order}) for order in orders]


def shape_of(key: Key, sizes: Sequence[int]) -> tuple[int, ...]:
    """The number of values along each column of a table."""
    return tuple(sizes[column] for column in key)


def flat(key: Key, at: Mapping[int, Cells], sizes: Sequence[int]) -> Cells:
    """The flat number of each cell in a table, from its coordinate along each column."""
    number = at[key[0]]
    for column in key[1:]:
        number = number * sizes[column] + at[column]
    return number


def without(key: Key, *columns: int) -> Key:
    """A key less some columns."""
    return tuple(one for one in key if one not in columns)


def possible(
    key: Key, known: Mapping[Key, Real], people: float, sizes: Sequence[int], *, large: bool
) -> Possible:
    """The cells of a table that its parents leave possible. All of them where it has no parent."""
    parents = [column for column in key if without(key, column) in known and len(key) > 1]
    if not parents:
        count = int(np.prod(shape_of(key, sizes), dtype=np.int64))
        return Possible(key, np.arange(count), None, whole=True)
    at, held = _joined(key, parents, known, sizes)
    foreseen = _foreseen(key, parents, (at, held), known, people, sizes)
    cells = flat(key, at, sizes)
    if large:
        kept = foreseen[3] > LEAST_FORESEEN / (50 if len(key) == 2 else 1)
        cells, foreseen = cells[kept], foreseen[:, kept]
    order = np.argsort(cells)
    return Possible(key, cells[order], foreseen[:, order], whole=False)


def _joined(
    key: Key, parents: list[int], known: Mapping[Key, Real], sizes: Sequence[int]
) -> tuple[dict[int, Cells], list[Real]]:
    """Coordinates of the cells that every parent holds to be possible, and what each parent says."""
    last = parents[-1]
    base = without(key, last)
    there = np.flatnonzero(known[base])
    spread = np.unravel_index(there, shape_of(base, sizes))
    at = {column: np.repeat(place, sizes[last]) for column, place in zip(base, spread, strict=True)}
    at[last] = np.tile(np.arange(sizes[last]), len(there))
    held = [np.repeat(known[base][there], sizes[last])]
    for column in parents[:-1]:
        parent = without(key, column)
        says = known[parent][flat(parent, at, sizes)]
        kept = says > 0
        if not kept.all():
            at = {one: place[kept] for one, place in at.items()}
            held = [one[kept] for one in held]
            says = says[kept]
        held.append(says)
    return at, held


def _foreseen(
    key: Key,
    parents: list[int],
    joined: tuple[Mapping[int, Cells], list[Real]],
    known: Mapping[Key, Real],
    people: float,
    sizes: Sequence[int],
) -> Real:
    """What two parents and their common part say together, as if the rest were independent."""
    at, held = joined
    least = np.minimum.reduce(held)
    order = [parents[-1], *parents[:-1]]
    guesses = []
    for (i, one), (j, other) in combinations(enumerate(order), 2):
        common = without(key, one, other)
        if not common:
            guesses.append(held[i] * held[j] / people)
        elif common in known:
            below = known[common][flat(common, at, sizes)]
            guesses.append(held[i] * held[j] / np.maximum(below, 0.5))
    if not guesses:
        guesses.append(least / max(1.0, float(sizes[order[0]]) / 2))
    low, high = np.minimum.reduce(guesses), np.maximum.reduce(guesses)
    best = low
    singles = [(column,) for column in key]
    if len(key) == 3 and len(held) == 3 and all(one in known for one in singles):
        below = np.ones(len(least))
        for single in singles:
            below *= np.maximum(known[single][at[single[0]]], 0.5)
        best = people * held[0] * held[1] * held[2] / below
    elif len(guesses) > 1:
        best = np.sqrt(low * high)
    return np.stack([np.minimum(best, least), least, low, high])
