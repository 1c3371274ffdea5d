"""Limits that allow for the choice of the model: the choice is made anew on each resampled table.

Bias-corrected and accelerated limits (DiCiccio and Efron 1996) of the multinomial bootstrap, the acceleration by a
jackknife over distinct histories (Chan, Silverman and Vincent 2021, section 3.3). Their lower limit is often the
smallest replicate itself: then more replicates would move it, and it is marked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from dotline.statistics.estimate.captures import CaptureTable
from dotline.statistics.estimate.fitting import CELLS

LEVELS = (0.025, 0.975)
PUBLISHABLE = 20_000  # replicates below which a limit is no figure to publish
DRAWS = 200  # resamplings of the replicates, for the error of the limits themselves
MOST_AT_ONCE = 4_000
BINS = 24
MIDDLE = (0.005, 0.995)  # the part of all replicates that a picture shows
Totals = Callable[[NDArray[np.int64]], NDArray[np.float64]]


@dataclass(frozen=True)
class Spread:
    """How an estimate is spread: the share of all that lies between one edge and the next (the middle 99 of 100)."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]


def spread(values: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> Spread:
    """The spread of values in ascending order; a weight each, or all alike."""
    even = np.full(len(values), 1 / len(values)) if weights is None else weights
    grown = np.cumsum(even)
    low, high = (values[min(int(np.searchsorted(grown, one)), len(values) - 1)] for one in MIDDLE)
    shares, edges = np.histogram(values, bins=BINS, range=(low, max(high, low + 1)), weights=even)
    return Spread(tuple(edges.tolist()), tuple(shares.tolist()))


@dataclass(frozen=True)
class Limits:
    """95 % limits of a population.

    `errors` is the standard error of each limit that the number of replicates leaves (people); `extreme` says for
    each whether it is the smallest or largest replicate; `lost` counts tables on which the method said nothing.
    """

    low: float
    high: float
    errors: tuple[float, float]
    extreme: tuple[bool, bool]
    replicates: int
    lost: int
    acceleration: float
    spread: Spread | None = field(default=None, repr=False)


def bca(
    table: CaptureTable,
    total: float,
    totals: Totals,
    replicates: int,
    seed: int,
    told: Callable[[int], None] = lambda _done: None,
) -> Limits:
    """Limits of the population `total` that `totals` said of the table; `told` hears of each batch that is done."""
    held = np.flatnonzero(table.counts)
    chance = table.counts[held] / table.known
    rng = np.random.default_rng(seed)
    drawn, batch = np.empty(replicates), max(1, min(MOST_AT_ONCE, CELLS // len(table.counts)))
    for begin in range(0, replicates, batch):
        many = min(batch, replicates - begin)
        counts = np.zeros((many, len(table.counts)), dtype=np.int64)
        counts[:, held] = rng.multinomial(table.known, chance, size=many)
        drawn[begin : begin + many] = totals(counts)
        told(many)
    kept = np.sort(drawn[np.isfinite(drawn)])
    fast = acceleration(table, totals)
    low, high = (limit(kept, total, fast, level) for level in LEVELS)
    errors = _errors(kept, total, fast, rng)
    extreme = (bool(low <= kept[0]), bool(high >= kept[-1])) if len(kept) else (True, True)
    shown = spread(kept) if len(kept) else None
    return Limits(low, high, errors, extreme, replicates, replicates - len(kept), fast, shown)


def acceleration(table: CaptureTable, totals: Totals) -> float:
    """The acceleration: one person left out, which matters by her history alone."""
    seen = np.flatnonzero(table.counts)
    without = np.repeat(table.counts[None, :], len(seen), axis=0)
    without[np.arange(len(seen)), seen] -= 1
    found, weight = totals(without), table.counts[seen].astype(float)
    told = np.isfinite(found)
    if not told.any():
        return float("nan")
    off = np.average(found[told], weights=weight[told]) - found[told]
    below = 6 * float(weight[told] @ off**2) ** 1.5
    return float(weight[told] @ off**3) / below if below else 0.0


def limit(kept: NDArray[np.float64], total: float, fast: float, level: float) -> float:
    """The BCa limit of a level from sorted replicates; NaN without any."""
    if not len(kept) or not np.isfinite(fast):
        return float("nan")
    below = np.searchsorted(kept, total) / len(kept)
    bias = ndtri(below)
    if not np.isfinite(bias):
        return float(kept[0] if below == 0 else kept[-1])
    moved = bias + ndtri(level)
    place = ndtr(bias + moved / (1 - fast * moved))
    return float(np.quantile(kept, place, method="median_unbiased"))


def _errors(
    kept: NDArray[np.float64], total: float, fast: float, rng: np.random.Generator
) -> tuple[float, float]:
    if not len(kept):
        return float("nan"), float("nan")
    again = [np.sort(rng.choice(kept, len(kept))) for _ in range(DRAWS)]
    low, high = (
        float(np.std([limit(one, total, fast, level) for one in again])) for level in LEVELS
    )
    return low, high
