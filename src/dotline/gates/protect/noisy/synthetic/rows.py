"""Rows of made-up people whose tables are those that were told, mended value by value.

A start is drawn from a model; rows then take the value that another row has in a column, wherever that
brings the tables of all rows nearer to their targets (squares of the distance; compare the gradual
update of Zhang et al. 2021). Blank cells stand in no table, so a row with few values is cheap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from dotline.gates.protect.noisy.lattice import Key, Real, shape_of

Rows = NDArray[np.int16]
Flat = NDArray[np.int64]
# So many rows look for a better value at once; of those who would gain only the best change, since
# others change the same cells in the same moment.
_PORTION = 20_000
_SHARE, _MOST_SHARE = 0.05, 0.5
# Single columns must come out exactly; a coarse cell holds the mistakes of many fine ones.
_WEIGHTS = {1: 10.0, 2: 2.0}


@dataclass(frozen=True)
class _Places:
    """For one column: its tables by how many other columns they have, and where their cells begin.

    `others[t]` are the other columns of table t, `steps[t]` how far one value of each moves in its
    cells, `own[t]` how far one value of this column does.
    """

    others: NDArray[np.int64]
    steps: Flat
    own: Flat
    starts: Flat
    weight: float


class Mending:
    """Rows, and how far each of their tables is from its target."""

    def __init__(self, rows: Rows, sizes: Sequence[int], targets: Mapping[Key, Real]) -> None:
        self.rows = rows.copy()
        self._sizes = tuple(sizes)
        keys = sorted(targets, key=lambda key: (len(key), key))
        lengths = [prod(shape_of(key, sizes)) for key in keys]
        starts = np.cumsum([0, *lengths])
        self._keys = dict(zip(keys, starts.tolist(), strict=False))
        self._shares = dict.fromkeys(range(len(self._sizes)), _SHARE)
        self._missing = np.concatenate([targets[key] for key in keys]).astype(np.float32)
        self._places = [self._of(column) for column in range(len(sizes))]
        for column in range(len(sizes)):
            self._count_first(column)

    def _of(self, column: int) -> list[_Places]:
        found = []
        for order in sorted({len(key) for key in self._keys if column in key}):
            keys = [key for key in self._keys if column in key and len(key) == order]
            steps = [_steps(key, self._sizes) for key in keys]
            others = [[one for one in key if one != column] for key in keys]
            found.append(
                _Places(
                    np.array(others, np.int64).reshape(len(keys), order - 1),
                    np.array(
                        [
                            [step[one] for one in rest]
                            for step, rest in zip(steps, others, strict=True)
                        ],
                        np.int64,
                    ).reshape(len(keys), order - 1),
                    np.array([step[column] for step in steps]),
                    np.array([self._keys[key] for key in keys]),
                    _WEIGHTS.get(order, 1.0),
                )
            )
        return found

    def _count_first(self, column: int) -> None:
        """Take off what the rows hold in the tables of which this column is the first."""
        for key, start in self._keys.items():
            if key[0] == column:
                there = (self.rows[:, list(key)] > 0).all(axis=1)
                number = np.zeros(int(there.sum()), np.int64)
                for one in key:
                    number = number * self._sizes[one] + (self.rows[there, one] - 1)
                length = prod(shape_of(key, self._sizes))
                self._missing[start : start + length] -= np.bincount(number, minlength=length)

    def distance(self) -> float:
        """The mean distance of a cell of all tables from its target, in rows."""
        return float(np.abs(self._missing).mean())

    def mend(self, rounds: int, chance: np.random.Generator) -> None:
        """Let rows take other values, column after column, `rounds` portions in all."""
        columns = [column for column, places in enumerate(self._places) if places]
        share = self._shares
        for number in range(rounds):
            column = columns[number % len(columns)]
            hoped, won = self._take(column, share[column], chance)
            # Who changes the same cells in the same moment gains less than hoped.
            share[column] *= 1.2 if won > hoped / 2 else 0.7
            share[column] = min(share[column], _MOST_SHARE)

    def _take(self, column: int, share: float, chance: np.random.Generator) -> tuple[float, float]:
        """Rows take what another row has in a column where that gains most; gain hoped and won."""
        many = min(len(self.rows), _PORTION)
        some = chance.choice(len(self.rows), many, replace=False)
        values = self.rows[chance.integers(0, len(self.rows), many), column]
        differ = self.rows[some, column] != values
        some, values = some[differ], values[differ]
        gain = self._gain(some, values, column)
        most = max(1, int(share * len(some)))
        best = np.argsort(-gain)[:most]
        best = best[gain[best] > 0]
        return float(gain[best].sum()), self._change(some[best], values[best], column)

    def _gain(self, rows: Flat, values: Rows, column: int) -> NDArray[np.float32]:
        """By how much the squared distance falls if each of these rows had another value."""
        total = np.zeros(len(rows), np.float32)
        now = self.rows[rows, column]
        for places in self._places[column]:
            for which, table, base in self._bases(rows, places):
                own = places.own[table]
                for held, sign in ((now, -1.0), (values, 1.0)):
                    value = held[which].astype(np.int64)
                    there = value > 0
                    cell = base[there] + (value[there] - 1) * own[there]
                    # One row more in a cell brings it nearer by 2 missing - 1; one less, the reverse.
                    change = places.weight * (sign * 2 * self._missing[cell] - 1)
                    total += np.bincount(which[there], change, len(rows)).astype(np.float32)
        return total

    def _bases(self, rows: Flat, places: _Places) -> list[tuple[Flat, Flat, Flat]]:
        """Row, table and first cell for each table in which the row's other values stand."""
        if places.others.shape[1] == 0:
            which = np.arange(len(rows))
            return [(which, np.zeros_like(which), np.full(len(rows), places.starts[0]))]
        codes = self.rows[rows]
        filled = codes > 0
        there = filled[:, places.others[:, 0]]
        for at in range(1, places.others.shape[1]):
            there &= filled[:, places.others[:, at]]
        which, table = np.nonzero(there)
        base = places.starts[table].copy()
        for at in range(places.others.shape[1]):
            value = codes[which, places.others[table, at]].astype(np.int64) - 1
            base += value * places.steps[table, at]
        return [(which, table, base)]

    def _change(self, rows: Flat, values: Rows, column: int) -> float:
        """Give rows another value of a column, keep account of all tables; what it won."""
        now = self.rows[rows, column]
        won = 0.0
        for places in self._places[column]:
            cells: list[Flat] = [np.zeros(0, np.int64)]
            signs: list[NDArray[np.float32]] = [np.zeros(0, np.float32)]
            for which, table, base in self._bases(rows, places):
                own = places.own[table]
                for held, sign in ((now, 1.0), (values, -1.0)):
                    value = held[which].astype(np.int64)
                    there = value > 0
                    cells.append(base[there] + (value[there] - 1) * own[there])
                    signs.append(np.full(int(there.sum()), sign, np.float32))
            touched, where = np.unique(np.concatenate(cells), return_inverse=True)
            before = self._missing[touched]
            after = before + np.bincount(where, np.concatenate(signs), len(touched))
            won += places.weight * float((before**2).sum() - (after**2).sum())
            self._missing[touched] = after
        self.rows[rows, column] = values
        return won


def _steps(key: Key, sizes: Sequence[int]) -> dict[int, int]:
    """How far one value of each column moves in a table's flat cells."""
    shape = shape_of(key, sizes)
    return {column: prod(shape[at + 1 :]) for at, column in enumerate(key)}
