"""Numbers and dates as people in Canada write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.ui import numbers
from dotline.ui.bilingual import LANGS, Lang, Text, lang_of
from dotline.ui.numbers import Hidden


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("lang", "thousands", "share", "dollars", "words", "hour"),
    [
        ("en", "12,706", "69%", "$1,250", "March 31, 2026", "14:30"),
        ("fr", "12 706", "69 %", "1 250 $", "31 mars 2026", "14 h 30"),
    ],
)
def test_each_language_has_its_own_way_to_write_a_number(
    lang: Lang, thousands: str, share: str, dollars: str, words: str, hour: str
) -> None:
    at = datetime(2026, 3, 31, 14, 30, tzinfo=UTC)
    assert spaced(numbers.number(12706, lang)) == thousands
    assert spaced(numbers.percent(0.69, lang)) == share
    assert spaced(numbers.money(1250, lang)) == dollars
    assert numbers.day(at.date(), lang) == words
    assert spaced(numbers.clock_time(at, lang)) == hour


def test_the_first_of_a_month_is_premier_in_french_only() -> None:
    assert numbers.day(date(2026, 5, 1), "fr") == "1er mai 2026"
    assert numbers.day(date(2026, 5, 11), "fr") == "11 mai 2026"
    assert numbers.day(date(2026, 5, 1), "en") == "May 1, 2026"


def test_an_hour_is_shown_in_the_zone_of_the_place() -> None:
    at = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
    assert numbers.moment(at, "en", zone="America/Winnipeg") == "2026-06-30 21:30"


@given(st.integers(0, 10**12))
def test_a_number_keeps_all_its_digits_in_both_languages(value: int) -> None:
    for lang in LANGS:
        assert int("".join(filter(str.isdigit, numbers.number(value, lang)))) == value


def test_a_hidden_number_has_a_sign_and_an_explanation_and_never_a_zero() -> None:
    for lang in LANGS:
        for hidden in Hidden:
            assert "0" not in numbers.shown(hidden, lang)
            assert numbers.explanation_of(hidden, lang).startswith(hidden.value)
    assert numbers.meaning_of(Hidden.SUPPRESSED, "fr") == "masqué"


@pytest.mark.parametrize(("en", "fr"), [("", "oui"), ("yes", " ")])
def test_a_text_without_one_of_its_languages_is_refused(en: str, fr: str) -> None:
    with pytest.raises(Invalid):
        Text(en, fr)


def test_a_language_code_leads_to_one_of_the_two() -> None:
    assert [lang_of(code) for code in ("fr-ca", "FR", "en", "cr", None)] == [
        "fr", "fr", "en", "en", "en",
    ]  # fmt: skip
