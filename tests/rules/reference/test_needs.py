"""Needs: three clicks away, found in both languages, recognised in other directories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.reference import needs


def test_four_pillars_and_every_term_within_three_clicks() -> None:
    assert len(needs.below()) == 4
    for need in needs.every():
        steps = needs.path(need.code)
        assert len(steps) == need.level <= 3
        assert all(step in needs.below(step.parent) for step in steps)
    assert all(needs.below(group.code) for one in needs.below() for group in needs.below(one.code))


def test_the_three_commonest_needs_are_terms() -> None:
    assert {needs.path(code)[-1].level for code in needs.COMMONEST} == {3}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("shelter", "shelter"),
        ("hébergement", "shelter"),
        ("HEBERGEMENT", "shelter"),
        ("refuge", "shelter"),
        ("TRP", "trp"),
        ("PST", "trp"),
        ("legal aid", "legal_aid"),
        ("aide juridique", "legal_aid"),
        ("traite", "trafficking_support"),
        ("trafficking", "trafficking_support"),
        ("system-navigation", "system_navigation"),
        ("santé mentale", "mental_health"),
    ],
)
def test_a_word_of_either_language_finds_the_need_first(word: str, code: str) -> None:
    assert needs.search(word)[0].code == code


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        ("Homeless Shelter", ("shelter",)),
        ("Legal Counseling", ("legal_aid",)),
        ("In Person Crisis Intervention", ("crisis_line",)),
        ("Human Trafficking Shelters", ("shelter", "safe_house")),
        ("Case/Care Management", ("system_navigation",)),
        ("Animal Shelters", ()),
        ("Domestic Violence Shelter Residents", ()),
        ("Basketball", ()),
        ("", ()),
    ],
)
def test_terms_of_other_directories_are_recognised(term: str, codes: tuple[str, ...]) -> None:
    assert needs.from_foreign(term) == codes


def test_a_pillar_is_answered_by_every_term_below_it() -> None:
    assert "shelter" in needs.within("support")
    assert "shelter" not in needs.within("justice")
    with pytest.raises(Invalid):
        needs.within("nonsense")


def test_the_most_urgent_need_decides() -> None:
    assert needs.urgency(["education", "shelter"]) == "immediate"
    assert needs.urgency(["education"]) == needs.urgency([]) == "routine"


def test_a_ring_is_the_same_from_every_word_of_it() -> None:
    assert needs.ring("Shelter") == needs.ring("hébergement")
    assert needs.ring("zebra") == {"zebra"}


def test_there_are_about_120_terms_each_said_in_one_plain_sentence_of_both_languages() -> None:
    terms = [need for need in needs.every() if need.level == 3]
    assert 115 <= len(terms) <= 140
    for need in needs.every():
        assert need.description("en") and need.description("fr")
        assert need.description("en") != need.description("fr")
    for need in terms:
        assert need.synonyms_en and need.synonyms_fr


def test_a_need_stands_beside_open_eligibility_by_its_published_name() -> None:
    assert needs.open_eligibility("shelter") == needs.Match("Temporary Shelter", "exact")
    assert needs.open_eligibility("indigenous_support") is None
    matched = [need for need in needs.every() if needs.open_eligibility(need.code)]
    assert len(matched) > 90


@given(st.text(max_size=30))
def test_no_text_crashes_the_search(text: str) -> None:
    assert len(needs.search(text, 3)) <= 3
    needs.from_foreign(text)
