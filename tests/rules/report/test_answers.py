"""Answers to a questionnaire: every item answered, figures bound, one figure told twice is one binding."""

from pathlib import Path

import pytest

from dotline.base.errors import Invalid, NotFound
from dotline.reference import instruments
from dotline.reference.datafiles import BadData
from dotline.report.formats import submission
from dotline.report.rules import answers
from dotline.report.rules.texts import PLACEHOLDER, typed_digits
from dotline.ui.blocks.html import to_html
from dotline.ui.blocks.values import Note

SHIPPED = (answers.FOLDER / "tip_2008.yaml").read_text("utf-8")
SEARCH = """    searched:
      who_en: A clerk
      who_fr: Une commis
      what_en: the register of complaints
      what_fr: le registre des plaintes
      on: '2008-02-28'
"""


def own(folder: Path, wrong: str, right: str) -> Path:
    assert wrong in SHIPPED
    (folder / "tip_2008.yaml").write_text(SHIPPED.replace(wrong, right, 1), "utf-8")
    return folder


def test_all_thirty_eight_items_are_answered_and_no_digit_is_typed() -> None:
    found = answers.read("tip-2008")
    assert set(found.answers) == {item.ref for item in found.instrument.items}
    assert len(found.answers) == 38
    for one in found.answers.values():
        assert not typed_digits(one.text.en) and not typed_digits(one.text.fr)
        assert one.text.names() == frozenset(PLACEHOLDER.findall(one.text.fr))


def test_the_money_told_twice_is_one_binding_and_prints_the_same_in_both_answers() -> None:
    found = answers.read("tip-2008")
    shared = found.answers["4.G"].text.names() & found.answers["4.H"].text.names()
    assert shared == {"c_money_child_centre"}
    composed = submission.compose(found)
    assert [one.id for one in composed.report.bindings].count("c_money_child_centre") == 1


def test_an_answer_rests_on_the_law_of_its_period_and_on_claims_with_their_place() -> None:
    html = to_html(submission.compose(answers.read("tip-2008")).report, "en")
    assert "CC 279.01(1)(a)" in html
    assert "section 2, item F" in html


def test_the_bodies_of_the_working_group_are_those_of_the_day_of_the_answer() -> None:
    bound = submission.compose(answers.read("tip-2008")).report.bindings
    members = {one.id for one in bound if one.id.startswith("member_")}
    (told,) = [one.value for one in bound if one.id == "c_working_group"]
    assert len(members) == told == 17


def test_no_case_known_is_not_attested_until_a_search_is_named(tmp_path: Path) -> None:
    before = answers.read("tip-2008")
    assert before.unattested == ("2.J", "2.K", "2.L")
    folder = own(tmp_path, "  - ref: '2.J'\n", f"  - ref: '2.J'\n{SEARCH}")
    after = answers.read("tip-2008", folder)
    assert after.unattested == ("2.K", "2.L")
    notes = [
        one.text.en for one in submission.compose(after).report.blocks if isinstance(one, Note)
    ]
    assert "Searched on {d:2008-02-28}: A clerk; the register of complaints." in notes
    assert notes.count(submission.NO_SEARCH.en) == 2


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("ref: '1.B'", "ref: '9.B'", "the questionnaire asks for no such item"),
        ("ref: '1.B'", "ref: '9.B'", "item 1.B has no answer"),
        ("Traffickers belong", "The 7 traffickers belong", "holds a typed number: 7"),
        ("{c_into_ngo} people", "{c_nothing} people", "names c_nothing"),
        ("in the period: {c_legal_assistance}", "in the period", "name different numbers"),
    ],
)
def test_faulty_answers_are_refused_with_their_file(
    tmp_path: Path, wrong: str, right: str, says: str
) -> None:
    folder = own(tmp_path, wrong, right)
    with pytest.raises(BadData) as refused:
        answers.read("tip-2008", folder)
    assert says in refused.value.text()
    assert "tip_2008.yaml" in refused.value.text()


def test_a_figure_said_to_be_the_same_must_be_the_same_claim(tmp_path: Path) -> None:
    text = SHIPPED.replace("{c_money_child_centre}", "{c_money_2008}", 2)
    (tmp_path / "tip_2008.yaml").write_text(text, "utf-8")
    with pytest.raises(BadData) as refused:
        answers.read("tip-2008", tmp_path)
    assert "ref 4.H" in refused.value.text() and "as 4.G" in refused.value.text()


def test_an_answer_over_its_limit_is_refused_with_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "data" / "instruments"
    home.mkdir(parents=True)
    shipped = (instruments.FOLDER / "tip_2008.yaml").read_text("utf-8")
    limited = shipped.replace("    questions: unread\n", "    questions: unread\n    limit: 60\n")
    (home / "tip_2008.yaml").write_text(limited, "utf-8")
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    try:
        instruments.HOLDER.reload()
        with pytest.raises(Invalid) as refused:
            submission.compose(answers.read("tip-2008"))
        assert "60 are allowed" in refused.value.text()
    finally:
        instruments.HOLDER.forget()


def test_a_questionnaire_without_answers_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        answers.read("nonsense", tmp_path)
