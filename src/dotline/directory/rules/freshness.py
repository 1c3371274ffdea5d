"""How long a listing may stand unconfirmed: 30, 90 or 365 days by what it offers (R-10). Pure.

The days are rules of reference.obligations; the class of a service is the urgency of its most urgent need.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from dotline.reference import needs as taxonomy
from dotline.reference import obligations


class Freshness(StrEnum):
    """How a listing stands."""

    FRESH = "fresh"
    OVERDUE = "overdue"
    NEVER = "never"


CLASSES = ("immediate", "urgent", "routine")


@lru_cache(maxsize=1024)
def class_of(needs: frozenset[str]) -> str:
    """The class of a service: immediate, urgent or routine."""
    return taxonomy.urgency(needs)


@lru_cache(maxsize=8)
def days(name: str) -> int:
    """How many days a class may stand unconfirmed."""
    return obligations.rule(f"verify_{name}").due.days


def due_on(confirmed: date, needs: Iterable[str]) -> date:
    """The last day on which a confirmation still holds."""
    return confirmed + timedelta(days=days(class_of(frozenset(needs))))


def state(confirmed: date | None, needs: Iterable[str], today: date) -> Freshness:
    """How a listing stands on a day. A day that is still to come confirms nothing."""
    if confirmed is None or confirmed > today:
        return Freshness.NEVER
    return Freshness.OVERDUE if today > due_on(confirmed, needs) else Freshness.FRESH


def is_fresh(confirmed: date | None, needs: Iterable[str], today: date) -> bool:
    """Whether a listing was confirmed within its class."""
    return state(confirmed, needs, today) is Freshness.FRESH


@lru_cache(maxsize=8192)
def day_of(text: str) -> date | None:
    """The day that a source gave, or None where it is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def last_day(assured: str, needs: str) -> int:
    """The last day of a projected row's confirmation as an ordinal; 0 when nobody ever confirmed it."""
    day = day_of(assured)
    return due_on(day, needs.split()).toordinal() if day else 0
