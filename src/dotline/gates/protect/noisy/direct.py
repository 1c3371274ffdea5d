"""Tables measured one by one: level after level, each guided by the level before.

Few tables are measured whole and made to agree (`consistency`). Many are measured from the coarsest
to the finest: only cells that the coarser tables leave possible, estimated with what these foresee
(`estimating`). Each level gets the share of the budget that makes the sum of the levels' noise least:
in proportion to the fifth root of what it is expected to ask (the third root would weigh one cell
of each level alike; the coarse levels guide the fine ones, so they get somewhat more).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dotline.gates.protect.noisy import accounting, consistency, estimating
from dotline.gates.protect.noisy.declared import Declared
from dotline.gates.protect.noisy.lattice import FEATURES, Key, Possible, Real, by_level, possible
from dotline.gates.protect.noisy.measuring import (
    Roster,
    Standing,
    cap_for,
    cells_each,
    edges_up_to,
    histogram,
    measure,
)
from dotline.gates.protect.noisy.noise import Noise
from dotline.gates.protect.noisy.people import People

# Up to so many tables of so many cells each person is in few cells of, and every cell is measured.
FEW_TABLES = 16
FEW_CELLS = 50_000
LARGE_LEVEL = 20_000
# The coarsest level's cells grow with the people and its noise does not: beyond so many people it
# leaves some of its share to the finer levels.
_MANY_PEOPLE = 5_000
# Shares of the budget (of mu squared) for the histograms that choose the caps.
_VALUES_SHARE = 0.01
_CAPS_SHARE = 0.03


@dataclass(frozen=True)
class Level:
    """One level as it was measured and estimated; cells of all its tables after one another.

    `halvings`: how often the balanced rule halves sigma for its threshold.
    """

    tables: tuple[Possible, ...]
    starts: tuple[int, ...]
    noisy: Real
    estimates: Real
    turned: Real
    sigma: float
    cap: float
    mu: float
    halvings: int


@dataclass(frozen=True)
class Direct:
    """All levels of a release, and about how many people it is (noisy).

    `doubt`: the standard deviation of that number's own noise; 0 where it was read off the tables.
    """

    levels: tuple[Level, ...]
    people: float
    mu: float
    doubt: float = 0.0


def keys_of(said: Declared) -> dict[str, Key]:
    """Each table's key: its columns by number, in the order of the declaration."""
    at = {column: number for number, column in enumerate(said.columns)}
    return {
        table.name: tuple(sorted(at[column] for column in table.columns)) for table in said.tables
    }


def direct(
    people: People,
    keys: Sequence[Key],
    mu: float,
    noise: Noise,
) -> Direct:
    """Measure and estimate the tables, spending `mu` in all."""
    levels = by_level(list(dict.fromkeys(keys)))
    tables = sum(map(len, levels))
    cells = sum(
        math.prod(people.sizes[column] for column in key) for level in levels for key in level
    )
    roster = Roster(people)
    if tables <= FEW_TABLES and cells <= FEW_CELLS:
        return _few(people, levels, mu, noise, roster)
    return _many(people, levels, mu, noise, roster)


def _few(
    people: People, levels: list[list[Key]], mu: float, noise: Noise, roster: Roster
) -> Direct:
    """Every cell of few tables, and all tables made to agree."""
    shares = accounting.split(mu, [len(level) ** (1 / 3) for level in levels])
    noisy: dict[Key, Real] = {}
    sigma: dict[Key, float] = {}
    held = []
    for level, spent in zip(levels, shares, strict=True):
        tables = [possible(key, {}, 0.0, people.sizes, large=False) for key in level]
        standings = [roster.standing(table) for table in tables]
        each = cells_each(standings, people.count)
        found = measure(tables, standings, each, float(len(level)), spent, noise)
        starts = _starts(tables)
        for table, start in zip(tables, starts, strict=True):
            noisy[table.key] = found.counts[start : start + len(table.cells)]
            sigma[table.key] = found.sigma
        held.append((tables, starts, found, spent))
    fitted = consistency.agreed(noisy, sigma, people.sizes)
    done = tuple(
        Level(
            tuple(tables),
            tuple(starts),
            found.counts,
            np.concatenate([fitted[table.key] for table in tables]),
            np.maximum(-found.counts, 0.0),
            found.sigma,
            found.cap,
            spent,
            halvings=0,
        )
        for tables, starts, found, spent in held
    )
    most = max(float(fitted[key].sum()) for key in fitted)
    return Direct(done, most, mu)


def _many(
    people: People,
    levels: list[list[Key]],
    mu: float,
    noise: Noise,
    roster: Roster,
) -> Direct:
    for_values, for_caps, for_tables = accounting.split(
        mu, [_VALUES_SHARE, _CAPS_SHARE, 1 - _VALUES_SHARE - _CAPS_SHARE]
    )
    columns = len(people.columns)
    edges = np.arange(columns + 1)
    values = histogram(roster.values_each(), edges, for_values, noise)
    about = max(1.0, float(values.sum()))
    usual = _quantile(edges, values, 0.97)
    hints = [
        len(level) * math.comb(usual, len(level[0])) / math.comb(columns, len(level[0]))
        for level in levels
    ]
    weights = [max(1.0, hint) ** 0.2 for hint in hints]
    weights[0] *= min(1.0, (_MANY_PEOPLE / about) ** 0.2)
    shares = accounting.split(for_tables, weights)
    for_cap = accounting.split(for_caps, [1.0] * len(levels))
    known: dict[Key, Real] = {}
    done = []
    for level, spent, cap_mu in zip(levels, shares, for_cap, strict=True):
        done.append(_level(level, known, about, (spent, cap_mu), noise, roster))
    return Direct(tuple(done), about, mu, math.sqrt(len(edges)) / for_values)


def _level(
    keys: list[Key],
    known: dict[Key, Real],
    about: float,
    mus: tuple[float, float],
    noise: Noise,
    roster: Roster,
) -> Level:
    spent, cap_mu = mus
    people = roster.people
    sizes = people.sizes
    large = sum(math.prod(sizes[column] for column in key) for key in keys) > LARGE_LEVEL
    tables = [possible(key, known, about, sizes, large=large) for key in keys]
    standings: list[Standing] = [roster.standing(table) for table in tables]
    each = cells_each(standings, people.count)
    said = _foreseen(tables)
    edges = edges_up_to(len(keys) * (2 if people.several else 1))
    many = histogram(each, edges, cap_mu, noise)
    cap = cap_for(edges, many, spent)
    found = measure(tables, standings, each, cap, spent, noise)
    estimated = _estimated(tables, said, found.counts, found.sigma)
    starts = _starts(tables)
    for table, start in zip(tables, starts, strict=True):
        dense = np.zeros(math.prod(sizes[column] for column in table.key))
        mine = estimated.counts[start : start + len(table.cells)]
        dense[table.cells] = np.where(mine > 0.5, mine, 0.0)
        known[table.key] = dense
    return Level(
        tuple(tables),
        tuple(starts),
        found.counts,
        estimated.counts,
        estimated.turned,
        found.sigma,
        found.cap,
        spent,
        halvings=len(keys[0]) if all(table.foreseen is not None for table in tables) else 1,
    )


def _foreseen(tables: Sequence[Possible]) -> Real:
    """What is foreseen for all cells of a level; nothing where a table has no parents."""
    return np.concatenate(
        [
            np.zeros((FEATURES, len(table.cells))) if table.foreseen is None else table.foreseen
            for table in tables
        ],
        axis=1,
    )


def _estimated(
    tables: Sequence[Possible], said: Real, noisy: Real, sigma: float
) -> estimating.Estimated:
    """Cells with parents are weighed against them; the others stand as measured."""
    guided = np.concatenate(
        [np.full(len(table.cells), table.foreseen is not None) for table in tables]
    )
    plain = estimating.plain(noisy)
    if not guided.any():
        return plain
    weighed = estimating.shrunk(noisy[guided], said[:, guided], sigma)
    plain.counts[guided] = weighed.counts
    plain.turned[guided] = weighed.turned
    return plain


def _starts(tables: Sequence[Possible]) -> list[int]:
    lengths = [len(table.cells) for table in tables]
    return [int(start) for start in np.cumsum([0, *lengths])[:-1]]


def _quantile(edges: "np.ndarray[tuple[int], np.dtype[np.int64]]", many: Real, share: float) -> int:
    """The least edge that so large a share of the noisy histogram does not pass; at least 1."""
    rising = np.cumsum(np.maximum(many, 0.0))
    return max(1, int(edges[int(np.searchsorted(rising, share * rising[-1]))]))
