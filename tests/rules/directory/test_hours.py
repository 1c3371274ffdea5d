"""Opening hours are wall-clock hours: before, on and after the night the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules.hours import (
    DAY,
    Opening,
    Weekly,
    closing,
    in_words,
    opening,
    weekly,
)
from dotline.directory.rules.ranking import open_now

TORONTO = "America/Toronto"
WEEKDAYS = 0b0011111


def at(text: str, zone: str = TORONTO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def is_open(hours: Weekly, moment: datetime) -> bool:
    return closing(hours, moment) is not None


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-20T08:59", False),
        ("2026-11-20T09:00", True),
        ("2026-11-20T16:59", True),
        ("2026-11-20T17:00", False),
        ("2026-11-21T12:00", False),  # Saturday
        ("2026-03-06T09:00", True),  # standard time
        ("2026-03-09T09:00", True),  # the Monday after the clocks went forward
        ("2026-03-09T08:30", False),
        ("2026-11-02T09:00", True),  # the Monday after they went back
        ("2026-11-02T08:30", False),
    ],
)
def test_nine_to_five_on_weekdays_means_local_time_all_year(moment: str, open_: bool) -> None:
    assert is_open(Weekly(WEEKDAYS, 9 * 60, 17 * 60, TORONTO), at(moment)) is open_


def test_a_night_shelter_is_open_past_midnight_and_says_until_when() -> None:
    nights = Weekly(0b1000000, 20 * 60, DAY + 8 * 60, TORONTO)  # Sunday evening to Monday morning
    assert is_open(nights, at("2026-11-22T23:00"))
    assert is_open(nights, at("2026-11-23T07:59"))
    assert not is_open(nights, at("2026-11-23T08:00"))
    until = closing(nights, at("2026-11-23T01:00"))
    assert until is not None and f"{until:%H:%M}" == "08:00"


@pytest.mark.parametrize("zone", ["America/St_Johns", "America/Halifax", "America/Toronto", "America/Winnipeg",
                                  "America/Regina", "America/Edmonton", "America/Vancouver"])  # fmt: skip
def test_a_service_opens_at_nine_in_its_own_zone(zone: str) -> None:
    hours = Weekly(0b1111111, 9 * 60, 10 * 60, zone)
    assert is_open(hours, at("2026-07-01T09:30", zone))
    assert not is_open(hours, at("2026-07-01T10:30", zone))


def test_hours_hold_only_while_they_are_valid() -> None:
    summer = Weekly(0b1111111, 0, DAY, TORONTO, "2026-06-01", "2026-08-31")
    assert is_open(summer, at("2026-08-31T23:59"))
    assert not is_open(summer, at("2026-09-01T00:00"))


@given(
    st.integers(1, 127),
    st.integers(0, DAY - 1),
    st.integers(1, DAY),
    st.integers(0, 2 * 365 * DAY),
)
def test_open_agrees_with_counting_minute_by_minute(
    days: int, opens: int, length: int, minute: int
) -> None:
    hours = Weekly(days, opens, min(opens + length, opens + DAY), "Etc/GMT")
    aware = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    midnight = aware.replace(hour=0, minute=0)
    spans = [
        (
            midnight + timedelta(days=back, minutes=hours.opens),
            midnight + timedelta(days=back, minutes=hours.closes),
        )
        for back in (-1, 0)
        if days >> (midnight + timedelta(days=back)).weekday() & 1
    ]
    assert is_open(hours, aware) == any(start <= aware < end for start, end in spans)


@pytest.mark.parametrize(
    "intricate",
    [
        {"freq": "MONTHLY"},
        {"interval": 2.0},
        {"bymonthday": "1"},
        {"byweekno": "41"},
        {"count": 3.0},
        {"byday": "1MO"},
        {"byday": ""},
        {"opens_at": ""},
    ],
)
def test_what_is_not_plainly_weekly_is_never_claimed_to_be(intricate: dict[str, object]) -> None:
    plain: dict[str, object] = {
        "freq": "WEEKLY",
        "byday": "MO",
        "opens_at": "09:00",
        "closes_at": "17:00",
    }
    assert weekly(plain, TORONTO) is not None
    assert weekly({**plain, **intricate}, TORONTO) is None


def test_hours_are_said_in_both_languages() -> None:
    hours = Weekly(WEEKDAYS, 9 * 60, 17 * 60, TORONTO)
    assert in_words(hours, "en") == "Monday to Friday, 9:00 to 17:00"
    assert in_words(hours, "fr") == "lundi à vendredi, de 9\u00a0h\u00a000 à 17\u00a0h\u00a000"
    always = weekly(
        {"byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "23:59"}, TORONTO
    )
    assert always is not None and in_words(always, "en") == "Every day, all day and night"


def test_an_hour_that_the_clocks_skip_is_never_open_and_ends_no_opening() -> None:
    gap = Weekly(0b1111111, 2 * 60, 3 * 60, TORONTO)  # on 8 March 2026 there is no half past two
    assert not is_open(gap, datetime(2026, 3, 8, 6, 59, tzinfo=UTC))  # 01:59 EST
    assert not is_open(gap, datetime(2026, 3, 8, 7, 0, tzinfo=UTC))  # 03:00 EDT
    until = closing(Weekly(0b1111111, 60, 150, TORONTO), datetime(2026, 3, 8, 6, 30, tzinfo=UTC))
    assert until is not None and f"{until:%H:%M}" == "03:00"


def test_an_hour_that_the_clocks_repeat_is_open_both_times() -> None:
    night = Weekly(0b1111111, 60, 120, TORONTO)  # 1 to 2 in the morning, 1 November 2026
    for hour in (5, 6):  # 01:30 EDT, then 01:30 EST
        until = closing(night, datetime(2026, 11, 1, hour, 30, tzinfo=UTC))
        assert until is not None and f"{until:%H:%M}" == "02:00"
    assert not is_open(night, datetime(2026, 11, 1, 7, 0, tzinfo=UTC))


def test_round_the_clock_has_no_end_and_hours_that_meet_run_on() -> None:
    always = (Weekly(0b1111111, 0, DAY, TORONTO),)
    assert opening(always, at("2026-11-20T12:00")) == Opening(None)
    weekend = (Weekly(0b0100000, 9 * 60, DAY, TORONTO), Weekly(0b1000000, 0, 18 * 60, TORONTO))
    found = opening(weekend, at("2026-11-21T12:00"))
    assert found is not None and found.until is not None
    assert f"{found.until:%a %H:%M}" == "Sun 18:00"
    assert opening(weekend, at("2026-11-20T12:00")) is None


def test_a_24_hour_service_is_never_open_until_midnight() -> None:
    assert open_now(Opening(None)).en == "open day and night"
    midnight = closing(Weekly(0b1111111, 9 * 60, DAY, TORONTO), at("2026-11-20T12:00"))
    assert open_now(Opening(midnight)).en == "open until midnight"
    assert open_now(Opening(midnight)).fr == "ouvert jusqu’à minuit"


@given(
    st.integers(1, 127), st.integers(0, DAY - 1), st.integers(1, DAY),
    st.integers(0, 2 * 365 * DAY), st.sampled_from([TORONTO, "America/St_Johns"]),
)  # fmt: skip
def test_the_end_of_an_opening_lies_ahead_and_is_shown_by_the_clocks(
    days: int, opens: int, length: int, minute: int, zone: str
) -> None:
    found = opening(
        [Weekly(days, opens, opens + length, zone)],
        now := datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute),
    )
    if found is not None and found.until is not None:
        assert found.until > now
        again = found.until.astimezone(UTC).astimezone(ZoneInfo(zone))
        assert again.replace(tzinfo=None) == found.until.replace(tzinfo=None)
