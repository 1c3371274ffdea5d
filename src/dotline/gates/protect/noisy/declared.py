"""The pre-registered tables of a release: public domains and table columns, read from a TOML file.

unit = "row"                       # or the column that identifies the person
rule = "balanced"                  # open, balanced (default) or strict; a table may name its own

[columns]
province = ["ON", "QC", "NU"]      # the public domain; a blank cell is not counted
form = ["sex", "labour"]

[[table]]
name = "province-form"
columns = ["province", "form"]
"""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from dotline.base.errors import Invalid

ROW = "row"
COUNT = "count"
RULES = ("open", "balanced", "strict")
BALANCED = "balanced"
# A name list, a street or a date of birth is no public domain: whoever declares more values than
# any code book of countries or occupations has put identifiers into the column.
MOST_VALUES = 1_000
MOST_COLUMNS = 200
MOST_TABLES = 20_000
MOST_DIMENSIONS = 6
MOST_CELLS = 20_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,150}\Z")
_KEYS = {"unit", "rule", "columns", "table"}


@dataclass(frozen=True)
class DeclaredTable:
    """One table of a release: its file name, its columns in the order of the file, its rule."""

    name: str
    columns: tuple[str, ...]
    rule: str = BALANCED


@dataclass(frozen=True)
class Declared:
    """Everything that is fixed before a record is read. `digest` names exactly this declaration."""

    unit: str
    domains: Mapping[str, tuple[str, ...]]
    tables: tuple[DeclaredTable, ...]
    digest: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that stand in a table, in the order of the declaration."""
        used = {column for table in self.tables for column in table.columns}
        return tuple(column for column in self.domains if column in used)

    def cells(self, table: DeclaredTable) -> int:
        """How many cells a table has by its public domains."""
        return math.prod(len(self.domains[column]) for column in table.columns)


def declared(text: str) -> Declared:
    """Read a declaration. Raises Invalid with the rule that it breaks."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            "The file of tables is not TOML: {problem}.", problem=str(error).rstrip(".")
        ) from error
    for key in said.keys() - _KEYS:
        raise Invalid("The file of tables has a key that nobody knows: {key}.", key=key)
    domains = _domains(said.get("columns"))
    rule = _rule(said.get("rule", BALANCED), "")
    tables = _tables(said.get("table"), domains, rule)
    unit = said.get("unit")
    if not isinstance(unit, str) or not unit:
        raise Invalid(
            "The file of tables does not say who is protected.",
            'Write unit = "row", or the name of the column that identifies the person.',
        )
    if unit in domains:
        raise Invalid(
            "The column {column} identifies the person; no table can show it.", column=unit
        )
    return Declared(unit, domains, tables, sha256(text.encode()).hexdigest())


def told_again(release: Mapping[str, Any]) -> Declared:
    """The declaration as a `release.json` tells it, so that its file can be read once more."""
    domains = {column: tuple(values) for column, values in release["columns"].items()}
    tables = tuple(
        DeclaredTable(one["name"], tuple(one["columns"]), one["rule"]) for one in release["tables"]
    )
    return Declared(release["unit"], domains, tables, release["declaration"])


def _domains(said: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(said, dict) or not said:
        raise Invalid(
            "The file of tables declares no column.",
            "Give each column its public domain as a list under [columns].",
        )
    if len(said) > MOST_COLUMNS:
        raise Invalid("More than {most} columns are declared.", most=MOST_COLUMNS)
    return {column: _values(column, values) for column, values in said.items()}


def _values(column: str, said: object) -> tuple[str, ...]:
    if column == COUNT:
        raise Invalid("A column cannot be named count: the numbers stand under that name.")
    if not isinstance(said, list) or not said:
        raise Invalid("The column {column} has no list of values.", column=column)
    if len(said) > MOST_VALUES:
        raise Invalid(
            "The column {column} has {count} values; a public domain has at most {most}.",
            "Group the values, such as towns into provinces; a column that names people can never "
            "be in a table.",
            column=column,
            count=len(said),
            most=MOST_VALUES,
        )
    if not all(isinstance(value, str | int) and not isinstance(value, bool) for value in said):
        raise Invalid("The values of the column {column} must be texts.", column=column)
    values = tuple(str(value).strip() for value in said)
    if "" in values or len(set(values)) < len(values):
        raise Invalid(
            "The column {column} has a blank value, or one twice.",
            "A blank cell is not counted; leave it out of the list.",
            column=column,
        )
    return values


def _tables(
    said: object, domains: Mapping[str, tuple[str, ...]], rule: str
) -> tuple[DeclaredTable, ...]:
    if not isinstance(said, list) or not said:
        raise Invalid(
            "The file of tables registers no table.",
            "Write a [[table]] with name and columns for each.",
        )
    if len(said) > MOST_TABLES:
        raise Invalid("More than {most} tables are registered.", most=MOST_TABLES)
    tables = tuple(_table(one, number, domains, rule) for number, one in enumerate(said, 1))
    seen: set[str] = set()
    for table in tables:
        if table.name.lower() in seen:
            raise Invalid("Two tables have the name {name}.", name=table.name)
        seen.add(table.name.lower())
    return tables


def _table(
    said: object, number: int, domains: Mapping[str, tuple[str, ...]], rule: str
) -> DeclaredTable:
    if not isinstance(said, dict) or said.keys() - {"name", "columns", "rule"}:
        raise Invalid("Table number {number} may have name, columns and rule only.", number=number)
    name, columns = said.get("name"), said.get("columns")
    if not isinstance(name, str) or not _NAME.match(name):
        raise Invalid(
            "Table number {number} needs a name of letters, digits, dots and hyphens.",
            "The name becomes the name of its file.",
            number=number,
        )
    if not isinstance(columns, list) or not 1 <= len(columns) <= MOST_DIMENSIONS:
        raise Invalid(
            "The table {name} needs 1 to {most} columns.", name=name, most=MOST_DIMENSIONS
        )
    for column in columns:
        if not isinstance(column, str) or column not in domains:
            raise Invalid(
                "The table {name} has a column without a declared domain: {column}.",
                "Declare it under [columns] first.",
                name=name,
                column=str(column)[:60],
            )
    if len(set(columns)) < len(columns):
        raise Invalid("The table {name} names a column twice.", name=name)
    if math.prod(len(domains[column]) for column in columns) > MOST_CELLS:
        raise Invalid("The table {name} has more than {most} cells.", name=name, most=MOST_CELLS)
    return DeclaredTable(name, tuple(columns), _rule(said.get("rule", rule), name))


def _rule(said: object, table: str) -> str:
    if said not in RULES:
        raise Invalid(
            "There is no publication rule of that name{where}.",
            "Choose one of {rules}.",
            where=f" ({table})" if table else "",
            rules=", ".join(RULES),
        )
    return str(said)
