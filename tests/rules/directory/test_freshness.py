"""A confirmation holds 30, 90 or 365 days, by the most urgent thing that a service offers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules import freshness
from dotline.directory.rules.freshness import Freshness
from dotline.reference import needs as taxonomy

DAY = date(2026, 1, 10)
CODES = st.frozensets(st.sampled_from([one.code for one in taxonomy.every()]), max_size=4)


@pytest.mark.parametrize(("name", "days"), [("immediate", 30), ("urgent", 90), ("routine", 365)])
def test_each_class_has_its_days_as_data(name: str, days: int) -> None:
    assert freshness.days(name) == days
    code = next(one.code for one in taxonomy.every() if taxonomy.urgency([one.code]) == name)
    last = DAY + timedelta(days=days)
    assert freshness.state(DAY, [code], last) is Freshness.FRESH
    assert freshness.state(DAY, [code], last + timedelta(days=1)) is Freshness.OVERDUE


def test_what_nobody_ever_confirmed_is_never_fresh() -> None:
    assert freshness.state(None, [], DAY) is Freshness.NEVER
    assert freshness.last_day("", "shelter") == freshness.last_day("soon", "") == 0


def test_a_day_that_is_still_to_come_confirms_nothing() -> None:
    assert freshness.state(DAY + timedelta(days=1), ["shelter"], DAY) is Freshness.NEVER


@given(CODES, CODES)
def test_offering_more_never_lets_a_confirmation_last_longer(
    one: frozenset[str], more: frozenset[str]
) -> None:
    assert freshness.due_on(DAY, one | more) <= freshness.due_on(DAY, one)
