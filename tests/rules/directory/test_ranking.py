"""Freshness orders among like hits and never lifts a weaker match above a stronger one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules import ranking

words = st.lists(st.sampled_from([*ranking.POINTS.values(), 0.0]), max_size=4)
wishes = st.integers(0, 3)


def relevance(found: list[float], wishes_met: int, unsure: bool) -> float:
    """What a hit scores before anybody asks when it was confirmed."""
    return sum(found) + wishes_met * ranking.SAYS_SO - unsure * ranking.UNSURE


@given(words, wishes, st.booleans(), words, wishes, st.booleans())
def test_a_late_stronger_match_stays_above_a_fresh_weaker_one(
    one: list[float], ones: int, ones_day: bool, other: list[float], others: int, others_day: bool
) -> None:
    weaker, stronger = sorted(
        (relevance(one, ones, ones_day), relevance(other, others, others_day))
    )
    if weaker < stronger:
        assert stronger - ranking.STALE > weaker


def test_among_equals_the_fresh_one_comes_first_and_a_place_of_words_keeps_its_worth() -> None:
    assert ranking.STALE > 0
    steps = sorted([*ranking.POINTS.values(), 0.0])
    assert all(high - low > ranking.STALE for low, high in pairwise(steps))
