"""Law: the same question has another answer on another day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import NotFound
from dotline.reference import law, vocabulary

DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))
CITES = st.sampled_from(sorted(law.HOLDER.value().provisions))


@pytest.mark.parametrize(
    ("cite", "on", "mode", "least", "most"),
    [
        ("CC 279.01(1)(a)", date(2014, 12, 5), "indictable", 0, None),
        ("CC 279.01(1)(a)", date(2014, 12, 6), "indictable", 60, None),
        ("CC 279.01(1)(b)", date(2005, 11, 25), "indictable", 0, 168),
        ("CC 279.01(1)(b)", date(2026, 1, 1), "indictable", 48, 168),
        ("CC 279.011(1)(a)", date(2010, 6, 29), "indictable", 72, None),
        ("CC 279.011(1)(b)", date(2026, 1, 1), "indictable", 60, 168),
        ("CC 279.02(1)", date(2019, 9, 18), "indictable", 0, 120),
        ("CC 279.02(1)", date(2019, 9, 19), "hybrid", 0, 120),
        ("CC 279.03(2)", date(2020, 2, 29), "indictable", 12, 120),
        ("IRPA 117(3.2)(b)", date(2020, 2, 29), "indictable", 120, None),
        ("IRPA 118", date(2003, 1, 1), "indictable", 0, None),
    ],
)
def test_a_penalty_is_the_one_of_its_day(
    cite: str, on: date, mode: str, least: int, most: int | None
) -> None:
    found = law.lookup(cite, on)
    assert (found.mode, found.min_months, found.max_months) == (mode, least, most)
    assert found.life is (most is None)


@pytest.mark.parametrize(
    ("cite", "on"),
    [
        ("CC 279.01(1)(b)", date(2005, 11, 24)),
        ("CC 279.011(1)(a)", date(2010, 6, 28)),
        ("CC 279.05", date(2025, 12, 31)),
        ("CC 279.05", date(2020, 1, 1)),
        ("CC 231", date(2020, 1, 1)),
    ],
)
def test_law_that_was_not_in_force_is_refused(cite: str, on: date) -> None:
    with pytest.raises(NotFound):
        law.lookup(cite, on)


@given(CITES, DAYS)
def test_at_most_one_text_holds_on_a_day_and_its_minimum_is_below_its_maximum(
    cite: str, on: date
) -> None:
    holding = [one for one in law.history(cite) if on in one.span]
    assert len(holding) <= 1
    assert all(one.min_months <= (one.max_months or 10**6) for one in holding)
    assert law.available(cite, on, on) is bool(holding)


@given(CITES, DAYS, st.integers(0, 400))
def test_an_offence_over_several_days_is_covered_if_one_of_them_is(
    cite: str, first: date, days: int
) -> None:
    last = first + timedelta(days=days)
    each = any(law.available(cite, day, day) for day in (first, last))
    assert law.available(cite, first, last) or not each


def test_a_section_gives_its_limbs_and_a_short_term_is_flagged() -> None:
    cites = {one.cite for one in law.under("CC 279.01", date(2020, 1, 1))}
    assert cites == {"CC 279.01(1)(a)", "CC 279.01(1)(b)", "CC 279.01(2)", "CC 279.01(3)"}
    assert law.below_minimum("CC 279.011(1)(b)", date(2020, 1, 1), 36)
    assert not law.below_minimum("CC 279.01(1)(b)", date(2010, 1, 1), 36)
    assert all(one.kind == "offence" for one in law.offences(date(2020, 1, 1)))


def test_every_province_has_its_duty_to_report_a_child() -> None:
    for province in vocabulary.codes("provinces"):
        assert law.child_duty(province.code).province == province.code
        assert len(law.bases(province.code)) == 5
    assert {one.cite for one in law.bases()} == {
        "consent",
        "danger_life",
        "danger_child",
        "court_order",
    }
    assert law.basis("danger_life").emergency
    assert law.basis("court_order").reviewer
    with pytest.raises(NotFound):
        law.basis("curiosity")
