"""Claims: every figure of the source texts with its speaker, side by side, never averaged."""

from pathlib import Path

import pytest

from dotline.base.errors import NotFound
from dotline.reference import claims
from dotline.reference.claims import Bound

BROKEN = """claims:
  - code: one
    about: into_canada
    text_en: Some people.
    text_fr: Des personnes.
    bound: range
    value: 5
    says_en: Somebody
    says_fr: Quelqu’un
    source: A text
    locator: page 1
"""


def test_every_claim_names_its_speaker_its_source_and_the_place_in_it_in_both_languages() -> None:
    assert len(claims.every()) > 140
    for one in claims.every():
        assert one.says_en and one.says_fr and one.source and one.locator
        assert one.text("en") != one.text("fr")
        numbers = [value for value in (one.value, one.low, one.high) if value is not None]
        assert len(numbers) == {Bound.RANGE: 2, Bound.RANK: 0, Bound.WORDS: 0}.get(one.bound, 1)
        assert (one.unit_en == "") == (one.unit_fr == "") == (not numbers)


def test_the_figures_for_a_year_into_canada_stand_side_by_side_and_apart_from_the_stock() -> None:
    told = {(one.value, one.low, one.high) for one in claims.about("into_canada")}
    assert told == {(2000, None, None), (None, 600, 800), (800, None, None)}
    assert {one.unit_en for one in claims.about("into_canada")} == {"people a year"}
    (stock,) = claims.about("victims_in_canada")
    assert (stock.low, stock.high, stock.unit_en) == (800, 1200, "people")


def test_what_is_contested_comes_first_and_says_why() -> None:
    subjects = [subject for subject, _claims in claims.by_subject()]
    contested = [one for one in subjects if one.contested]
    assert subjects[: len(contested)] == contested
    assert {"into_canada", "plan_of_canada"} <= {one.code for one in contested}
    assert all(one.note_en and one.note_fr for one in contested)
    assert sum(len(found) for _subject, found in claims.by_subject()) == len(claims.every())


def test_twenty_five_plans_abroad_are_kept_and_two_of_them_stay_undated() -> None:
    plans = [one for one in claims.about("plans_abroad") if one.bound is Bound.WORDS]
    assert len(plans) == 25
    assert {one.place for one in plans if not one.first} == {"TH", "KH"}


def test_a_subject_that_nobody_claims_anything_about_is_not_found() -> None:
    with pytest.raises(NotFound):
        claims.subject("nonsense")


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("", "", "line 2 (code one): a claim that is meant as range gives low, high"),
        (
            "bound: range",
            "bound: exactly\n    colour: red",
            "line 7 (code one): colour is not a key",
        ),
        ("    text_fr: Des personnes.\n", "    bound: exactly\n", "text_en has no French"),
        ("about: into_canada", "about: nothing_known", "nothing_known refers to no subject"),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_the_last_good_version_keeps_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, right: str, says: str
) -> None:
    before = claims.every()
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    own = tmp_path / "data" / "claims"
    own.mkdir(parents=True)
    (own / "own.yaml").write_text(BROKEN.replace(wrong, right, 1) if wrong else BROKEN, "utf-8")
    try:
        assert not claims.HOLDER.reload()
        assert claims.HOLDER.fault is not None and says in claims.HOLDER.fault.text()
        assert claims.every() == before
    finally:
        claims.HOLDER.forget()
