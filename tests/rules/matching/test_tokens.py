"""Tokens rest on two columns at least, adapt to what is there, and meet where people's records agree."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.matching import tokens
from dotline.matching.identity import Identity, PartialDate, PersonName

WHO = Identity(
    names=(PersonName("robert", "alan", "tremblay"),),
    birth=PartialDate(1997, 1, 12),
    sex="m",
    phones=("8339001010",),
    email="a@example.org",
    postal="K1A0B1",
    place="ottawa",
    street="12 street principale",
    documents=("AB12345",),
)
OTHER = Identity(street="13 rue x", postal=WHO.postal, place=WHO.place)
"""Somebody without a name or a date of birth, who lives near."""
words = st.text("abcdeilmnorst", max_size=9)
dates = st.builds(PartialDate, st.integers(1900, 2020), st.integers(0, 12))
people = st.builds(
    Identity,
    names=st.lists(st.builds(PersonName, words, words, words), max_size=3).map(tuple),
    birth=st.none() | dates,
    phones=st.lists(st.text("0123456789", min_size=7, max_size=10), max_size=2).map(tuple),
    postal=words.map(str.upper),
    place=words,
    street=words,
    sex=st.sampled_from(("", "f", "m", "x")),
)


def test_no_kind_rests_on_one_column() -> None:
    for kind in tokens.KINDS:
        columns = {tokens.COLUMNS[part] for part in kind}
        assert len(columns) > 1, kind


@given(people)
def test_tokens_are_made_of_what_is_there_each_once_and_not_too_many(who: Identity) -> None:
    found = tokens.tokens(who)
    assert len(found) == len(set(found)) <= tokens.MOST
    for kind, told in found:
        values = told.split("\x1f")
        assert len(values) >= len(kind.split("+"))
        assert all(values)
    assert all(len(one) <= tokens.GRAMS for name in who.names for one in tokens.grams(who, name))


def test_a_record_with_all_its_columns_has_about_twenty_and_one_with_a_nickname_alone_none() -> (
    None
):
    assert 20 <= len(tokens.tokens(WHO)) <= 32
    assert tokens.tokens(Identity(names=(PersonName("bob"),))) == ()
    assert tokens.tokens(Identity(phones=("8339001010",))) == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(WHO, names=(PersonName("bob", "", "tremblay"),)),
        replace(WHO, names=(PersonName("robert", "", "tramblay"),), phones=(), email=""),
        replace(WHO, birth=PartialDate(1997, 12, 1), phones=(), documents=(), street=""),
        replace(WHO, birth=PartialDate(1997), phones=("8339001011",)),
        replace(WHO, names=(PersonName("robert", "", "gagnon tremblay"),), birth=None),
        replace(WHO, names=(PersonName("x", "", "y"), *WHO.names)),
        replace(WHO, names=(PersonName("tremblay", "", "robert"),), postal="", email="", street=""),
        replace(OTHER, street="12 streetprin cipale", postal="K1AB01"),
        replace(OTHER, names=(PersonName("tremblay", "", "robert"),), place="otawa"),
        replace(OTHER, street="12 street principlae", place="otawa"),
    ],
)
def test_damaged_records_of_one_person_still_meet(other: Identity) -> None:
    assert set(tokens.tokens(WHO)) & set(tokens.tokens(other))


def test_names_alone_and_a_date_with_a_sex_alone_make_no_token() -> None:
    low = ({"given", "family", "given and family", "sex"}, {"birth", "sex"})
    for kind in tokens.KINDS:
        columns = {tokens.COLUMNS[part] for part in kind}
        assert not any(columns <= few for few in low), kind


def test_an_alias_has_filters_of_its_own() -> None:
    both = replace(WHO, names=(*WHO.names, PersonName("max", "", "roy")))
    named = dict(tokens.by_name(both))
    assert set(named) == set(both.names)
    first, second = (tokens.grams(both, name) for name in both.names)
    assert first[0] != second[0]
    assert first[3:] == second[3:]


def test_swapped_names_are_written_alike_in_the_rows_that_both_share_by_them() -> None:
    swapped = replace(WHO, names=tuple(tokens.turned(name) for name in WHO.names))
    (own, mine), (other, theirs) = next(tokens.by_name(WHO)), next(tokens.by_name(swapped))
    order = ("names_sorted", "starts_sorted")
    both = [one for one in mine if one in theirs and any(part in one[0] for part in order)]
    assert len(both) > 2
    for token in both:
        written = [
            tokens.grams(who, tokens.turned(name) if tokens.is_turned(name, token) else name)
            for who, name in ((WHO, own), (swapped, other))
        ]
        assert written[0] == written[1]
    plain = [one for one in mine if one not in both]
    assert not any(tokens.is_turned(name, one) for one in plain for name in (own, other))


def test_a_name_of_several_words_is_never_turned() -> None:
    for name in (PersonName("zoe ann", "", "abel"), PersonName("zoe", "", "abel ross")):
        who = replace(WHO, names=(name,))
        assert not any(tokens.is_turned(name, one) for one in tokens.tokens(who))
