"""YAML into frozen values, each with its line. A small, strict YAML: no dates, yes/no, aliases."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, cast

import yaml

from dotline.base.errors import N_
from dotline.base.phrases import machine
from dotline.reference.datafiles.problems import Problem, problem

Value: TypeAlias = "Mapping[str, Value] | tuple[Value, ...] | str | int | float | bool | None"
Where: TypeAlias = tuple[str | int, ...]

LARGEST = 2_000_000


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's few plain types: 'no' stays a word, 'ON' stays Ontario, 2010-06-29 stays text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


@dataclass
class Sheet:
    """One file as read: its value, the line of each path in it, and what could not be read."""

    file: str
    value: Value = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Where) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def thing(self, path: Where) -> str:
        """What the path belongs to, by its nearest code, cite or id."""
        for size in range(len(path), -1, -1):
            here = at(self.value, path[:size])
            if isinstance(here, Mapping):
                for key in ("code", "id", "cite", "name_en"):
                    name = here.get(key)
                    if isinstance(name, str) and name:
                        return f"{key} {name}"
        return ""


def at(value: Value, path: Where) -> Value:
    """What stands at a path, or None."""
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(str(step))
        elif isinstance(value, tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def read_sheet(path: Path, name: str) -> Sheet:
    """Read one YAML file. Never raises for what is in it: faults stand in `problems`."""
    sheet = Sheet(name)
    text = _text_of(path, sheet)
    if text is None:
        return sheet
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            sheet.problems.append(
                problem((name, 1), "", N_("The file is empty."), N_("Fill it, or remove it."))
            )
        else:
            sheet.value = _build(node, (), sheet, set())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sheet.problems.append(
            problem(
                (name, mark.line + 1 if mark else 1),
                "",
                N_("This is not readable YAML: {why}."),
                N_(
                    "Check indentation, quotation marks and colons on this line and the line above."
                ),
                why=machine(error.problem or error.context),
            )
        )
    except yaml.YAMLError:
        sheet.problems.append(
            problem(
                (name, 1),
                "",
                N_("The file holds a character that YAML forbids."),
                N_("Save it as plain UTF-8 text."),
            )
        )
    finally:
        loader.dispose()
    return sheet


def _text_of(path: Path, sheet: Sheet) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        sheet.problems.append(
            problem(
                (sheet.file, 1),
                "",
                N_("The file cannot be opened: {why}."),
                N_("Check that it is there and readable."),
                why=machine(error.strerror),
            )
        )
        return None
    if len(raw) > LARGEST:
        sheet.problems.append(
            problem(
                (sheet.file, 1),
                "",
                N_("The file is larger than {most} bytes."),
                N_("Split it."),
                most=LARGEST,
            )
        )
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sheet.problems.append(
            problem(
                (sheet.file, raw[: error.start].count(b"\n") + 1),
                "",
                N_("The text is not UTF-8."),
                N_("Save the file with the encoding UTF-8."),
            )
        )
        return None


def _build(node: yaml.Node, path: Where, sheet: Sheet, seen: set[int]) -> Value:
    if id(node) in seen:
        sheet.problems.append(
            problem(
                (sheet.file, sheet.line(path)),
                sheet.thing(path),
                N_("An alias (*name) is not allowed here."),
                N_("Write the text out in full."),
            )
        )
        return None
    sheet.lines.setdefault(path, node.start_mark.line + 1)
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, sheet, seen)
    if isinstance(node, yaml.SequenceNode):
        return tuple(
            _build(item, (*path, place), sheet, seen) for place, item in enumerate(node.value)
        )
    return _scalar(node, path, sheet)


def _mapping(node: yaml.MappingNode, path: Where, sheet: Sheet, seen: set[int]) -> Value:
    built: dict[str, Value] = {}
    for key, item in node.value:
        name = str(key.value)
        line = key.start_mark.line + 1
        if name in built:
            sheet.problems.append(
                problem(
                    (sheet.file, line),
                    "",
                    N_("{key} is written twice in one entry."),
                    N_("Keep one of them."),
                    key=name,
                )
            )
        sheet.lines[(*path, name)] = line
        built[name] = _build(item, (*path, name), sheet, seen)
    return MappingProxyType(built)


def _scalar(node: yaml.Node, path: Where, sheet: Sheet) -> Value:
    text = str(node.value)
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    if kind == "bool":
        return text == "true"
    if kind == "null":
        return None
    if kind == "int":
        return int(text)
    if kind == "float":
        return float(Decimal(text))
    if kind != "str":
        sheet.problems.append(
            problem(
                (sheet.file, sheet.line(path)),
                "",
                N_("The tag !{kind} is not allowed."),
                N_("Remove it."),
                kind=kind,
            )
        )
    return text


@dataclass(frozen=True)
class Row:
    """One entry of a checked data file. The schema has said that what is asked for is there."""

    value: Mapping[str, Value]
    file: str
    line: int

    def has(self, key: str) -> bool:
        """Whether the key is there and not empty."""
        return self.value.get(key) not in (None, "", ())

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        found = self.value.get(key)
        return default if found is None else str(found)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty if absent."""
        found = self.value.get(key)
        return tuple(str(one) for one in found) if isinstance(found, tuple) else ()

    def number(self, key: str) -> int | None:
        """A whole number, or None if absent."""
        found = self.value.get(key)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def decimal(self, key: str) -> float | None:
        """A number, or None if absent."""
        found = self.value.get(key)
        return (
            float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
        )

    def flag(self, key: str) -> bool:
        """True only where the file says true."""
        return self.value.get(key) is True

    def day(self, key: str) -> date | None:
        """A calendar day, or None if absent."""
        found = self.value.get(key)
        return date.fromisoformat(found) if isinstance(found, str) and found else None

    def row(self, key: str) -> "Row | None":
        """An entry inside this one."""
        found = self.value.get(key)
        return Row(found, self.file, self.line) if isinstance(found, Mapping) else None

    def rows(self, key: str) -> "tuple[Row, ...]":
        """The entries of a list inside this one."""
        found = self.value.get(key)
        inner = found if isinstance(found, tuple) else ()
        return tuple(Row(cast("Mapping[str, Value]", one), self.file, self.line) for one in inner)
