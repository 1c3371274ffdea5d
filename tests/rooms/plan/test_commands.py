"""`dotline plan` on the command line: the keys that programs rely on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.plan import actions
from dotline.plan.cli import group
from tests.rooms.conftest import Cast

SEEN = ("--evidence-en", "Seen.", "--evidence-fr", "Vu.", "--source", "A report, p. 2")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, catch_exceptions=False, standalone_mode=False)


@pytest.fixture(autouse=True)
def planned(cast: Cast) -> None:
    actions.load_plan(by=Reader.system("shipped"))


def test_status_has_the_keys_that_programs_rely_on() -> None:
    found = json.loads(run("status", "--json").output)
    assert list(found) == [
        "recommendations",
        "action_items",
        "without_lead",
        "without_indicator",
        "without_data",
        "late",
        "reports",
        "advice",
    ]
    assert set(found["reports"]) == {"expected", "received", "on_time"}
    assert (found["recommendations"], found["action_items"]) == (14, 43)


def test_show_says_none_yet_where_the_plan_names_nobody() -> None:
    found = json.loads(run("show", "ix.3", "--json").output)
    told = (found["code"], found["lead"], found["indicator"])
    assert told == ("IX.3", "none yet", "referrals_acknowledged_in_time")
    assert found["figure"] is None
    assert found["gaps"] == ["without_data", "without_lead"]


def test_lead_says_who_led_on_a_day_under_the_name_of_that_day() -> None:
    asked = ("lead", "iii.4", "--json", "--on")
    (then,) = json.loads(run(*asked, "2012-01-01").output)
    (later,) = json.loads(run(*asked, "2020-01-01").output)
    assert (then["organisation"], later["organisation"]) == ("cida", "gac")
    assert json.loads(run(*asked, "2009-01-01").output) == []


def test_a_lead_rates_itself_in_the_five_words_and_the_keeper_never_as_the_rapporteur() -> None:
    assert "substantial" in run("rate-own", "I.1", "substantial", *SEEN).output
    with pytest.raises(Refused):
        run("rate", "I.1", "complete", *SEEN)


def test_load_without_a_folder_puts_the_shipped_plan_in_force(tmp_path: Path) -> None:
    assert json.loads(run("load", "--json").output)["action_items"] == 43
    with pytest.raises(Invalid):
        run("load", str(tmp_path / "missing"))


def test_progress_is_noted_once_a_year() -> None:
    assert "done" in run("progress", "I.1", "--year", "2025", "--state", "done").output
    with pytest.raises(Conflict):
        run("progress", "I.1", "--year", "2025", "--state", "done")


def test_claims_about_one_thing_come_side_by_side_with_who_says_them() -> None:
    found = json.loads(run("claims", "--about", "into_canada", "--json").output)
    assert {one["figure"] for one in found} == {
        "about 2,000 people a year",
        "about 800 people a year",
        "600 to 800 people a year",
    }
    assert len({one["says"] for one in found}) == 3
    with pytest.raises(NotFound):
        run("claims", "--about", "nonsense")


def test_programmes_askings_and_members_are_listed_for_programs() -> None:
    projects = json.loads(run("programmes", "--kind", "project_abroad", "--json").output)
    assert len(projects) == 17
    assert len(json.loads(run("asked", "--kind", "component", "--json").output)) == 5
    assert len(json.loads(run("members", "--on", "2009-01-01", "--json").output)) == 17
    assert json.loads(run("members", "--json").output) == []
    told = run("members").output
    assert "Interdepartmental" in told
    assert "--on 2008-03-07" in told
    assert "iwgtip" in run("members", "rcmp").output
