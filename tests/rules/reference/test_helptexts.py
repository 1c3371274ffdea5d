"""Help texts: any language and script, and an unreviewed translation is never shown."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dotline.base.errors import Invalid, NotFound
from dotline.reference import helptexts
from dotline.reference.helptexts import HelpKind

DAY = date(2026, 6, 1)
ROW = """texts:
  - text: card
    language: {language}
    name: {name}
    version: {version}
    written_by: A FICTIONAL translator
    title: {title}
    lines: [{line}]
{review}"""
REVIEW = "    reviewer: A FICTIONAL reader\n    reviewed_on: {on}\n    reviewed_version: 1\n"
ARABIC = {"language": "ara", "name": "العربية", "title": "أرقام", "line": '"في خطر؟ 911"'}
CREE = {"language": "cre", "name": "ᓀᐦᐃᔭᐍᐏᐣ", "title": "ᐊᑭᐦᑖᓱᐣ", "line": '"911 ᓯᐍᐲᐦᑫ"'}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for an installation's own texts."""
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    folder = tmp_path / "data" / "helptexts"
    folder.mkdir(parents=True)
    yield folder
    monkeypatch.undo()
    helptexts.HOLDER.forget()


def write(folder: Path, values: dict[str, str], review: str = "", version: int = 1) -> None:
    text = ROW.format(**values, review=review, version=version)
    (folder / f"{values['language']}.yaml").write_text(text, encoding="utf-8")
    helptexts.HOLDER.forget()


def languages() -> list[str]:
    return [one.language for one in helptexts.shown(HelpKind.CARD, DAY)]


def test_both_official_languages_are_there_and_say_that_nobody_outside_reviewed_them() -> None:
    rows = helptexts.shown(HelpKind.CARD, DAY)
    assert [one.language for one in rows] == ["eng", "fra"]
    assert not any(one.is_reviewed(DAY) for one in rows)
    assert all(len(helptexts.shown(kind, DAY)) >= 2 for kind in HelpKind)


def test_a_reviewed_text_in_a_script_from_right_to_left_is_shown_that_way(own: Path) -> None:
    write(own, ARABIC, REVIEW.format(on="2026-05-01"))
    found = helptexts.text(HelpKind.CARD, "ara", DAY)
    assert (found.direction, found.tag) == ("rtl", "ar")
    assert found.title == ARABIC["title"]


def test_a_reviewed_text_in_syllabics_is_shown(own: Path) -> None:
    write(own, CREE, REVIEW.format(on="2026-05-01"))
    found = helptexts.text(HelpKind.CARD, "cre", DAY)
    assert found.direction == "ltr"
    assert found.lines == ("911 ᓯᐍᐲᐦᑫ",)


@pytest.mark.parametrize(
    ("review", "version"),
    [
        ("", 1),
        (REVIEW.format(on="2026-06-02"), 1),  # a review of tomorrow
        (REVIEW.format(on="2026-05-01"), 2),  # the words changed after the review
    ],
)
def test_an_unreviewed_translation_is_never_shown(own: Path, review: str, version: int) -> None:
    write(own, ARABIC, review, version)
    assert languages() == ["eng", "fra"]
    with pytest.raises(NotFound):
        helptexts.text(HelpKind.CARD, "ara", DAY)


def test_a_review_without_a_day_or_a_language_of_no_list_is_a_fault_with_its_line(
    own: Path,
) -> None:
    write(own, ARABIC, "    reviewer: A FICTIONAL reader\n")
    assert languages() == ["eng", "fra"]
    assert isinstance(helptexts.HOLDER.fault, Invalid)
    write(own, {**ARABIC, "language": "qqq"}, REVIEW.format(on="2026-05-01"))
    assert helptexts.HOLDER.fault is not None or languages() == ["eng", "fra"]
