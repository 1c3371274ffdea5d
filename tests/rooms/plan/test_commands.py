"""`dotline plan` on the command line: the keys that programs rely on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dotline.base.errors import Conflict, Invalid
from dotline.base.reader import Reader
from dotline.plan import actions
from dotline.plan.cli import group
from tests.rooms.conftest import Cast


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
    ]
    assert set(found["reports"]) == {"expected", "received", "on_time"}
    assert (found["recommendations"], found["action_items"]) == (14, 43)


def test_show_says_none_yet_where_the_plan_names_nobody() -> None:
    found = json.loads(run("show", "ix.2", "--json").output)
    assert (found["code"], found["lead"], found["indicator"]) == ("IX.2", "none yet", "calls")
    assert found["figure"] is None
    assert found["gaps"] == ["without_data", "without_lead"]


def test_load_without_a_folder_puts_the_shipped_plan_in_force(tmp_path: Path) -> None:
    assert json.loads(run("load", "--json").output)["action_items"] == 43
    with pytest.raises(Invalid):
        run("load", str(tmp_path / "missing"))


def test_progress_is_noted_once_a_year() -> None:
    assert "done" in run("progress", "I.1", "--year", "2025", "--state", "done").output
    with pytest.raises(Conflict):
        run("progress", "I.1", "--year", "2025", "--state", "done")
