"""Case rules: age over an interval, main form, who decides as what, identifiers as they are compared."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.case import rules
from dotline.case.rules import Answer, Birth
from dotline.reference import vocabulary

days = st.dates(date(1940, 1, 1), date(2030, 12, 31))
codes = st.sampled_from([code.code for code in vocabulary.codes("exploitation")])


@given(days, st.integers(0, 800), days)
def test_an_interval_says_yes_or_no_only_when_every_day_in_it_agrees(
    first: date, length: int, day: date
) -> None:
    last = first + timedelta(days=length)
    whole = rules.minor_at(Birth(first, last), day)
    each = {rules.minor_at(Birth(one, one), day) for one in (first, last)}
    assert Answer.UNKNOWN not in each
    assert whole == (each.pop() if len(each) == 1 else Answer.UNKNOWN)


@pytest.mark.parametrize(
    ("birth", "day", "answer"),
    [
        (Birth(), date(2026, 1, 1), Answer.UNKNOWN),
        (Birth(date(2008, 6, 1), None), date(2026, 5, 31), Answer.YES),
        (Birth(date(2008, 6, 1), None), date(2026, 6, 1), Answer.UNKNOWN),
        (Birth(None, date(2008, 6, 1)), date(2026, 6, 1), Answer.NO),
        (Birth(date(2008, 2, 29), date(2008, 2, 29)), date(2026, 2, 28), Answer.YES),
        (Birth(date(2008, 2, 29), date(2008, 2, 29)), date(2026, 3, 1), Answer.NO),
    ],
)
def test_eighteen_begins_on_the_birthday(birth: Birth, day: date, answer: Answer) -> None:
    assert rules.minor_at(birth, day) == answer


def test_a_birth_interval_has_a_direction() -> None:
    with pytest.raises(Invalid):
        Birth(date(2001, 1, 2), date(2001, 1, 1))


@given(st.dictionaries(codes, st.booleans()))
def test_a_case_counts_under_exactly_one_form(facts: dict[str, bool]) -> None:
    form = rules.main_form(facts)
    assert form in {"sex", "labour", "other", "unknown"}
    assert (form == "unknown") == (not any(facts.values()))
    assert rules.main_form(dict(reversed(facts.items()))) == form


@given(st.dictionaries(codes, st.booleans()))
def test_what_is_not_so_never_changes_the_form(facts: dict[str, bool]) -> None:
    only = {code: True for code, present in facts.items() if present}
    assert rules.main_form(only) == rules.main_form(facts)


@given(st.sampled_from(["name", "phone", "document", "email"]), st.text(max_size=40))
def test_comparing_an_identifier_twice_changes_nothing(kind: str, value: str) -> None:
    try:
        once = rules.clean_identifier(kind, value)
    except Invalid:
        return
    assert rules.clean_identifier(kind, once) == once
    assert rules.clean_identifier(kind, f"  {value} ") == once


def test_the_same_number_written_differently_is_the_same() -> None:
    assert rules.clean_identifier("phone", "(204) 555-0134") == "2045550134"
    assert rules.clean_identifier("name", " Ana  MARIA ") == "ana maria"


def test_every_code_that_rules_name_is_in_its_list() -> None:
    for role in rules.Role:
        assert vocabulary.is_code("roles", role.value)
    for kind in (*rules.cases._DECIDES_AS, "BorderService", "FirstNationGovernment", "Weather"):
        assert vocabulary.is_code("determination_by_kind", rules.decides_as(kind))
    for name in rules.FACT_LISTS:
        assert vocabulary.codes(name)
    assert vocabulary.is_code("determination_status", rules.POSSIBLE)
