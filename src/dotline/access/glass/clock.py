"""The clock of a review: access says when it begins and when it was met, duty keeps it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class ReviewClock:
    """What keeps the clock: `begin(glass, agency, opens, due, basis)` and `meet(glass)`, inside a running action."""

    begin: Callable[[UUID, UUID, datetime, datetime, str], None]
    meet: Callable[[UUID], None]


_kept: list[ReviewClock] = []


def keep_with(clock: ReviewClock) -> None:
    """Name who keeps the clock. The room duty calls it as it starts."""
    _kept[:] = [clock]


def clock() -> ReviewClock:
    """Who keeps it."""
    return _kept[0]
