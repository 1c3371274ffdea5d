"""Programmes and what others asked: complete, in both languages, and refused with their line when wrong."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.plan.rules import asked, programmes
from dotline.plan.rules.asked import AskedKind
from dotline.plan.rules.programmes import Awareness, ProgrammeKind
from dotline.reference import organisations
from dotline.reference.datafiles import Holder

OWN_PROGRAMME = """programmes:
  - code: team
    kind: task_force
    title_en: A team
    title_fr: Une équipe
    aim_en: Work together.
    aim_fr: Agir ensemble.
    recommendations: [XIV]
    source: A text
    locator: page 1
    awareness:
      required_percent: 10
      grant: 1000
      spent: 80
"""
OWN_ASKED = """asked:
  - code: first
    kind: motion
    group: parliament
    text_en: Do it.
    text_fr: Faites-le.
    says_en: Somebody
    says_fr: Quelqu’un
    recommendations: [I]
    follows: [first]
    source: A text
    locator: page 1
"""


def test_all_17_projects_abroad_and_every_other_kind_are_there() -> None:
    counted = Counter(one.kind for one in programmes.every())
    assert counted[ProgrammeKind.PROJECT_ABROAD] == 17
    assert set(counted) == set(ProgrammeKind)
    for one in programmes.every():
        assert one.source and one.locator
        assert one.title_en and one.title_fr and one.aim_en != one.aim_fr


def test_the_17_departments_belonged_to_the_working_group_and_no_longer_do() -> None:
    then = organisations.members("iwgtip", date(2008, 3, 7))
    assert len(then) == 17
    assert {one.organisation for one in then if one.part == "co_chair"} == {
        "justice",
        "public_safety",
    }
    assert organisations.members("iwgtip", date(2012, 6, 6)) == ()
    assert organisations.on("iwgtip", date(2013, 1, 1)).code == "taskforce"


def test_the_five_components_and_all_that_canada_was_asked_say_what_takes_them_up() -> None:
    assert len(asked.every(AskedKind.COMPONENT)) == 5
    groups = Counter(one.group for one in asked.every() if one.kind is AskedKind.RECOMMENDATION)
    assert (groups["tip_2009"], groups["tip_2010"]) == (4, 6)
    for one in asked.every():
        assert one.recommendations or (one.unmet_en and one.unmet_fr)
    (wages,) = [one for one in asked.every() if one.code == "component_prevent"]
    assert "wages" in wages.unmet_en


def test_eight_percent_for_awareness_where_ten_are_asked_is_short_with_both_sums_kept() -> None:
    share = Awareness(required_percent=10, grant=1000, spent=80, why_en="", why_fr="")
    assert share.short
    assert not replace(share, spent=100).short
    assert not replace(share, spent=None).short


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 100))
def test_a_share_is_short_exactly_when_the_sum_is_below_it(
    grant: int, spent: int, percent: int
) -> None:
    share = Awareness(percent, grant, spent, "", "")
    assert (
        share.short == (spent < grant * percent / 100) or abs(spent - grant * percent / 100) < 1e-3
    )


@pytest.mark.parametrize(
    ("holder", "text", "wrong", "right", "says"),
    [
        (programmes.HOLDER, OWN_PROGRAMME, "      spent: 80\n", "", "only a part"),
        (programmes.HOLDER, OWN_PROGRAMME, "kind: task_force", "kind: team", "not on its list"),
        (programmes.HOLDER, OWN_PROGRAMME, "    aim_fr: Agir ensemble.\n", "", "aim_fr"),
        (asked.HOLDER, OWN_ASKED, "", "", "line 2 (code first): follows leads round in a circle"),
        (asked.HOLDER, OWN_ASKED, "    recommendations: [I]\n", "", "takes it up"),
        (asked.HOLDER, OWN_ASKED, "    locator:", "    colour: red\n    locator:", "colour"),
    ],
)
def test_a_broken_file_is_refused_and_the_last_good_version_keeps_serving(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    holder: Holder[object],
    text: str,
    wrong: str,
    right: str,
    says: str,
) -> None:
    before = holder.value()
    monkeypatch.setenv("DOTLINE_HOME", str(tmp_path))
    own = tmp_path / "data" / holder.name
    own.mkdir(parents=True)
    (own / "own.yaml").write_text(text.replace(wrong, right, 1) if wrong else text, "utf-8")
    try:
        assert not holder.reload()
        assert holder.fault is not None and says in holder.fault.text()
        assert holder.value() is before
    finally:
        holder.forget()
