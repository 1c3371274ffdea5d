"""Figures about calls, referrals and cases leave through the gate *protect* alone (R-75)."""

import ast
from pathlib import Path

import pytest

from dotline.base.errors import Refused
from dotline.base.reader import Period, Reader
from dotline.gates import clean_room

SOURCE = Path(__file__).resolve().parents[2] / "src" / "dotline"
INSIDE = ("intake", "referral", "case")
OPEN = ("directory", "link", "statistics", "plan", "report")
# Who may say the name: the room that answers it, its handle, and the clean room.
MAY = {
    *(f"{room}/{place}" for room in INSIDE for place in ("apps.py", "queries")),
    "gates/clean_room.py",
}


def naming(word: str) -> set[str]:
    """Modules in which a name stands, as a call, an import or an attribute."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            said = (
                getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", ""),
            )  # fmt: skip
            if word in said:
                found.add(path.relative_to(SOURCE).as_posix())
    return found


def test_counting_rows_are_named_by_their_rooms_and_the_clean_room_alone() -> None:
    found = naming("counting_rows")
    assert {one.split("/")[0] for one in found} == {*INSIDE, "gates"}
    assert {one for one in found if not any(one.startswith(may) for may in MAY)} == set()


@pytest.mark.parametrize("room", OPEN)
def test_an_open_room_streams_them_only_to_release(room: str) -> None:
    streaming = {one for one in naming("clean_room") if one.startswith(f"{room}/")}
    allowed = {"statistics/actions.py", "statistics/queries/clean_room.py", "statistics/cli.py"}
    assert streaming <= allowed


@pytest.mark.parametrize(
    "reader", [Reader.public(), Reader.system("courier"), Reader.system("heartbeat")]
)
def test_nobody_but_the_release_actor_streams_them(reader: Reader) -> None:
    with pytest.raises(Refused, match="release actor"):
        list(clean_room.stream(reader, Period("one", ("2025-Q1",))))
