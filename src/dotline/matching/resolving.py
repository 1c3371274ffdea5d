"""Resolving: pairs of pseudonyms with points become pairs of records with a probability, one to one or in clusters.

It sees pseudonyms and points, nothing of a record. Pure. How often two records that meet are one person differs from
file to file: the share is estimated from the points of the pairs themselves (Saerens, Latinne and Decaestecker 2002),
so that 60 people in 1,500 x 500,000 records are not announced with the confidence of a file where every second one is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.matching import scores
from dotline.matching.clusters import Clusters
from dotline.matching.scores import Model

MATCH: Final = 0.95
REVIEW: Final = 0.5
"""From this probability on a pair is a match; from this on a person should look; below it is no match."""
JOIN: Final = 0.9
"""From this probability on two records of one file are joined to a cluster, unless another is asked for."""
_ROUNDS: Final = 200
_HALF: Final = 0.5
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Zone(Enum):
    """What follows from a probability."""

    MATCH = "match"
    REVIEW = "review"
    NO_MATCH = "no match"


@dataclass(frozen=True)
class Linked:
    """Pairs of records: numbers of the two, points, how many tokens they share, the best row's place, probability."""

    one: Ints
    two: Ints
    points: Ints
    shared: Ints
    best: Ints
    probability: Floats
    prior: float

    def only(self, kept: npt.NDArray[Any]) -> "Linked":
        """Some of the pairs, by a mask or by their places."""
        return Linked(
            self.one[kept],
            self.two[kept],
            self.points[kept],
            self.shared[kept],
            self.best[kept],
            self.probability[kept],
            self.prior,
        )

    def __len__(self) -> int:
        return len(self.one)

    @property
    def zones(self) -> npt.NDArray[np.int64]:
        """The zone of each pair: 0 match, 1 review, 2 no match."""
        told: npt.NDArray[np.int64] = np.where(
            self.probability >= MATCH, 0, np.where(self.probability >= REVIEW, 1, 2)
        )
        return told


def resolve(one: Ints, two: Ints, points: Ints, model: Model, compared: int) -> Linked:
    """Pairs of rows, given by the numbers of their records, made pairs of records.

    The row with the most points speaks for a pair; further shared tokens add what the model says. `compared` is how
    many pairs of rows were looked at, of which those below the model's floor are not among the given.
    """
    if not len(one):
        none, unsure = np.empty(0, np.int64), np.empty(0, np.float64)
        return Linked(none, none, none, none, none, unsure, 0.0)
    key = one.astype(np.int64) << 32 | two.astype(np.int64)
    order = np.lexsort((-points.astype(np.int64), key))
    same = key[order]
    begins = np.flatnonzero(np.r_[True, same[1:] != same[:-1]])
    best, shared = order[begins], np.diff(np.r_[begins, len(order)])
    told: Ints = points[best].astype(np.int64) + model.count(shared)
    below = max(0, compared - len(one))
    prior = share(told, below, model)
    return Linked(one[best], two[best], told, shared, best, probability(told, prior), prior)


def share(points: Ints, below: int, model: Model) -> float:
    """How many of the pairs that meet are one person, from 0 to 1: by expectation and maximisation on their points.

    `below` pairs had fewer points than the model's floor. Half a pair is added to each side, so that no file proves
    that there is nobody, or nobody else.
    """
    odds = points / scores.UNIT
    whole = len(points) + below
    under = np.array([model.floor / scores.UNIT])
    found = _HALF
    for _ in range(_ROUNDS):
        shift = float(np.log(found / (1 - found)))
        expected = float(_sure(odds + shift).sum() + below * _sure(under + shift)[0])
        fresh = (expected + _HALF) / (whole + 2 * _HALF)
        fresh = min(max(fresh, 1e-9), 1 - 1e-9)
        if abs(fresh - found) < 1e-9:
            break
        found = fresh
    return found


def probability(points: Ints, prior: float) -> Floats:
    """The probability that a pair is one person, given the share among the pairs that meet."""
    return _sure(points / scores.UNIT + float(np.log(prior / (1 - prior))))


def _sure(odds: Floats) -> Floats:
    told: Floats = 1 / (1 + np.exp(-np.clip(odds, -36, 36)))
    return told


def one_to_one(told: Linked) -> Linked:
    """Each record in one pair at most: the pair with the most points first; of equals the one that stands first."""
    order = np.lexsort((told.two, told.one, -told.points))
    left, right = set[int](), set[int]()
    kept = []
    ones, twos = told.one[order].tolist(), told.two[order].tolist()
    for at, one, two in zip(order.tolist(), ones, twos, strict=True):
        if one not in left and two not in right:
            left.add(one)
            right.add(two)
            kept.append(at)
    return told.only(np.array(sorted(kept), np.int64))


def clusters(pairs: Iterable[tuple[int, int]]) -> Sequence[Sequence[int]]:
    """Records that pairs join, in groups of two and more."""
    joined: Clusters[int] = Clusters()
    for one, two in pairs:
        joined.join(one, two)
    return joined.groups()
