"""Screening instruments as data: the named ones are there, each with its rule, source and licence."""

from datetime import date
from pathlib import Path

import pytest

from dotline.base.errors import DotlineError, Invalid, NotFound
from dotline.reference import questionnaires
from dotline.reference.datafiles import Holder, holder
from dotline.reference.questionnaires import Population

DAY = date(2026, 6, 1)
SIZES = {
    "ilo_adult_labour": 67, "ilo_child_labour": 65, "ircc_2007": 4, "ahtst": 8, "raft": 4, "qyit": 4, "sscst": 6,
    "tvit_short": 16, "m_tvit": 16,
}  # fmt: skip


def test_the_free_instruments_are_there_and_the_others_say_why_not() -> None:
    assert {one.code: len(one.items) for one in questionnaires.every()} == SIZES
    absent = {one.code: one for one in questionnaires.not_shipped()}
    assert "agreement" in absent["cse_it"].reason.en
    assert all(one.where.en and one.where.fr for one in absent.values())
    assert {
        "ilo_adult_sexual",
        "ilo_child_sexual",
        "unodc_forced_crime",
        "florida_djj",
        "polaris",
    } <= {*absent}
    assert not set(absent) & set(SIZES)


@pytest.mark.parametrize("form", questionnaires.every(), ids=lambda one: one.code)
def test_each_says_whom_it_is_for_where_it_is_from_and_how_good_it_is(
    form: questionnaires.Questionnaire,
) -> None:
    assert form.source
    assert form.licence.fr
    assert bool(form.studies) != (form.not_validated is not None)
    assert {one.section for one in form.items} == set(form.sections)


def test_an_age_is_offered_what_was_made_for_it_and_an_unknown_age_everything() -> None:
    def codes(minor: bool | None) -> set[str]:
        return {one.code for one in questionnaires.fitting(DAY, minor=minor)}

    assert "sscst" in codes(True)
    assert "raft" not in codes(True)
    assert "sscst" not in codes(False)
    assert codes(None) == codes(True) | codes(False) == set(SIZES)
    assert {one.population for one in questionnaires.every()} == set(Population)
    assert questionnaires.fitting(date(2005, 1, 1), minor=None) == ()


def test_an_old_version_stays_readable_and_an_unknown_one_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (questionnaires.FOLDER / "screens.yaml").read_text(encoding="utf-8")
    ended = text.replace(
        "  version: '2021'\n  valid_from: '2021-10-12'\n",
        "  version: '2021'\n  valid_from: '2021-10-12'\n  valid_to: '2025-01-01'\n",
    )
    assert ended != text
    own = tmp_path / "data" / "questionnaires"
    own.mkdir(parents=True)
    (own / "screens.yaml").write_text(ended, encoding="utf-8")
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    try:
        questionnaires.HOLDER.forget()
        assert "raft" not in {one.code for one in questionnaires.fitting(DAY, minor=None)}
        assert questionnaires.version("raft", "2021").items
        with pytest.raises(NotFound):
            questionnaires.version("raft", "1999")
        broken = text.replace("section: ever,", "section: never,")
        (own / "screens.yaml").write_text(broken, encoding="utf-8")
        assert not questionnaires.HOLDER.reload()
        assert isinstance(questionnaires.HOLDER.fault, Invalid)
        assert "no section never" in str(questionnaires.HOLDER.fault)
    finally:
        monkeypatch.undo()
        questionnaires.HOLDER.forget()


@pytest.mark.parametrize(
    ("old", "new", "said", "step"),
    [
        ("section: criteria", "section: nowhere", "no section nowhere", "Choose one of"),
        (
            "rule: {kind: any_yes}",
            "rule: {kind: at_least, least: 99}",
            "asks for 99 yes of",
            "Ask for fewer",
        ),
    ],
)
def test_a_broken_instrument_is_named_with_its_file_its_item_the_reason_and_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str, step: str
) -> None:
    monkeypatch.setitem(holder._all, "questionnaires", questionnaires.HOLDER)  # put back at the end
    for file in questionnaires.FOLDER.glob("*.*"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DotlineError) as refused:
        Holder("questionnaires", tmp_path, questionnaires._build).value()
    told = str(refused.value)
    assert "screens.yaml, line" in told
    assert "“" in told
    assert said in told
    assert step in told + refused.value.next_step
