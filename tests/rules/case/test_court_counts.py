"""What courts did is counted once for two agencies, under its provision, and stays when a file goes."""

from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.case.rules.court_counts import (
    CourtFact,
    ProvisionGroup,
    gravest,
    lost_with,
    net_sentence,
    provision_group,
    units,
)
from dotline.reference import law

IDS = [UUID(int=number) for number in range(1, 5)]
KEYS = [("CC 279.01(1)(b)", date(2025, 3, 1)), ("CC 279.011(1)(b)", date(2025, 3, 1))]


def fact(case: UUID, agency: UUID, key: int) -> CourtFact:
    dims = (("province", "ON"), ("provision", str(key)), ("quarter", "2025-Q1"))
    return CourtFact("charges", (*KEYS[key], *dims), dims, case, agency)


@st.composite
def stories(draw: st.DrawFn) -> list[CourtFact]:
    """Facts of up to four cases; a case belongs to one agency."""
    made = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1)), max_size=12))
    return [fact(IDS[case], IDS[case % 2], key) for case, key in made]


def counted(facts: list[CourtFact]) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter({unit: one.dims for unit, one in units(facts)}.values())


@given(stories(), st.lists(st.integers(0, 3), unique=True))
def test_no_order_of_disposal_changes_a_count(facts: list[CourtFact], order: list[int]) -> None:
    before, left = counted(facts), Counter[tuple[tuple[str, str], ...]]()
    for number in order:
        left.update(dims for _measure, dims in lost_with(facts, IDS[number]))
        facts = [one for one in facts if one.case != IDS[number]]
        assert counted(facts) + left == before


@given(stories())
def test_the_count_is_never_more_than_what_happened_at_most_and_one_class_per_unit(
    facts: list[CourtFact],
) -> None:
    for agency in IDS[:2]:
        own = [one for one in facts if one.agency == agency]
        assert len(own) <= len({unit for unit, _one in units(facts)}) <= len(facts)
    assert len({(unit, one.dims) for unit, one in units(facts)}) == len(dict(units(facts)))


@pytest.mark.parametrize(
    ("cite", "group"),
    [
        ("CC 279.01(1)(a)", "adult"),
        ("CC 279.011(1)(b)", "minor"),
        ("CC 279.02(2)", "benefit"),
        ("CC 279.03(1)", "benefit"),
        ("IRPA 118", "irpa"),
        ("IRPA 117(2)", "other"),
        ("CC 286.1(1)", "other"),
        ("CC 279.04", "other"),
        ("", "other"),
    ],
)
def test_a_provision_stands_in_one_published_group(cite: str, group: str) -> None:
    assert provision_group(cite).value == group


def test_every_provision_of_the_law_has_a_group_and_the_gravest_is_named() -> None:
    assert gravest(["CC 279.03(1)", "CC 279.01(1)(b)"]) is ProvisionGroup.ADULT
    assert gravest(["CC 279.01(1)(b)", "CC 279.011(1)(a)"]) is ProvisionGroup.MINOR
    assert law.law("CC 279.011(1)(b)", date(2020, 1, 1)) is not None


@pytest.mark.parametrize(
    ("days", "classed"),
    [(0, "to_2y"), (729, "to_2y"), (730, "to_5y"), (1825, "to_5y"), (1826, "over_5y")],
)
def test_a_term_is_classed_by_what_was_left_of_it(days: int, classed: str) -> None:
    assert net_sentence("CC 279.01(1)(b)", days) == f"adult_{classed}"
    assert net_sentence("CC 279.02(1)", days) == f"other_{classed}"
