"""Spans of days during which a row of reference data holds, and days that come back every year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dotline.reference.datafiles import Row
from dotline.reference.workdays import DAY, easter

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Span:
    """[start, end): None on either side means without limit."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    @property
    def empty(self) -> bool:
        """Whether no day lies in it."""
        return self.start is not None and self.end is not None and self.end <= self.start


ALWAYS = Span()


def span_of(row: Row) -> Span:
    """The span that `valid_from` and `valid_to` of a row give."""
    return Span(row.day("valid_from"), row.day("valid_to"))


def overlaps(spans: Iterable[Span]) -> bool:
    """Whether two of the spans share a day."""
    ordered = sorted((one for one in spans if not one.empty), key=lambda one: one.start or date.min)
    return any(
        before.end is None or before.end > (after.start or date.min)
        for before, after in pairwise(ordered)
    )


def day_in(row: Row, year: int) -> date:
    """The day of a year that a row names in one of four ways: `on`, `nth`, `before` or `easter`."""
    if row.has("on"):
        return _date(year, row.text("on"))
    if row.has("nth"):
        number, weekday, month = row.text("nth").split()
        return _nth(year, int(month), WEEKDAYS.index(weekday), int(number))
    if row.has("before"):
        weekday, given = row.text("before").split()
        limit = _date(year, given)
        return limit - DAY * ((limit.weekday() - WEEKDAYS.index(weekday) - 1) % 7 + 1)
    return easter(year) + DAY * (row.number("easter") or 0)


def _date(year: int, text: str) -> date:
    month, day = text.split("-")
    return date(year, int(month), int(day))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    if number < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - DAY
        return last - DAY * ((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
