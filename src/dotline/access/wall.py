"""The wall between agencies inside one database: who is in force, and PostgreSQL's row-level security.

Queries filter by agency anyway; forced row-level security is the second wall for the day a query forgets.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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


def raise_wall(
    editor: BaseDatabaseSchemaEditor, tables: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """Force row-level security on tables of agency records: (table, columns that name an agency that may see the row).

    For migrations of inside rooms. SQLite has no such thing; there the queries alone hold the wall.
    """
    if editor.connection.vendor != "postgresql":
        return
    setting = f"current_setting('{SETTING}', true)"
    for table, names in tables:
        mine = " OR ".join(
            f"{name} = nullif(nullif({setting}, ''), '{EVERY_AGENCY}')::uuid" for name in names
        )
        editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        editor.execute(
            f"CREATE POLICY {table}_wall ON {table} USING ({setting} = '{EVERY_AGENCY}' OR {mine}) "
            f"WITH CHECK ({setting} = '{EVERY_AGENCY}' OR {mine})"
        )
