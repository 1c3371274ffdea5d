"""Beds: how many are free, how old that count is, and when it is no number any more. Pure.

Source: research/referral.md R-56. The limits are our proposal: a count at an emergency shelter is
stale within one shift; a flat for a year changes slowly.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class BedUnit(StrEnum):
    """What is counted; each class has its own limit of age. Codes of the list `bed_units`."""

    EMERGENCY = "emergency"
    TRANSITIONAL = "transitional"


LIMITS = {BedUnit.EMERGENCY: timedelta(hours=8), BedUnit.TRANSITIONAL: timedelta(days=7)}
HOLD_LASTS = timedelta(hours=2)
HOLD_MOST = timedelta(hours=24)


@dataclass(frozen=True)
class Beds:
    """A count as it was taken."""

    unit: BedUnit
    total: int
    held: int
    occupied: int
    offline: int
    counted_at: datetime
    source: str

    @property
    def free(self) -> int:
        """Beds that somebody could have now."""
        return self.total - self.held - self.occupied - self.offline


@dataclass(frozen=True)
class BedsShown:
    """What may be said about beds. `free` None means: not known, call."""

    free: int | None
    age: timedelta
    source: str


def shown_beds(beds: Beds, at: datetime) -> BedsShown:
    """The count with age and source; older than its class allows, or from the future, it is no number."""
    age = at - beds.counted_at
    known = timedelta(0) <= age <= LIMITS[beds.unit]
    return BedsShown(beds.free if known else None, max(age, timedelta(0)), beds.source)
