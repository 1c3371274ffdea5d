"""Instruments of reporting: every item with what its answer rests on, and pointers that lead somewhere."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from dotline.base.errors import NotFound
from dotline.reference import instruments
from dotline.reference.instruments import AnswerBasis, PointerKind
from dotline.report.cli import group

BROKEN = """instruments:
  - code: own
    version: '1'
    title_en: One
    title_fr: Un
    asked_by_en: Somebody
    asked_by_fr: Quelqu’un
    from: '2020-01-01'
    to: '2020-12-31'
    answered: '2021-01-01'
    questions: read
    limit: 1500
    source: A text
    note_en: None.
    note_fr: Aucune.
    sections:
      - number: 1
        title_en: First
        title_fr: Premier
        items:
          - {ref: '1.A', kinds: [law], topic_en: Law, topic_fr: Loi,
             pointers: [{kind: see, to: ['1.B'], printed: ['1.B']}]}
          - {ref: '1.B', kinds: [law], topic_en: More, topic_fr: Plus}
"""


def test_the_submission_of_2008_has_thirty_eight_items_in_four_sections() -> None:
    one = instruments.find("tip-2008")
    assert [len(section.items) for section in one.sections] == [5, 13, 11, 9]
    assert not one.read
    for item in one.items:
        assert item.kinds and item.topic("en") != item.topic("fr")
    attested = {item.ref for item in one.items if AnswerBasis.ATTESTATION in item.kinds}
    assert attested == {"2.J", "2.K", "2.L"}


def test_fourteen_answers_point_to_others_and_four_letters_are_misprinted() -> None:
    one = instruments.find("tip-2008")
    assert len(one.pointers) == 14
    wrong = [
        (item.ref, printed, to)
        for item in one.items
        for pointer in item.pointers
        for to, printed in zip(pointer.to, pointer.printed, strict=True)
        if to != printed
    ]
    assert wrong == [
        ("3.B", "2.C", "3.C"),
        ("3.E", "2.F", "2.E"),
        ("3.E", "2.D", "2.G"),
        ("3.I", "2.D", "2.G"),
    ]
    assert Counter(pointer.kind for pointer in one.pointers)[PointerKind.SAME] == 1


def test_a_questionnaire_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        instruments.find("nonsense")


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("to: ['1.B']", "to: ['1.C']", "line 2 (ref 1.A): it points to 1.C, which is not asked"),
        ("to: ['1.B']", "to: ['1.A']", "pointers run in a circle: 1.A → 1.A"),
        ("{ref: '1.B'", "{ref: '1.A'", "this item stands twice"),
        ("- number: 1", "- number: 2", "the number of another section"),
        ("    limit: 1500", "    limit: 0", "limit"),
        (", topic_fr: Plus", "", "topic_fr"),
        ("    source: A text", "    colour: red", "colour is not a key"),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_the_last_good_version_keeps_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, right: str, says: str
) -> None:
    before = instruments.every()
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    own = tmp_path / "data" / "instruments"
    own.mkdir(parents=True)
    assert wrong in BROKEN
    (own / "own.yaml").write_text(BROKEN.replace(wrong, right, 1), "utf-8")
    try:
        assert not instruments.HOLDER.reload()
        fault = instruments.HOLDER.fault
        assert fault is not None and says in fault.text()
        assert instruments.every() == before
    finally:
        instruments.HOLDER.forget()


def test_the_own_file_of_an_installation_is_read_with_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    own = tmp_path / "data" / "instruments"
    own.mkdir(parents=True)
    (own / "own.yaml").write_text(BROKEN, "utf-8")
    try:
        instruments.HOLDER.reload()
        assert [item.limit for item in instruments.find("own").items] == [1500, 1500]
    finally:
        instruments.HOLDER.forget()


def test_the_command_shows_each_item_and_what_it_points_to() -> None:
    said = CliRunner().invoke(group, ["questionnaires", "show", "tip-2008", "--json"])
    rows = json.loads(said.stdout)
    assert len(rows) == 38
    (row,) = [one for one in rows if one["ref"] == "3.E"]
    assert (row["points_to"], row["printed"]) == (["2.E", "2.G"], ["2.F", "2.D"])
    (listed,) = json.loads(CliRunner().invoke(group, ["questionnaires", "list", "--json"]).stdout)
    assert (listed["items"], listed["pointers"], listed["questions_read"]) == (38, 14, False)
