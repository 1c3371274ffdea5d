"""Hours and languages as one value: what a person writes is read, and what is written down is read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.directory.rules import sets
from dotline.directory.rules.hours import DAY, weekly

SPAN = st.tuples(st.integers(0, DAY - 1), st.integers(0, DAY - 2)).map(
    lambda pair: (pair[0], pair[1] if pair[1] > pair[0] else pair[1] + DAY)
)
DAYS = st.dictionaries(st.integers(0, 6), st.lists(SPAN, min_size=1, max_size=4, unique=True))


@given(DAYS)
def test_hours_written_down_are_read_back_as_days_fields_and_schedules(
    days: dict[int, list[sets.Span]],
) -> None:
    said = sets.hours_of_days(days)
    read = sets.days_of(said) if said else {}
    # Midnight at the end of a day is written as 24:00, whichever way it was told.
    assert sets.hours_of_days(read) == said
    assert {day: set(spans) for day, spans in read.items()} == {
        day: set(spans) for day, spans in days.items() if spans
    }
    fields = {day: sets.day_read(sets.day_told(spans)) for day, spans in read.items()}
    assert sets.hours_of_days(fields) == said
    assert sets.hours_said(sets.weeklies(said, "") if said else ()) == said
    assert not said or sets.well(sets.HOURS, said)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("9-17", "09:00-17:00"),
        ("9:00 – 17:30", "09:00-17:30"),
        ("9 am to 5 pm", "09:00-17:00"),
        ("9 a.m. to 5:30 p.m.", "09:00-17:30"),
        ("1 to 5 pm", "13:00-17:00"),
        ("9 to 5 pm", "09:00-17:00"),
        ("9 am to 5", "09:00-17:00"),
        ("9 h à 17 h", "09:00-17:00"),
        ("de 9\u00a0h\u00a030 à 12\u00a0h et de 13 h à 17 h", "09:30-12:00, 13:00-17:00"),
        ("9-12, 13-17", "09:00-12:00, 13:00-17:00"),
        ("22:00-06:00", "22:00-06:00"),
        ("24 h", "00:00-24:00"),
        ("Jour et nuit", "00:00-24:00"),
        ("00:00-23:59", "00:00-24:00"),
        ("closed", ""),
        ("Fermé", ""),
        ("  ", ""),
    ],
)
def test_the_hours_of_a_day_are_read_as_people_write_them(words: str, told: str) -> None:
    assert sets.day_told(sets.day_read(words)) == told


@pytest.mark.parametrize(
    "words", ["9 to 5", "mornings", "25-26", "9:75-10", "13 pm to 14 pm", "9-"]
)
def test_hours_that_might_mean_two_things_or_nothing_are_refused(words: str) -> None:
    with pytest.raises(ValueError):
        sets.day_read(words)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_hours_or_languages(words: str) -> None:
    for read in (sets.day_read, sets.languages_read, sets.days_of):
        try:
            read(words)
        except ValueError:
            continue
    assert not (sets.well(sets.HOURS, words) and sets.well(sets.LANGUAGES, words))


def test_languages_are_named_in_either_language_and_an_unknown_name_is_refused() -> None:
    assert sets.languages_read("English, français; Cree and LSQ") == ("eng", "fra", "cre", "fcs")
    assert sets.languages_read("elvish", known=["elvish"]) == ("elvish",)
    with pytest.raises(ValueError, match="Elvish"):
        sets.languages_read("Elvish")
    assert sets.languages_said(["fra", "eng", "fra"]) == "eng fra"
    assert sets.told(sets.LANGUAGES, "eng fra", "fr") == ["anglais", "français"]
    assert sets.told(sets.HOURS, "Nights only", "en") == ["Nights only"]


def test_a_schedule_until_the_end_of_its_day_reads_the_same_as_its_set() -> None:
    row = {"freq": "WEEKLY", "byday": "MO", "opens_at": "00:00", "closes_at": "23:59"}
    found = weekly(row, "")
    assert found is not None and sets.hours_said([found]) == "MO 00:00-24:00"
