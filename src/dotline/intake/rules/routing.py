"""Who answers a call now: open desks with somebody on shift, in order; there is always an answer. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dotline.reference.desks import Desk, PoliceArea

SHIFT_LASTS = timedelta(hours=12)  # a forgotten sign-on must not swallow calls the next night


class DeskState(StrEnum):
    """Why a desk is offered a call, or is not."""

    READY = "ready"
    CLOSED = "closed"
    NOBODY = "nobody"
    ELSEWHERE = "elsewhere"  # it serves other provinces


@dataclass(frozen=True)
class DeskNow:
    """One desk at a moment: its state, who is there, when it opens next if it is closed."""

    desk: Desk
    state: DeskState
    workers: int
    opens: datetime | None


@dataclass(frozen=True)
class Route:
    """Where a call goes: the desks to offer it to, in order. None left means the last resort."""

    at: datetime
    province: str
    offered: tuple[DeskNow, ...]
    passed_over: tuple[DeskNow, ...]

    @property
    def last_resort(self) -> bool:
        """Whether no desk can answer: then the caller hears 911, the help line, and when we are back."""
        return not self.offered

    @property
    def back_at(self) -> datetime | None:
        """The next moment at which a desk opens that is closed now."""
        times = [
            one.opens for one in self.passed_over if one.opens and one.state == DeskState.CLOSED
        ]
        return min(times, default=None)


def route(desks: Sequence[Desk], at: datetime, province: str, on_shift: Mapping[str, int]) -> Route:
    """Offer a call to open desks with somebody on shift: those that serve the province by name first.

    `on_shift` is how many workers are there now, by code of desk. A closed desk is never offered.
    """
    offered: list[DeskNow] = []
    passed: list[DeskNow] = []
    for desk in sorted(desks, key=lambda one: (not one.serves, one.order, one.code)):
        found = _now(desk, at, province, on_shift.get(desk.code, 0))
        (offered if found.state == DeskState.READY else passed).append(found)
    return Route(at, province, tuple(offered), tuple(passed))


def _now(desk: Desk, at: datetime, province: str, workers: int) -> DeskNow:
    if not desk.serves_from(province):
        return DeskNow(desk, DeskState.ELSEWHERE, workers, None)
    if not desk.is_open(at):
        return DeskNow(desk, DeskState.CLOSED, workers, desk.opens_next(at))
    return DeskNow(desk, DeskState.READY if workers else DeskState.NOBODY, workers, None)


def on_shift_at(began: datetime, ended: datetime | None, at: datetime) -> bool:
    """Whether a shift covers a moment; one that nobody ended stops to count after twelve hours."""
    return began <= at < min(ended or began + SHIFT_LASTS, began + SHIFT_LASTS)


def responsible(areas: Sequence[PoliceArea], place: str, province: str) -> PoliceArea | None:
    """The police service of a place: one that names it, else that of the province, else of the country."""
    here = place.casefold()
    named = (one for one in areas if here in one.places and one.province in ("", province))
    of_province = (one for one in areas if not one.places and province and one.province == province)
    of_country = (one for one in areas if not one.places and not one.province)
    return next(named, None) or next(of_province, None) or next(of_country, None)
