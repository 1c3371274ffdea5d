"""Deadlines: late from the day after the last good one, and never while the clock stands still."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dotline.case.rules import Deadline, DueState

TODAY = date(2026, 11, 23)


@given(st.integers(-400, 400), st.booleans())
def test_a_deadline_is_late_exactly_when_its_last_day_is_over(days: int, paused: bool) -> None:
    row = Deadline(UUID(int=1), "plan", TODAY + timedelta(days), "x", paused=paused)
    state = row.state(TODAY)
    assert (state is DueState.LATE) is (days < 0 and not paused)
    assert (state is DueState.PAUSED) is paused
    assert (state is DueState.AHEAD) is (days > 14 and not paused)
