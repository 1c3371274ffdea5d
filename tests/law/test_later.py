"""What an app offers by a dotted path is there, and is of its own room."""

import ast
import inspect
from collections.abc import Iterator

import pytest

from dotline.base.later import Later
from tests.law.tree import modules, parsed, room_of, short


def offers() -> Iterator[tuple[str, str, str]]:
    """(file, room, dotted path) of every function that is named for later."""
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Later", "jobs.register"):
                where = node.args[-1]
                if isinstance(where, ast.Constant):
                    yield short(path), room_of(path), str(where.value)


def test_there_are_such_offers() -> None:
    assert len(list(offers())) > 20


@pytest.mark.parametrize(("file", "room", "where"), sorted(offers()))
def test_a_path_that_an_app_names_leads_to_a_function_of_its_own_room(
    file: str, room: str, where: str
) -> None:
    assert where.startswith(f"dotline.{room}."), f"{file} reaches over a wall"
    assert inspect.isroutine(Later(where).found()), f"{file}: {where} cannot be called"


def test_a_path_that_leads_nowhere_says_so_at_the_call() -> None:
    with pytest.raises(AttributeError):
        Later("dotline.base.later.nobody")()


def test_two_offers_of_one_path_are_one() -> None:
    assert len({Later("dotline.base.ids.new_id"), Later("dotline.base.ids.new_id")}) == 1
