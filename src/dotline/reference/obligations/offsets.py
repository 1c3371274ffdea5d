"""Distances in time, and moments moved by them: months first, then days, then working days, then hours."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dotline.reference.workdays import add_workdays


@dataclass(frozen=True)
class Offset:
    """A distance in time. Parts add up before they are applied: 31 January + 6 x 1 month is 31 July."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    hours: int = 0
    minutes: int = 0

    def __add__(self, other: "Offset") -> "Offset":
        return Offset(
            self.months + other.months,
            self.days + other.days,
            self.business_days + other.business_days,
            self.hours + other.hours,
            self.minutes + other.minutes,
        )

    def __mul__(self, times: int) -> "Offset":
        return Offset(
            self.months * times,
            self.days * times,
            self.business_days * times,
            self.hours * times,
            self.minutes * times,
        )

    @property
    def by_day(self) -> bool:
        """Whether it counts days, so that what is due ends with the day."""
        return bool(self.months or self.days or self.business_days)


AT_ONCE = Offset()


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month if it has none: 29 February rule."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def move_day(day: date, offset: Offset) -> date:
    """A day moved by the months, days and working days of an offset."""
    if offset.months:
        day = add_months(day, offset.months)
    if offset.days:
        day += timedelta(days=offset.days)
    return add_workdays(day, offset.business_days) if offset.business_days else day


def apply(start: datetime, offset: Offset, zone: str) -> datetime:
    """A moment moved by an offset, in UTC.

    Months, days and working days move the calendar of the zone and keep its wall clock; hours and
    minutes are time that passes, whatever the clocks do that night.
    """
    return apply_locally(start.astimezone(ZoneInfo(zone)), offset)


def apply_locally(local: datetime, offset: Offset) -> datetime:
    """`apply` for a moment that already carries its zone: many windows of one trigger share it."""
    moved = local
    if offset.by_day:
        day = move_day(local.date(), offset)
        moved = datetime.combine(day, local.time(), tzinfo=local.tzinfo)
    passing = timedelta(hours=offset.hours, minutes=offset.minutes)
    return moved.astimezone(UTC) + passing
