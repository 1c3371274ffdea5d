"""What a release spends: the exact Gaussian account, in which squares of mu add up.

A Gaussian measurement whose answer one person can move by at most L (Euclidean length over all of
its cells) with noise of standard deviation s is mu-Gaussian differentially private with mu = L / s
(Dong, Roth and Su 2022); several of them together spend the root of the sum of their squares, and
no bound is wasted on the way. Epsilon and delta are read off that curve exactly (Balle and Wang
2018, theorem 8).
"""

import math
from collections.abc import Iterable

from dotline.base.errors import Invalid

MOST_EPSILON = 50.0
LEAST_DELTA = 1e-18
_LEAST_MU, _MOST_MU = 1e-6, 60.0
# Our noise is a discrete Gaussian on a grid of 1/1024 person; its curve leaves the continuous one by
# less than the square of that step. One thousandth of delta is kept back for it (ADR 0033).
KEPT_BACK = 1e-3


def delta_of(mu: float, epsilon: float) -> float:
    """The exact delta that a mu-Gaussian release has at an epsilon (Balle and Wang 2018)."""
    from scipy.special import log_ndtr  # noqa: PLC0415 - loads slowly; a release alone needs it

    first = float(log_ndtr(mu / 2 - epsilon / mu))
    second = epsilon + float(log_ndtr(-mu / 2 - epsilon / mu))
    return math.exp(first) * -math.expm1(second - first)


def mu_of(epsilon: float, delta: float) -> float:
    """The largest mu that keeps a promise of (epsilon, delta); found by halving, always from below.

    Raises Invalid unless 0 < epsilon <= 50 and 1e-18 <= delta < 0.1.
    """
    check_promise(epsilon, delta)
    low, high = _LEAST_MU, _MOST_MU
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if delta_of(middle, epsilon) > delta else (middle, high)
    return low


def spendable(epsilon: float, delta: float) -> float:
    """The mu that a release on our grid may spend for a promise of (epsilon, delta)."""
    return mu_of(epsilon, delta * (1 - KEPT_BACK))


def epsilon_of(mu: float, delta: float) -> float:
    """The smallest epsilon that a mu-Gaussian release keeps at a delta; 0 where it needs none."""
    low, high = 0.0, mu * mu / 2 + mu * math.sqrt(2 * math.log(1 / delta)) + 1
    if delta_of(mu, 0.0) <= delta:
        return 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if delta_of(mu, middle) > delta else (low, middle)
    return high


def together(mus: Iterable[float]) -> float:
    """What several releases about the same people spend together: the root of the sum of squares."""
    return math.sqrt(sum(mu * mu for mu in mus))


def sigma_of(length: float, mu: float) -> float:
    """The standard deviation of noise for an answer that one person moves by at most `length`."""
    return length / mu


def split(mu: float, weights: Iterable[float]) -> list[float]:
    """Share mu so that the squares add up to its square, in the proportion of `weights`."""
    held = list(weights)
    whole = sum(held)
    return [mu * math.sqrt(weight / whole) for weight in held]


def check_promise(epsilon: float, delta: float) -> None:
    """Raises Invalid for a promise that is none."""
    if not (math.isfinite(epsilon) and 0 < epsilon <= MOST_EPSILON):
        raise Invalid(
            "Epsilon must be greater than 0 and at most {most}.",
            "At 0 nothing may be told at all; 1 to 4 is usual for a national table.",
            most=f"{MOST_EPSILON:g}",
        )
    if not (math.isfinite(delta) and LEAST_DELTA <= delta < 0.1):
        raise Invalid(
            "Delta must be at least {least} and less than 0.1.",
            "Choose far less than one divided by the number of people, such as 1e-6.",
            least=f"{LEAST_DELTA:g}",
        )
