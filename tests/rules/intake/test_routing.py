"""Who answers a call: over clock changes and holidays in every zone of Canada there is always an answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.intake.rules.routing import (
    SHIFT_LASTS,
    DeskState,
    on_shift_at,
    responsible,
    route,
)
from dotline.reference.desks import Desk, Hours, PoliceArea

ZONES = (
    "America/St_Johns",
    "America/Halifax",
    "America/Toronto",
    "America/Winnipeg",
    "America/Edmonton",
    "America/Vancouver",
    "America/Regina",  # no summer time at all
)
WEEK = frozenset(range(7))
QUARTERS = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]
# The nights of the two clock changes of 2026 and 2027, a day off, New Year and a leap day.
NIGHTS = (
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
    datetime(2027, 3, 14, tzinfo=UTC),
    datetime(2026, 7, 1, tzinfo=UTC),
    datetime(2026, 12, 31, tzinfo=UTC),
    datetime(2028, 2, 28, tzinfo=UTC),
)
moments = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes),
    st.sampled_from(NIGHTS),
    st.integers(0, 3 * 24 * 60),
)
hours = st.builds(
    Hours,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.sampled_from(QUARTERS),
    st.sampled_from(QUARTERS),
)
desks = st.builds(
    Desk,
    code=st.sampled_from(["a", "b", "c", "d"]),
    agency=st.just("local"),
    label_en=st.just("A"),
    label_fr=st.just("A"),
    zone=st.sampled_from(ZONES),
    order=st.integers(1, 5),
    hours=st.lists(hours, max_size=3).map(tuple),
    closed_on_holidays=st.booleans(),
    closed_on=st.frozensets(st.sampled_from([date(2026, 3, 8), date(2026, 11, 1)]), max_size=1),
    serves=st.frozensets(st.sampled_from(["NL", "ON", "BC"]), max_size=2),
)
shifts = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 3))


def desk(zone: str = "America/Toronto", **more: object) -> Desk:
    plain = Desk("a", "local", "A", "A", zone, 1)
    return replace(plain, **more)  # type: ignore[arg-type]  # fields by name


def open_from(start: str, end: str) -> tuple[Hours, ...]:
    return (Hours(WEEK, time.fromisoformat(start), time.fromisoformat(end)),)


@given(st.lists(desks, max_size=5), moments, st.sampled_from(["", "NL", "ON", "YT"]), shifts)
def test_no_call_is_offered_to_a_closed_or_empty_desk_and_there_is_always_an_answer(
    all_: list[Desk], at: datetime, province: str, on_shift: dict[str, int]
) -> None:
    found = route(all_, at, province, on_shift)
    for one in found.offered:
        assert one.desk.is_open(at)
        assert on_shift[one.desk.code] > 0
        assert one.desk.serves_from(province)
    assert len(found.offered) + len(found.passed_over) == len(all_)
    assert found.last_resort == (not found.offered)
    able = [
        one for one in all_
        if one.is_open(at) and on_shift.get(one.code, 0) and one.serves_from(province)
    ]  # fmt: skip
    assert len(found.offered) == len(able)


@given(desks, moments)
def test_a_closed_desk_says_when_it_opens_and_it_is_not_open_before(
    one: Desk, at: datetime
) -> None:
    opens = one.opens_next(at)
    if opens is None:
        return
    assert opens >= at
    assert one.is_open(opens)
    before = at
    while before < min(opens, at + timedelta(days=2)):
        assert not one.is_open(before)
        before += timedelta(minutes=1)


@given(hours, st.sampled_from(ZONES), st.sampled_from(NIGHTS[:3]))
def test_over_a_clock_change_wall_clock_alone_decides(
    one: Hours, zone: str, night: datetime
) -> None:
    always = desk(zone, hours=(replace(one, days=WEEK),))
    for minutes in range(0, 36 * 60, 15):
        at = night + timedelta(minutes=minutes)
        now = at.astimezone(ZoneInfo(zone)).time()
        inside = (
            one.start <= now < one.end
            if one.start < one.end
            else (now >= one.start or now < one.end)
        )
        assert always.is_open(at) == inside


@pytest.mark.parametrize("zone", [zone for zone in ZONES if zone != "America/Regina"])
def test_the_skipped_hour_does_not_exist_and_the_repeated_one_counts_twice(zone: str) -> None:
    night_desk = desk(zone, hours=open_from("02:00", "03:00"))
    day_desk = desk(zone, hours=open_from("01:00", "02:00"))
    spring = datetime(2026, 3, 8, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    autumn = datetime(2026, 11, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    quarters = [timedelta(minutes=15 * number) for number in range(4 * 23)]
    assert sum(night_desk.is_open(spring + step) for step in quarters) == 0
    quarters += [timedelta(minutes=15 * number) for number in range(4 * 23, 4 * 25)]
    assert sum(day_desk.is_open(autumn + step) for step in quarters) == 8


def test_hours_over_midnight_belong_to_the_day_they_began_on() -> None:
    friday_night = (Hours(frozenset({4}), time(20), time(4)),)
    one = desk(hours=friday_night, closed_on=frozenset({date(2026, 5, 16)}))
    saturday_at_three = datetime(2026, 5, 16, 3, tzinfo=ZoneInfo("America/Toronto"))
    assert one.is_open(saturday_at_three)  # Saturday is off, but these are Friday's hours
    assert not one.is_open(saturday_at_three + timedelta(hours=1))


@pytest.mark.parametrize("zone", ZONES)
def test_a_holiday_closes_a_desk_on_its_own_calendar_day(zone: str) -> None:
    one = desk(zone, closed_on_holidays=True)
    canada_day = datetime(2026, 7, 1, tzinfo=ZoneInfo(zone))
    assert not one.is_open(canada_day)
    assert one.is_open(canada_day - timedelta(minutes=1))
    assert one.opens_next(canada_day) == canada_day + timedelta(days=1)


def test_a_desk_of_the_province_comes_before_one_for_all_and_then_the_order_counts() -> None:
    line = desk(order=1)
    own = replace(desk(order=9, serves=frozenset({"NL"})), code="b")
    late = replace(desk(order=2), code="c")
    found = route([late, own, line], NIGHTS[0], "NL", {"a": 1, "b": 1, "c": 2})
    assert [one.desk.code for one in found.offered] == ["b", "a", "c"]
    away = route([own], NIGHTS[0], "BC", {"b": 1})
    assert away.last_resort
    assert away.passed_over[0].state == DeskState.ELSEWHERE


def test_the_last_resort_says_when_somebody_is_back() -> None:
    one = desk(hours=open_from("08:00", "16:00"))
    at = datetime(2026, 3, 8, 4, tzinfo=ZoneInfo("America/Toronto"))
    found = route([one], at, "", {"a": 5})
    assert found.last_resort
    assert found.back_at == datetime(2026, 3, 8, 8, tzinfo=ZoneInfo("America/Toronto"))


def test_a_shift_that_nobody_ended_stops_to_count() -> None:
    began = NIGHTS[0]
    assert on_shift_at(began, None, began)
    assert on_shift_at(began, None, began + SHIFT_LASTS - timedelta(minutes=1))
    assert not on_shift_at(began, None, began + SHIFT_LASTS)
    assert not on_shift_at(began, began + timedelta(hours=1), began + timedelta(hours=1))


def test_the_police_service_that_names_the_place_comes_before_that_of_the_province() -> None:
    city = PoliceArea("city", "ON", frozenset({"toronto"}))
    province, country = PoliceArea("province", "ON"), PoliceArea("country")
    areas = (country, province, city)
    assert responsible(areas, "Toronto", "ON") == city
    assert responsible(areas, "Kenora", "ON") == province
    assert responsible(areas, "Toronto", "BC") == country
    assert responsible(areas, "", "") == country
    assert responsible((province,), "", "") is None
