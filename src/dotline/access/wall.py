"""The wall between agencies inside one database: who is in force, and PostgreSQL's row-level security.

Queries filter by agency anyway; forced row-level security is the second wall for the day a query forgets.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.signals import connection_created

from dotline.audit.stores import Store
from dotline.base.reader import Reader

EVERY_AGENCY = "*"  # machine actors: sequencer, courier, release, migrations
NO_AGENCY = ""
SETTING = "dotline.agency"

_in_force: ContextVar[str] = ContextVar("dotline_agency", default=NO_AGENCY)


@contextmanager
def behind(reader: Reader) -> Iterator[None]:
    """Let only the rows of the reader's agency be seen and written."""
    agency = str(reader.agency) if reader.agency else NO_AGENCY
    token = _in_force.set(EVERY_AGENCY if reader.is_system else agency)
    try:
        yield
    finally:
        _in_force.reset(token)


def forget() -> None:
    """Forget what was told to PostgreSQL: a roll-back takes a session setting back with it."""
    connections[Store.INSIDE].__dict__["dotline_wall"] = None


def install() -> None:
    """Tell PostgreSQL the agency in force before each statement that needs it."""
    connection_created.connect(_on_connect, dispatch_uid="dotline-wall")


def _on_connect(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    if connection.alias == Store.INSIDE and connection.vendor == "postgresql":
        connection.__dict__["dotline_wall"] = None
        if _enforce not in connection.execute_wrappers:
            connection.execute_wrappers.append(_enforce)


def _enforce(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    connection, wanted = context["connection"], _in_force.get()
    if connection.__dict__.get("dotline_wall") != wanted:
        # A cursor of its own: a named (server-side) one would only declare the statement.
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, wanted])
        connection.__dict__["dotline_wall"] = wanted
    return execute(sql, params, many, context)


@dataclass(frozen=True)
class Through:
    """A row is seen by the agencies that `members` names for the same thing, for as long as they were there.

    `members` is a walled table of its own with `agency_id` and the column `key`, which names what the walled row names
    in `own`. With `at`, whoever left (`members.left_at`) sees what was written before and nothing of what came after.
    """

    members: str
    key: str
    own: str
    at: str = ""


@dataclass(frozen=True)
class OpenSince:
    """A row is read by every agency once this moment is set; only the agencies of its columns write it."""

    at: str


Walled = tuple[str, Sequence[str]] | tuple[str, Sequence[str], Through | OpenSince]
_SET = f"current_setting('{SETTING}', true)"
_MINE = f"nullif(nullif({_SET}, ''), '{EVERY_AGENCY}')::uuid"


def raise_wall(editor: BaseDatabaseSchemaEditor, tables: Sequence[Walled]) -> None:
    """Force row-level security on tables of agency records: (table, columns that name an agency that may see the row).

    A third part lets more agencies see a row: through a membership table, or all of them since a moment. For migrations
    of inside rooms. A table without such a column is seen by machine actors alone. SQLite has no such thing; there the
    queries alone hold the wall.
    """
    if editor.connection.vendor != "postgresql":
        return
    for table, names, *more in tables:
        mine = [f"{table}.{name} = {_MINE}" for name in names] or ["false"]
        reads, writes = list(mine), list(mine)
        for form in more:
            if isinstance(form, Through):
                reads.append(_through(table, form))
                writes.append(_through(table, form))
            else:
                reads.append(f"({table}.{form.at} IS NOT NULL AND {_MINE} IS NOT NULL)")
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        if reads == writes:
            _policy(editor, table, "wall", "ALL", reads, writes)
            continue
        _policy(editor, table, "wall_read", "SELECT", reads, [])
        for verb, using in (("INSERT", []), ("UPDATE", writes), ("DELETE", writes)):
            checked = writes if verb != "DELETE" else []
            _policy(editor, table, f"wall_{verb.lower()}", verb, using, checked)


def _through(table: str, form: Through) -> str:
    there = f" AND (m.left_at IS NULL OR {table}.{form.at} <= m.left_at)" if form.at else ""
    return (
        f"EXISTS (SELECT 1 FROM {form.members} m WHERE m.{form.key} = {table}.{form.own} "  # noqa: S608 - names come from migrations
        f"AND m.agency_id = {_MINE}{there})"
    )


def _policy(
    editor: BaseDatabaseSchemaEditor,
    table: str,
    name: str,
    verb: str,
    using: Sequence[str],
    checked: Sequence[str],
) -> None:
    parts = [
        f"{word} ({_SET} = '{EVERY_AGENCY}' OR {' OR '.join(conditions)})"
        for word, conditions in (("USING", using), ("WITH CHECK", checked))
        if conditions
    ]
    editor.execute(f"CREATE POLICY {table}_{name} ON {table} FOR {verb} {' '.join(parts)}")
