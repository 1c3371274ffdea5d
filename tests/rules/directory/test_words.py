"""Words: accents, plurals, elisions and both languages meet; the index is plain on every database."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules.words import TEXT, asked, fold, indexed, stems, tokens, words
from dotline.reference.needs import ring


def hits(question: str, listing: str) -> bool:
    line = set(tokens([(TEXT, listing)]).split())
    terms = asked(question, ring)
    return bool(terms) and all(
        any(all(line & {TEXT + stem for stem in word} for word in way) for way in term.ways)
        for term in terms
    )


def test_accents_plurals_elisions_and_case_make_no_difference() -> None:
    assert hits("hebergement", "L’HÉBERGEMENT d’urgence")
    assert hits("hébergements", "hebergement")
    assert hits("refugee", "Refugees welcome")
    assert hits("oeuvre", "Les œuvres")
    assert not hits("lawyer", "food bank")


def test_a_word_of_one_language_finds_the_other() -> None:
    assert hits("lawyer", "Une avocate vous reçoit")
    assert hits("aide juridique", "Legal aid for newcomers")
    assert hits("hébergement", "Women’s emergency shelter")


def test_stop_words_ask_nothing() -> None:
    assert asked("where is the", ring) == ()
    assert list(words("J’ai besoin d’un avocat")) == ["ai", "avocat"]


@given(st.text(max_size=30))
def test_a_question_means_the_same_with_and_without_accents(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for word in words(text):
        assert stems(word) == stems(fold(word))
    assert [fold(w) for w in words(fold(text))] == [
        fold(w) for w in words(fold(bare))
    ] or not text.isalpha()


@given(st.text(max_size=60))
def test_tokens_are_plain_words_that_no_engine_can_split(text: str) -> None:
    for token in tokens([(TEXT, text)]).split(" "):
        assert token == "" or re.fullmatch(r"d[a-z0-9]+", token)


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=12))
def test_whatever_is_indexed_is_found_by_itself(word: str) -> None:
    for one in words(word):
        assert set(stems(one)) <= set(indexed(one))
