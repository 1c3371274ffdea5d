"""On an empty home every command works for the default user: nothing is refused to an office's only worker."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dotline.access import queries
from dotline.access.actions import set_roles
from dotline.access.models import Worker
from dotline.access.roles import ROLES, SOLE_WORKER, Role
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.errors import Conflict
from dotline.base.reader import Reader
from dotline.site import home as first
from tests.cli.commands import ROOT, leaves
from tests.once import once

NOBODY = "00000000-0000-4000-8000-000000000000"
BOTH = ("--en", "Words.", "--fr", "Mots.")
SEEN = ("--evidence-en", "Seen.", "--evidence-fr", "Vu.", "--source", "A report, p. 2")
# Serve until they are stopped, or are about the program itself and never open a home.
NOT_HERE = {"demo", "serve", "offline", "work", "test", "night", "bench", "docs", "messages"}
# What an empty home answers by itself: 3 refused is in none of them. 4: there is no such thing yet; 5: not its moment.
MINIMAL: dict[str, tuple[list[str], int]] = {
    "migrate": ([], 0),
    "check": ([], 0),
    "access agencies": ([], 0),
    "access workers": ([], 0),
    "access add-agency": (
        ["door", "--name-en", "Door", "--name-fr", "Porte", "--kind", "Shelter"],
        0,
    ),
    "access set-roles": (["operator", *(f"--role={role}" for role in SOLE_WORKER)], 0),
    "access glasses": ([], 0),
    "access break-glass": (
        [
            "contact",
            NOBODY,
            "--reason",
            "life",
            "--words",
            "A life is in danger now",
            "--code",
            "0",
        ],
        4,
    ),
    "access review-glass": ([NOBODY, "--verdict", "justified"], 4),
    "access codes": ([], 3),  # a real home shows nobody's codes, to anybody
    "audit verify": ([], 0),
    "directory load": (["{file}"], 0),
    "directory report": ([], 0),
    "directory conflicts take": ([NOBODY], 4),
    "directory conflicts keep": ([NOBODY], 4),
    "directory conflicts undo": ([NOBODY], 4),
    "directory duplicates": ([], 0),
    "directory merge": ([NOBODY, NOBODY], 4),
    "directory unmerge": ([NOBODY], 4),
    "directory find": ([], 0),
    "directory needs": ([], 0),
    "directory export": (["{folder}/all.zip"], 0),
    "intake list": ([], 0),
    "intake show": ([NOBODY], 4),
    "intake open": ([], 0),
    "referral list": ([], 0),
    "referral show": ([NOBODY], 4),
    "referral accept": ([NOBODY], 4),
    "referral decline": ([NOBODY, "--reason", "full"], 4),
    "case list": ([], 0),
    "case access-request": ([NOBODY], 4),
    "case people": ([NOBODY], 4),
    "case show": ([NOBODY], 4),
    "case open": (["--referral", NOBODY], 4),
    "case screens": ([], 0),
    "case import": (["{file}", "--format", "ctdc-2021"], 2),  # it is a directory
    "case imports": ([], 0),
    "case import-report": ([NOBODY], 4),
    "case undo-import": ([NOBODY], 4),
    "case count": ([], 0),
    "case retention": ([], 0),
    "case dispose": ([], 0),
    "case hold": ([NOBODY, "--reason", "complaint"], 4),
    "case lift": ([NOBODY], 4),
    "case stewards": ([], 0),
    "case ask-steward": (["nobody", "counts", "--words", "why"], 4),
    "case answer-steward": ([NOBODY, "--grant"], 3),
    "case grant-use": (["counts"], 3),
    "case take-back-grant": ([NOBODY], 3),
    "case nation-counts": (["2025"], 3),
    "case nation-export": (["{folder}/ours.json"], 3),
    "case matches": ([], 0),
    "case doubles": ([], 0),
    "case undo-merge": ([NOBODY], 4),
    "case judge-match": ([NOBODY, "confirm"], 4),
    "case export": (["{folder}/cases.csv", "--format", "htcds-2.0"], 0),
    "law dates": (["{file}"], 2),  # a table of JSON is none
    "link new-key": (["--purpose", "victims", "{folder}/victims.key"], 0),
    "agreement list": ([], 0),
    "agreement add": (
        [
            *("MOU-1", "--purpose=victims", "--epoch=1", "--basis=consent", "--source=calls"),
            *("--with=door", "--assessed=2026-01-05", "--assessment=PIA-1", "--approved-by=Office"),
            *("--first=2026-01-06", "--last=2099-01-01"),
        ],
        0,
    ),
    "agreement answer": (["MOU-1", "--agree"], 3),
    "link notify": (["{file}", "{file}", "{file}"], 2),
    "case linkage-key": (["{folder}/victims.key"], 0),
    "case encode": (
        ["--agreement=MOU-1", "--purpose=victims", "{folder}/cases.dlk"],
        3,  # the agreement of this home is of calls, not of case files
    ),
    "case ask-elsewhere": ([NOBODY, "--agreement=MOU-1", "--reason=help"], 4),
    "agreement received": (["{file}", "MOU-1", "--from=door"], 2),
    "agreement end": (["MOU-1"], 0),
    "link encode": (
        [
            *("--schema={file}", "--key={folder}/victims.key", "--basis=consent"),
            *("--agreement=MOU-1", "{file}", "{folder}/one.dlk"),
        ],
        2,
    ),
    "link new-client": (
        ["door", "--clients={folder}/clients.json", "--out={folder}/door.word"],
        0,
    ),
    "link key-service": (["--key={file}", "--clients={file}"], 2),
    "link match-tokens": (
        [
            *("--out={folder}/weak.csv", "--purpose=victims", "--epoch=1", "--basis=consent"),
            *("--agreement=MOU-0", "{file}", "{file}"),
        ],
        3,
    ),
    "link compare": (["{file}", "{file}", "--out={folder}/between.parquet"], 2),
    "link resolve": (["{file}", "--out={folder}/pairs.csv"], 2),
    "link match": (["{file}", "{file}", "--out={folder}/pairs.csv"], 2),
    "link attack": (["{file}"], 2),
    "link sweep": (["{file}", "{file}", "--out={folder}/pairs.csv"], 2),
    "link dedupe": (["{file}", "--out={folder}/clusters.csv"], 2),
    "link explain": (["a,b", "--of={file}"], 4),
    "law show": (["CC 279.01(1)(a)"], 0),
    "statistics release": (["2025-Q1"], 0),
    "statistics releases": ([], 0),
    "statistics table": (["calls"], 0),
    "statistics attack": (["1"], 0),
    "statistics package": (["{folder}/figures.zip"], 0),
    "statistics estimate": (["{folder}/lists.csv", "--method", "main", "--replicates", "5"], 0),
    "statistics protect": (
        [
            "{folder}/people.csv",
            *("--tables", "{folder}/tables.toml", "--out", "{folder}/noisy"),
            *("--epsilon", "1", "--delta", "1e-6"),
        ],
        0,
    ),
    "statistics synthesise": (["{folder}/noisy", "--rows", "3", "--out", "{folder}/rows.csv"], 0),
    "statistics compare": (["{folder}/noisy", "{folder}/rows.csv"], 0),
    "plan status": ([], 0),
    "plan load": ([], 0),
    "plan comments": ([], 0),
    "plan publish-comment": ([NOBODY, "--reason", "bears_on"], 4),
    "plan decline-comment": ([NOBODY, "--reason", "advert"], 4),
    "plan take-comment-down": ([NOBODY, "--reason", "advert"], 4),
    "plan take-comments": (["nobody"], 4),
    "plan advice": ([], 0),
    "plan advise": (["rcmp", *BOTH], 3),  # who keeps the plan gives no advice on it
    "plan reply": (["2026-1", *BOTH], 4),
    "plan withdraw-advice": (["2026-1"], 3),
    "plan keepers": ([], 0),
    "plan name-keeper": (["nobody"], 4),
    "plan end-keeper": (["nobody"], 4),
    "plan show": (["I.1"], 0),
    "plan rules": ([], 0),
    "plan lead": (["I.1"], 0),
    "plan claims": ([], 0),
    "plan programmes": ([], 0),
    "plan asked": ([], 0),
    "plan members": ([], 0),
    "plan rate-own": (["I.1", "limited", *SEEN], 0),
    # Who keeps the plan never rates it as the Rapporteur.
    "plan rate": (["I.1", "limited", *SEEN], 3),
    "plan windows": (["review_law", "--from", "2026-01-31"], 0),
    "plan due": ([], 0),
    "plan progress": (["I.1", "--year", "2025", "--state", "done"], 0),
    "report build": (["annual", "--lang", "en", "--out", "{folder}/report"], 0),
    "report list": ([], 0),
    "report check": (["annual"], 0),
    "report questionnaires list": ([], 0),
    "report questionnaires show": (["tip-2008"], 0),
    "directory freshness": ([], 0),
    "directory snapshot key": ([], 0),
    "directory snapshot make": (["{folder}/list.snapshot"], 0),
    "directory snapshot verify": (["{folder}/list.snapshot"], 0),
    "intake route": ([], 0),
    "intake forget": ([], 0),
    "intake sync": (["{folder}/queue"], 0),
    "referral clocks run": ([], 0),
    "referral beds list": ([], 0),
    "referral beds count": (["--unit", "emergency", "--beds", "4", "1", "0", NOBODY], 4),
    "referral network forces": ([], 0),
    "referral network tasks": ([], 0),
    "referral network silent": ([NOBODY], 4),
    "referral network briefings": ([], 0),
    "referral network unread": ([NOBODY], 4),
    "referral network practices": ([], 0),
    "statistics measures": ([], 0),
    "law load": (["{folder}/queue"], 2),  # the folder holds no act
    "law text": (["CC 279.01"], 4),  # no act is loaded
    "law changes": (["{folder}/queue", "{folder}/queue"], 2),
    "law sentence": (
        [
            "--charged",
            "2012-01-01",
            "--sentenced",
            "2013-01-01",
            "--gross-days",
            "730",
            "--custody-days",
            "30",
            "--rate",
            "1.5",
        ],
        0,
    ),
    "access add-worker": (["ada", "--agency", "local", "--role", "counsellor"], 0),
}
SERVICE = {
    "id": "6f0e3c1a-52a4-4b0f-9d3c-0a7b1d0e5f00",
    "name": "FICTIONAL room",
    "status": "active",
    "organization": {"id": "6f0e3c1a-52a4-4b0f-9d3c-0a7b1d0e5f01", "name": "FICTIONAL", "description": "FICTIONAL"},
}  # fmt: skip


def test_no_command_is_forgotten_here() -> None:
    assert {name for name, _ in leaves() if name not in NOT_HERE} == set(MINIMAL)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What each command says on a home that was empty before the first of them."""
    folder = once(tmp_path_factory, "first-worker", _type_every_command)
    results = json.loads((folder / "answers.json").read_text())
    return {**dict(zip(MINIMAL, results, strict=False)), "check again": results[-1]}


def _type_every_command(folder: Path) -> None:
    (folder / "one.json").write_text(json.dumps([SERVICE]))
    (folder / "lists.csv").write_text("one,two,people\n1,0,7\n0,1,5\n1,1,6\n")
    (folder / "queue").mkdir()
    (folder / "people.csv").write_text("province\nON\n")
    (folder / "tables.toml").write_text(
        'unit = "row"\ncolumns.province = ["ON"]\ntable = [{name = "t", columns = ["province"]}]\n'
    )
    names = {"file": str(folder / "one.json"), "folder": str(folder)}
    asked = [
        [*name.split(), *(word.format(**names) for word in words)]
        for name, (words, _code) in MINIMAL.items()
    ]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("D")},
        "DOTLINE_HOME": str(folder / "home"),
        "DOTLINE_LANG": "en",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    script = Path(__file__).with_name("every_command.py")
    done = subprocess.run(
        [sys.executable, script], input=json.dumps([*asked, ["check"]]), env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    (folder / "answers.json").write_text(done.stdout)


@pytest.mark.parametrize("name", MINIMAL)
def test_every_command_works_for_the_first_worker(
    answers: dict[str, dict[str, object]], name: str
) -> None:
    _words, code = MINIMAL[name]
    assert answers[name]["code"] == code, answers[name]["said"]


def test_check_warns_once_others_work_here(answers: dict[str, dict[str, object]]) -> None:
    assert "Warning" not in str(answers["check"]["said"])
    assert "set-roles operator --role operator" in str(answers["check again"]["said"])
    assert answers["check again"]["code"] == 0


@pytest.mark.django_db
def test_the_operator_can_step_back_and_somebody_always_runs_the_installation(home: Path) -> None:
    first.first_accounts()
    operator = queries.operator()
    assert operator.permissions == frozenset().union(*ROLES.values())
    assert queries.operators_who_open_records(operator) == []
    with behind(operator):
        with pytest.raises(Conflict, match="Nobody would be left"):
            set_roles(by=operator, username="operator", roles=(Role.EDITOR,))
        set_roles(by=operator, username="operator", roles=(Role.OPERATOR,))
    row = Worker.objects.using(Store.INSIDE).get(username="operator")
    assert row.roles == "operator"
    assert not queries.reader_of(row).has("intake.read")


@pytest.mark.django_db
def test_a_demo_keeps_the_roles_apart(home: Path) -> None:
    (home / "FICTIONAL").touch()
    first.first_accounts()
    assert queries.operator().roles == {"operator"}
    assert queries.operators_who_open_records(Reader.system("test")) == []
