"""Sitting days of the House of Commons: for duties that a law counts in 'days on which that House is sitting'."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from dotline.base.errors import Invalid
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.reference.dates import Span, day_in
from dotline.reference.workdays import DAY, is_workday

FOLDER = Path(__file__).parent / "data" / "sittings"
FAR = 400
"""Sitting days that anybody may count at once: more than three years of them."""


@dataclass(frozen=True)
class Recess:
    """Days on which the House does not sit, every year: after `last`, until the day it comes back."""

    code: str
    label_en: str
    label_fr: str
    row: Row

    def span(self, year: int) -> Span:
        """The days without a sitting that begin in a year."""
        last_row, back_row = self.row.row("last"), self.row.row("back")
        last = day_in(last_row, year) if last_row else date(year, 1, 1)
        if back_row is None:
            return Span(last + DAY, last + timedelta(days=self.row.number("back_after") or 0))
        back = day_in(back_row, year)
        return Span(last + DAY, back if back > last else day_in(back_row, year + 1))


@dataclass(frozen=True)
class SittingChange:
    """Days of one year that differ from the pattern: weeks the Speaker chose, a dissolution, a recall."""

    span: Span
    sits: bool
    source: str


@dataclass(frozen=True)
class SittingCalendar:
    """The pattern of a year and what differs from it."""

    recesses: tuple[Recess, ...]
    changes: tuple[SittingChange, ...]

    def sits(self, day: date) -> bool:
        """Whether the House is to sit on a day. A change stands before the pattern, the last one first."""
        for change in reversed(self.changes):
            if day in change.span:
                return change.sits
        if not is_workday(day):
            return False
        years = (day.year - 1, day.year)
        return not any(day in one.span(year) for one in self.recesses for year in years)


def _build(data: DataSet) -> SittingCalendar:
    recesses = tuple(
        Recess(row.text("code"), row.text("label_en"), row.text("label_fr"), row)
        for row in data.rows("recesses")
    )
    changes = tuple(
        SittingChange(
            Span(row.day("first"), (row.day("last") or date.max - DAY) + DAY),
            row.flag("sits"),
            row.text("source"),
        )
        for row in data.rows("changes")
    )
    return SittingCalendar(recesses, changes)


HOLDER: Holder[SittingCalendar] = Holder("sittings", FOLDER, _build)


@lru_cache(maxsize=64)
def _of_year(year: int, digest: str) -> Mapping[date, None]:
    del digest  # only so that a mended file is read at once
    calendar, first = HOLDER.value(), date(year, 1, 1)
    days = (first + timedelta(days=count) for count in range((date(year + 1, 1, 1) - first).days))
    return dict.fromkeys(day for day in days if calendar.sits(day))


def is_sitting(day: date) -> bool:
    """Whether the House is to sit on a day, as far as the data files know."""
    return day in _of_year(day.year, HOLDER.digest)


def next_sittings(day: date, count: int) -> date:
    """The count-th sitting day after a day. Raises Invalid for a count below 1 or beyond FAR."""
    if not 1 <= count <= FAR:
        raise Invalid(
            "{count} sitting days cannot be counted.",
            "Count from 1 to {most}.",
            count=count,
            most=FAR,
        )
    digest, left = HOLDER.digest, count
    while True:
        day += DAY
        if day in _of_year(day.year, digest):
            left -= 1
            if not left:
                return day
