"""A distribution over every cell of some columns, held whole, with potentials on some of their tables.

Each column has its values, and a blank first where somebody may have none. Potentials lie on cells
without a blank, so what no table counts is nobody's but the blank's. The columns are split into two
blocks: what lies across them is a product of matrices, which a processor does fastest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, prod

import numpy as np
from numpy.typing import NDArray

from dotline.gates.protect.noisy.lattice import Key, Real

Single = NDArray[np.float32]
Places = NDArray[np.int32]
# Cells of the largest distribution that is held whole: 128 MB, and about half a second a look.
MOST_CELLS = 1 << 25


@dataclass(frozen=True)
class _Part:
    """Columns of one block: for each cell of the block which cell of theirs; `size` where one is blank."""

    at: Places
    size: int


class Joint:
    """All cells of the columns `0 .. len(sizes) - 1`.

    `sizes`: how many values each column has; `blanks`: whether it may be blank. `keys`: the tables
    that carry potentials and whose margins are asked for, each sorted.
    """

    def __init__(self, sizes: Sequence[int], blanks: Sequence[bool], keys: Sequence[Key]) -> None:
        self.sizes, self.keys = tuple(sizes), tuple(keys)
        self._first = tuple(0 if blank else 1 for blank in blanks)
        self._wide = tuple(size + blank for size, blank in zip(sizes, blanks, strict=True))
        self._left, self._right = _halves(self._wide)
        split = {key: (_inside(key, self._left), _inside(key, self._right)) for key in keys}
        self._split = split
        self._a = self._block(self._left, {left for left, _right in split.values()})
        self._b = self._block(self._right, {right for _left, right in split.values()})
        self.shape = (self._cells(self._left), self._cells(self._right))
        across = [(left, right) for left, right in split.values() if left and right]
        self._rows, self._row_hot = _hot([left for left, _ in across], self._a, self.shape[0])
        self._cols, self._col_hot = _hot([right for _, right in across], self._b, self.shape[1])

    def _cells(self, columns: Key) -> int:
        return prod(self._wide[column] for column in columns)

    def _block(self, columns: Key, keys: set[Key]) -> dict[Key, _Part]:
        if not columns:
            return {}
        shape = tuple(self._wide[column] for column in columns)
        places = np.indices(shape, np.int32).reshape(len(columns), -1)
        spread = {
            column: place + self._first[column]
            for column, place in zip(columns, places, strict=True)
        }
        return {key: _part(key, spread, self.sizes) for key in keys if key}

    def spread(self, potentials: Mapping[Key, Real], people: float) -> tuple[Single, float]:
        """People in every cell (blocks along the two axes), and the log of the sum of all weights."""
        rows, cols = np.zeros(self.shape[0]), np.zeros(self.shape[1])
        across = np.zeros((self.shape[0], self._col_hot.shape[1]), np.float32)
        for key, potential in potentials.items():
            left, right = self._split[key]
            if not right:
                rows += np.append(potential, 0.0)[self._a[left].at]
            elif not left:
                cols += np.append(potential, 0.0)[self._b[right].at]
            else:
                part, width = self._a[left], self._b[right].size
                table = np.zeros((part.size + 1, width), np.float32)
                table[:-1] = self._turned(key, potential)
                start = self._cols[right]
                across[:, start : start + width] += table[part.at]
        cells: Single = across @ self._col_hot.T
        cells += rows[:, None].astype(np.float32)
        cells += cols[None, :].astype(np.float32)
        top = float(cells.max())
        cells -= np.float32(top)
        np.exp(cells, out=cells)
        whole = float(cells.sum(dtype=np.float64))
        cells *= np.float32(people / whole)
        return cells, top + log(whole)

    def margins(self, cells: Single) -> dict[Key, Real]:
        """The tables of all keys, flat, blanks left out."""
        rows, cols = cells.sum(1, dtype=np.float64), cells.sum(0, dtype=np.float64)
        across = self._row_hot.T @ (cells @ self._col_hot)
        found: dict[Key, Real] = {}
        for key, (left, right) in self._split.items():
            if not right:
                found[key] = _counted(self._a[left], rows)
            elif not left:
                found[key] = _counted(self._b[right], cols)
            else:
                one, other = self._rows[left], self._cols[right]
                part = across[one : one + self._a[left].size, other : other + self._b[right].size]
                found[key] = self._back(key, part.astype(np.float64))
        return found

    def codes(self, cells: NDArray[np.int64]) -> NDArray[np.int16]:
        """The codes (0 blank) of flat cells, one row for each, columns in their own order."""
        first, second = np.divmod(cells, self.shape[1])
        found = np.empty((len(cells), len(self.sizes)), np.int16)
        for block, place in ((self._left, first), (self._right, second)):
            if block:
                shape = tuple(self._wide[column] for column in block)
                codes = np.stack(np.unravel_index(place, shape), axis=1)
                found[:, list(block)] = codes + np.array([self._first[c] for c in block])
        return found

    def _turned(self, key: Key, flat: Real) -> Real:
        """A table with the cells of its left columns down and of its right ones across."""
        left, right = self._split[key]
        shaped = flat.reshape([self.sizes[column] for column in key])
        order = [key.index(column) for column in (*left, *right)]
        turned: Real = shaped.transpose(order).reshape(self._a[left].size, self._b[right].size)
        return turned

    def _back(self, key: Key, table: Real) -> Real:
        """The inverse of `_turned`."""
        both = (*self._split[key][0], *self._split[key][1])
        shaped = table.reshape([self.sizes[column] for column in both])
        flat: Real = shaped.transpose([both.index(column) for column in key]).ravel()
        return flat


def _inside(key: Key, block: Key) -> Key:
    return tuple(column for column in key if column in block)


def _part(key: Key, spread: Mapping[int, Places], sizes: Sequence[int]) -> _Part:
    number = np.zeros_like(spread[key[0]])
    blank = np.zeros(len(number), bool)
    for column in key:
        number = number * sizes[column] + (spread[column] - 1)
        blank |= spread[column] == 0
    size = prod(sizes[column] for column in key)
    return _Part(np.where(blank, size, number).astype(np.int32), size)


def _counted(part: _Part, weights: Real) -> Real:
    counted: Real = np.bincount(part.at, weights, part.size + 1)[:-1].astype(np.float64)
    return counted


def _hot(
    keys: Sequence[Key], block: Mapping[Key, _Part], cells: int
) -> tuple[dict[Key, int], Single]:
    """For each cell of a block a row of ones where it stands in each part; where each part begins."""
    starts: dict[Key, int] = {}
    width = 0
    for key in dict.fromkeys(keys):
        starts[key] = width
        width += block[key].size
    hot = np.zeros((cells, width), np.float32)
    for key, start in starts.items():
        there = np.flatnonzero(block[key].at < block[key].size)
        hot[there, start + block[key].at[there]] = 1.0
    return starts, hot


def _halves(sizes: Sequence[int]) -> tuple[Key, Key]:
    """Two blocks of columns whose cells are about equally many."""
    half, every = log(prod(sizes)) / 2, range(len(sizes))
    blocks = [left for count in range(len(sizes)) for left in combinations(every, count)]
    # Ties go to the earlier columns, whatever order sets are walked in.
    best = min(blocks, key=lambda left: (abs(sum(log(sizes[c]) for c in left) - half), left))
    return best, tuple(column for column in every if column not in best)
