"""Where a year is too small: the years told together follow public sizes, and windows never overlap."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.gates.protect import Rule, TableSpec, leaves_of_time
from dotline.gates.protect.tables import times_of, windows
from dotline.statistics.rules.measures import definitions
from dotline.statistics.rules.pooling import LENGTHS, choose, expected, poolings, sure

numbers = st.lists(st.floats(0, 1000), min_size=1, max_size=40)
TABLE = "cases-by-form-and-place"


@given(numbers, st.floats(0.1, 100))
def test_the_shortest_time_is_chosen_that_tells_most_numbers(
    yearly: list[float], least: float
) -> None:
    found = choose(yearly, least)
    told = [one.told for one in poolings(yearly, least)]
    assert told == sorted(told), "more years never tell less"
    assert found.most or found.years == max(LENGTHS)
    for one in poolings(yearly, least):
        assert one.years >= found.years or not one.most


@pytest.mark.parametrize(("yearly", "years"), [(1500, 2), (570, 5)])
def test_at_canadas_size_the_rule_takes_a_few_years(yearly: float, years: int) -> None:
    said = definitions()
    cells = expected(yearly, said.closed.sizes, said.shares("form"))
    assert sum(cells.values()) == pytest.approx(yearly)
    assert choose(list(cells.values()), sure(Rule().threshold)).years == years


def test_the_registered_table_tells_as_many_years_as_the_rule_takes() -> None:
    said = definitions()
    for table in said.tables.values():
        if table.pooled is not None:
            cells = expected(table.pooled.yearly, said.closed.sizes, said.shares(table.spec.part))
            taken = choose(list(cells.values()), sure(Rule().threshold))
            assert table.pooled.years == taken.years
            assert table.spec.pool == (table.pooled.first, taken.years)


@given(st.floats(1, 200), st.floats(0, 50))
def test_what_is_surely_told_is_more_than_the_smallest_and_grows_with_noise(
    least: float, sigma: float
) -> None:
    assert least < sure(least) <= sure(least, sigma) < sure(least + 1, sigma)


@given(
    st.integers(2000, 2030), st.sampled_from(LENGTHS), st.integers(1990, 2030), st.integers(0, 30)
)
def test_windows_never_overlap_and_lie_in_the_years_there_are(
    first: int, years: int, start: int, many: int
) -> None:
    held = list(range(start, start + many))
    found = windows(first, years, held)
    for one, later in pairwise(found):
        assert one[1] < later[0]
    for one in found:
        assert set(range(one[0], one[1] + 1)) <= set(held)
        assert (one[0] - first) % years == 0


def test_a_pooled_table_is_of_whole_windows_alone_whatever_the_period() -> None:
    spec = TableSpec("t", "cases", ("pooled",), ("province",), pool=(2024, 2))
    window = "2024-Q1..2025-Q4"
    assert times_of(spec, leaves_of_time("2023-Q4..2026-Q3")) == (window,)
    assert times_of(spec, leaves_of_time("2024-Q1..2025-Q4")) == (window,)
    assert times_of(spec, leaves_of_time("2025")) == ()
    assert times_of(spec, leaves_of_time("2023-Q1..2027-Q4")) == (window, "2026-Q1..2027-Q4")
    assert TABLE in definitions().tables
