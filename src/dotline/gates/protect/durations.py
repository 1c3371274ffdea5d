"""Lengths of time as counts in bins, and what a protected table still says of their percentiles. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

NEVER = "none"
"""The bin of what did not happen within the last bound."""

LADDER: dict[str, timedelta] = {
    "to_15min": timedelta(minutes=15),
    "to_1h": timedelta(hours=1),
    "to_4h": timedelta(hours=4),
    "to_24h": timedelta(hours=24),
    "to_3d": timedelta(days=3),
    "to_7d": timedelta(days=7),
    "to_30d": timedelta(days=30),
}
"""Every bin's upper bound. Nothing later than 30 days counts, so that a number stands still after that."""

WAITS = ("to_1h", "to_4h", "to_24h", "to_3d", "to_7d", "to_30d")
TIPS = ("to_1h", "to_4h", "to_24h", "to_3d", "to_30d")


def bin_of(took: timedelta | None, bins: Sequence[str]) -> str:
    """The first of these bins that a length of time fits into; NEVER for None and what is longer."""
    if took is None:
        return NEVER
    return next((code for code in bins if took <= LADDER[code]), NEVER)


@dataclass(frozen=True)
class Between:
    """A percentile as far as published counts tell it: more than `low`, at most `high`."""

    low: timedelta
    high: timedelta


def percentile(
    share: float, bins: Sequence[str], counts: Sequence[int | None], total: int | None
) -> Between | None:
    """Where the `share` percentile of what happened within the bins lies, from published counts alone.

    `counts` are those of the bins in order and then of NEVER, None where hidden; `total` is the count of
    all of them. Exact: every way to spread what is hidden over the hidden cells is covered, and no
    narrower answer is. None where nothing, or not the total, is shown. The nearest-rank percentile of the
    NIST handbook (7.2.6.2).
    """
    shown = [count or 0 for count in counts]
    if total is None or not sum(shown[:-1]):
        return None
    rest = total - sum(shown)
    hidden = [place for place, count in enumerate(counts) if count is None]
    # What a percentile asks is linear in the hidden counts, so its extremes lie where one cell takes all.
    ways = [shown]
    if rest and hidden:
        ways = [[one + rest * (n == place) for n, one in enumerate(shown)] for place in hidden]
    ranks = [_rank(share, way[:-1]) for way in ways]
    low, high = min(ranks), max(ranks)
    return Between(LADDER[bins[low - 1]] if low else timedelta(0), LADDER[bins[high]])


def _rank(share: float, counts: Sequence[int]) -> int:
    reached, wanted = 0, share * sum(counts)
    for place, count in enumerate(counts):
        reached += count
        if reached and reached >= wanted - 1e-9:
            return place
    return len(counts) - 1
