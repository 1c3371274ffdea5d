"""Clusters do not depend on the order of pairs, and never join what was said to be apart."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dotline.matching.clusters import Clusters, correlated

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


WEIGHED = st.dictionaries(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(-30, 30).filter(bool),
    max_size=24,
)


def by_hand(weighed: dict[tuple[int, int], int], missing: int) -> list[list[int]]:
    """The definition: every mean anew before each step."""
    groups = [[one] for one in sorted({each for pair in weighed for each in pair})]

    def mean(one: list[int], two: list[int]) -> float:
        told = [weighed.get((min(a, b), max(a, b)), -missing) for a in one for b in two]
        met = any((min(a, b), max(a, b)) in weighed for a in one for b in two)
        return sum(told) / len(told) if met else -1

    while True:
        best = max(
            (
                (mean(one, two), -min(one + two), -max(min(one), min(two)))
                for at, one in enumerate(groups) for two in groups[at + 1 :]
            ),
            default=(0, 0, 0),
        )  # fmt: skip
        if best[0] <= 0:
            return sorted(sorted(group) for group in groups if len(group) > 1)
        one, two = (next(group for group in groups if min(group) == -name) for name in best[1:])
        groups = [group for group in groups if group not in (one, two)] + [one + two]


@given(weighed=WEIGHED, missing=st.integers(0, 9), seed=st.integers())
def test_weighed_clusters_are_those_of_the_definition_whatever_the_order(
    weighed: dict[tuple[int, int], int], missing: int, seed: int
) -> None:
    pairs = [(one, two, weight) for (one, two), weight in weighed.items()]
    Random(seed).shuffle(pairs)
    turned = [(two, one, weight) if Random(at).random() < 0.5 else (one, two, weight)
              for at, (one, two, weight) in enumerate(pairs)]  # fmt: skip
    found = correlated(turned, missing)
    assert found == by_hand(weighed, missing)
    chained = joined([(one, two) for one, two, weight in pairs if weight > 0])
    assert all(chained.together(group[0], one) for group in found for one in group)


def test_one_wrong_pair_does_not_make_two_people_one() -> None:
    two_people = [
        (a, b, 5) for people in (range(4), range(4, 8)) for a in people for b in people if a < b
    ]
    bridge = [(3, 4, 4)]
    assert correlated(two_people + bridge, 1) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert joined([(a, b) for a, b, _weight in two_people + bridge]).groups() == [[*range(8)]]
