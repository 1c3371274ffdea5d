"""Identities: two spellings of one thing agree, and what cannot be read is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.matching import identity
from dotline.matching.identity import PartialDate, PersonName


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Étienne", "etienne"),
        ("O’Neill", "oneill"),
        ("D'Arcy", "darcy"),
        ("Jean-François", "jean francois"),
        ("Łukasz", "lukasz"),
        ("Дмитрий", "dmitriy"),
        ("ᓄᓇᕗᑦ", "nunavut"),
        ("ᐃᓄᒃᑎᑐᑦ", "inuktitut"),
        ("  ", ""),
    ],
)
def test_a_name_in_any_script_becomes_plain_letters(text: str, plain: str) -> None:
    assert identity.latin(text) == plain


@given(st.text(max_size=60))
def test_what_is_folded_is_plain_and_stays_as_it_is(text: str) -> None:
    once = identity.latin(text)
    assert once.isascii()
    assert identity.latin(once) == once
    assert identity.sound(once).isascii()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("philip", "filip"),
        ("catherine", "kathryn"),
        ("gauthier", "gautier"),
        ("thibeault", "thibault"),
        ("smith", "smyth"),
        ("tremblay", "tremblays"),
    ],
)
def test_names_that_sound_alike_agree(one: str, other: str) -> None:
    assert identity.sound(one) == identity.sound(other)


@pytest.mark.parametrize(
    ("names", "root"), [(("bob", "robbie", "rob"), "robert"), (("françois", "frank"), "francis")]
)
def test_nicknames_stand_for_one_name(names: tuple[str, ...], root: str) -> None:
    for name in names:
        assert identity.given_root(PersonName(identity.latin(name))) == root


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("19970112", PartialDate(1997, 1, 12)),
        ("1997-01-12", PartialDate(1997, 1, 12)),
        ("1997-01", PartialDate(1997, 1)),
        ("1997", PartialDate(1997)),
        ("1997-00-00", PartialDate(1997)),
        ("97-01-12", None),
        ("19970230", None),
        ("19971301", None),
        ("12/01/1997", None),
    ],
)
def test_a_date_may_be_partial_but_its_year_has_four_digits(
    text: str, date: PartialDate | None
) -> None:
    assert identity.partial_date(text) == date


def test_numbers_and_places_lose_their_dress() -> None:
    assert identity.phone("+1 (833) 900-1010") == identity.phone("833.900.1010") == "8339001010"
    assert identity.phone("000-0000") == identity.phone("911") == ""
    assert identity.postal("k1a 0b1") == "K1A0B1"
    assert identity.place("Saint-Jérôme") == identity.place("ST JEROME")
    assert identity.street("12 rue Principale N.") == identity.street("12 street principale nord")
    assert identity.email(" A+b@Example.org ") == "a@example.org"
    assert identity.sex("Féminin") == identity.sex("F") == "f"
    assert identity.document("00000") == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("van der Berg, Anna Maria", PersonName("anna", "maria", "van der berg")),
        ("Anna Maria van der Berg", PersonName("anna", "maria", "van der berg")),
        ("Nanuq", PersonName("nanuq")),
        ("", PersonName()),
    ],
)
def test_a_name_in_one_field_is_taken_apart(text: str, name: PersonName) -> None:
    assert identity.whole_name(text) == name
