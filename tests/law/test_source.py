"""The source: writes stand in actions, functions and files stay small, nothing prints."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.law.tree import NUMBERED, Function, functions, modules, parsed, room_of, short

MAX_FUNCTION = 40
MAX_FILE = 400
# Longer than the law allows, each with its reason. This list only ever shrinks.
LONG_FUNCTIONS: dict[str, str] = {}
LONG_FILES: dict[str, str] = {}

# Rooms that writes themselves stand on (design, section 3): the ledger, keys, gates, composition.
FOUNDATION = {"base", "audit", "access", "duty", "gates", "site", "cli"}
ALWAYS_WRITE = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
QUERYSET = {"objects", "filter", "exclude", "all", "using", "select_for_update", "order_by"}


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Lines of a syntax tree that write to a table, as far as their looks tell."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            positional = bool(node.args)
            on_rows = bool(_chain(node.func.value) & QUERYSET)
            if (
                name in ALWAYS_WRITE
                or (name in {"save", "delete"} and not positional)
                or (name in {"create", "update", "delete"} and on_rows)
            ):
                yield node.lineno, name


def _chain(node: ast.expr) -> set[str]:
    """The names in a.b(...).c(...): {a, b, c}."""
    names = set()
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        else:
            return names | ({node.id} if isinstance(node, ast.Name) else set())


def in_actions(path: Path) -> bool:
    return path.name == "actions.py" or "actions" in path.parts


def may_write(path: Path) -> bool:
    in_demo = path.name == "demo.py" or "demo" in path.parts
    return in_actions(path) or in_demo or room_of(path) in FOUNDATION


def decorators(function: Function) -> Iterator[tuple[str, str]]:
    """Each decorator that is a call: its name and its first argument when that is a text."""
    for item in function.decorator_list:
        if isinstance(item, ast.Call):
            name = item.func.id if isinstance(item.func, ast.Name) else ""
            first = item.args[0] if item.args else None
            text = first.value if isinstance(first, ast.Constant) else ""
            yield name, str(text)


def action_functions() -> Iterator[tuple[Path, Function]]:
    for path in modules():
        if room_of(path) in NUMBERED and in_actions(path):
            for node in parsed(path).body:
                if isinstance(node, Function) and not node.name.startswith("_"):
                    yield path, node


def test_only_actions_write() -> None:
    found = [
        f"{short(path)}:{line} .{name}()"
        for path in modules()
        if not may_write(path)
        for line, name in writes(parsed(path))
    ]
    assert found == []


def test_a_write_is_recognised_and_a_dictionary_is_not() -> None:
    source = "row.save()\nCall.objects.filter(a=1).update(b=2)\nseen.update(x)\npicture.save(file)"
    assert [line for line, _name in writes(ast.parse(source))] == [1, 2]


def test_every_public_action_is_declared_so_that_it_writes_one_ledger_line() -> None:
    found = [
        f"{short(path)}:{function.lineno} {function.name}"
        for path, function in action_functions()
        if not any(
            name == "action" and text.split(".")[0] == room_of(path)
            for name, text in decorators(function)
        )
    ]
    assert found == []


def test_every_action_takes_keywords_only_and_names_who_acts() -> None:
    found = [
        f"{short(path)}:{function.lineno} {function.name}"
        for path, function in action_functions()
        if function.args.args or "by" not in {item.arg for item in function.args.kwonlyargs}
    ]
    assert found == []


def test_no_two_actions_share_a_name() -> None:
    names = [text for _path, f in action_functions() for name, text in decorators(f) if text]
    assert sorted(names) == sorted(set(names))


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{short(path)}::{item.name}": (item.end_lineno or 0) - item.lineno + 1
        for path in modules()
        for item in functions(path)
    }
    too_long = {name: lines for name, lines in long.items() if lines > MAX_FUNCTION}
    assert set(too_long) == set(LONG_FUNCTIONS), too_long


def test_no_file_is_longer_than_a_chapter() -> None:
    lines = {short(p): len(p.read_text(encoding="utf-8").splitlines()) for p in modules()}
    too_long = {name: count for name, count in lines.items() if count > MAX_FILE}
    assert set(too_long) == set(LONG_FILES), too_long


def test_every_module_says_first_what_it_holds() -> None:
    found = [short(path) for path in modules() if not ast.get_docstring(parsed(path))]
    assert [name for name in found if not name.endswith("migrations/__init__.py")] == []


def test_nothing_prints() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert found == []


def test_no_room_reaches_across_a_wall_by_name_or_by_signal() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in modules()
        if room_of(path) in NUMBERED
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Attribute) and node.attr in {"get_model", "get_models"})
        or (isinstance(node, ast.ImportFrom) and "signals" in (node.module or "").split("."))
    ]
    assert found == []
