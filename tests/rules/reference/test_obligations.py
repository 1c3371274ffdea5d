"""Obligations: windows come out right over month ends, leap days, holidays and clock changes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid, NotFound
from dotline.reference import obligations
from dotline.reference.obligations import Offset, Rule, State, add_months, apply, windows
from dotline.reference.workdays import add_workdays, easter, holidays, is_workday, next_workday

TORONTO = "America/Toronto"
ZONES = st.sampled_from([TORONTO, "America/St_Johns", "America/Regina", "America/Vancouver"])
MOMENTS = st.integers(1262304000, 2208988800).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
DAYS = st.dates(date(2010, 1, 1), date(2040, 1, 1))
OFFSETS = st.builds(
    Offset,
    months=st.integers(0, 24),
    days=st.integers(0, 60),
    business_days=st.integers(0, 10),
    hours=st.integers(0, 60),
    minutes=st.integers(0, 90),
)


def at(text: str, zone: str = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def due_days(rule: Rule, start: datetime, zone: str = TORONTO) -> list[str]:
    return [
        window.due.astimezone(ZoneInfo(zone)).date().isoformat()
        for window in windows(rule, start, zone)
    ]


def test_monthly_contacts_from_31_january_end_on_31_july() -> None:
    monthly = Rule("c", "C", "C", "x.y", Offset(months=1), repeat=Offset(months=1), count=6)
    assert due_days(monthly, at("2026-01-31T09:00")) == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
        "2026-06-30",
        "2026-07-31",
    ]


def test_a_leap_day_comes_back_on_the_28th_and_in_four_years_on_the_29th() -> None:
    yearly = Rule("y", "Y", "Y", "x.y", Offset(), repeat=Offset(months=12), count=5)
    days = [
        window.opens.astimezone(ZoneInfo(TORONTO)).date().isoformat()
        for window in windows(yearly, at("2024-02-29T10:00"), TORONTO)
    ]
    assert days == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


@pytest.mark.parametrize(
    ("urgency", "sent", "due"),
    [
        ("immediate", "2026-03-06T23:50", "2026-03-07T00:05"),
        ("urgent", "2026-03-08T00:30", "2026-03-08T05:30"),  # clocks go forward at 02:00
        ("urgent", "2026-11-01T00:30", "2026-11-01T03:30"),  # and back
        ("routine", "2026-03-06T16:00", "2026-03-09T23:59:59"),  # Friday to Monday
        ("routine", "2026-12-24T16:00", "2026-12-29T23:59:59"),  # Christmas and Boxing Day
        ("routine", "2026-06-30T09:00", "2026-07-02T23:59:59"),  # Canada Day
    ],
)
def test_an_acknowledgement_is_due_by_its_urgency(urgency: str, sent: str, due: str) -> None:
    (rule,) = obligations.triggered("referral.requested", date(2026, 1, 1), urgency=urgency)
    (window,) = windows(rule, at(sent), TORONTO)
    assert window.due == at(due)


def test_the_other_clocks_of_the_data_files() -> None:
    (review,) = windows(obligations.rule("review_emergency"), at("2026-03-07T12:00"), TORONTO)
    assert review.due - review.opens == timedelta(hours=24)
    report = obligations.rule("annual_report")
    assert due_days(report, at("2025-12-31T00:00"))[:2] == ["2026-03-31", "2027-03-31"]
    with pytest.raises(NotFound):
        obligations.rule("nonsense")


def test_fourteen_days_before_a_departure_is_a_negative_offset() -> None:
    notice = Rule("n", "N", "N", "x.y", Offset(days=-14), opens=Offset(days=-40))
    (window,) = windows(notice, at("2026-06-20T08:00"), TORONTO)
    assert window.due == at("2026-06-06T23:59:59")
    assert obligations.state_of(window, at("2026-06-07T00:00")) is State.LATE


def test_a_naive_trigger_is_refused() -> None:
    with pytest.raises(Invalid):
        list(
            windows(
                obligations.rule("review_emergency"), datetime.fromisoformat("2026-01-01"), TORONTO
            )
        )


def test_a_window_is_ahead_open_late_or_done() -> None:
    rule = Rule("r", "R", "R", "x.y", Offset(hours=4), opens=Offset(hours=1))
    (window,) = windows(rule, at("2026-01-01T00:00"), TORONTO)
    states = [obligations.state_of(window, at(f"2026-01-01T0{hour}:00")) for hour in (0, 1, 4, 5)]
    assert states == [State.AHEAD, State.OPEN, State.OPEN, State.LATE]
    assert obligations.state_of(window, window.due, done=window.due) is State.DONE
    late = window.due + timedelta(seconds=1)
    assert obligations.state_of(window, late, done=late) is State.DONE_LATE
    assert window.moment(0.5) == at("2026-01-01T02:30")


@given(MOMENTS, OFFSETS, OFFSETS, st.integers(1, 12), ZONES)
def test_windows_come_in_order_and_never_end_before_they_open(
    start: datetime, opens: Offset, length: Offset, count: int, zone: str
) -> None:
    rule = Rule(
        "r", "R", "R", "x.y", opens + length, opens=opens, repeat=Offset(months=1), count=count
    )
    found = list(windows(rule, start, zone))
    assert len(found) == count
    assert all(one.opens <= one.due for one in found)
    assert [one.opens for one in found] == sorted(one.opens for one in found)


@given(DAYS, st.integers(-60, 60), st.integers(-60, 60))
def test_adding_months_together_never_drifts_further_than_one_by_one(
    day: date, first: int, second: int
) -> None:
    together = add_months(day, first + second)
    assert (together.year * 12 + together.month) == (day.year * 12 + day.month) + first + second
    assert add_months(add_months(day, first), second) <= together
    assert together.day <= day.day


@given(MOMENTS, st.integers(0, 200), st.integers(0, 600), ZONES)
def test_hours_and_minutes_are_time_that_passes(
    start: datetime, hours: int, minutes: int, zone: str
) -> None:
    moved = apply(start, Offset(hours=hours, minutes=minutes), zone)
    assert moved - start == timedelta(hours=hours, minutes=minutes)


@given(DAYS, st.integers(1, 40))
def test_working_days_can_be_counted_forth_and_back(day: date, count: int) -> None:
    start = next_workday(day)
    there = add_workdays(start, count)
    assert is_workday(there)
    assert add_workdays(there, -count) == start


@pytest.mark.parametrize(
    ("year", "sunday"), [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2038, "04-25")]
)
def test_easter_falls_where_it_does(year: int, sunday: str) -> None:
    assert easter(year).isoformat() == f"{year}-{sunday}"


@given(st.integers(1900, 2200))
def test_easter_is_a_sunday_in_its_season(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


@given(st.integers(2000, 2100))
def test_every_year_has_its_federal_holidays_on_working_weekdays(year: int) -> None:
    days = holidays(year)
    assert len(days) == (10 if year >= 2021 else 9)
    assert all(day.weekday() < 5 and day.year == year for day in days)


def test_the_holidays_of_2026() -> None:
    assert sorted(day.strftime("%m-%d") for day in holidays(2026)) == [
        "01-01", "04-03", "05-18", "07-01", "09-07",
        "09-30", "10-12", "11-11", "12-25", "12-28",
    ]  # fmt: skip
