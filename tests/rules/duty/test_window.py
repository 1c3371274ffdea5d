"""An obligation is open, half gone, late, met or waived, and never two of these."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dotline.duty.rules import DutyState, Window, left, state

OPENS = datetime(2026, 3, 1, tzinfo=UTC)
DUE = OPENS + timedelta(hours=4)


@given(st.integers(-100, 600))
def test_time_alone_moves_a_window_from_open_to_half_to_late(minutes: int) -> None:
    now = OPENS + timedelta(minutes=minutes)
    expected = (
        DutyState.LATE if minutes > 240 else DutyState.HALF if minutes >= 120 else DutyState.OPEN
    )
    assert state(Window(OPENS, DUE), now) == expected


@given(st.integers(0, 600), st.integers(0, 600))
def test_what_was_met_late_stays_visible_for_ever(met: int, later: int) -> None:
    window = Window(OPENS, DUE, met=OPENS + timedelta(minutes=met))
    now = OPENS + timedelta(minutes=met + later)
    assert state(window, now) == (DutyState.MET if met <= 240 else DutyState.MET_LATE)


def test_a_waiver_stops_the_clock() -> None:
    window = Window(OPENS, DUE, waived=DUE)
    assert state(window, DUE + timedelta(days=9)) == DutyState.WAIVED
    assert left(window, DUE + timedelta(hours=1)) == timedelta(hours=-1)
