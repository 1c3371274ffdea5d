"""Independent tests of who is in a release, made of targets who share cells and so share noise.

What the cells of several people say of them is jointly normal: with the shares of noise `z` of all cells and
each person's weights in units of sigma as the rows of `W`, the statistics `W z` have the covariance `W W^T`. No
count of people or of cells makes dependent tests independent; a pivoted Cholesky factor `L` of that matrix does
(Higham 2002, section 10.3): `L^-1 W z` are standard normals, each what one person's cells say beyond all people
before her, and she would move hers by her diagonal entry of `L`.

A later level measures cells that the noise of earlier ones chose. So each level is whitened alone: given what came
before it, its tests are exact, and the product of all tests' betting odds is a martingale. By Ville's inequality
(1939) it passes `1 / doubt` with a chance of `doubt` at most, however the levels choose (Shafer 2021).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dotline.gates.protect.noisy.lattice import Real

# Whoever is told so nearly by those before her adds no test: the share of the largest variance that is left.
_LEFT = 1e-3
# How boldly is betted that a test is right; a mixture, since the best depends on the number of tests.
_STAKES = np.array([0.1, 0.3, 1.0, 3.0, 10.0])

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Whitened:
    """Independent tests: whose each is, its noise in standard deviations, and by how many she would move it."""

    whose: NDArray[np.int64]
    noise: Real
    shift: Real

    @property
    def apart(self) -> Flags:
        """Whether the likelier is true with her and without her: she is told apart."""
        return np.asarray(np.abs(self.noise) < self.shift / 2)

    def right(self, inside: Flags) -> Flags:
        """Whether the likelier is true, for people of whom the file holds those that are `inside`."""
        there = np.asarray(inside)[self.whose]
        return np.asarray(
            np.where(there, self.noise > -self.shift / 2, self.noise <= self.shift / 2)
        )

    @property
    def apart_by_chance(self) -> Real:
        """How likely noise of the promised size leaves each told apart: the exact curve at her shift."""
        from scipy.special import erf  # noqa: PLC0415 - loads slowly; an attack alone needs it

        return np.asarray(erf(self.shift / (2 * math.sqrt(2))), float)


def whitened(weights: object, noise: Real) -> Whitened:
    """Independent tests of one level. `weights`: a sparse matrix, a row for each target, in units of sigma.

    `noise`: what was added to each cell, in units of sigma.
    """
    from scipy.linalg import solve_triangular  # noqa: PLC0415 - loads slowly
    from scipy.linalg.lapack import dpstrf  # noqa: PLC0415
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    rows = csr_matrix(weights)
    covariance = (rows @ rows.T).toarray()
    largest = float(covariance.diagonal().max(initial=0.0))
    if not largest:
        return Whitened(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    factor, order, rank, _left = dpstrf(covariance, tol=_LEFT * largest, lower=1)
    whose = order[:rank].astype(np.int64) - 1
    lower = np.tril(factor[:rank, :rank])
    said = (rows @ noise)[whose]
    return Whitened(
        whose, np.asarray(solve_triangular(lower, said, lower=True)), lower.diagonal().copy()
    )


def joined(parts: Sequence[Whitened]) -> Whitened:
    """The tests of all levels, in the order in which they were measured."""
    return Whitened(
        np.concatenate([one.whose for one in parts]),
        np.concatenate([one.noise for one in parts]),
        np.concatenate([one.shift for one in parts]),
    )


def most_right(chances: Real, doubt: float) -> int:
    """How many tests may be right at most in a sound release, each being so with its chance.

    More are right with a chance of `doubt` at most. With too few tests even all of them prove nothing.
    """
    from scipy.special import logsumexp  # noqa: PLC0415 - loads slowly

    if not len(chances):
        return 0
    paid = [float(np.log1p(chances * math.expm1(stake)).sum()) for stake in _STAKES]
    counts = np.arange(len(chances) + 1)
    odds = logsumexp(_STAKES * counts[:, None] - np.array(paid), axis=1) - math.log(len(_STAKES))
    return int((odds < -math.log(doubt)).sum()) - 1
