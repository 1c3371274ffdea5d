"""Clusters do not depend on the order of pairs, and never join what was said to be apart."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dotline.matching.clusters import Clusters

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15)


def joined(pairs: list[tuple[int, int]], apart: list[tuple[int, int]] = []) -> Clusters[int]:  # noqa: B006
    made: Clusters[int] = Clusters(apart)
    for one, two in pairs:
        made.join(one, two)
    return made


@given(pairs=PAIRS, seed=st.integers())
def test_the_order_of_the_pairs_does_not_matter(pairs: list[tuple[int, int]], seed: int) -> None:
    other = pairs.copy()
    Random(seed).shuffle(other)
    assert joined(pairs).groups() == joined(other).groups()


@given(pairs=PAIRS)
def test_together_is_what_chains_of_pairs_make(pairs: list[tuple[int, int]]) -> None:
    made = joined(pairs)
    for one, two in pairs:
        assert made.together(one, two)
    members = [each for group in made.groups() for each in group]
    assert len(members) == len(set(members))
    assert set(members) == {each for one, two in pairs if one != two for each in (one, two)}


@given(pairs=PAIRS, apart=PAIRS)
def test_what_is_apart_stays_apart(
    pairs: list[tuple[int, int]], apart: list[tuple[int, int]]
) -> None:
    made = joined(pairs, apart)
    for one, two in apart:
        if one != two:
            assert not made.together(one, two)
