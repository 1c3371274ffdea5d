"""Lengths of time without pauses, percentiles, counts of beds and moments of follow-ups."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dotline.base.percentile import percentile
from dotline.referral.rules import (
    LIMITS,
    Beds,
    BedUnit,
    Span,
    follow_up_times,
    loop_closed,
    shown_beds,
    working_time,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
minutes = st.integers(0, 10_000)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


spans = st.tuples(minutes, minutes).map(lambda two: Span(at(min(two)), at(max(two))))


@given(st.lists(spans, max_size=8), spans)
def test_working_time_is_the_minutes_that_no_pause_covers(pauses: list[Span], whole: Span) -> None:
    found = working_time(whole, pauses, at(10_000))
    assert timedelta(0) <= found <= (whole.until or START) - whole.since
    start, end = (
        int((one - START).total_seconds() // 60) for one in (whole.since, whole.until or START)
    )
    inside = [
        minute
        for minute in range(start, end)
        if not any(one.since <= at(minute) < (one.until or START) for one in pauses)
    ]
    assert found == timedelta(minutes=len(inside))


@given(st.lists(minutes, min_size=1, max_size=50), st.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_enough_do_not_exceed_it(
    values: list[int], share: int
) -> None:
    lengths = [timedelta(minutes=one) for one in values]
    found = percentile(lengths, share / 100)
    assert found in lengths
    assert sum(one <= found for one in lengths) * 100 >= share * len(lengths)
    assert percentile([], 0.5) is None


@given(st.sampled_from(list(BedUnit)), st.integers(-100, 20_000))
def test_an_old_count_of_beds_is_no_number(unit: BedUnit, age: int) -> None:
    beds = Beds(unit, 10, 1, 2, 3, START, "counted")
    shown = shown_beds(beds, START + timedelta(minutes=age))
    fresh = timedelta(0) <= timedelta(minutes=age) <= LIMITS[unit]
    assert shown.free == (4 if fresh else None)
    assert shown.age >= timedelta(0)


def test_follow_ups_come_after_a_day_a_week_and_a_month() -> None:
    days = [(due - START).days for due in follow_up_times(START).values()]
    assert days == [1, 7, 30]


def test_a_loop_is_closed_only_when_it_is_known_what_became_of_the_person() -> None:
    assert loop_closed("completed", "not_received")
    assert loop_closed("failed", "")
    assert not loop_closed("completed", "unknown")
    assert not loop_closed("rejected", "")
