"""Graph matching: people who are alike have encodings that are alike; the two nets of likeness are laid on each other.

Sources: Culnane, Rubinstein and Teague, arXiv 1712.00871 (2017); Vidanage, Christen, Ranbaduge and Schnell, CIKM 2020
(10.1145/3340531.3411931); Heng, Armknecht, Chen and Schnell, PLOS ONE 2022 (PMC9499274). Nodes are first paired by
their weight and by how their likeness to all others is spread, then again and again by whom their neighbours are
paired with, the surest first (projected power iterations on the quadratic assignment, seed and extend). Pure.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.attacks import Bits, Guesses, alike

ROUNDS: Final = 40
_NEAREST, _SECOND, _NEXT, _SPREAD = 20, 5, 10, 60
_FAR: Final = 4.0
_SURE, _LEAST = 0.1, 20
Likeness = npt.NDArray[Any]


def matched(codes: Bits, people: Bits, trust: float) -> Guesses:
    """Whom each encoding is taken for, by how alike encodings are, and people, and how much each says.

    The surest pairs speak first, then more and more of them. `trust`: how much more is given on weight.
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - half a second that no other command needs

    ours, theirs = (even(alike(side, side)) for side in (codes, people))
    heavier = apart(*(_scaled(side.sum(1))[:, None] for side in (codes, people)))
    cost = apart(spread(ours), spread(theirs))
    cost = cost / max(float(cost.std()), 1e-9) + _FAR * heavier
    heavier = trust * np.minimum(heavier, _FAR)
    at, told = linear_sum_assignment(cost)
    sure = -cost[at, told]
    for turn in range(ROUNDS):
        share = _SURE + (1 - _SURE) * turn / ROUNDS
        best = np.argsort(-sure)[: max(_LEAST, int(len(at) * share))]
        fits = ours[:, at[best]] @ theirs[:, told[best]].T
        fits = fits - fits.mean(1, keepdims=True) - fits.mean(0, keepdims=True)
        fits = fits / max(float(fits.std()), 1e-9) - heavier
        at, told = linear_sum_assignment(-fits)
        two = np.partition(fits, -2, axis=1)[at, -2:]
        sure = fits[at, told] - np.where(fits[at, told] >= two[:, 1], two[:, 0], two[:, 1])
    return _guesses(len(codes), at, told)


def _scaled(weights: Likeness) -> Likeness:
    told: Likeness = (weights - weights.mean()) / max(float(weights.std()), 1e-9)
    return told


def _guesses(rows: int, at: Guesses, told: Guesses) -> Guesses:
    guesses = np.full(rows, -1, np.int64)
    guesses[at] = told
    return guesses


def paired(ours: Likeness, theirs: Likeness, often: Likeness, first: Likeness) -> Guesses:
    """Which node of one net each node of another is: by what it costs at `first`, then by what it goes along with.

    `often`: what it costs to take one for another that occurs more or less often.
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - see above

    at, told = linear_sum_assignment(often + first)
    for _ in range(ROUNDS):
        before = (at, told)
        at, told = linear_sum_assignment(often + apart(ours[:, at], theirs[:, told]))
        if all(map(np.array_equal, before, (at, told))):
            break
    return _guesses(len(often), at, told)


def even(likeness: Likeness) -> Likeness:
    """Likeness as normal scores of its rank, so that two measures of it can be compared."""
    from scipy.special import ndtri  # noqa: PLC0415 - see above

    number = len(likeness)
    others = ~np.eye(number, dtype=np.bool_)
    values = likeness[others]
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values)) + 0.5
    told = np.zeros((number, number), np.float32)
    told[others] = ndtri(ranks / max(len(values), 1))
    return told


def spread(likeness: Likeness) -> Likeness:
    """Of each node the likeness to its nearest, to theirs, and how all of it is spread."""
    ordered = -np.sort(-likeness, axis=1)
    some = np.linspace(0, max(ordered.shape[1] - 2, 0), _SPREAD).astype(int)
    nearest = np.argsort(-likeness, axis=1)[:, :_SECOND]
    second = ordered[nearest][:, :, :_NEXT].reshape(len(likeness), -1)
    told: Likeness = np.concatenate([2 * ordered[:, :_NEAREST], ordered[:, some], second / 2], 1)
    return told


def apart(one: Likeness, other: Likeness) -> Likeness:
    """The squared distance of every row of one from every row of the other."""
    told: Likeness = (one**2).sum(1)[:, None] + (other**2).sum(1)[None] - 2 * one @ other.T
    return told
