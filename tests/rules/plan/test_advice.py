"""Advice and its reply: 120 days, counted to the end of the last day, as the obligation rule says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.plan.rules.advice import (
    LONGEST,
    AdviceCount,
    AdviceState,
    PlanWords,
    advice_state,
    check_day,
    counted,
)

DUE = date(2026, 5, 1)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("replied", "on", "withdrawn", "state"),
    [
        ([], DUE, False, AdviceState.WAITING),
        ([], DUE + timedelta(days=1), False, AdviceState.LATE),
        ([DUE], DUE, False, AdviceState.ANSWERED),
        ([DUE + timedelta(days=1)], DUE + timedelta(days=1), False, AdviceState.ANSWERED_LATE),
        ([DUE + timedelta(days=1)], DUE, False, AdviceState.WAITING),  # it came the day after
        ([], DUE + timedelta(days=9), True, AdviceState.WITHDRAWN),
    ],
)
def test_a_reply_is_late_from_the_day_after_its_last_day(
    replied: list[date], on: date, withdrawn: bool, state: AdviceState
) -> None:
    assert advice_state(DUE, replied, on, withdrawn=withdrawn) is state


@given(st.lists(DAYS), DAYS, st.booleans())
def test_a_further_reply_never_makes_an_answer_in_time_late(
    replied: list[date], on: date, withdrawn: bool
) -> None:
    before = advice_state(DUE, replied, on, withdrawn=withdrawn)
    after = advice_state(DUE, [*replied, date(2026, 12, 31)], on, withdrawn=withdrawn)
    if before in (AdviceState.ANSWERED, AdviceState.ANSWERED_LATE):
        assert after is before


def test_counts_leave_out_what_was_withdrawn() -> None:
    assert counted(list(AdviceState)) == AdviceCount(given=4, replied=2, on_time=1, late=1)


def test_words_are_needed_in_both_languages_and_not_too_long() -> None:
    for wrong in (
        PlanWords("Do it.", " "),
        PlanWords("", "Faites-le."),
        PlanWords("x" * (LONGEST + 1), "y"),
    ):
        with pytest.raises(Invalid):
            wrong.checked()
    assert PlanWords(" Do it. ", "Faites-le.").checked() == PlanWords("Do it.", "Faites-le.")


def test_a_day_lies_not_ahead_and_not_before_what_it_answers() -> None:
    check_day(DUE, DUE, DUE)
    for wrong in (DUE + timedelta(days=1), DUE - timedelta(days=2)):
        with pytest.raises(Invalid):
            check_day(wrong, DUE - timedelta(days=1), DUE)
