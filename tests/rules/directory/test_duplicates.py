"""The points of two listings: symmetric, printable row by row, and sure where they say so (R-12)."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules import duplicates, folded
from dotline.directory.rules.duplicates import MERGE, REVIEW, WHAT
from tests.rules.directory.labelled import Labelled, measured


@pytest.mark.parametrize("seed", [2010, 7])
def test_precision_is_at_least_98_percent_where_merging_needs_nobody(seed: int) -> None:
    labelled = Labelled(seed, 700)
    precision, recall, found = measured(labelled, MERGE)
    _looked, seen, _count = measured(labelled, REVIEW)
    told = f"merge: precision {precision:.4f}, recall {recall:.3f} ({found}); review: recall {seen:.3f}"
    print(told)  # noqa: T201 - for whoever weighs the thresholds
    assert found > 100 and precision >= 0.98
    assert recall >= 0.8 and seen >= 0.95


@given(seed=st.integers(0, 10_000))
def test_the_order_of_two_does_not_matter_and_the_rows_are_the_points(seed: int) -> None:
    listed = Labelled(seed, 6).listed
    one, two = Random(seed).sample(listed, 2)
    pair = duplicates.score(one, two)
    assert pair == duplicates.score(two, one)
    assert pair.points == sum(line.points for line in pair.lines)
    assert all(line.what in WHAT and line.how in duplicates.HOW for line in pair.lines)
    assert duplicates.survivor(one, two) == duplicates.survivor(two, one)


def test_the_order_of_the_directory_does_not_matter() -> None:
    listed = Labelled(3, 60).listed
    assert duplicates.pairs(listed) == duplicates.pairs(listed[::-1])


def test_every_pair_that_is_one_shares_a_key() -> None:
    labelled = Labelled(11, 300)
    asked = {frozenset({one.id, two.id}) for one, two in duplicates.candidates(labelled.listed)}
    assert len(labelled.same - asked) <= len(labelled.same) // 100


@pytest.mark.parametrize(
    ("address", "host", "page"),
    [
        ("https://www.Kelp.example.org/", "kelp.example.org", ""),
        ("kelp.example.org/Help/", "kelp.example.org", "kelp.example.org/help"),
        ("https://facebook.com/kelp", "", "facebook.com/kelp"),
        ("http://[broken", "", ""),
    ],
)
def test_web_addresses(address: str, host: str, page: str) -> None:
    assert (folded.host(address), folded.page(address)) == (host, page)
