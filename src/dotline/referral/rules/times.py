"""Lengths of time with pauses left out, and their percentiles (R-62). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Span:
    """From one moment to another; `until` None means that it still runs."""

    since: datetime
    until: datetime | None = None


def working_time(whole: Span, pauses: Iterable[Span], now: datetime) -> timedelta:
    """How long something ran, without its pauses; overlapping pauses count once. Never negative."""
    end = whole.until or now
    paused, last = timedelta(0), whole.since
    for pause in sorted(pauses, key=lambda one: one.since):
        begins = max(pause.since, last)
        ends = min(pause.until or end, end)
        if ends > begins:
            paused += ends - begins
            last = ends
    return max(end - whole.since - paused, timedelta(0))


def percentile(values: Sequence[timedelta], share: float) -> timedelta | None:
    """The smallest value that at least `share` (0 to 1) of all do not exceed; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * round(share * 100) // 100))
    return ordered[int(rank) - 1]
