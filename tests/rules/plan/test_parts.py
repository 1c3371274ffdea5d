"""Leads in time, ratings and pointers: pure rules of the plan."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.plan.rules.leads import Part, Role, first_day, held
from dotline.plan.rules.ratings import Rated, Rater, Rating, differ, newest
from dotline.reference.pointers import circle

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2035, 12, 31))


@given(first=days, length=st.integers(0, 4000), asked=days)
def test_a_lead_leads_from_the_first_day_to_the_last_and_on_no_other(
    first: date, length: int, asked: date
) -> None:
    last = first + timedelta(days=length)
    role = Role("justice", Part.LEAD, first, last, "")
    assert bool(held([role], Part.LEAD, asked)) == (first <= asked <= last) == (asked in role.span)
    assert held([role], Part.PARTNER, asked) == ()


@pytest.mark.parametrize(
    ("published", "day"),
    [("2010-09", date(2010, 9, 1)), ("2010", date(2010, 1, 1)), ("2010-09-15", date(2010, 9, 1))],
)
def test_a_source_speaks_from_the_first_day_of_its_month(published: str, day: date) -> None:
    assert first_day(published) == day


@given(st.lists(st.tuples(st.sampled_from(Rater), st.sampled_from(Rating))))
def test_what_one_rater_says_never_changes_what_the_other_said(
    said: list[tuple[Rater, Rating]],
) -> None:
    history = [Rated(rater, rating, date(2026, 1, 1)) for rater, rating in said]
    for rater in Rater:
        alone = [one for one in history if one.rater is rater]
        assert newest(history, rater) == newest(alone, rater)
    own, other = newest(history, Rater.LEAD), newest(history, Rater.RAPPORTEUR)
    if own is None or other is None:
        assert not differ(history)


def test_a_circle_of_pointers_is_named_from_its_first_thing() -> None:
    assert circle({"a": ["b"], "b": ["c"], "c": ["a"]}) in {
        ("a", "b", "c", "a"),
        ("b", "c", "a", "b"),
        ("c", "a", "b", "c"),
    }
    assert circle({"a": ["a"]}) == ("a", "a")
    assert circle({"a": ["b", "c"], "b": ["c"], "c": ["nowhere"]}) == ()


@given(
    st.dictionaries(
        st.integers(0, 8).map(str), st.lists(st.integers(0, 8).map(str), max_size=3), max_size=9
    )
)
def test_pointers_that_only_go_up_make_no_circle_and_a_found_circle_is_real(
    pointers: dict[str, list[str]],
) -> None:
    upward = {key: [one for one in ones if one > key] for key, ones in pointers.items()}
    assert circle(upward) == ()
    found = circle(pointers)
    for one, following in pairwise(found):
        assert following in pointers[one]
