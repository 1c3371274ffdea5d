"""The texts of a report: both languages, no typed number, names that exist, faults with file and line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import NotFound
from dotline.reference.datafiles import BadData
from dotline.report.rules.texts import FOLDER, Script, load, read, typed_digits

MEASURES = {
    "calls",
    "cases",
    "referrals_sent",
    "referrals_acknowledged_in_time",
    "unmet_needs",
    "referrals_closed",
    "referrals_in_language",
    "tips",
}
FACTS = {
    "period",
    "year",
    "release_day",
    "source_year",
    "hotline",
    "emergency",
    "threshold",
    "hidden",
    "cells",
}
SUMMARY = (FOLDER / "annual" / "10-summary.yaml").read_text(encoding="utf-8")


def script(own: Path | None = None) -> Script:
    return read(load("annual", MEASURES, own), FACTS)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Where an installation keeps a chapter of its own."""
    folder = tmp_path / "report-annual"
    folder.mkdir()
    return folder


def test_the_shipped_texts_pass_and_name_only_what_is_bound() -> None:
    found = script()
    assert [chapter.id for chapter in found.chapters] == [
        "summary",
        "mandate",
        "counted",
        "figures",
        "plan",
        "items",
        "claims",
        "programmes",
        "duties",
        "untold",
        "method",
        "searches",
        "follow",
        "glossary",
    ]
    assert found.named() <= set(found.numbers) | FACTS


def test_every_measure_that_is_published_is_in_the_report() -> None:
    shown = {
        code for chapter in script().chapters for part in chapter.parts for code in part.measures
    }
    told = {one.measure for one in script().numbers.values() if one.name in script().named()}
    assert shown | told - {""} == MEASURES


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("{calls} calls.", "12706 calls.", "holds a typed number: 1 2 7 0 6"),
        ("{calls} calls.", "½ of the calls.", "holds a typed number"),
        ("{calls} calls.", "{nonsense} calls.", "names nonsense, and there is no such number"),
        ("{calls} calls.", "many calls.", "its French name different numbers"),
        ("{calls} calls.", "{calls} {Calls} calls.", "has a brace that names nothing"),
    ],
)
def test_a_fault_is_refused_with_file_line_and_mend(
    own: Path, wrong: str, right: str, says: str
) -> None:
    line = 1 + SUMMARY[: SUMMARY.index(wrong)].count("\n")
    (own / "10-summary.yaml").write_text(SUMMARY.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(BadData) as caught:
        script(own)
    assert says in caught.value.text()
    assert f"10-summary.yaml, line {line}" in caught.value.text()
    assert all(problem.mend for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("title_fr: Sommaire pour le Parlement\n", "", "title_fr is missing"),
        ("kind: note", "kind: poem", "not on its list"),
        ("chapter: summary\n", "chapter: summary\nauthor: me\n", "not a key that this file knows"),
    ],
)
def test_the_schema_is_checked_too(own: Path, wrong: str, right: str, says: str) -> None:
    (own / "10-summary.yaml").write_text(SUMMARY.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(BadData) as caught:
        script(own)
    assert says in caught.value.text()


def test_an_unknown_measure_is_refused(own: Path) -> None:
    numbers = "numbers:\n  - name: calls\n    measure: phone_calls\n"
    (own / "numbers.yaml").write_text(numbers, encoding="utf-8")
    with pytest.raises(BadData, match="phone_calls refers to no measure"):
        script(own)


def test_a_chapter_of_ones_own_stands_before_the_shipped_one(own: Path) -> None:
    text = SUMMARY.replace("Summary for Parliament", "In short")
    (own / "10-summary.yaml").write_text(text, encoding="utf-8")
    assert script(own).chapters[0].title.en == "In short"
    assert script(own).digest != script().digest


def test_an_unknown_kind_of_report_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="annual"):
        load("weekly", MEASURES)


@given(st.text(alphabet=st.characters(categories=["L", "P", "Z"]), max_size=60))
def test_a_text_without_numbers_has_no_typed_digit(text: str) -> None:
    assert [sign for sign in typed_digits(text) if not sign.isnumeric()] == []
    letters = "".join(sign for sign in text if not sign.isnumeric())
    assert typed_digits(letters) == []


@given(
    st.text(max_size=20),
    st.characters(categories=["Nd", "No", "Nl"]),
    st.text(max_size=20),
)
def test_a_number_of_any_script_is_found_wherever_it_stands(
    before: str, sign: str, after: str
) -> None:
    # Not inside a name in braces: that is what names are for.
    assert sign in typed_digits(f"{before} {sign} {after}")


def test_names_in_braces_may_hold_digits() -> None:
    assert typed_digits("{calls_2025} calls") == []
