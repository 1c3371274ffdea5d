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

Flags = NDArray[np.bool_]


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
class Known:
    """What the attacker computes of one level: where people stand, their weights, the plain counts."""

    level: _Level
    plain: Real
    noisy: Real
    sigma: float

    def part(self, at: int) -> slice:
        """Where the cells of a table stand among all of the level."""
        start = sum(len(one.cells) for one in self.level.tables[:at])
        return slice(start, start + len(self.level.tables[at].cells))


@dataclass(frozen=True)
class Weighed:
    """What the noise of their cells says of each target, and what she would add; how many tests are independent.

    The ratio of somebody who is in the file is `noise + needed`, of somebody who is not `noise`; the test
    says yes above half of `needed`.
    """

    noise: Real
    needed: Real
    tests: int

    @property
    def hits(self) -> Flags:
        """Who is taken for one of a file that holds them."""
        return np.asarray(self.noise > -self.needed / 2)

    @property
    def alarms(self) -> Flags:
        """Who is taken for one of a file that lacks them."""
        return np.asarray(self.noise > self.needed / 2)


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
        membership(held, people, mu_of(told), chance),
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


def _levels(kept: Kept, told: Mapping[str, Any]) -> Iterator[_Level]:
    for level in told["accounting"]["levels"]:
        tables = tuple(one for one in kept.tables if len(one.key) == level["columns"])
        yield _Level(tables, float(level["cap"]))


def _known(level: _Level, people: People) -> Known:
    plain = given(level, people)
    noisy = np.concatenate([one.noisy for one in level.tables])
    return Known(level, plain, noisy, level.tables[0].sigma)


def given(level: _Level, people: People) -> Real:
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


def membership(
    known: Sequence[Known], people: People, mu: float, chance: np.random.Generator
) -> Attacked:
    """The likelihood ratio of each target being in the file, for people of it and for made-up ones."""
    inside = _some(people, chance)
    outside = _made_up(people, chance)
    told, others = weighed(known, inside), weighed(known, outside)
    return judged("membership", told.hits, others.alarms, mu, told.tests)


def judged(name: str, hits: Flags, alarms: Flags, mu: float, tests: int) -> Attacked:
    """How much more often a test is right than wrong, beside what the exact curve of `mu` allows any test.

    Targets who share a cell share its noise: only so many `tests` are independent, and one release may be unlucky.
    """
    advantage = float(hits.mean() - alarms.mean()) if len(hits) and len(alarms) else 0.0
    most = min(1.0, ceiling(mu) + math.sqrt(-math.log(DOUBT) / max(1, tests)))
    return Attacked(name, advantage, most, advantage > most)


def ceiling(mu: float) -> float:
    """The most by which any test of somebody's presence is more often right than wrong."""
    return math.erf(mu / (2 * math.sqrt(2)))


def weighed(known: Sequence[Known], targets: People) -> Weighed:
    """The likelihood ratio of targets whose cells hold this release's own noise, with them and without."""
    noise, needed = np.zeros(targets.count), np.zeros(targets.count)
    tests = 1
    for one in known:
        tables, roster = one.level.possible(targets.sizes), Roster(targets)
        standings = [roster.standing(table) for table in tables]
        weight = bounded(cells_each(standings, targets.count), one.level.cap) / GRID
        starts = np.cumsum([0, *(len(table.cells) for table in tables)])
        touched = 0
        for start, standing in zip(starts, standings, strict=False):
            at, own = start + standing.places, weight[standing.persons]
            away = own * (one.noisy[at] - one.plain[at]) / one.sigma**2
            noise += np.bincount(standing.persons, away, targets.count)
            needed += np.bincount(standing.persons, own**2 / one.sigma**2, targets.count)
            touched += len(np.unique(at))
        tests = max(tests, touched // max(1, len(tables)))
    seen = needed > 0
    return Weighed(noise[seen], needed[seen], min(tests, int(seen.sum())))


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
