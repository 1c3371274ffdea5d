"""What state an obligation is in at a moment. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class DutyState(StrEnum):
    """How an obligation stands."""

    OPEN = "open"
    HALF = "half"  # half the time is gone: remind
    LATE = "late"
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"


@dataclass(frozen=True)
class Window:
    """From when until when something is owed, and when it was done or waived."""

    opens: datetime
    due: datetime
    met: datetime | None = None
    waived: datetime | None = None


def state(window: Window, now: datetime) -> DutyState:
    """The state now. A duty met after its due time stays visible as met late."""
    if window.waived is not None:
        return DutyState.WAIVED
    if window.met is not None:
        return DutyState.MET if window.met <= window.due else DutyState.MET_LATE
    if now > window.due:
        return DutyState.LATE
    return (
        DutyState.HALF if now >= window.opens + (window.due - window.opens) / 2 else DutyState.OPEN
    )


def left(window: Window, now: datetime) -> timedelta:
    """Time left until due, negative when it is late."""
    return window.due - now
