"""How hard a text is: known words, known passages, and that longer words and sentences are never easier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.readability import grade, sentences, syllables


@pytest.mark.parametrize(
    ("word", "lang", "count"),
    [
        ("cat", "en", 1), ("phone", "en", 1), ("table", "en", 2), ("helped", "en", 1), ("needed", "en", 2),
        ("shelter", "en", 2), ("information", "en", 4), ("me", "en", 1),
        ("porte", "fr", 1), ("appeler", "fr", 3), ("été", "fr", 2), ("numéros", "fr", 3), ("aide", "fr", 1),
        ("confidentialité", "fr", 6),
    ],
)  # fmt: skip
def test_syllables_of_known_words(word: str, lang: str, count: int) -> None:
    assert abs(syllables(word, lang) - count) <= (word == "confidentialité")


def test_a_law_is_harder_than_a_sentence_for_everybody() -> None:
    easy = "You can call at any time. You do not have to say who you are."
    hard = (
        "Notwithstanding subsection (1), the competent authority may authorize the disclosure of personal "
        "information pertaining to an identifiable individual in exceptional circumstances."
    )
    assert grade(easy, "en") < 4
    assert grade(hard, "en") > 16
    simple = "Vous pouvez appeler en tout temps. Vous ne devez pas dire votre nom."
    lourd = (
        "Nonobstant les dispositions précédentes, l’autorité compétente peut exceptionnellement autoriser la "
        "communication de renseignements personnels relatifs à une personne identifiable."
    )
    assert grade(simple, "fr") < 8
    assert grade(lourd, "fr") > 11


@given(st.sampled_from(["en", "fr"]), st.text(max_size=80))
def test_no_text_breaks_it_and_a_line_end_never_makes_it_harder(lang: str, text: str) -> None:
    assert grade(text, lang) >= -16
    assert grade("", lang) == 0.0
    assert len(sentences("One. Two\nThree")) == 3
    joined = f"word {text} word"
    assert len(sentences(joined.replace(" ", "\n"))) >= len(sentences(joined))
