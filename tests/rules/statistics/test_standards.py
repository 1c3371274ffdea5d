"""What the world asks a country to count: every question has a table or a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import NotFound
from dotline.statistics.rules.measures import definitions
from dotline.statistics.rules.standards import comparisons, per_100_000, standard, standards
from dotline.ui.bilingual import LANGS


def test_every_number_asked_for_has_a_table_with_what_differs_or_a_reason_for_none() -> None:
    said = definitions()
    for one in standards():
        for asked in one.asked:
            assert bool(asked.table) is (asked.missing is None) is (asked.differs is not None)
            assert not asked.rate or asked.table
            if asked.table:
                assert asked.table in said.tables


def test_the_four_standards_of_the_study_are_there_and_an_unread_one_says_so() -> None:
    codes = {one.code: one.verified for one in standards()}
    assert codes == {"IC-TIP": False, "GLOTIP": False, "SDG-16-2-2": True, "Juristat": False}
    with pytest.raises(NotFound, match="Juristat"):
        standard("EUROSTAT")


def test_a_comparison_has_two_offices_that_disagree_and_says_where_each_was_read() -> None:
    for one in comparisons():
        assert all(each.source.fr for each in one.series)
        first, second = (each.values for each in one.series[:2])
        both = first.keys() & second.keys()
        assert both
        assert all(first[year] != second[year] for year in both)
        part = one.part.partition("=")
        assert part[2] in definitions().table(one.table).spec.parts
        assert all(one.why.in_(lang) and one.ours_why.in_(lang) for lang in LANGS)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_rate_grows_with_the_number_and_is_of_100_000(value: int, people: int) -> None:
    assert per_100_000(value, people) <= per_100_000(value + 1, people)
    assert abs(per_100_000(value, people) - value * 100 / people) <= 0.051
