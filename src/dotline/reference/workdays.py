"""Working days: weekdays without the general holidays of the Canada Labour Code, computed by year."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
SATURDAY = 5


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Oudin's algorithm)."""
    century = year // 100
    golden = year % 19
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - epact // 28 * (1 - 29 // (epact + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def _weekday_from(first: date, weekday: int) -> date:
    """The first such weekday (Monday is 0) on or after a day."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)


def _named(year: int) -> Iterator[date]:
    """Canada Labour Code, s. 166. Truth and Reconciliation since 2021 (S.C. 2021, c. 11)."""
    yield date(year, 1, 1)
    yield easter(year) - 2 * DAY
    yield _weekday_from(date(year, 5, 18), 0)  # Victoria Day: the Monday before 25 May
    yield date(year, 7, 1)
    yield _weekday_from(date(year, 9, 1), 0)
    if year >= 2021:
        yield date(year, 9, 30)
    yield _weekday_from(date(year, 10, 8), 0)
    yield date(year, 11, 11)
    yield date(year, 12, 25)
    yield date(year, 12, 26)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Days off of a year. One that falls on a weekend is taken on the next free weekday (s. 195)."""
    taken: set[date] = set()
    for day in sorted(_named(year)):
        free = day
        while free.weekday() >= SATURDAY or free in taken:
            free += DAY
        taken.add(free)
    return frozenset(taken)


def is_workday(day: date) -> bool:
    """Whether a day is neither on a weekend nor a federal holiday."""
    # New Year's Day on a Saturday is taken on Monday 3 January: always within its own year.
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def next_workday(day: date) -> date:
    """The day itself if it is a working day, else the next one."""
    while not is_workday(day):
        day += DAY
    return day


def add_workdays(day: date, count: int) -> date:
    """The count-th working day after a day (before it, if count is negative); 0 leaves it."""
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day
