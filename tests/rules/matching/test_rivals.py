"""Rivals: they only take, never more than allowed, as the sum over all ways to pair would; a wanted rival hardly."""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.matching import resolving, rivals, scores
from dotline.matching.scores import UNIT

MODEL = scores.shipped()
MOST = -2 * round(UNIT * math.log(1 / rivals.TWICE))
Pair = tuple[int, int]
told = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(-5_000, 24_000), min_size=1, max_size=12
)  # fmt: skip


def taken(told: dict[Pair, int], prior: float = 0.5) -> list[int]:
    one, two = np.array(list(told), np.int32).T
    return rivals.taken(one, two, np.array(list(told.values()), np.int32), prior).tolist()


@given(told, st.floats(0.001, 0.999))
def test_rivals_take_within_the_limit_and_alike_from_either_side(
    told: dict[Pair, int], prior: float
) -> None:
    lost = taken(told, prior)
    turned = taken({(two, one): points for (one, two), points in told.items()}, prior)
    assert all(abs(here - there) <= 1 for here, there in zip(lost, turned, strict=True))
    assert all(MOST - 1 <= one <= 0 for one in lost)
    for (one, two), points in zip(told, lost, strict=True):
        if sum(one == a or two == b for a, b in told) == 1:
            assert points == 0


def odds_over_all_ways(told: dict[Pair, int], asked: Pair) -> float:
    """The odds of a pair over all ways in which nobody has two partners."""
    sums = {True: 0.0, False: 0.0}
    for some in ways(list(told)):
        sums[asked in some] += math.exp(sum(told[pair] for pair in some) / UNIT)
    return sums[True] / sums[False]


def ways(pairs: Sequence[Pair]) -> list[tuple[Pair, ...]]:
    return [
        some for size in range(len(pairs) + 1) for some in combinations(pairs, size)
        if len({one for one, _two in some}) == size == len({two for _one, two in some})
    ]  # fmt: skip


@given(st.lists(st.integers(-3_000, 6_000), min_size=1, max_size=4), st.sampled_from(["path", "star"]))  # fmt: skip
def test_without_a_circle_the_odds_are_those_of_all_ways_to_pair(
    points: list[int], shape: str
) -> None:
    places = [(0, at) if shape == "star" else ((at + 1) // 2, at // 2) for at in range(4)]
    told = dict(zip(places, points, strict=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rivals, "TWICE", 0.0)
        lost = taken(told)
    for (pair, own), less in zip(told.items(), lost, strict=True):
        assert (own + less) / UNIT == pytest.approx(math.log(odds_over_all_ways(told, pair)), abs=2e-3)  # fmt: skip


def test_a_rival_who_has_a_better_partner_takes_next_to_nothing() -> None:
    twins = {(0, 0): 5_000, (0, 1): 5_000}
    assert taken(twins)[0] < -600
    assert taken({**twins, (1, 1): 16_000})[0] > -5


def linked(told: dict[Pair, int]) -> resolving.Linked:
    one, two = np.array(list(told), np.int64).T
    return resolving.resolve(one, two, np.array(list(told.values()), np.int64), MODEL, 50)


def test_somebody_who_is_in_a_file_twice_stays_a_match() -> None:
    before = linked({(0, 0): 15_000, (0, 1): 15_000, (1, 2): 15_000})
    after = resolving.one_to_one(resolving.against_rivals(before))
    assert after.two.tolist() == [0, 2]
    assert (after.probability > resolving.MATCH).all()
    assert after.rivals[0] < after.rivals[1] == 0


def test_rivals_count_one_to_one_alone_and_every_point_is_told() -> None:
    before = linked({(0, 0): 6_000, (0, 1): 5_000, (1, 1): 4_500, (2, 2): 9_000})
    assert before.rivals.tolist() == [0, 0, 0, 0]
    after = resolving.against_rivals(before)
    assert (after.points == before.points + after.rivals).all()
    assert (after.probability <= before.probability).all()
    assert after.probability[3] == before.probability[3]
    nobody = before.only(np.zeros(4, bool))
    assert len(resolving.against_rivals(nobody)) == 0
    steps = scores.waterfall(MODEL, 7, 3, int(after.rivals[1]))
    told = [step.points for step in steps if step.fields == ("rivals",)]
    assert told == [after.rivals[1]]
    assert not any(step.fields == ("rivals",) for step in scores.waterfall(MODEL, 7, 3))
