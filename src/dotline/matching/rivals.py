"""Rivals: what the other partners that two records might have take from their pair, one to one. Pure.

Where each record has one partner at most, the pairs of a record shut each other out. The odds of a pair are then those
that its points give it, divided by one and the odds of all that either record might have instead: a message from each
record to each of its partners, as in the sum over all ways to pair them (Bethe's approximation; exact where the pairs
of some records form no circle). A rival that is itself wanted by a better partner takes little. As a file may hold
somebody twice, and both of her records are then right, no record's rivals take more than `TWICE` allows.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.matching.scores import UNIT

TWICE: Final = 0.02
"""How often a record has a second right partner, against one. By judgment, as nobody's file tells."""
_ROUNDS: Final = 2
"""How often the messages are sent on; on people to learn from more change no zone."""
_CLIP: Final = 26
"""Log-odds: what is surer counts as sure as this, so that no sum of rivals is lost in the rounding of a larger one."""
Ints = npt.NDArray[Any]
Whole = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


def taken(one: Ints, two: Ints, points: Ints, prior: float) -> Whole:
    """Points, none above zero, that the rivals of each pair take from it; zero where neither record has another.

    `one` and `two` number the records of each pair from zero, each pair once; `prior` is the share of pairs that are
    one person, above 0 and below 1. The same numbers give the same points with every kernel: this is NumPy alone.
    """
    lost = np.zeros(len(points), np.int32)
    contested = np.flatnonzero((np.bincount(one)[one] > 1) | (np.bincount(two)[two] > 1))
    if not len(contested):
        return lost
    first, second = one[contested], two[contested]
    odds = points[contested] / UNIT + float(np.log(prior / (1 - prior)))
    weight: Floats = np.exp(np.clip(odds, -_CLIP, _CLIP))
    to_first = to_second = (
        weight  # what a pair is worth to its one record, as the other sees its own rivals
    )
    for _ in range(_ROUNDS):
        to_second, to_first = (
            weight / (1 + _others(first, to_first)),
            weight / (1 + _others(second, to_second)),
        )
    odds = np.log(_left(_others(first, to_first))) + np.log(_left(_others(second, to_second)))
    lost[contested] = np.round(odds * UNIT).astype(np.int32)
    return lost


def _others(records: Ints, told: Floats) -> Floats:
    """The sum over the other pairs of each pair's record."""
    whole = np.bincount(records, told)[records]
    # What is left of a large sum may be a rounding error: never less than nothing.
    others: Floats = np.maximum(whole - told, 0)
    return others


def _left(others: Floats) -> Floats:
    """The share that the others leave a pair: 1 where there are none, never below `TWICE`."""
    left: Floats = (1 + TWICE * others) / (1 + others)
    return left
