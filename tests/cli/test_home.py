"""The home folder: two first uses at once, what stands in its way, and what the demo may fill."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import begin, dotline, is_a_sentence, surroundings

SMALL = 300_000  # bytes: no store fits


@pytest.fixture
def home(ready_home: Path) -> Path:
    """What the first migration makes."""
    return ready_home


def within(home: Path, code: str) -> None:
    """Run a few lines as a program of ours would in this home."""
    begin_with = "from dotline.cli.main import ready; ready()\n"
    subprocess.run([sys.executable, "-c", begin_with + code], env=surroundings(home), check=True)


def test_two_first_uses_at_once_both_work(tmp_path: Path) -> None:
    both = [begin(tmp_path / "home", "check") for _ in range(3)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0, 0], said
    assert any("waiting for it" in err for _out, err in said)
    assert not any("Traceback" in err for _out, err in said)


@pytest.mark.slow
def test_a_killed_first_use_leaves_no_lock_and_no_half_home(tmp_path: Path) -> None:
    for tenths in (6, 9, 12, 16, 20):
        process = begin(tmp_path / "home", "check")
        try:
            process.wait(timeout=tenths / 10)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
    done = dotline(tmp_path / "home", "check")
    assert done.returncode == 0, done.stderr
    assert "waiting" not in done.stderr
    agencies = dotline(tmp_path / "home", "access", "agencies", "--json").stdout
    assert agencies.count('"code"') == 1


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all " * 4000)


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def missing(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def torn_inside(path: Path) -> None:
    """The header is whole; what follows is not."""
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


DAMAGES = [emptied, garbage, truncated, missing, folder, torn_inside]


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_store_is_named_by_every_command(
    home: Path, damage: Callable[[Path], None]
) -> None:
    for journal in home.glob("*-wal"):
        journal.unlink()
    damage(home / "drop.sqlite3")
    done = dotline(home, "check")
    is_a_sentence(done, code=6)
    assert "drop.sqlite3" in done.stderr


def test_a_damaged_store_is_named_before_it_is_served(home: Path) -> None:
    torn_inside(home / "open.sqlite3")
    done = dotline(home, "serve", "--port", "0")
    is_a_sentence(done, code=6)


def test_a_damaged_key_file_is_named(home: Path) -> None:
    (home / "keys" / "operator.json").write_text("{", encoding="utf-8")
    done = dotline(home, "check")
    is_a_sentence(done, code=6)
    assert "operator.json" in done.stderr


def test_a_file_in_place_of_the_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    for words in (("check",), ("demo", "--fill-only")):
        is_a_sentence(dotline(tmp_path / "home", *words), code=6)


@pytest.mark.slow
def test_a_home_that_cannot_be_made_is_named() -> None:
    for words in (("check",), ("demo", "--fill-only"), ("serve", "--port", "0")):
        is_a_sentence(dotline(Path("/proc/dotline-home"), *words), code=6)


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))


def test_a_disk_without_room_is_a_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    for words in (("check",), ("demo", "--fill-only")):
        is_a_sentence(dotline(tmp_path / "home", *words, before=limited), code=6)
    assert dotline(tmp_path / "home", "demo", "--fill-only", "--help").returncode == 0
    assert dotline(tmp_path / "home", "check").returncode == 0


def test_a_command_that_publishes_nothing_does_not_load_the_solver(home: Path) -> None:
    within(home, "import sys\nassert 'scipy' not in sys.modules")


def test_help_makes_no_home(tmp_path: Path) -> None:
    assert dotline(tmp_path / "home", "directory", "find", "--help").returncode == 0
    assert not (tmp_path / "home").exists()


def fill(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`demo --fill-only` with the first room alone."""
    command = [sys.executable, "-c", f"from dotline.cli import main\n{_run()}", *words]
    return subprocess.run(
        command, env=surroundings(home), capture_output=True, text=True, check=False, timeout=120
    )


def _run() -> str:
    return (
        "import sys, dotline.cli.demo as demo\n"
        "demo.HOOKS = ('access.demo', 'gates.demo')\n"
        "sys.argv[1:1] = ['demo', '--fill-only']\n"
        "main.main()\n"
    )


def test_the_demo_fills_a_home_that_holds_nothing_yet(home: Path) -> None:
    assert dotline(home, "access", "agencies").returncode == 0
    done = fill(home)
    assert done.returncode == 0, done.stderr
    assert "National Help Line (FICTIONAL)" in dotline(home, "access", "agencies").stdout
    assert dotline(home, "check").returncode == 0


def test_the_demo_stays_out_of_a_home_that_holds_anything_and_says_what(home: Path) -> None:
    added = dotline(
        home, "access", "add-agency", "door", "--name-en", "Door", "--name-fr", "Porte",
        "--kind", "Shelter",
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    done = fill(home)
    is_a_sentence(done, code=5)
    assert "Agency: 1" in done.stderr
    assert not (home / "FICTIONAL").exists()
    assert "door" in dotline(home, "access", "agencies").stdout


def test_the_demo_keeps_its_seed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert fill(home, "--seed", "5").returncode == 0
    again = fill(home, "--seed", "5")
    assert (again.returncode, again.stdout) == (0, "")
    assert fill(home).returncode == 0
    other = fill(home, "--seed", "7")
    is_a_sentence(other, code=5)
    assert "seed 5" in other.stderr


def test_the_demo_takes_no_store_away_from_under_a_command_that_works(home: Path) -> None:
    working = "from dotline.cli.main import ready; ready(); print('in', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", working], env=surroundings(home), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        refused = fill(home)
        other.communicate("\n", timeout=60)
    is_a_sentence(refused, code=5)
    assert "in use" in refused.stderr
    assert fill(home).returncode == 0
    assert dotline(home, "check").returncode == 0


@pytest.mark.slow
def test_two_demos_at_once_fill_it_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"from dotline.cli import main\n{_run()}"]
    both = [
        subprocess.Popen(
            command, env=surroundings(tmp_path / "home"), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("is ready" in out for out, _err in said) == 1


def test_a_clock_set_back_is_told(home: Path) -> None:
    within(
        home,
        "from datetime import timedelta\n"
        "from dotline.base import clock\n"
        "from dotline.site import shipped\n"
        "with clock.frozen(clock.now() + timedelta(hours=3)):\n"
        "    shipped.load()\n",
    )
    done = dotline(home, "check")
    is_a_sentence(done, code=6)
    assert "clock" in done.stderr
