"""`dotline plan rules`, `windows` and `due`: the keys that programs rely on, and what is refused."""

import json

import pytest
from click.testing import CliRunner, Result

from dotline.base.errors import Invalid, NotFound
from dotline.plan.cli import group
from tests.rooms.conftest import Cast


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, arguments, catch_exceptions=False, standalone_mode=False)


def test_rules_are_listed_by_id_and_text(cast: Cast) -> None:
    found = json.loads(run("rules", "--json").output)
    assert all(set(one) == {"id", "text"} for one in found)
    assert {"newcomer_contact", "supply_table", "review_law"} <= {one["id"] for one in found}
    assert len({one["id"] for one in found}) == len(found)


def test_windows_of_a_rule_are_days_and_a_provisional_one_says_so(cast: Cast) -> None:
    found = json.loads(run("windows", "newcomer_contact", "--from", "2026-01-31", "--json").output)
    assert found[-1] == {"opens": "2026-06-30", "due": "2026-07-31"}
    table = ["windows", "supply_table", "--from", "2026-01-01", "--until", "2026-12-31", "--json"]
    assert json.loads(run(*table).output) == [
        {"opens": "2026-06-01", "due": "2026-11-25", "provisional": True}
    ]
    hours = ["windows", "acknowledge_urgent", "--from", "2026-01-31", "--json"]
    assert json.loads(run(*hours).output)[0]["due"] == "2026-01-31T09:00:00+00:00"


@pytest.mark.parametrize(
    "arguments",
    [
        ("windows", "newcomer_contact", "--from", "2026-02-30"),
        ("windows", "newcomer_contact", "--from", "tomorrow"),
        ("windows", "newcomer_contact", "--from", "9999-12-31"),
        ("windows", "newcomer_contact", "--from", "2026-01-31", "--until", "2025-01-01"),
        ("due", "--on", "2026-13-01"),
    ],
)
def test_a_bad_day_is_refused(cast: Cast, arguments: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        run(*arguments)


def test_an_unknown_rule_or_organisation_is_named(cast: Cast) -> None:
    with pytest.raises(NotFound, match="no obligation rule nonsense"):
        run("windows", "nonsense", "--from", "2026-01-31")
    with pytest.raises(NotFound, match="no organisation nonsense"):
        run("due", "--on", "2026-11-23", "--holder", "nonsense")


def test_due_shows_what_runs_and_what_is_late_and_nothing_about_a_person(cast: Cast) -> None:
    found = json.loads(run("due", "--on", "2026-11-23", "--json").output)
    states = {(one["rule"], one["due"]): one["state"] for one in found}
    assert states[("supply_table", "2026-11-25")] == "open"
    assert states[("review_law", "2022-12-11")] == "late"
    assert "tip_submission" not in {one["rule"] for one in found}
    whole = json.loads(run("due", "--on", "2026-11-23", "--all", "--json").output)
    submission = next(one for one in whole if one["rule"] == "tip_submission")
    assert (submission["state"], submission["done"]) == ("done_late", "2008-03-07")
    of_one = json.loads(
        run("due", "--on", "2026-11-23", "--holder", "public_safety", "--json").output
    )
    assert {one["holder"] for one in of_one} == {"public_safety"}
