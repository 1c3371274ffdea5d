"""Lengths of time with pauses left out, and their percentiles (R-62). Pure."""

from collections.abc import Iterable
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
