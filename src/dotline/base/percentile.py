"""Percentiles of lengths of time. Pure."""

from collections.abc import Sequence
from datetime import timedelta


def percentile(values: Sequence[timedelta], share: float) -> timedelta | None:
    """The nearest-rank percentile (NIST handbook, 7.2.6.2): the smallest value that `share` (0 to 1) do not exceed.

    None of nothing.
    """
    if not values:
        return None
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * round(share * 1000) // 1000))
    return ordered[rank - 1]
