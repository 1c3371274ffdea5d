"""Names are compared the same way round, without accents or case, in whole points between 0 and 100."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.matching import names
from dotline.matching.names import Likeness

TEXT = st.text(alphabet="abcdefghijklmnoprstuvé çÉïœ'’-.&0123 ", max_size=30)
MEASURES = (names.jaro_winkler, names.person)


@given(one=TEXT, two=TEXT)
def test_every_measure_is_symmetric_and_bounded(one: str, two: str) -> None:
    for measure in MEASURES:
        assert measure(one, two) == measure(two, one)
        assert 0 <= measure(one, two) <= 100
    assert names.likeness(one, two) is names.likeness(two, one)


@given(one=TEXT)
def test_a_name_is_itself(one: str) -> None:
    if one:
        assert names.jaro_winkler(one, one) == 100
    if names.plain(one):
        assert names.person(one, one) == 100
        assert names.likeness(one, one) is Likeness.SAME
    else:
        assert names.likeness(one, one) is Likeness.MISSING


@given(one=TEXT, two=TEXT)
def test_accents_and_case_change_nothing(one: str, two: str) -> None:
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", one) if not unicodedata.combining(letter)
    )
    for same in (one.upper(), one.lower(), bare, f"  {one} "):
        if same.lower() == one.lower() or same == bare or same.strip() == one.strip():
            assert names.person(same, two) == names.person(one, two)
            assert names.likeness(same, two) is names.likeness(one, two)


@given(one=TEXT)
def test_folding_twice_is_folding_once(one: str) -> None:
    assert names.plain(names.plain(one)) == names.plain(one)


@pytest.mark.parametrize(
    ("one", "two", "likeness"),
    [
        ("Women's Shelter of Ottawa Inc.", "Refuge pour femmes d’Ottawa", Likeness.SAME),
        ("Legal Aid Clinic", "Clinique d'aide juridique", Likeness.SAME),
        ("Harbour Housee", "Harbour House", Likeness.CLOSE),
        ("Riverbend Clinic", "Riverbnd Clinic", Likeness.CLOSE),
        ("Harbour House", "Harbour House Downtown", Likeness.WITHIN),
        ("Ottawa Women's Shelter", "Toronto Women's Shelter", Likeness.PARTLY),
        ("Harbour House 1", "Harbour House 2", Likeness.PARTLY),
        ("Food Bank", "Legal Clinic", Likeness.DIFFERENT),
        ("", "Legal Clinic", Likeness.MISSING),
    ],
)
def test_names_of_listings(one: str, two: str, likeness: Likeness) -> None:
    assert names.likeness(one, two) is likeness


def test_for_whom_a_house_is_tells_it_apart() -> None:
    assert names.telling(names.words("Maison pour hommes")) == {"men"}
    assert names.telling(names.words("Women’s House 2")) == {"women", "2"}


def test_a_person_is_known_in_either_order_of_her_names_and_with_a_slip() -> None:
    assert names.person("Tremblay Élodie", "elodie TREMBLAY") == 100
    assert names.person("Elodie Trembley", "Élodie Tremblay") >= 90
    assert names.person("Elodie Tremblay", "Marc Gagnon") < 70
