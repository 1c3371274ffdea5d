"""When a broken glass lets read, and when the right to break it rests."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dotline.access.rules import LASTS, Broken, Verdict, is_open, may_break, review_due

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
hours = st.integers(0, 400).map(lambda n: timedelta(hours=n))


@given(st.timedeltas(timedelta(days=-1), timedelta(days=1)), st.booleans())
def test_it_lets_read_within_its_hour_and_never_once_reviewed(
    later: timedelta, reviewed: bool
) -> None:
    glass = Broken(AT, AT + LASTS, AT if reviewed else None, "justified" if reviewed else "")
    assert is_open(glass, AT + later) == (timedelta(0) <= later < LASTS and not reviewed)


@given(st.lists(st.tuples(hours, st.sampled_from(["", *Verdict]), st.booleans())), hours)
def test_the_right_rests_for_a_late_review_or_a_lost_one(
    rows: list[tuple[timedelta, str, bool]], later: timedelta
) -> None:
    now = AT + timedelta(hours=400) + later
    before = [
        Broken(
            AT + at, AT + at + LASTS, AT + at if verdict else None, verdict, AT if back else None
        )
        for at, verdict, back in rows
    ]
    late = any(not one.verdict and now > review_due(one.at, "America/Toronto") for one in before)
    lost = any(one.verdict == Verdict.NOT_JUSTIFIED and one.restored is None for one in before)
    assert bool(may_break(before, "America/Toronto", now)) == (not late and not lost)


def test_a_review_is_owed_within_seventy_two_hours_whatever_the_clock_change() -> None:
    spring = datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert review_due(spring, "America/Toronto") - spring == timedelta(hours=72)
