"""./dotline sets itself up once, again when a lock changes, and when two begin at the same time."""

import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Stands in for the machine's python3: notes what it was asked for, and gives a uv that does too.
PYTHON = """#!/bin/sh
case "$*" in
    *--target*)
        case "$PIP" in broken) echo "no network" >&2; exit 1 ;; esac
        shift 3
        while [ "$1" != --target ]; do shift; done
        echo "pip $4" >>"$NOTES"
        mkdir -p "$2/bin"
        cp "$UV_STAND_IN" "$2/bin/uv"
        sleep 0.3 ;;
    *dotline.cli*) echo "cli $*" >>"$NOTES" ;;
esac
"""
UV = """#!/bin/sh
case "$*" in
    --version) case "$UV" in broken) exit 1 ;; esac ;;
    venv*) for last; do :; done; mkdir -p "$last/bin"; cp "$PYTHON_STAND_IN" "$last/bin/python" ;;
    *) echo "uv $*" | sed "s|$PWD/||g" >>"$NOTES" ;;
esac
"""


@dataclass
class Clone:
    folder: Path

    def start(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        stand_ins = self.folder / "stand-ins"
        environment = {
            "PATH": "/usr/bin:/bin",
            "NOTES": str(self.folder / "notes"),
            "DOTLINE_PYTHON": str(stand_ins / "python"),
            "PYTHON_STAND_IN": str(stand_ins / "python"),
            "UV_STAND_IN": str(stand_ins / "uv"),
            **variables,
        }
        return subprocess.run(
            [str(self.folder / "dotline"), *arguments],
            env=environment, cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def notes(self) -> list[str]:
        """What was done since the last look."""
        path = self.folder / "notes"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [" ".join(line.split()[:1]) for line in lines]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    shutil.copy(ROOT / "dotline", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "src" / "dotline").mkdir(parents=True)
    (tmp_path / "stand-ins").mkdir()
    for name, text in (("python", PYTHON), ("uv", UV)):
        path = tmp_path / "stand-ins" / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    return Clone(tmp_path)


def test_the_second_start_does_nothing_but_start(clone: Clone) -> None:
    first = clone.start("demo")
    assert first.returncode == 0, first.stderr
    assert clone.notes() == ["pip", "uv", "cli"]
    assert first.stderr.count("\n") == 1
    second = clone.start("demo")
    assert clone.notes() == ["cli"]
    assert second.stderr == ""


def test_a_changed_lock_is_installed_again(clone: Clone) -> None:
    clone.start("demo")
    clone.notes()
    with (clone.folder / "requirements" / "run.txt").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    clone.start("demo")
    assert clone.notes() == ["uv", "cli"]


def test_tests_bring_their_own_libraries_and_the_demo_leaves_them_there(clone: Clone) -> None:
    clone.start("test")
    assert clone.notes() == ["pip", "uv", "pip", "cli"]  # uv, the libraries, the judges
    clone.start("demo")
    assert clone.notes() == ["cli"]


def test_without_uv_plain_pip_does(clone: Clone) -> None:
    started = clone.start("demo", UV="broken")
    assert started.returncode == 0, started.stderr
    assert clone.notes() == ["pip", "pip", "cli"]
    clone.start("demo", UV="broken")
    assert clone.notes() == ["cli"]


def test_without_a_network_it_says_so_and_leaves_nothing_half_made(clone: Clone) -> None:
    stopped = clone.start("demo", PIP="broken")
    assert stopped.returncode == 1
    assert "requirements/run.txt" in stopped.stderr
    assert "no network" in stopped.stderr
    assert not (clone.folder / ".lock-setup").exists()
    assert clone.start("demo").returncode == 0


def test_four_first_uses_at_once_install_once(clone: Clone) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: clone.start("demo"), range(4)))
    assert [item.returncode for item in done] == [0, 0, 0, 0]
    assert sorted(clone.notes()) == ["cli"] * 4 + ["pip", "uv"]


def test_a_lock_whose_owner_is_gone_is_taken_away(clone: Clone) -> None:
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    (clone.folder / ".lock-setup").mkdir()
    (clone.folder / ".lock-setup" / "owner").write_text(f"{gone.pid}\n", encoding="utf-8")
    assert clone.start("demo").returncode == 0
    assert not list(clone.folder.glob(".lock-*"))


def test_a_living_owner_is_waited_for(clone: Clone) -> None:
    lock = clone.folder / ".lock-setup"
    lock.mkdir()
    (lock / "owner").write_text(f"{os.getpid()}\n", encoding="utf-8")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(clone.start, "demo")
        time.sleep(0.5)
        assert not waiting.done()
        shutil.rmtree(lock)
        assert waiting.result().returncode == 0


def a_python(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


NO_PIP = 'case "$*" in "-m pip"*) exit 1 ;; esac'
TOO_OLD = "exit 1"


@pytest.mark.parametrize("first", [NO_PIP, TOO_OLD], ids=["without pip", "too old"])
def test_a_python_that_will_not_do_is_passed_over_for_one_that_will(
    clone: Clone, first: str
) -> None:
    tools = clone.folder / "tools"
    a_python(tools / "python3", first)
    for name in ("python3.14", "python3.13"):
        a_python(tools / name, TOO_OLD)
    shutil.copy(clone.folder / "stand-ins" / "python", tools / "python3.12")
    started = clone.start("demo", DOTLINE_PYTHON="", PATH=f"{tools}:/usr/bin:/bin")
    assert started.returncode == 0, started.stderr
    assert clone.notes() == ["pip", "uv", "cli"]


def test_a_named_python_is_not_passed_over(clone: Clone) -> None:
    a_python(clone.folder / "tools" / "mine", NO_PIP)
    stopped = clone.start("demo", DOTLINE_PYTHON=str(clone.folder / "tools" / "mine"))
    assert stopped.returncode == 1
    assert stopped.stderr.count("\n") == 1
    assert "mine has no pip. Install" in stopped.stderr


def test_without_uv_later_starts_use_the_python_that_the_libraries_were_made_for(
    clone: Clone,
) -> None:
    tools = clone.folder / "tools"
    a_python(tools / "python3", TOO_OLD)
    for name in ("python3.14", "python3.13", "python3.12"):
        a_python(tools / name, TOO_OLD)
    shutil.copy(clone.folder / "stand-ins" / "python", tools / "python3.11")
    paths = {"DOTLINE_PYTHON": "", "PATH": f"{tools}:/usr/bin:/bin"}
    assert clone.start("demo", UV="broken", **paths).returncode == 0
    assert clone.notes() == ["pip", "pip", "cli"]
    assert clone.start("demo", UV="broken", **paths).returncode == 0
    assert clone.notes() == ["cli"]


def test_a_folder_with_a_space_in_its_name_will_do(clone: Clone) -> None:
    spaced = Clone(clone.folder.rename(clone.folder.parent / "a folder with spaces"))
    assert spaced.start("demo").returncode == 0
    assert spaced.notes() == ["pip", "uv", "cli"]
    assert spaced.start("demo", UV="broken").returncode == 0
