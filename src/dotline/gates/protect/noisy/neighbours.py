"""Attacks on the mechanism, by runs on files that differ by one person: no build without noise survives them.

`differencing`: whether one person more can be seen. `averaging`: whether asking often within one budget
tells more than asking once. `solving`: whether linear programming finds small cells from all tables.
Each draws noise as a release does; none reads a release.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotline.gates.protect.noisy import accounting
from dotline.gates.protect.noisy.attacking import DOUBT, Attacked
from dotline.gates.protect.noisy.direct import Direct, direct
from dotline.gates.protect.noisy.lattice import Cells, Key, Real
from dotline.gates.protect.noisy.noise import Noise
from dotline.gates.protect.noisy.people import People
from dotline.gates.protect.noisy.synthetic.fitting import cells_of

SMALL = 3  # a cell of so many people or fewer is worth finding out


def without(people: People, person: int) -> People:
    """The file less one person, the last one taking her number; one record each."""
    kept = people.person != person
    numbers = np.arange(people.count - 1, dtype=np.int32)
    codes = people.codes[kept]
    return People(people.columns, people.sizes, codes, numbers, people.count - 1, several=False)


def canaries(people: People, count: int) -> NDArray[np.int64]:
    """The records that are easiest to see: those whose values are rarest."""
    seldom = np.zeros(len(people.codes))
    for column in range(len(people.columns)):
        codes = people.codes[:, column]
        seldom += np.log(np.bincount(codes, minlength=people.sizes[column] + 1)[codes])
    chosen: NDArray[np.int64] = np.argsort(seldom, kind="stable")[:count]
    return chosen


def differencing(
    people: People, keys: Sequence[Key], mu: float, noise: Noise, targets: Sequence[int], runs: int
) -> Attacked:
    """How much more often a target is seen in files that hold her than in files that lack her.

    The attacker knows everybody else and takes the likelihood ratio over all tables. The bound is what the exact
    curve allows any test whatever, and chance in so many runs.
    """
    hits, alarms = 0, 0
    for target in targets:
        rest = without(people, target)
        own = people.codes[people.person == target]
        hits += sum(_seen(direct(people, keys, mu, noise), own, rest) for _ in range(runs))
        alarms += sum(_seen(direct(rest, keys, mu, noise), own, rest) for _ in range(runs))
    tests = max(1, len(targets) * runs)
    chance = math.sqrt(-math.log(DOUBT) / tests)
    most = min(1.0, math.erf(mu / (2 * math.sqrt(2))) + chance)
    advantage = (hits - alarms) / tests
    return Attacked("differencing", advantage, most, advantage > most)


def _seen(found: Direct, own: NDArray[np.int16], rest: People) -> bool:
    """Whether the noisy numbers are likelier with her than without her."""
    ratio, needed = 0.0, 0.0
    for level in found.levels:
        for table, start in zip(level.tables, level.starts, strict=True):
            there, cell = cells_of(own, table.key, rest.sizes)
            if not len(there):
                continue
            at = start + int(np.searchsorted(table.cells, cell[0]))
            others = int((cells_of(rest.codes, table.key, rest.sizes)[1] == cell[0]).sum())
            ratio += (float(level.noisy[at]) - others) / level.sigma**2
            needed += 1 / level.sigma**2
    return ratio > needed / 2


def averaging(people: People, key: Key, mu: float, noise: Noise, times: int) -> Attacked:
    """The error of the mean of many releases of one table within one budget, as a share of one release's noise.

    Squares of mu add up, so each of them has the more noise, and the mean as much as one alone: `bound` is
    the least share that chance leaves.
    """
    from scipy.stats import chi2  # noqa: PLC0415 - loads slowly; an attack alone needs it

    each = mu / math.sqrt(times)
    runs = [direct(people, [key], each, noise).levels[0] for _ in range(times)]
    size = len(runs[0].noisy)
    true = np.bincount(cells_of(people.codes, key, people.sizes)[1], minlength=size)
    away = np.mean([one.noisy for one in runs], axis=0) - true
    found = float(np.sqrt(np.mean(away**2))) / accounting.sigma_of(1.0, mu)
    least = math.sqrt(float(chi2.ppf(DOUBT, size)) / size)
    return Attacked("averaging", found, least, found < least)


def solving(people: People, keys: Sequence[Key], mu: float, noise: Noise) -> Attacked:
    """The share of small cells of all columns together that linear programming finds out exactly.

    It takes whole numbers nearest to every table (Dinur and Nissim 2003). The bound is how often the noise
    of all tables together lies within half a person, and chance.
    """
    found = direct(people, keys, mu, noise)
    every = tuple(range(len(people.sizes)))
    shape = tuple(size + 1 for size in people.sizes)
    whole = np.rint(nearest(_tellings(found), shape)).reshape(shape)
    guess = whole[tuple(slice(1, None) for _ in shape)].ravel()
    true = np.bincount(cells_of(people.codes, every, people.sizes)[1], minlength=guess.size)
    small = (true > 0) & (true <= SMALL)
    share = float((guess[small] == true[small]).mean()) if small.any() else 0.0
    told = sum(len(level.tables) / level.sigma**2 for level in found.levels)
    luck = math.sqrt(-math.log(DOUBT) / (2 * max(1, int(small.sum()))))
    most = min(1.0, math.erf(0.5 * math.sqrt(told / 2)) + luck)
    return Attacked("solving", share, most, share > most)


@dataclass(frozen=True)
class Telling:
    """What one noisy table tells of the cells of some columns together: its key among these columns."""

    key: Key
    cells: Cells
    noisy: Real
    sigma: float


def _tellings(found: Direct) -> list[Telling]:
    return [
        Telling(table.key, table.cells, level.noisy[first : first + len(table.cells)], level.sigma)
        for level in found.levels
        for table, first in zip(level.tables, level.starts, strict=True)
    ]


def nearest(tables: Sequence[Telling], shape: Sequence[int]) -> Real:
    """The cells (0 is blank), none below nobody, whose tables are nearest to the noisy ones, each by its noise."""
    from scipy.optimize import linprog  # noqa: PLC0415 - loads slowly
    from scipy.sparse import csr_matrix, hstack, identity  # noqa: PLC0415

    size = math.prod(shape)
    codes = np.stack(np.unravel_index(np.arange(size), tuple(shape)), axis=1).astype(np.int16)
    rows, columns, start = [], [], 0
    for table in tables:
        there, cell = cells_of(codes, table.key, [one - 1 for one in shape])
        place = np.minimum(np.searchsorted(table.cells, cell), len(table.cells) - 1)
        told = table.cells[place] == cell
        rows.append(place[told] + start)
        columns.append(there[told])
        start += len(table.cells)
    at = np.concatenate(rows), np.concatenate(columns)
    sums = csr_matrix((np.ones(len(at[0])), at), shape=(start, size))
    slack = identity(start, format="csr")
    cost = np.concatenate([np.full(len(one.cells), 1 / one.sigma) for one in tables])
    noisy = np.concatenate([one.noisy for one in tables])
    whole = np.concatenate([np.zeros(size), cost, cost])
    solved = linprog(whole, A_eq=hstack([sums, slack, -slack]), b_eq=noisy)
    cells: Real = solved.x[:size]
    return cells
