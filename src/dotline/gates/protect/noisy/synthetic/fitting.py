"""The model of few columns: the least surprising distribution that the noisy tables leave believable.

It maximises <y, t> - people * log Z(t) - sum of l (t - r)^2 / 2 over the potentials t of all tables,
where y is what was measured. That is the maximum-entropy distribution under a quadratic slack l on each
cell (Dudik, Phillips and Schapire 2007), starting from columns that are independent (r). The slack is
empirical Bayes: a table whose cells lie further from independence than its noise explains is
followed closely, one that noise explains is left to independence.

Newton steps; the curvature comes from rows drawn from the model itself, each step is damped until it
gains, and no record is touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotline.gates.protect.noisy.lattice import Key, Real
from dotline.gates.protect.noisy.synthetic.evidence import LEAST, Evidence
from dotline.gates.protect.noisy.synthetic.joint import Joint, Single

# How far a cell may lie from independence, as a multiple of what its table shows: tried on 14,299
# real records of 10 columns at epsilon 1 and 4.
_TRUST = 2.0
_STEPS = 14
_DRAWN = 20_000
# A step that gains less than this for each person is the last.
_ENOUGH = 1e-4
# Stands in for what the drawn rows miss of the curvature of a rare cell.
_RIDGE, _OWN = 0.3, 0.05


@dataclass(frozen=True)
class Fitted:
    """The model: people in each cell of `joint`, and how many they are together."""

    joint: Joint
    cells: Single
    people: float


@dataclass(frozen=True)
class _Asked:
    """Targets, slack and starting potentials, all tables' cells after one another."""

    keys: tuple[Key, ...]
    starts: NDArray[np.int64]
    counts: Real
    slack: Real
    start: Real

    def potentials(self, all_of_them: Real) -> dict[Key, Real]:
        """Potentials by table."""
        ends = zip(self.keys, self.starts[:-1], self.starts[1:], strict=True)
        return {key: all_of_them[first:last] for key, first, last in ends}


def fitted(told: Evidence, keys: Sequence[Key]) -> Fitted:
    """The model of the tables `keys`; each of their columns must be among them alone."""
    asked = _asked(told, keys)
    joint = Joint(told.sizes, told.blanks, asked.keys)
    people = max(1.0, told.people)
    chance = np.random.default_rng(1)
    at = asked.start
    cells, value, margins = _look(joint, asked, at, people)
    for _ in range(_STEPS):
        slope = margins - asked.counts + asked.slack * (at - asked.start)
        step = _newton(joint, cells, asked, slope, (margins, people), chance)
        gain, size = float(slope @ step), 1.0
        while True:
            there = at - size * step
            found = _look(joint, asked, there, people)
            if found[1] <= value - 1e-3 * size * gain or size < 1e-3:
                break
            size /= 2
        won = value - found[1]
        if won <= 0:
            break
        at, (cells, value, margins) = there, found
        if won < _ENOUGH * people:
            break
    return Fitted(joint, cells, people)


def _asked(told: Evidence, keys: Sequence[Key]) -> _Asked:
    """Tables in the order of their number of columns, with their slack."""
    order = tuple(sorted(keys, key=lambda key: (len(key), key)))
    counts, slack, start = [], [], []
    for key in order:
        table = told.tables[key]
        expected = _independent(told, key)
        if len(key) == 1:
            blank = told.people - float(table.counts.sum())
            base = max(blank, 1.0) if told.blanks[key[0]] else told.people / len(table.counts)
            start.append(np.log(expected / max(base, LEAST)))
            believed = _TRUST * expected
        else:
            start.append(np.zeros(len(expected)))
            away = (table.counts - expected) ** 2 - table.variance - expected
            believed = _TRUST * max(0.0, float(away.sum() / (expected**2).sum())) * expected
        counts.append(table.counts)
        slack.append(table.variance / (1 + believed))
    starts = np.cumsum([0, *map(len, counts)])
    return _Asked(order, starts, *(np.concatenate(one) for one in (counts, slack, start)))


def _independent(told: Evidence, key: Key) -> Real:
    """What a table would hold if its columns had nothing to do with one another."""
    share = np.ones(1)
    for column in key:
        one = np.maximum(told.tables[column,].counts, LEAST) / max(1.0, told.people)
        share = np.outer(share, one).ravel()
    expected: Real = share * max(1.0, told.people)
    return expected


def _look(joint: Joint, asked: _Asked, at: Real, people: float) -> tuple[Single, float, Real]:
    """The model at some potentials: its cells, what is to be made least, its tables."""
    cells, weight = joint.spread(asked.potentials(at), people)
    away = at - asked.start
    value = people * weight - float(at @ asked.counts) + float((asked.slack * away) @ away) / 2
    found: Mapping[Key, Real] = joint.margins(cells)
    return cells, value, np.concatenate([found[key] for key in asked.keys])


def _newton(
    joint: Joint,
    cells: Single,
    asked: _Asked,
    slope: Real,
    held: tuple[Real, float],
    chance: np.random.Generator,
) -> Real:
    """The step to where the slope would be level, by the curvature of rows drawn from the model."""
    from scipy.linalg import cho_factor, cho_solve  # noqa: PLC0415 - loads slowly
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    margins, people = held
    rows = joint.codes(drawn(cells, _DRAWN, chance))
    which, where = [], []
    for key, first in zip(asked.keys, asked.starts, strict=False):
        there, place = cells_of(rows, key, joint.sizes)
        which.append(there)
        where.append(place + first)
    ones = np.concatenate(which)
    stand = csr_matrix(
        (np.ones(len(ones)), (ones, np.concatenate(where))), shape=(_DRAWN, len(slope))
    )
    each = people / _DRAWN
    curve = (stand.T @ stand).toarray() * each
    mean = np.asarray(stand.sum(axis=0)).ravel() * each
    curve -= np.outer(mean, mean) / people
    curve[np.diag_indices(len(slope))] += asked.slack + _OWN * margins + _RIDGE
    step: Real = cho_solve(cho_factor(curve, overwrite_a=True, check_finite=False), slope)
    return step


def drawn(cells: Single, count: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """Flat cells of `count` people, spread evenly over the model: one from each `count`-th part."""
    rising = np.cumsum(cells.ravel(), dtype=np.float64)
    at = (np.arange(count) + chance.random(count)) / max(1, count) * rising[-1]
    found: NDArray[np.int64] = np.minimum(np.searchsorted(rising, at), len(rising) - 1)
    return found


def cells_of(
    rows: NDArray[np.int16], key: Key, sizes: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which rows stand in a table (none of its columns blank), and in which of its cells."""
    there = np.flatnonzero((rows[:, list(key)] > 0).all(axis=1))
    number = np.zeros(len(there), np.int64)
    for column in key:
        number = number * sizes[column] + (rows[there, column] - 1)
    return there, number
