"""What rows of made-up people let somebody guess about real ones, beyond what they tell of everybody.

The definitions of Giomi et al. (2023): an attack on people of the file is held against the same attack on people
who are not in it (`control`), and against guesses by chance (`naive`). Only what goes beyond the control is a
risk to those who were counted: knowing that most victims in a trade are young is what figures are for.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotline.base.shares import wilson

Codes = NDArray[np.int16]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Guessed:
    """One attack: the shares that were right of the file, of others and by chance; the risk and its 95 % upper end."""

    name: str
    main: float
    control: float
    naive: float
    risk: float
    at_most: float


def inference(
    rows: Codes,
    inside: Codes,
    outside: Codes,
    secret: int,
    chance: np.random.Generator,
) -> Guessed:
    """Who knows all other columns of somebody takes the secret of the row that is most like her."""
    known = [column for column in range(rows.shape[1]) if column != secret]

    def right(targets: Codes) -> Flags:
        nearest = _nearest(rows[:, known], targets[:, known], 1)[:, 0]
        return np.asarray(rows[nearest, secret] == targets[:, secret])

    drawn = rows[chance.integers(len(rows), size=len(inside)), secret]
    return _judged("inference", right, inside, outside, drawn == inside[:, secret])


def linkability(
    rows: Codes,
    inside: Codes,
    outside: Codes,
    halves: tuple[Sequence[int], Sequence[int]],
    chance: np.random.Generator,
    neighbours: int = 1,
) -> Guessed:
    """Who holds two halves of somebody's columns apart joins them where both are most like one same row."""

    def joined(targets: Codes) -> Flags:
        one, other = (
            _nearest(rows[:, list(half)], targets[:, list(half)], neighbours) for half in halves
        )
        return np.asarray((one[:, :, None] == other[:, None, :]).any(axis=(1, 2)))

    one, other = (chance.integers(len(rows), size=(len(inside), neighbours)) for _ in range(2))
    by_chance = (one[:, :, None] == other[:, None, :]).any(axis=(1, 2))
    return _judged("linkability", joined, inside, outside, np.asarray(by_chance))


def _judged(
    name: str, attack: Callable[[Codes], Flags], inside: Codes, outside: Codes, naive: Flags
) -> Guessed:
    main, control = attack(inside), attack(outside)
    (one, spread), (other, doubt) = _share(main), _share(control)
    risk = (one - other) / (1 - other)
    error = math.hypot(spread / (1 - other), doubt * (1 - one) / (1 - other) ** 2)
    shares = [float(found.mean()) for found in (main, control, naive)]
    most = min(1.0, max(0.0, risk + error))
    return Guessed(name, shares[0], shares[1], shares[2], max(0.0, risk), most)


def _share(found: Flags) -> tuple[float, float]:
    """The middle and half the width of the interval of a share."""
    one = wilson(int(found.sum()), len(found))
    return (one.low + one.high) / 2, (one.high - one.low) / 2


def _nearest(rows: Codes, targets: Codes, neighbours: int) -> NDArray[np.int64]:
    """The rows that differ from each target in fewest columns, the first of equals."""
    found = np.empty((len(targets), neighbours), np.int64)
    for at, target in enumerate(targets):
        found[at] = np.argsort((rows != target).sum(axis=1), kind="stable")[:neighbours]
    return found
