"""Resolving: pairs of pseudonyms with points become pairs of records with a probability, one to one or in clusters.

It sees pseudonyms and points, nothing of a record. Pure. How often two records that meet are one person differs from
file to file: the share is estimated from the points of the pairs themselves (Saerens, Latinne and Decaestecker 2002),
so that 60 people in 1,500 x 500,000 records are not announced with the confidence of a file where every second one is.
"""

import ctypes
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.matching import kernel, rivals, scores
from dotline.matching.clusters import correlated
from dotline.matching.filters import pointer
from dotline.matching.scores import Model

MATCH: Final = 0.95
REVIEW: Final = 0.5
"""From this probability on a pair is a match; from this on a person should look; below it is no match."""
JOIN: Final = 0.9
"""From this probability on two records of one file are joined to a cluster, unless another is asked for."""
SUREST: Final = 8 * scores.UNIT
"""What one pair of records of a file may say at most for or against their being one person."""
MISSING: Final = 600
"""What it says against it that two records of a file never met: little, as damaged records seldom meet."""
_ROUNDS: Final = 200
_HALF: Final = 0.5
Ints = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


class Zone(Enum):
    """What follows from a probability."""

    MATCH = "match"
    REVIEW = "review"
    NO_MATCH = "no match"


@dataclass(frozen=True)
class Linked:
    """Pairs of records: numbers of the two, points, how many tokens they share, the middle row's place, probability.

    `rivals` are those of the points that the other partners of the two took (`against_rivals`): none above zero.
    """

    one: Ints
    two: Ints
    points: Ints
    shared: Ints
    middle: Ints
    probability: Floats
    prior: float
    rivals: Ints

    def only(self, kept: npt.NDArray[Any]) -> "Linked":
        """Some of the pairs, by a mask or by their places."""
        return Linked(
            self.one[kept],
            self.two[kept],
            self.points[kept],
            self.shared[kept],
            self.middle[kept],
            self.probability[kept],
            self.prior,
            self.rivals[kept],
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


def resolve(
    one: Ints, two: Ints, points: Ints, model: Model, compared: int, *, alone: bool = False
) -> Linked:
    """Pairs of rows, given by the numbers of their records, made pairs of records, in order of the two.

    The row in the middle by its points speaks for a pair (of an even number the lesser of the two): each row's filters
    err by chance, and the row with the most points errs upwards. Further shared tokens add what the model says.
    `compared` is how many pairs of rows were looked at, of which those below the model's floor are not among the
    given. Rows of nobody (-1) are no pairs that were looked at; nor are two rows of one record where `alone` says
    that a file was compared with itself, of whose records the lower number comes first.
    """
    firsts, seconds = (np.ascontiguousarray(side, np.int32) for side in (one, two))
    parts = _paired(firsts, seconds, np.ascontiguousarray(points, np.int32), alone)
    one, two, points, shared, middle = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    told: Ints = points + model.count(shared)
    rows = int(shared.sum(dtype=np.int64))
    prior = share(told, max(0, compared - len(firsts)), model) if rows else 0.0
    sure = probability(told, prior) if rows else np.empty(0, np.float64)
    return Linked(one, two, told, shared, middle, sure, prior, np.zeros(len(told), np.int32))


_Columns = tuple[Ints, Ints, Ints, Ints, Ints]


def _paired(one: Ints, two: Ints, points: Ints, alone: bool) -> list[_Columns]:
    """Pairs of records, as many ranges of the first ones at once as there are processors."""
    library, records = kernel.chosen(), int(one.max(initial=-1)) + 1
    if library is None:
        return [_paired_in_numpy(one, two, points, alone)]
    many = min(os.cpu_count() or 1, 8)
    edges = [records * at // many for at in range(many + 1)]
    with ThreadPoolExecutor(many) as pool:
        return list(
            pool.map(
                lambda at: _paired_in_c(
                    library, one, two, points, alone, (edges[at], edges[at + 1])
                ),
                range(many),
            )
        )


def _paired_in_c(
    library: ctypes.CDLL, one: Ints, two: Ints, points: Ints, alone: bool, of: tuple[int, int]
) -> _Columns:
    room = int(np.count_nonzero((one >= of[0]) & (one < of[1])))
    if alone:  # the lower number of the two may be the second
        room += int(np.count_nonzero((two >= of[0]) & (two < of[1])))
    ones, twos, said, shared = (np.empty(room, np.int32) for _ in range(4))
    middle = np.empty(room, np.uint32)
    made = library.dl_pairs
    made.restype = ctypes.c_int64
    number = made(
        ctypes.c_size_t(len(one)), pointer(one), pointer(two), pointer(points), ctypes.c_int(alone),
        ctypes.c_int32(of[0]), ctypes.c_int32(of[1]), *(pointer(each) for each in (ones, twos, said, shared, middle)),
    )  # fmt: skip
    if number < 0:
        raise MemoryError
    return ones[:number], twos[:number], said[:number], shared[:number], middle[:number]


def _paired_in_numpy(one: Ints, two: Ints, points: Ints, alone: bool) -> _Columns:
    low, high = (np.minimum(one, two), np.maximum(one, two)) if alone else (one, two)
    kept = np.flatnonzero((one >= 0) & (two >= 0) & ((one != two) | (not alone)))
    key = low[kept].astype(np.int64) << 32 | high[kept]
    order = np.lexsort((-points[kept].astype(np.int64), key))
    same = key[order]
    begins = np.flatnonzero(np.r_[True, same[1:] != same[:-1]][: len(same)])
    shared = np.diff(np.r_[begins, len(order)])
    middle = kept[order[begins + shared // 2]]
    return (
        low[middle],
        high[middle],
        points[middle],
        shared.astype(np.int32),
        middle.astype(np.uint32),
    )


def share(points: Ints, below: int, model: Model) -> float:
    """How many of the pairs that meet are one person, from 0 to 1: by expectation and maximisation on their points.

    `below` pairs had fewer points than the model's floor. Half a pair is added to each side, so that no file proves
    that there is nobody, or nobody else.
    """
    each, times = np.unique(points, return_counts=True)
    odds = each / scores.UNIT
    whole = len(points) + below
    under = np.array([model.floor / scores.UNIT])
    found = _HALF
    for _ in range(_ROUNDS):
        shift = _odds(found)
        expected = float((times * _sure(odds + shift)).sum() + below * _sure(under + shift)[0])
        fresh = (expected + _HALF) / (whole + 2 * _HALF)
        fresh = min(max(fresh, 1e-9), 1 - 1e-9)
        if abs(fresh - found) < 1e-9:
            break
        found = fresh
    return found


def probability(points: Ints, prior: float) -> Floats:
    """The probability that a pair is one person, given the share among the pairs that meet."""
    return _sure(points / scores.UNIT + _odds(prior))


def _sure(odds: Floats) -> Floats:
    told: Floats = 1 / (1 + np.exp(-np.clip(odds, -36, 36)))
    return told


def against_rivals(told: Linked) -> Linked:
    """All pairs, of each the points that the other partners of its records leave it: for one to one alone.

    Whoever wants clusters does not ask: there a record may well have several partners.
    """
    if not len(told):
        return told
    lost = rivals.taken(told.one, told.two, told.points, told.prior)
    left: Ints = told.points + lost
    return replace(told, points=left, rivals=lost, probability=probability(left, told.prior))


def one_to_one(told: Linked) -> Linked:
    """Each record in one pair at most: the pair with the most points first; of equals the one that stands first."""
    order = np.argsort(-told.points.astype(np.int64), kind="stable").astype(np.uint32)
    library = kernel.chosen()
    kept = np.zeros(len(order), np.uint8)
    if library is not None:
        one, two = (np.ascontiguousarray(side, np.int32) for side in (told.one, told.two))
        firsts, seconds = (
            np.zeros(int(side.max(initial=0)) // 64 + 1, np.uint64) for side in (one, two)
        )
        library.dl_one_to_one(
            ctypes.c_size_t(len(order)),
            *(pointer(each) for each in (order, one, two, firsts, seconds, kept)),
        )
        return told.only(np.flatnonzero(kept))
    left, right = set[int](), set[int]()
    ones, twos = told.one[order].tolist(), told.two[order].tolist()
    for at, one, two in zip(order.tolist(), ones, twos, strict=True):
        if one not in left and two not in right:
            left.add(one)
            right.add(two)
            kept[at] = 1
    return told.only(np.flatnonzero(kept))


def without_rivals(told: Linked, model: Model) -> Linked:
    """Pairs of `one_to_one` with the probability that they have now that their rivals are gone.

    Among all pairs that meet the share of one person is too low for these: most strangers lost their record to its own
    person. Among these alone it is too high: the strangers who stayed are the strongest of theirs, and the more so
    the fewer people there are. So the log-odds go half of the way where nearly all who stayed are one person, and less
    where few are. Checked on files of six kinds, 60 people in 1,500 x 500,000 among them.
    """
    if not len(told):
        return told
    anew = share(told.points, 0, model)
    odds = _odds(told.prior) + anew / 2 * (_odds(anew) - _odds(told.prior))
    prior = float(_sure(np.array([odds]))[0])
    return replace(told, prior=prior, probability=probability(told.points, prior))


def _odds(share_: float) -> float:
    return float(np.log(share_ / (1 - share_)))


def clusters(told: Linked, least: float) -> Sequence[Sequence[int]]:
    """Records of one file that are one person, in groups of two and more.

    A pair speaks for it as far as its probability is above `least`, against it as far as it is below.
    """
    sure, asked = (np.clip(one, 1e-9, 1 - 1e-9) for one in (told.probability, least))
    odds = np.log(sure / (1 - sure)) - np.log(asked / (1 - asked))
    weights = np.clip(np.round(odds * scores.UNIT), -SUREST, SUREST).astype(np.int64)
    return correlated(
        zip(told.one.tolist(), told.two.tolist(), weights.tolist(), strict=True), MISSING
    )
