"""Beds as the directory shows them: a count is worth nothing without its age, and soon nothing at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from dotline.directory.rules.query import Reason
from dotline.reference import needs as taxonomy

# A count that a feed brought and nobody limited: after a shift it is a guess (research/referral.md finding 6).
LIMIT: Final = timedelta(hours=4)
OFFERING: Final = frozenset({"shelter", "safe_house", "transitional_housing"})
ROOF: Final = "housing"  # the group of needs for which free beds are asked about


class State(StrEnum):
    """What can be said about room now."""

    FREE = "free"
    FULL = "full"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Beds:
    """A count of free beds, when it was made, and for how long it may be believed."""

    free: int
    counted_at: datetime
    limit: timedelta = LIMIT

    def state(self, now: datetime) -> State:
        """Free, full, or unknown when the count is too old or from the future."""
        if not timedelta(0) <= now - self.counted_at <= self.limit:
            return State.UNKNOWN
        return State.FREE if self.free > 0 else State.FULL


def asked_for(need: str, *, beds_now: bool) -> bool:
    """Whether a search is about a bed: by the need it names (codes with commas), or by asking for one."""
    if beds_now or not need:
        return beds_now
    under_a_roof = taxonomy.within(ROOF) if taxonomy.is_need(ROOF) else frozenset()
    return any(code.strip() in under_a_roof for code in need.split(","))


def reason(beds: Beds | None, now: datetime) -> Reason:
    """The count with its age, or that nobody knows."""
    if beds is None or beds.state(now) is State.UNKNOWN:
        return Reason("beds", "beds: not known, call", "lits\u202f: inconnu, appelez")
    minutes = int((now - beds.counted_at).total_seconds() // 60)
    en = "just now" if minutes < 1 else f"{_span(minutes, 'en')} ago"
    fr = "à l’instant" if minutes < 1 else f"il y a {_span(minutes, 'fr')}"
    if beds.state(now) is State.FULL:
        return Reason("beds", f"full (counted {en})", f"complet (compté {fr})")
    many = beds.free > 1
    return Reason(
        "beds",
        f"{beds.free} bed{'s' if many else ''} free (counted {en})",
        f"{beds.free} lit{'s' if many else ''} libre{'s' if many else ''} (compté {fr})",
    )


def _span(minutes: int, lang: str) -> str:
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    if hours < 48:
        return f"{hours}\u00a0h" if lang == "fr" else f"{hours} hours"
    days = hours // 24
    return f"{days} jours" if lang == "fr" else f"{days} days"
