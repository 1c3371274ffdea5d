"""Attacks on a noisy release by somebody who knows its whole file: what a build without its noise cannot survive.

Who attacks here is the worst there is: she holds every record of the file but the one she asks about.
Her best test is the likelihood ratio over all cells that were measured. The exact Gaussian account
bounds how far it can get; the noise itself is measured too, cell by cell.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dotline.base.errors import Invalid
from dotline.base.shares import wilson
from dotline.gates.protect.noisy import accounting
from dotline.gates.protect.noisy.kept import Kept, KeptTable
from dotline.gates.protect.noisy.lattice import Possible, Real
from dotline.gates.protect.noisy.measuring import GRID, Roster, bounded, cells_each, counted
from dotline.gates.protect.noisy.people import People

TARGETS = 2_000
DOUBT = 1e-6  # the chance of calling a sound release broken, for each attack
_TAILS = (DOUBT, 1 - DOUBT)
SINGLED_OUT_GOAL = 0.05


@dataclass(frozen=True)
class Attacked:
    """One attack: how far it got, how far it may get, and whether that breaks the release.

    `account`: the epsilon that the levels spend; promised epsilon. `noise`: the noise found, as a share of
    the noise told; the least share that chance leaves. `membership`: how much more often somebody of the
    file is taken for one of it than somebody else; the most that the account and chance allow in one
    release. `singling_out`: of
    published cells said to hold fewest people, how many more than of cells drawn at random hold exactly
    one (Giomi et al. 2023), at the upper end of its 95 % interval; our goal, which breaks nothing.
    """

    name: str
    figure: float
    bound: float
    broken: bool


@dataclass(frozen=True)
class _Level:
    """The tables of one number of columns as they were measured, and the cap on what one person adds."""

    tables: tuple[KeptTable, ...]
    cap: float

    def possible(self, sizes: Sequence[int]) -> list[Possible]:
        return [
            Possible(one.key, one.cells, None, len(one.cells) == _cells(one, sizes))
            for one in self.tables
        ]


@dataclass(frozen=True)
class _Known:
    """What the attacker computes of one level: where people stand, their weights, the plain counts."""

    level: _Level
    plain: Real
    noisy: Real
    sigma: float


def account(told: Mapping[str, Any]) -> Attacked:
    """The account of `release.json` done again: epsilon of all levels together against the promise."""
    said = told["accounting"]
    spent = accounting.together(level["mu"] for level in said["levels"])
    epsilon = accounting.epsilon_of(spent, said["delta"])
    sound = all(_noise_is_enough(level) for level in said["levels"])
    broken = epsilon > said["epsilon"] * (1 + 1e-9) or not sound
    return Attacked("account", epsilon, said["epsilon"], broken)


def attacked(
    kept: Kept, told: Mapping[str, Any], people: People, chance: np.random.Generator
) -> list[Attacked]:
    """Every attack on a release by somebody who knows the people it was made of.

    Raises Invalid where these are other people.
    """
    levels = list(_levels(kept, told))
    known = [_known(level, people) for level in levels]
    mu = accounting.together(one["mu"] for one in told["accounting"]["levels"])
    return [
        account(told),
        _noise(known),
        _membership(known, people, mu, chance),
        _singling_out(kept, people, chance),
    ]


def _noise_is_enough(level: Mapping[str, Any]) -> bool:
    return bool(level["sigma"] * level["mu"] >= math.sqrt(level["cap"]) * (1 - 1e-9))


def _cells(table: KeptTable, sizes: Sequence[int]) -> int:
    return math.prod(sizes[column] for column in table.key)


def _levels(kept: Kept, told: Mapping[str, Any]) -> Iterator[_Level]:
    for level in told["accounting"]["levels"]:
        tables = tuple(one for one in kept.tables if len(one.key) == level["columns"])
        yield _Level(tables, float(level["cap"]))


def _known(level: _Level, people: People) -> _Known:
    plain, _weights = _plain(level, people)
    noisy = np.concatenate([one.noisy for one in level.tables])
    return _Known(level, plain, noisy, level.tables[0].sigma)


def _plain(level: _Level, people: People) -> tuple[Real, NDArray[np.int64]]:
    tables, roster = level.possible(people.sizes), Roster(people)
    standings = [roster.standing(table) for table in tables]
    weight = bounded(cells_each(standings, people.count), level.cap)
    return counted(tables, standings, weight) / GRID, weight


def _noise(known: Sequence[_Known]) -> Attacked:
    """Whether what was added to the counts is as large as told: noise left out, or halved, shows here."""
    from scipy.stats import chi2  # noqa: PLC0415 - loads slowly; an attack alone needs it

    shares = np.concatenate([(one.noisy - one.plain) / one.sigma for one in known])
    found = float(np.sqrt(np.mean(shares**2)))
    least, most = (math.sqrt(float(chi2.ppf(p, len(shares))) / len(shares)) for p in _TAILS)
    if found > most:
        raise Invalid(
            "The file is not the one that this release was made of: its counts are too far away.",
            "Name the file as it was on the day of the release.",
        )
    return Attacked("noise", found, least, found < least)


def _membership(
    known: Sequence[_Known], people: People, mu: float, chance: np.random.Generator
) -> Attacked:
    """The likelihood ratio of each target being in the file, for people of it and for made-up ones."""
    inside = _some(people, chance)
    outside = _made_up(people, chance)
    hits, cells = _taken_in(known, inside, present=True)
    alarms, _others = _taken_in(known, outside, present=False)
    advantage = float(hits.mean() - alarms.mean()) if len(hits) and len(alarms) else 0.0
    most = math.erf(mu / (2 * math.sqrt(2)))
    # Targets who share a cell share its noise: only so many tests are independent, and one release may be unlucky.
    most = min(1.0, most + math.sqrt(-math.log(DOUBT) / max(1, cells)))
    return Attacked("membership", advantage, most, advantage > most)


def _taken_in(
    known: Sequence[_Known], targets: People, *, present: bool
) -> tuple[NDArray[np.bool_], int]:
    """Which targets the test takes for people of the file; the cells of the finest level that decide."""
    ratio, needed = np.zeros(targets.count), np.zeros(targets.count)
    cells = 1
    for one in known:
        tables, roster = one.level.possible(targets.sizes), Roster(targets)
        standings = [roster.standing(table) for table in tables]
        weight = bounded(cells_each(standings, targets.count), one.level.cap) / GRID
        starts = np.cumsum([0, *(len(table.cells) for table in tables)])
        touched = 0
        for start, standing in zip(starts, standings, strict=False):
            at = start + standing.places
            own = weight[standing.persons]
            without = one.plain[at] - (own if present else 0.0)
            ratio += np.bincount(
                standing.persons, own * (one.noisy[at] - without), targets.count
            ) / (one.sigma**2)
            needed += np.bincount(standing.persons, own**2, targets.count) / (one.sigma**2)
            touched += len(np.unique(at))
        cells = max(cells, touched // max(1, len(tables)))
    taken: NDArray[np.bool_] = (ratio > needed / 2)[needed > 0]
    return taken, min(cells, len(taken))


def _some(people: People, chance: np.random.Generator) -> People:
    """Some people of the file, all their records."""
    count = min(TARGETS, people.count)
    chosen = chance.choice(people.count, count, replace=False)
    number = np.full(people.count, -1, np.int32)
    number[chosen] = np.arange(count)
    rows = number[people.person] >= 0
    return People(
        people.columns,
        people.sizes,
        people.codes[rows],
        number[people.person[rows]],
        count,
        people.several,
    )


def _made_up(people: People, chance: np.random.Generator) -> People:
    """People of one record who could be in the file and are not: each half of one record and of another."""
    count = min(TARGETS, len(people.codes))
    one, other = (people.codes[chance.integers(len(people.codes), size=count)] for _ in range(2))
    codes = np.where(chance.random(one.shape) < 0.5, one, other).astype(people.codes.dtype)
    real = {row.tobytes() for row in np.ascontiguousarray(people.codes)}
    new = np.array([row.tobytes() not in real for row in np.ascontiguousarray(codes)])
    codes = codes[new]
    persons = np.arange(len(codes), dtype=np.int32)
    return People(people.columns, people.sizes, codes, persons, len(codes), people.several)


def _singling_out(kept: Kept, people: People, chance: np.random.Generator) -> Attacked:
    """Guesses that exactly one person stands in a cell: where the release says fewest, against any cell."""
    guesses, controls = [], []
    roster = Roster(people)
    for table in (one for one in kept.tables if len(one.key) > 1):
        size = _cells(table, people.sizes)
        every = Possible(table.key, np.arange(size), None, whole=True)
        held = np.bincount(roster.standing(every).places, minlength=size)
        published = table.cells[np.rint(table.estimates) >= 1]
        said = table.estimates[np.rint(table.estimates) >= 1]
        fewest = (
            published[said <= np.sort(said)[: max(1, len(said) // 10)][-1]] if len(said) else []
        )
        guesses.append(held[fewest] == 1)
        controls.append(held[chance.integers(size, size=len(fewest))] == 1)
    if not sum(map(len, guesses)):
        return Attacked("singling_out", 0.0, SINGLED_OUT_GOAL, broken=False)
    right, luck = (np.concatenate(one) for one in (guesses, controls))
    high, low = wilson(int(right.sum()), len(right)).high, wilson(int(luck.sum()), len(luck)).low
    risk = max(0.0, (high - low) / (1 - low)) if low < 1 else 0.0
    return Attacked("singling_out", risk, SINGLED_OUT_GOAL, broken=False)
