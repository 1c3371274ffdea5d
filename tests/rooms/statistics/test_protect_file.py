"""`dotline statistics protect`: a file of one's own, its tables, its budget, and a plug that is pulled."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from dotline.base.errors import Conflict, Invalid, Refused
from dotline.gates.protect.noisy.noise import SecureNoise
from dotline.statistics.cli import group
from tests.rooms.conftest import Cast

TABLES = """
unit = "row"
[columns]
province = ["ON", "QC"]
form = ["sex", "labour"]
[[table]]
name = "by-form"
columns = ["province", "form"]
"""
KILLED = """
import sys
from pathlib import Path
from dotline.gates.protect.noisy import declared, folder, noise
said = declared.declared(Path(sys.argv[2]).read_text())
order = folder.Order("r", "2026-11-23", 4.0, 1e-6, 4.0)
folder.release_file(Path(sys.argv[1]), said, Path(sys.argv[3]), order, noise.SecureNoise())
"""


def files(folder: Path, tables: str = TABLES) -> list[str]:
    """A file of 400 made-up people and its registered tables."""
    (folder / "in.csv").write_text("province,form\n" + "ON,sex\n" * 300 + "QC,labour\n" * 100)
    (folder / "t.toml").write_text(tables)
    return [
        str(folder / "in.csv"),
        "--tables",
        str(folder / "t.toml"),
        "--out",
        str(folder / "out"),
    ]


def run(*arguments: str) -> Result:
    """The command; what it raises is raised."""
    result = CliRunner().invoke(group, ["protect", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_holder_attacks_her_own_release_and_one_without_noise_ends_with_5(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [*files(tmp_path), "--epsilon", "4", "--delta", "1e-6"]
    run(*asked)
    attack = ["attack", str(tmp_path / "out"), "--against", str(tmp_path / "in.csv"), "--json"]
    found = json.loads(CliRunner().invoke(group, attack).output)
    assert [one["attack"] for one in found] == [
        *("account", "noise", "membership", "singling_out"),
        *("differencing", "canaries", "averaging", "solving", "epsilon"),
    ]
    assert not any(one["broken"] for one in found)
    monkeypatch.setattr(SecureNoise, "draw", lambda _self, count, _scale: np.zeros(count, np.int64))
    many = [f'[[table]]\nname = "t{n}"\ncolumns = ["form"]\n' for n in range(2, 9)]
    (tmp_path / "bad").mkdir()
    run(*files(tmp_path / "bad", TABLES + "\n".join(many)), "--epsilon", "4", "--delta", "1e-6")
    attack[1], attack[3] = str(tmp_path / "bad" / "out"), str(tmp_path / "bad" / "in.csv")
    refused = CliRunner().invoke(group, attack)
    assert isinstance(refused.exception, Conflict)
    assert "noise" in str(refused.exception)


def test_the_command_writes_tables_and_says_what_was_spent(tmp_path: Path) -> None:
    asked = [*files(tmp_path), "--epsilon", "4", "--delta", "1e-6"]
    told = json.loads(run(*asked, "--json").output)
    assert told["protected"]
    assert told["budget"]["epsilon_left"] == 0
    lines = (tmp_path / "out/tables/by-form.csv").read_text().splitlines()
    assert lines[0] == "province,form,count"
    assert abs(int(lines[1].rpartition(",")[2]) - 300) < 15
    with pytest.raises(Refused, match="budget"):
        run(*asked)


def test_the_terminal_shows_both_shares_and_trial_noise_is_stamped(tmp_path: Path) -> None:
    result = run(*files(tmp_path), "--epsilon", "4", "--delta", "1e-6", "--test-noise", "7")
    assert "NOT PROTECTED" in result.output
    assert "fabricated" in result.output
    assert "hidden" in result.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--epsilon", "0", "--delta", "1e-6"], "Epsilon must be greater than 0"),
        (["--epsilon", "1", "--delta", "0.5"], "Delta must be"),
        (["--epsilon", "4", "--delta", "1e-6", "--budget", "1"], "budget does not cover"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused_and_nothing_is_spent(
    tmp_path: Path, options: list[str], words: str
) -> None:
    with pytest.raises((Invalid, Refused), match=words):
        run(*files(tmp_path), *options)
    assert not (tmp_path / "out/tables").exists()
    assert not (tmp_path / "out/budget.json").exists()


def test_a_folder_of_other_tables_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out/tables").mkdir(parents=True)
    with pytest.raises(Conflict, match="no ledger"):
        run(*files(tmp_path), "--epsilon", "4", "--delta", "1e-6")


def test_a_release_that_is_killed_spends_once_and_is_taken_up_again(tmp_path: Path) -> None:
    """SIGKILL as soon as the ledger's line stands, in the midst of sixty thousand draws."""
    places = json.dumps([f"place {n}" for n in range(250)])
    wide = f'unit = "row"\n[columns]\na = {places}\nb = {places}\n[[table]]\nname = "t"\n'
    files(tmp_path, wide + 'columns = ["a", "b"]\n')
    (tmp_path / "in.csv").write_text("a,b\n" + "place 1,place 2\n" * 200)
    words = [str(tmp_path / name) for name in ("in.csv", "t.toml", "out")]
    command = [sys.executable, "-c", KILLED, *words]
    with subprocess.Popen(command, env=dict(os.environ)) as first:
        until = time.monotonic() + 30
        while not (tmp_path / "out/budget.json").exists() and time.monotonic() < until:
            time.sleep(0.01)
        first.send_signal(signal.SIGKILL)
    assert first.returncode == -signal.SIGKILL
    assert not (tmp_path / "out/tables").exists()
    subprocess.run(command, check=True, env=dict(os.environ))
    ledger = json.loads((tmp_path / "out/budget.json").read_text())
    assert [line["out"] for line in ledger["spent"]] == [True]
    assert "place 1,place 2," in (tmp_path / "out/tables/t.csv").read_text()
