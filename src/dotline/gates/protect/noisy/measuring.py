"""Counting people in the possible cells of a level, bounded for each person, and adding noise.

The unit is the person. A person counts once in a cell, however many records she has there. Whoever
stands in more cells of a level than the cap counts with less than one in each, so that the squares
of what she gives add up to the cap at most: nobody's sum moves the noise of all others. The cap is
chosen from a noisy histogram, never from the records.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotline.gates.protect.noisy.lattice import Cells, Key, Possible, Real
from dotline.gates.protect.noisy.noise import Noise
from dotline.gates.protect.noisy.people import People

# Counts are whole numbers of this part of a person; noise lies on the same grid.
GRID = 1024
CAP_RULE = "once-per-cell, then squares add up to the cap"
# People above the cap for each unit of sigma: tried on 5,000, 20,000 and 193,025 people.
_ABOVE = 90.0
_ABOVE_OF_ALL = 0.004


@dataclass(frozen=True)
class Standing:
    """Who stands where in one table: persons, and the place of their cell among the measured."""

    persons: NDArray[np.int32]
    places: NDArray[np.int32]


@dataclass(frozen=True)
class Measured:
    """One level, measured: noisy counts of all possible cells after one another, and their sigma."""

    counts: Real
    sigma: float
    cap: float


class Roster:
    """For each column, who has a value there: tables are counted from these lists."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._there = [people.codes[:, at] > 0 for at in range(len(people.columns))]
        self._pair: tuple[Key, NDArray[np.int32]] = ((), np.zeros(0, np.int32))

    def standing(self, table: Possible) -> Standing:
        """Who stands in the measured cells of a table; a person once in each."""
        rows = self._rows(table.key)
        number = np.zeros(len(rows), np.int64)
        for column in table.key:
            number = number * self.people.sizes[column] + (self.people.codes[rows, column] - 1)
        if not table.whole:
            places = np.searchsorted(table.cells, number)
            places[places == len(table.cells)] = 0
            kept = table.cells[places] == number if len(table.cells) else np.zeros(len(rows), bool)
            rows, number = rows[kept], places[kept]
        persons = self.people.person[rows]
        if self.people.several:
            both = np.unique(persons * np.int64(max(1, len(table.cells))) + number)
            persons, number = np.divmod(both, max(1, len(table.cells)))
        return Standing(persons.astype(np.int32), number.astype(np.int32))

    def _rows(self, key: Key) -> NDArray[np.int32]:
        """The records without a blank in these columns; the first columns' are kept for the next."""
        head = key[:-1]
        if head and self._pair[0] == head:
            rows = self._pair[1]
        else:
            there = np.ones(len(self.people.codes), bool)
            for column in head:
                there &= self._there[column]
            rows = np.flatnonzero(there).astype(np.int32)
            self._pair = (head, rows)
        return rows[self._there[key[-1]][rows]]

    def values_each(self) -> NDArray[np.int64]:
        """How many different values each person has, over all columns."""
        filled = self.people.codes > 0
        if not self.people.several:
            counts: NDArray[np.int64] = filled.sum(1).astype(np.int64)
            return counts
        each = np.zeros(self.people.count, np.int64)
        for at, size in enumerate(self.people.sizes):
            rows = np.flatnonzero(filled[:, at])
            both = np.unique(
                self.people.person[rows].astype(np.int64) * (size + 1) + self.people.codes[rows, at]
            )
            each += np.bincount(both // (size + 1), minlength=self.people.count)
        return each


def histogram(each: NDArray[np.int64], edges: Cells, mu: float, noise: Noise) -> Real:
    """How many people have at most `edges[i]` of something, and more than the edge before; noisy.

    A person stands in one bin, so she moves it by one. Whoever has more than the last edge stands
    in the last bin.
    """
    bins = np.minimum(np.searchsorted(edges, each), len(edges) - 1)
    plain = np.bincount(bins, minlength=len(edges)) * GRID
    return (plain + noise.draw(len(edges), GRID / mu)) / GRID


def edges_up_to(most: int) -> Cells:
    """Bins that grow by a fifth, from none to `most`."""
    edges = [0, 1]
    while edges[-1] < most:
        edges.append(min(most, max(edges[-1] + 1, int(edges[-1] * 1.2))))
    return np.array(edges)


def cap_for(edges: Cells, many: Real, mu: float) -> float:
    """The least cap that few people pass, by the noisy histogram.

    What a cap leaves out of a cell grows with the people above it, and what noise puts in grows with
    1 / mu; they are held in proportion, and never more than one person in twenty is above.
    """
    sure = np.maximum(many, 0.0)
    people = float(sure.sum())
    allowed = min(max(_ABOVE / mu, _ABOVE_OF_ALL * people), 0.05 * people)
    above = sure.sum() - np.cumsum(sure)
    return float(max(1, edges[int(np.argmax(above <= allowed))]))


def cells_each(standings: Sequence[Standing], people: int) -> NDArray[np.int64]:
    """In how many measured cells of a level each person stands."""
    each = np.zeros(people, np.int64)
    for one in standings:
        each += np.bincount(one.persons, minlength=people)
    return each


def bounded(each: NDArray[np.int64], cap: float) -> NDArray[np.int64]:
    """What each person adds to each of her cells, on the grid, so that the squares add up to the cap at most."""
    weight: NDArray[np.int64] = np.floor(
        GRID * np.minimum(1.0, np.sqrt(cap / np.maximum(each, 1)))
    ).astype(np.int64)
    return weight


def counted(
    tables: Sequence[Possible], standings: Sequence[Standing], weight: NDArray[np.int64]
) -> Real:
    """The plain counts on the grid, of all cells of the tables after one another. They never leave the gate."""
    parts = [
        np.bincount(one.places, weights=weight[one.persons], minlength=len(table.cells))
        for table, one in zip(tables, standings, strict=True)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def measure(
    tables: Sequence[Possible],
    standings: Sequence[Standing],
    each: NDArray[np.int64],
    cap: float,
    mu: float,
    noise: Noise,
) -> Measured:
    """Count a level with its people bounded by the cap, and add noise worth `mu`."""
    plain = counted(tables, standings, bounded(each, cap))
    sigma = float(np.sqrt(cap)) / mu
    drawn = noise.draw(len(plain), sigma * GRID)
    return Measured((plain + drawn) / GRID, sigma, cap)
