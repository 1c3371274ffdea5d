"""Only an organisation that owns the federal plan changes it, whatever role somebody has elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from dotline.access.actions import NewAgency, add_agency
from dotline.access.models import Agency
from dotline.access.roles import Role
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.plan import actions, policy, queries
from dotline.plan.cli import group
from dotline.plan.queries.keepers import keepers
from dotline.plan.rules import State
from dotline.plan.rules.ratings import Grounds, Rater, Rating
from tests.browsing import HTML, Desk
from tests.rooms.conftest import Cast, worker

SEEN = Grounds("A guide came out.", "Un guide a paru.", "Guide of 2026, p. 3")
TOLD = ("--evidence-en", "Seen.", "--evidence-fr", "Vu.", "--source", "A report, p. 2")
SYSTEM = Reader.system("test")
NOT_YOURS = "Only an organisation that owns the federal plan changes it"

# Every write of the federal plan. A new action that asks `may_write` belongs here.
WRITES: dict[str, Callable[[Reader, Path], object]] = {
    "load_plan": lambda by, folder: actions.load_plan(by=by, folder=folder),
    "report_progress": lambda by, _: actions.report_progress(
        by=by, code="I.1", year=2026, state=State.DONE
    ),
    "rate_own": lambda by, _: actions.rate_own(
        by=by, code="I.1", rating=Rating.COMPLETE, grounds=SEEN
    ),
    "take_back_rating": lambda by, _: actions.take_back_rating(by=by, code="I.1", rater=Rater.LEAD),
}
COMMANDS = {
    "load": ("load", "{folder}"),
    "progress": ("progress", "I.1", "--year", "2026", "--state", "done"),
    "rate-own": ("rate-own", "I.1", "complete", *TOLD),
}


@dataclass(frozen=True)
class Office:
    """An agency and its coordinator."""

    agency: Agency
    coordinator: Reader


@pytest.fixture(autouse=True)
def planned(cast: Cast) -> None:
    actions.load_plan(by=Reader.system("shipped"))


@pytest.fixture
def nation(cast: Cast) -> Office:
    """The government of a First Nation, with a coordinator of its own."""
    row = add_agency(
        by=SYSTEM, agency=NewAgency("river", "River", "Rivière", "FirstNationGovernment", "MB")
    )
    return Office(row, worker("nora", row, Role.COORDINATOR, Role.OPERATOR))


@pytest.fixture
def planners(cast: Cast) -> Office:
    """A plan office beside the organisation that runs the installation."""
    row = add_agency(
        by=SYSTEM, agency=NewAgency("plan", "Plan", "Plan", "CentralGovernmentOrganisation", "ON")
    )
    return Office(row, worker("paula", row, Role.COORDINATOR))


@pytest.mark.parametrize("name", WRITES)
def test_a_coordinator_of_a_first_nation_writes_nothing_in_the_federal_plan(
    cast: Cast, nation: Office, planners: Office, tmp_path: Path, name: str
) -> None:
    write = WRITES[name]
    actions.rate_own(by=cast.operator, code="I.1", rating=Rating.LIMITED, grounds=SEEN)
    before = _written()
    for stranger in (nation.coordinator, planners.coordinator):
        with pytest.raises(Refused, match=NOT_YOURS):
            write(stranger, tmp_path)
    assert _written() == before
    actions.name_keeper(by=cast.operator, agency=planners.agency.id)
    if (
        name != "load_plan"
    ):  # an empty folder loads what is in force: it changes nothing for anybody
        write(planners.coordinator, tmp_path)
        assert _written() != before
    with pytest.raises(Refused, match=NOT_YOURS):
        write(nation.coordinator, tmp_path)


def _written() -> list[object]:
    public = Reader.public()
    version = queries.newest_version(public)
    told = queries.ratings(public).values_list("id", "taken_back_on")
    return [version and version.id, list(told), list(queries.progress(public).values_list("id"))]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_lets_her_either(
    cast: Cast, nation: Office, tmp_path: Path, command: str
) -> None:
    words = [word.replace("{folder}", str(tmp_path)) for word in COMMANDS[command]]
    run = CliRunner().invoke
    with pytest.raises(Refused, match=NOT_YOURS):
        run(group, [*words, "--as", "nora"], catch_exceptions=False, standalone_mode=False)
    run(group, [*words, "--as", "olga"], catch_exceptions=False, standalone_mode=False)


def test_no_page_lets_her_either(cast: Cast, nation: Office, desk: Desk) -> None:
    hers, ours = desk("nora"), desk("olga")
    for path in ("rate-own", "take-back"):
        asked = hers.post(f"/en/plan/desk/I.1/{path}/", {"rater": "lead"}, **HTML)
        assert (asked.status_code, NOT_YOURS in asked.content.decode()) == (403, True)
    assert "rate-own" not in hers.get("/en/plan/desk/", **HTML).content.decode()
    assert "rate-own" in ours.get("/en/plan/desk/", **HTML).content.decode()


def test_who_runs_the_installation_names_who_owns_the_plan_and_nobody_else(
    cast: Cast, nation: Office, planners: Office
) -> None:
    assert [one.agency.code for one in keepers(cast.operator)] == ["hotline"]
    for stranger in (cast.alice, nation.coordinator, planners.coordinator):
        with pytest.raises(Refused):
            actions.name_keeper(by=stranger, agency=nation.agency.id)
        with pytest.raises(Refused):
            actions.end_keeper(by=stranger, agency=planners.agency.id)
    actions.name_keeper(by=cast.operator, agency=planners.agency.id)
    actions.name_keeper(by=cast.operator, agency=planners.agency.id)  # named twice is named once
    assert [one.agency.code for one in keepers(cast.operator)] == ["hotline", "plan"]
    assert policy.may_write(planners.coordinator)
    actions.end_keeper(by=cast.operator, agency=planners.agency.id)
    assert not policy.may_write(planners.coordinator)
    with pytest.raises(Conflict, match="not named"):
        actions.end_keeper(by=cast.operator, agency=planners.agency.id)


def test_the_office_that_judges_the_plan_is_never_one_that_keeps_it(cast: Cast) -> None:
    with pytest.raises(Invalid, match="judges the plan"):
        actions.name_keeper(by=cast.operator, agency=cast.office.id)


def test_a_role_and_no_organisation_is_not_enough(cast: Cast) -> None:
    nowhere = Reader(worker=None, agency=None, permissions=frozenset({"plan.write"}))
    assert not policy.may_write(nowhere)
    assert not policy.may_write(Reader.public())


def test_the_commands_name_and_end_a_keeper_by_its_code(cast: Cast, planners: Office) -> None:
    def run(*words: str) -> str:
        said = CliRunner().invoke(group, words, catch_exceptions=False, standalone_mode=False)
        return said.output

    run("name-keeper", "plan")
    assert '"code": "plan"' in run("keepers", "--json")
    run("end-keeper", "plan")
    assert '"code": "plan"' not in run("keepers", "--json")
    with pytest.raises(NotFound):
        run("name-keeper", "nowhere")
