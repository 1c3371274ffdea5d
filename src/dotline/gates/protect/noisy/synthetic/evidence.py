"""What the noisy tables say of each column and pair of columns together, and how far it is believed.

Pure post-processing of noisy numbers. A margin is told by its own table and by every finer table
whose other columns are blank for nobody; the tellings are averaged by what noise each carries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod, sqrt

import numpy as np

from dotline.gates.protect.noisy.consistency import nearest
from dotline.gates.protect.noisy.lattice import Key, Real, shape_of

# Two totals differ by blanks, not by noise, when they are further apart than this many of its sds.
_APART = 4.0
# A telling with so many times the noise of the best adds nothing but, in thousands, a bias.
_COARSE = 3.0
# So many people a table may lack because those with very many values count with less than one; few tables
# count everybody whole.
_CAPPED = 0.01
# No cell is foreseen to hold fewer people than this: its logarithm would know more than noise tells.
LEAST = 0.3


@dataclass(frozen=True)
class Telling:
    """A table as noisy numbers tell it: flat counts, and the variance of the noise in each cell."""

    counts: Real
    variance: float


@dataclass(frozen=True)
class Evidence:
    """About how many people there are, which columns may be blank, and every table that is told."""

    sizes: tuple[int, ...]
    people: float
    blanks: tuple[bool, ...]
    tables: Mapping[Key, Telling]


def weighed(
    sizes: Sequence[int], tables: Mapping[Key, Telling], people: float, doubt: float
) -> Evidence:
    """All single columns and pairs from the tables as measured.

    `people`: a noisy total; `doubt`: the standard deviation of its noise, 0 where it was not measured.
    """
    columns = sorted({column for key in tables for column in key})
    totals = {key: (float(told.counts.sum()), _spread(told)) for key, told in tables.items()}
    about = _about([*([(people, doubt)] if doubt else []), *totals.values()])
    if not doubt:
        about = max([about, *_unions(totals)], key=lambda one: one[0] - _APART * one[1])
    capped = _CAPPED if doubt else 0.0
    full = {column for column in columns if _is_full(column, totals, about, capped)}
    found = dict(tables)
    holding = {
        column: {key: told for key, told in tables.items() if column in key} for column in columns
    }
    for order in (2, 1):
        for key in combinations(columns, order):
            told = _together(key, holding[key[0]], full, sizes)
            if told is not None:
                found[key] = told
    for column in columns:
        # Only beside columns with blanks: nobody outside those tables is told to have a value.
        single = found.get((column,)) or _largest(column, holding[column], sizes)
        found[column,] = _lawful(single, about[0], full=column in full)
    blanks = tuple(column not in full for column in range(len(sizes)))
    return Evidence(tuple(sizes), max(0.0, about[0]), blanks, found)


def _spread(told: Telling) -> float:
    return sqrt(told.variance * len(told.counts))


def _about(totals: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The total of everybody, and its noise: the mean of all tellings that are as large as any."""
    # Of hundreds of tellings the largest is the noisiest: hold on to what is surely that many.
    most, doubt = max(totals, key=lambda one: one[0] - _APART * one[1])
    alike = [
        (total, spread)
        for total, spread in totals
        if spread <= _COARSE * doubt and abs(most - total) <= _APART * sqrt(spread**2 + doubt**2)
    ]
    weights = [1 / max(spread, 1e-3) ** 2 for _total, spread in alike]
    whole = sum(weights)
    mean = sum(weight * total for weight, (total, _) in zip(weights, alike, strict=True)) / whole
    return mean, 1 / sqrt(whole)


def _unions(totals: Mapping[Key, tuple[float, float]]) -> list[tuple[float, float]]:
    """How many have one of two columns or the other, by the tables of each and of both."""
    found = []
    for key, (both, spread) in totals.items():
        singles = [totals[column,] for column in key if (column,) in totals]
        if len(key) == 2 and len(singles) == 2:
            noise = [spread, *(one for _total, one in singles)]
            either = sum(total for total, _spread_of in singles) - both
            found.append((either, sqrt(sum(one**2 for one in noise))))
    return found


def _is_full(
    column: int,
    totals: Mapping[Key, tuple[float, float]],
    about: tuple[float, float],
    capped: float,
) -> bool:
    """Whether nobody's value is blank, by the table that tells it with the least noise."""
    total, spread = min(
        (total for key, total in totals.items() if column in key), key=lambda one: one[1]
    )
    people, doubt = about
    return people - total <= max(_APART * sqrt(spread**2 + doubt**2), capped * people)


def _together(
    key: Key, tables: Mapping[Key, Telling], full: set[int], sizes: Sequence[int]
) -> Telling | None:
    """A margin from all tables that hold everybody of it; None where no table does."""
    weight, held = 0.0, np.zeros(prod(shape_of(key, sizes)))
    for other, told in tables.items():
        rest = set(other) - set(key)
        if not set(key) <= set(other) or not rest <= full:
            continue
        over = tuple(at for at, column in enumerate(other) if column in rest)
        counts = told.counts.reshape(shape_of(other, sizes)).sum(axis=over).ravel()
        mine = 1 / (told.variance * prod(sizes[column] for column in rest))
        weight, held = weight + mine, held + mine * counts
    return Telling(held / weight, 1 / weight) if weight else None


def _largest(column: int, tables: Mapping[Key, Telling], sizes: Sequence[int]) -> Telling:
    """A column as that of its tables tells it in which most people stand."""
    key = max(tables, key=lambda one: float(tables[one].counts.sum()))
    return _together((column,), {key: tables[key]}, set(key), sizes) or tables[key]


def _lawful(told: Telling, people: float, *, full: bool) -> Telling:
    """A column's counts, never below nobody; of a column without blanks they add up to everybody."""
    counts = told.counts
    target = people if full else min(people, float(counts.sum()))
    return Telling(nearest(counts, max(0.0, target)), told.variance)


def within(told: Evidence, columns: Sequence[int]) -> Evidence:
    """The part of some columns that hang together, numbered anew from 0."""
    place = {column: at for at, column in enumerate(columns)}
    tables = {
        tuple(place[column] for column in key): table
        for key, table in told.tables.items()
        if set(key) <= place.keys()
    }
    sizes = tuple(told.sizes[column] for column in columns)
    blanks = tuple(told.blanks[column] for column in columns)
    return Evidence(sizes, told.people, blanks, tables)
