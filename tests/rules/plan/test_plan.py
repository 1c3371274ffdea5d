"""The plan's rules: what counts as missing, as late, and which reports a lead owes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.plan.rules import (
    FINISHED,
    STATES,
    Gap,
    Reports,
    State,
    gaps_of,
    report_due,
    reports_of,
    years_owed,
)

TODAY = date(2026, 11, 22)
days = st.dates(min_value=date(2009, 1, 1), max_value=date(2040, 12, 31))


def gaps(**changes: object) -> frozenset[Gap]:
    whole = {
        "lead": "justice",
        "measure": "calls",
        "due": date(2027, 1, 1),
        "state": State.UNDER_WAY,
        "published": frozenset({"calls"}),
        "on": TODAY,
    }
    return gaps_of(**{**whole, **changes})  # type: ignore[arg-type]  # mixed on purpose


def test_an_item_with_lead_measure_figure_and_time_left_lacks_nothing() -> None:
    assert gaps() == frozenset()


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"lead": ""}, {Gap.LEAD}),
        ({"measure": ""}, {Gap.INDICATOR}),
        ({"published": frozenset()}, {Gap.DATA}),
        ({"due": date(2026, 11, 21)}, {Gap.LATE}),
        ({"due": TODAY}, set()),
        ({"due": None}, set()),
        ({"due": date(2020, 1, 1), "state": State.DONE}, set()),
        ({"lead": "", "measure": "", "due": date(2020, 1, 1)}, {Gap.LEAD, Gap.INDICATOR, Gap.LATE}),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, object], missing: set[Gap]) -> None:
    assert gaps(**changes) == missing


def test_taking_the_figure_away_turns_an_item_into_one_without_data_and_not_into_a_good_one() -> (
    None
):
    assert gaps(published=frozenset({"calls"})) == frozenset()
    assert gaps(published=frozenset({"cases"})) == {Gap.DATA}


@given(lead=st.sampled_from(["", "a"]), measure=st.sampled_from(["", "m"]), due=st.none() | days,
       state=st.sampled_from(State), published=st.frozensets(st.sampled_from(["m", "n"])), on=days)  # fmt: skip
def test_no_item_lacks_both_an_indicator_and_its_data(
    lead: str, measure: str, due: date | None, state: State, published: frozenset[str], on: date
) -> None:
    found = gaps_of(lead=lead, measure=measure, due=due, state=state, published=published, on=on)
    assert not {Gap.INDICATOR, Gap.DATA} <= found
    assert (Gap.LATE in found) == (due is not None and due < on and state not in FINISHED)


def test_a_report_on_a_year_is_owed_once_the_thirty_first_of_march_is_over() -> None:
    start = date(2024, 9, 1)
    assert years_owed(start, None, date(2025, 3, 31)) == ()
    assert years_owed(start, None, date(2025, 4, 1)) == (2024,)
    assert years_owed(start, None, TODAY) == (2024, 2025)


def test_nothing_is_owed_without_a_first_day_and_nothing_after_the_year_it_was_finished() -> None:
    assert years_owed(None, None, TODAY) == ()
    assert years_owed(date(2020, 1, 1), 2021, TODAY) == (2020, 2021)


@given(start=days, on=days, later=days)
def test_what_is_owed_only_grows_with_time(start: date, on: date, later: date) -> None:
    first, last = sorted((on, later))
    assert set(years_owed(start, None, first)) <= set(years_owed(start, None, last))
    assert all(report_due(year) < last for year in years_owed(start, None, last))


def test_a_late_report_is_received_but_not_on_time() -> None:
    received = {2023: date(2024, 3, 31), 2024: date(2025, 4, 1), 2022: date(2023, 1, 1)}
    assert reports_of((2023, 2024, 2025), received) == Reports(expected=3, received=2, on_time=1)


@given(
    owed=st.sets(st.integers(2010, 2030)),
    received=st.dictionaries(st.integers(2010, 2030), days),
)
def test_reports_in_time_are_received_and_received_ones_expected(
    owed: set[int], received: dict[int, date]
) -> None:
    found = reports_of(owed, received)
    assert 0 <= found.on_time <= found.received <= found.expected == len(owed)


def test_every_state_can_be_reached_and_done_can_be_reopened() -> None:
    assert STATES.reachable() == set(State)
    assert STATES.allows(State.DONE, State.UNDER_WAY)
    assert not STATES.allows(State.DONE, State.NOT_STARTED)
