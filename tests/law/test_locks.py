"""What we need is locked: each file by its hash, no registry's address, a reason on each line."""

import re
from pathlib import Path

import pytest

from tests.law.tree import ROOT

FOLDER = ROOT / "requirements"
LOCKS = ["tools", "run", "splink", "spark", "test"]
REASON = re.compile(r"\s#\s+\S+ \S+")


def requirements(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", "-r ", "-c "))]


def pins(name: str) -> dict[str, str]:
    """Each locked requirement with its hashes."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {line[0] + " ".join(part for part in line[1:] if "--hash" not in part): " ".join(
        sorted(part for part in line if "--hash" in part)) for line in lines}  # fmt: skip


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address_and_no_path(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert re.findall(r"\w+://\S+|^\s*-(?!-hash=)\S+|\s@\s|^[./]\S*", text, re.MULTILINE) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_file_has_its_hash(name: str) -> None:
    assert pins(name)
    assert [pin for pin, hashes in pins(name).items() if "--hash=sha256:" not in hashes] == []


def test_the_test_set_holds_the_run_set_in_the_same_versions() -> None:
    assert set(pins("run").items()) <= set(pins("test").items())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.in")), ids=lambda path: path.name)
def test_each_requirement_says_why_it_is_there(path: Path) -> None:
    assert [line for line in requirements(path) if not REASON.search(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_each_requirement_is_locked(name: str) -> None:
    locked = {re.split(r"[=\[ ;]", pin)[0].lower() for pin in pins(name)}
    wanted = {
        re.split(r"[<>=\[ ]", line)[0].lower() for line in requirements(FOLDER / f"{name}.in")
    }
    assert wanted - locked == set()
