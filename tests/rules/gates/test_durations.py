"""Durations in bins: what protected counts still say of a percentile, and never more than they allow."""

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.gates.protect import ClosedSet, CountingRow, TableSpec, count
from dotline.gates.protect.durations import (
    LADDER,
    NEVER,
    WAITS,
    Between,
    bin_of,
    percentile,
)

HOUR = timedelta(hours=1)
WHERE = {"quarter": "2025-Q1", "province": "ON"}


@pytest.mark.parametrize(
    ("took", "code"),
    [
        (timedelta(0), "to_1h"),
        (HOUR, "to_1h"),
        (HOUR + timedelta(seconds=1), "to_4h"),
        (timedelta(days=30), "to_30d"),
        (timedelta(days=31), NEVER),
        (None, NEVER),
    ],
)
def test_a_length_of_time_falls_into_the_first_bin_that_holds_it(
    took: timedelta | None, code: str
) -> None:
    assert bin_of(took, WAITS) == code


def test_a_percentile_lies_in_the_bin_where_its_rank_falls() -> None:
    counts = [10, 10, 10, 10, 10, 10, 500]
    assert percentile(0.5, WAITS, counts, 560) == Between(4 * HOUR, 24 * HOUR)
    assert percentile(0.9, WAITS, counts, 560) == Between(timedelta(days=7), timedelta(days=30))


def test_nothing_is_said_where_nothing_is_shown() -> None:
    assert percentile(0.5, WAITS, [None] * 7, 40) is None
    assert percentile(0.5, WAITS, [9, 9, 9, 9, 9, 9, 9], None) is None
    assert percentile(0.5, WAITS, [0, 0, 0, 0, 0, 0, 9], 9) is None


@given(
    st.lists(st.integers(0, 40), min_size=7, max_size=7),
    st.sampled_from([list(c) for n in range(5) for c in combinations(range(7), n)]),
    st.sampled_from([0.5, 0.9]),
)
def test_what_is_said_holds_whatever_stands_in_the_hidden_cells(
    true: list[int], hidden: list[int], share: float
) -> None:
    shown = [None if place in hidden else one for place, one in enumerate(true)]
    said = percentile(share, WAITS, shown, sum(true))
    exact = percentile(share, WAITS, list(true), sum(true))
    if said is None or exact is None:
        return
    assert said.low <= exact.low
    assert exact.high <= said.high
    if not hidden:
        assert said == exact


@given(st.lists(st.floats(0, 720, allow_nan=False), min_size=1, max_size=60))
def test_the_true_percentile_lies_between_what_is_said(hours: list[float]) -> None:
    took = sorted(timedelta(hours=one) for one in hours)
    counts = [sum(bin_of(one, WAITS) == code for one in took) for code in (*WAITS, NEVER)]
    said = percentile(0.5, WAITS, list(counts), len(took))
    assert said is not None
    true = took[-(-len(took) // 2) - 1]
    assert said.low < true <= said.high or (said.low == timedelta(0) and true <= said.high)


def test_another_rooms_rows_split_what_one_room_counted() -> None:
    by_wait = TableSpec(
        "calls-by-wait", "calls", ("year",), ("country",), "wait", (*WAITS, NEVER), marks="accepted"
    )
    closed = ClosedSet((TableSpec("calls", "calls"), by_wait), {"ON": 16_000})
    rows = [CountingRow(f"c{n}", "calls", WHERE) for n in range(9)]
    rows += [CountingRow(f"c{n}", "accepted", {**WHERE, "wait": "to_4h"}) for n in range(3)]
    rows.append(CountingRow("c0", "accepted", {**WHERE, "wait": "to_1h"}))
    rows.append(CountingRow("elsewhere", "accepted", {**WHERE, "wait": "to_1h"}))
    for given_rows in (rows, rows[::-1]):
        counts = count(given_rows, closed, ("2025-Q1",), b"k")
        found = {
            part: counts.of("calls", f"wait={part}", [("2025-Q1", "ON")])[0]
            for part in (*WAITS, NEVER)
        }
        assert found == dict.fromkeys(WAITS, 0) | {"to_1h": 1, "to_4h": 2, NEVER: 6}


def test_the_ladder_climbs() -> None:
    assert list(LADDER.values()) == sorted(LADDER.values())
