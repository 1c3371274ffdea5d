"""The ledger's rows as they lie in the database, before any value is believed.

Whoever can write to the database can put anything into any column: SQLite keeps a text in a column of moments. What
this program never writes becomes `odd` here, and the check names it; it never breaks the reading.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from django.db import connections

from dotline.audit.stores import Store

CHUNK = 2_000


class Kind(StrEnum):
    """How a column's value is written."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"
    BYTES = "bytes"


Value = str | int | bytes | None

EVENT: Mapping[str, Kind] = {
    "id": Kind.ID,
    "at": Kind.MOMENT,
    "actor": Kind.ID,
    "actor_name": Kind.TEXT,
    "agency": Kind.ID,
    "purpose": Kind.TEXT,
    "action": Kind.TEXT,
    "outcome": Kind.TEXT,
    "object_kind": Kind.TEXT,
    "object_id": Kind.ID,
    "detail": Kind.TEXT,
    "request_id": Kind.TEXT,
    "leaf": Kind.TEXT,
}
UNCHAINED: Mapping[str, Kind] = {"event_id": Kind.ID}
LINK: Mapping[str, Kind] = {
    "seq": Kind.NUMBER,
    "event_id": Kind.ID,
    "leaf": Kind.TEXT,
    "previous": Kind.TEXT,
    "hash": Kind.TEXT,
}
HEAD: Mapping[str, Kind] = {
    "id": Kind.ID,
    "store": Kind.TEXT,
    "number": Kind.NUMBER,
    "size": Kind.NUMBER,
    "hash": Kind.TEXT,
    "at": Kind.MOMENT,
    "signature": Kind.BYTES,
}
MAY_BE_EMPTY = frozenset({"actor", "agency", "object_id"})


@dataclass(frozen=True)
class Row:
    """One row. An id is spelled as UUIDs are, a moment as ISO 8601 in UTC; `odd` names what we never wrote."""

    place: int
    values: Mapping[str, Value]
    odd: tuple[str, ...]

    def text(self, name: str) -> str:
        """A column as text; the empty text where it holds something else."""
        value = self.values[name]
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """A column as number; -1 where it holds something else."""
        value = self.values[name]
        return value if isinstance(value, int) else -1

    def bytes(self, name: str) -> bytes:
        """A column as bytes; none where it holds something else."""
        value = self.values[name]
        return value if isinstance(value, bytes) else b""


@contextmanager
def snapshot(store: Store) -> Iterator[None]:
    """Read one moment of a store, so that lines written meanwhile contradict nothing. Writers do not wait."""
    connection = connections[store]
    if connection.in_atomic_block:
        yield
        return
    begin = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
    with connection.cursor() as cursor:
        cursor.execute(begin[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def rows(
    store: Store, table: str, columns: Mapping[str, Kind], order: str, where: str = ""
) -> Iterator[Row]:
    """All rows of a table of the ledger, ordered. `where` is SQL of this package, never anybody's input.

    Raises DatabaseError where the table or a column is gone.
    """
    connection = connections[store]
    sqlite = connection.vendor == "sqlite"
    expression, decode = (_sqlite_column, _sqlite) if sqlite else (_postgres_column, _postgres)
    asked = ", ".join(expression(name, kind) for name, kind in columns.items())
    with connection.cursor() as cursor:
        # Nothing here comes from outside: names are this module's, `where` this package's.
        cursor.execute(f"SELECT {asked} FROM {table} {where} ORDER BY {order}")  # noqa: S608
        place = 0
        while found := cursor.fetchmany(CHUNK):
            for cells in found:
                place += 1
                yield _row(place, columns, cells, decode)


def _row(
    place: int,
    columns: Mapping[str, Kind],
    cells: tuple[object, ...],
    decode: Callable[[Kind, object, object], Value],
) -> Row:
    values: dict[str, Value] = {}
    odd = []
    for number, (name, kind) in enumerate(columns.items()):
        try:
            values[name] = decode(kind, cells[2 * number], cells[2 * number + 1])
        except ValueError:
            values[name] = None
            odd.append(name)
        else:
            if values[name] is None and name not in MAY_BE_EMPTY:
                odd.append(name)
    return Row(place, values, tuple(odd))


def _sqlite_column(name: str, _kind: Kind) -> str:
    # A cast has no declared type, so the driver hands over bytes and converts nothing.
    return f"CAST({name} AS BLOB), typeof({name})"


STORED = {
    Kind.ID: "text",
    Kind.TEXT: "text",
    Kind.NUMBER: "integer",
    Kind.MOMENT: "text",
    Kind.BYTES: "blob",
}


def _sqlite(kind: Kind, data: object, type_: object) -> Value:
    """What the cell says; a value that we would have written otherwise raises ValueError."""
    if type_ == "null":
        return None
    if type_ != STORED[kind] or not isinstance(data, bytes):
        raise ValueError(kind)
    if kind == Kind.BYTES:
        return data
    text = data.decode()
    if kind == Kind.NUMBER:
        return int(text)
    if kind == Kind.ID:
        return _same(str(UUID(text)), UUID(text).hex == text)
    if kind == Kind.MOMENT:
        at = datetime.fromisoformat(text)
        written = at.tzinfo is None and str(at) == text
        return _same(at.replace(tzinfo=UTC).isoformat(timespec="microseconds"), written)
    return text


def _same(value: str, holds: bool) -> str:
    if not holds:
        raise ValueError(value)
    return value


def _postgres_column(name: str, kind: Kind) -> str:
    if kind == Kind.MOMENT:
        # As text: a year beyond Python's, or one before our era, must not break the reading.
        return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US AD'), ''"
    return f"{name}::text, ''" if kind == Kind.ID else f"{name}, ''"


def _postgres(kind: Kind, data: object, _type: object) -> Value:
    if data is None:
        return None
    if kind == Kind.MOMENT:
        text = str(data)
        return _same(text.removesuffix(" AD") + "+00:00", text.endswith(" AD"))
    if kind == Kind.BYTES:
        return bytes(data)  # type: ignore[call-overload,no-any-return]  # psycopg's memoryview
    return data if isinstance(data, int) else str(data)


def newest(store: Store) -> datetime | None:
    """When the newest line was written; None for an empty ledger. Raises ValueError where it says no moment."""
    if connections[store].vendor == "sqlite":
        sql = "SELECT CAST(at AS BLOB), typeof(at) FROM audit_event ORDER BY at DESC LIMIT 1"
    else:
        column = _postgres_column("at", Kind.MOMENT)
        sql = f"SELECT {column} FROM audit_event ORDER BY at DESC NULLS FIRST LIMIT 1"  # noqa: S608
    with connections[store].cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchone()
    if found is None:
        return None
    decode = _sqlite if connections[store].vendor == "sqlite" else _postgres
    value = decode(Kind.MOMENT, *found)
    if value is None:
        raise ValueError(Kind.MOMENT)
    return datetime.fromisoformat(str(value))
