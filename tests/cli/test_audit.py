"""`audit verify` and `check` say what waits, and name store and place of what was tampered with."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from tests.cli.commands import dotline, said


def execute(home: Path, store: str, *statements: str) -> None:
    """What somebody with the file does, its triggers taken away first."""
    with sqlite3.connect(home / f"{store}.sqlite3") as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            if name.startswith("audit_"):
                database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
    database.close()


@pytest.fixture
def home(ready_home: Path) -> Path:
    """A real home that one command has made."""
    return ready_home


def test_what_waits_is_said_with_what_that_means(home: Path) -> None:
    execute(
        home,
        "inside",
        "INSERT INTO audit_unchained SELECT event_id FROM audit_link",
        "DELETE FROM audit_link",
    )
    (home / "ledger-heads.json").unlink()
    for store in ("open", "drop"):
        execute(home, store, "DELETE FROM audit_head")
    told = dotline(home, "audit", "verify").stdout
    assert re.search(r"inside: chain sound: 0 of (\d+) lines chained, \1 wait\n", told), told
    assert "Not protected yet: a waiting line" in told
    told = said(home, "check")  # which chains
    assert re.search(r"inside: chain sound: (\d+) of \1 lines chained, 0 wait\n", told), told
    assert "Not protected" not in told


def test_values_that_are_none_end_with_a_sentence_and_exit_5(home: Path) -> None:
    execute(
        home,
        "inside",
        "UPDATE audit_event SET actor = 'nobody', at = x'00ff', object_id = 5 "
        "WHERE id = (SELECT event_id FROM audit_link WHERE seq = 2)",
    )
    for command in (("audit", "verify"), ("check",), ("access", "agencies")):
        got = dotline(home, *command)
        assert "Traceback" not in got.stderr
        if command == ("access", "agencies"):
            assert got.returncode == 0  # reading goes on
        else:
            assert got.returncode == 5, got.stderr
            assert "The ledger of store inside was tampered with" in got.stderr
            assert "line 2" in got.stderr


def test_check_tells_a_program_what_it_tells_a_person(home: Path) -> None:
    found = json.loads(said(home, "check", "--json"))
    assert [one["store"] for one in found["ledgers"]] == ["inside", "open", "drop"]
    assert all(one["sound"] and one["waiting"] == 0 for one in found["ledgers"])
    assert found["mixed_roles"] == []
    assert found["free_bytes"] > 0
    execute(home, "open", "UPDATE audit_event SET actor = 'nobody'")
    broken = dotline(home, "check", "--json")
    assert broken.returncode == 5
    assert [one["sound"] for one in json.loads(broken.stdout)["ledgers"]] == [True, False, True]
    assert "The ledger of store open was tampered with" in broken.stderr
