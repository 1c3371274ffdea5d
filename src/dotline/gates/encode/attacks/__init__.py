"""Attacks on encodings, from the papers that broke others: our files must withstand them before they leave. Pure.

Each attack gets what the linkage unit sees and a table of clear values, as good as the owner's own, and says whom it
takes each encoding for. Only the counting knows the truth. The same code must break an unsalted filter, or the
attack is broken (tests/rules/gates/test_attacks.py).
"""

from dataclasses import dataclass
from math import exp
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Bits = npt.NDArray[np.float32]
"""A row for each encoding or person, ones and zeros."""
Guesses = npt.NDArray[np.int64]
"""For each encoding the number of the person it is taken for; -1 for none."""
LIMIT: Final = 0.001
FREQUENCY_LIMIT: Final = 0.0001
"""The share of people that an attack may name, and that frequency alignment may."""
BY_LUCK: Final = 0.001


def luck(expected: float) -> int:
    """How many a blind guesser names at most, all but once in a thousand times, who names so many on average.

    Rare events follow Poisson's law: who pairs people with encodings by chance names one of them on average.
    """
    share, whole, number = exp(-expected), exp(-expected), 0
    while whole < 1 - BY_LUCK:
        number += 1
        share *= expected / number
        whole += share
    return number


@dataclass(frozen=True)
class Attacked:
    """What an attack found: people named rightly, out of how many, what share is allowed, how many guessing names."""

    name: str
    right: int
    people: int
    limit: float
    guessed: float = 1.0

    @property
    def allowed(self) -> int:
        """How many it may name: the share of the limit, or what luck gives."""
        return max(int(self.limit * self.people), luck(self.guessed))

    @property
    def withstood(self) -> bool:
        """Whether it named no more than that."""
        return self.right <= self.allowed


def named(guesses: Guesses, truth: Guesses) -> int:
    """How many people are named rightly by at least one encoding; `truth` is -1 for an encoding about nobody."""
    return len(np.unique(truth[(guesses == truth) & (truth >= 0)]))


def by_chance(guesses: Guesses, truth: Guesses, people: int) -> float:
    """How many people are named on average by who guesses blindly as often: some in a small file."""
    tries = np.bincount(truth[(guesses >= 0) & (truth >= 0)])
    return float((1 - (1 - 1 / max(people, 1)) ** tries).sum())


def alike(one: Bits, other: Bits) -> npt.NDArray[np.float32]:
    """The Dice coefficient of every row of one with every row of the other."""
    weights = one.sum(1)[:, None] + other.sum(1)[None]
    told: npt.NDArray[Any] = 2 * (one @ other.T) / np.maximum(weights, 1)
    return told.astype(np.float32)


def as_bits(words: npt.NDArray[np.uint64]) -> Bits:
    """Encodings in words of 64 bits as ones and zeros."""
    told = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, bitorder="little")
    return told.astype(np.float32)
