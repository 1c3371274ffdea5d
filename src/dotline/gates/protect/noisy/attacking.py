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
from dotline.gates.protect.noisy import accounting, whitening
from dotline.gates.protect.noisy.kept import Kept, KeptTable
from dotline.gates.protect.noisy.lattice import Possible, Real
from dotline.gates.protect.noisy.measuring import GRID, Roster, bounded, cells_each, counted
from dotline.gates.protect.noisy.people import People
from dotline.gates.protect.noisy.whitening import Whitened

TARGETS = 500
# The chance of calling a sound release broken, for each attack: nine of them stay below one in a thousand.
DOUBT = 1e-4
_TAILS = (DOUBT, 1 - DOUBT)
SINGLED_OUT_GOAL = 0.05


@dataclass(frozen=True)
class Attacked:
    """One attack: how far it got, how far it may get, and whether that breaks the release.

    `account`: the epsilon that the levels spend; promised epsilon. `noise`: the noise found, as a share of
    the noise told; the least share that chance leaves. `membership`: of independent tests of who is in the
    file (`whitening`), how many more are right than wrong; the most that the noise told and chance
    allow in one release. `singling_out`: of
    published cells said to hold fewest people, how many more than of cells drawn at random hold exactly
    one (Giomi et al. 2023), at the upper end of its 95 % interval; our goal, which breaks nothing.
    """

    name: str
    figure: float
    bound: float
    broken: bool


@dataclass(frozen=True)
class Level:
    """The tables of one number of columns as they were measured, and the cap on what one person adds."""

    tables: tuple[KeptTable, ...]
    cap: float

    def possible(self, sizes: Sequence[int]) -> list[Possible]:
        return [
            Possible(one.key, one.cells, None, len(one.cells) == _cells(one, sizes))
            for one in self.tables
        ]


@dataclass(frozen=True)
class Known:
    """What the attacker computes of one level: where people stand, their weights, the plain counts."""

    level: Level
    plain: Real
    noisy: Real
    sigma: float

    def part(self, at: int) -> slice:
        """Where the cells of a table stand among all of the level."""
        start = sum(len(one.cells) for one in self.level.tables[:at])
        return slice(start, start + len(self.level.tables[at].cells))


def account(told: Mapping[str, Any]) -> Attacked:
    """The account of `release.json` done again: epsilon of all levels together against the promise."""
    said = told["accounting"]
    epsilon = accounting.epsilon_of(mu_of(told), said["delta"])
    sound = all(_noise_is_enough(level) for level in said["levels"])
    broken = epsilon > said["epsilon"] * (1 + 1e-9) or not sound
    return Attacked("account", epsilon, said["epsilon"], broken)


def attacked(
    kept: Kept, told: Mapping[str, Any], people: People, chance: np.random.Generator
) -> list[Attacked]:
    """The first four attacks on a release by somebody who knows the people it was made of.

    Raises Invalid where these are other people.
    """
    held = known(kept, told, people)
    return [
        account(told),
        noise(held),
        membership(held, people, chance),
        singling_out(kept, people, chance),
    ]


def known(kept: Kept, told: Mapping[str, Any], people: People) -> list[Known]:
    """What somebody who holds the whole file computes of each level of its release."""
    return [_known(level, people) for level in _levels(kept, told)]


def mu_of(told: Mapping[str, Any]) -> float:
    """What all levels of a release spend together."""
    return accounting.together(level["mu"] for level in told["accounting"]["levels"])


def _noise_is_enough(level: Mapping[str, Any]) -> bool:
    return bool(level["sigma"] * level["mu"] >= math.sqrt(level["cap"]) * (1 - 1e-9))


def _cells(table: KeptTable, sizes: Sequence[int]) -> int:
    return math.prod(sizes[column] for column in table.key)


def _levels(kept: Kept, told: Mapping[str, Any]) -> Iterator[Level]:
    for level in told["accounting"]["levels"]:
        tables = tuple(one for one in kept.tables if len(one.key) == level["columns"])
        yield Level(tables, float(level["cap"]))


def _known(level: Level, people: People) -> Known:
    plain = given(level, people)
    noisy = np.concatenate([one.noisy for one in level.tables])
    return Known(level, plain, noisy, level.tables[0].sigma)


def given(level: Level, people: People) -> Real:
    """What some people give to each cell of a level, without noise."""
    tables, roster = level.possible(people.sizes), Roster(people)
    standings = [roster.standing(table) for table in tables]
    weight = bounded(cells_each(standings, people.count), level.cap)
    return counted(tables, standings, weight) / GRID


def noise(known: Sequence[Known]) -> Attacked:
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


def membership(known: Sequence[Known], people: People, chance: np.random.Generator) -> Attacked:
    """The likelier of in and out, for people of the file and made-up ones, in independent tests."""
    inside, outside = _some(people, chance), _made_up(people, chance)
    found = tested(known, _together(inside, outside))
    right = found.right(np.arange(inside.count + outside.count) < inside.count)
    tests = max(1, len(right))
    most = whitening.most_right((1 + found.apart_by_chance) / 2, DOUBT)
    figure, bound = (max(0.0, 2 * one / tests - 1) for one in (int(right.sum()), most))
    return Attacked("membership", figure, bound, int(right.sum()) > most)


def ceiling(mu: float) -> float:
    """The most by which any test of somebody's presence is more often right than wrong."""
    return math.erf(mu / (2 * math.sqrt(2)))


def tested(known: Sequence[Known], targets: People) -> Whitened:
    """Independent tests of targets by this release's own noise, those of each level after one another."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - loads slowly; an attack alone needs it

    levels = []
    for one in known:
        tables, roster = one.level.possible(targets.sizes), Roster(targets)
        standings = [roster.standing(table) for table in tables]
        weight = bounded(cells_each(standings, targets.count), one.level.cap) / GRID
        starts = np.cumsum([0, *(len(table.cells) for table in tables)])
        persons = np.concatenate([standing.persons for standing in standings])
        places = np.concatenate(
            [start + each.places for start, each in zip(starts, standings, strict=False)]
        )
        shape = targets.count, int(starts[-1])
        moved = csr_matrix((weight[persons] / one.sigma, (persons, places)), shape=shape)
        levels.append(whitening.whitened(moved, (one.noisy - one.plain) / one.sigma))
    return whitening.joined(levels)


def _together(one: People, other: People) -> People:
    """Two groups of people as one, the first group's numbers first."""
    codes = np.concatenate([one.codes, other.codes])
    person = np.concatenate([one.person, other.person + np.int32(one.count)])
    count = one.count + other.count
    return People(one.columns, one.sizes, codes, person, count, one.several)


def _some(people: People, chance: np.random.Generator) -> People:
    count = min(TARGETS, people.count)
    return these(people, chance.choice(people.count, count, replace=False))


def these(people: People, chosen: NDArray[np.int64]) -> People:
    """Some people of a file by their numbers, all their records."""
    count = len(chosen)
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


def singling_out(kept: Kept, people: People, chance: np.random.Generator) -> Attacked:
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
