"""Rows poured in by the hundred thousand, and a worker signed in, for benchmarks. Not a benchmark itself."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

CHUNK = 20_000


@cache
def _vendor() -> str:
    from django.db import connections  # noqa: PLC0415

    return str(connections["inside"].vendor)


def bare(value: UUID) -> Any:
    """An id as the database of people inside keeps it."""
    return value if _vendor() == "postgresql" else value.hex


def pour(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows into some columns of a table, the key first; the caller opens the transaction.

    A column that is not named gets its default, as an action would leave it. Keys are random: the rows go
    in sorted by key and the indexes are built after them, or each row would cost a page of every tree.
    """
    from django.db import connections  # noqa: PLC0415

    named = columns.split()
    beside = _defaults(table, named)
    names, every = ", ".join(named), ", ".join([*named, *beside])
    chosen = ", ".join([*named, *["%s"] * len(beside)])
    with connections["inside"].cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE pouring AS SELECT {names} FROM {table} LIMIT 0")  # noqa: S608 - names are ours
        (_copied if _vendor() == "postgresql" else _inserted)(cursor, named, iter(rows))
        with _indexes_later(cursor, table):
            cursor.execute(
                f"INSERT INTO {table} ({every}) SELECT {chosen} FROM pouring ORDER BY {named[0]}",  # noqa: S608 - names are ours
                list(beside.values()),
            )
        cursor.execute("DROP TABLE pouring")


def _defaults(table: str, named: list[str]) -> dict[str, Any]:
    """What the columns that nobody named hold in a new row, where that is not nothing."""
    from django.apps import apps  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    fields = [one for one in model._meta.local_concrete_fields if one.column not in named]
    fresh = {
        one.column: one.get_db_prep_save(one.get_default(), connections["inside"]) for one in fields
    }
    return {column: value for column, value in fresh.items() if value is not None}


def _inserted(cursor: Any, named: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    marks = ", ".join(["%s"] * len(named))
    while chunk := list(islice(rows, CHUNK)):
        cursor.executemany(f"INSERT INTO pouring VALUES ({marks})", chunk)  # noqa: S608 - marks alone


def _copied(cursor: Any, named: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY pouring ({', '.join(named)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _indexes_later(cursor: Any, table: str) -> Iterator[None]:
    """Without what a table can be looked up by, as far as no constraint needs it, and then with it again."""
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i LEFT JOIN pg_constraint c "
        "ON c.conname = i.indexname WHERE i.schemaname = current_schema() AND i.tablename = %s "
        "AND c.oid IS NULL"
        if _vendor() == "postgresql"
        else "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s "
        "AND sql IS NOT NULL",
        [table],
    )
    found = list(cursor.fetchall())
    for name, _made in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    if _vendor() == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _name, made in found:
        cursor.execute(made)


def settle() -> None:
    """What the database does by itself some minutes after so many rows: look at how they are spread."""
    from django.db import connections  # noqa: PLC0415

    from dotline.audit.stores import Store, learn_spread  # noqa: PLC0415

    if _vendor() == "postgresql":
        with connections["inside"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    learn_spread(Store.INSIDE)


def session_of(worker: UUID | None) -> str:
    """A session as signing in would make it: a code works once, and many would be slow."""
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from dotline.base import clock  # noqa: PLC0415

    session = SessionStore()
    session["worker"], session["seen"] = str(worker), int(clock.now().timestamp())
    session.create()
    return str(session.session_key)


def both_clocks(work: Callable[[Any], object], asked: list[Any]) -> tuple[list[float], list[float]]:
    """Call `work` for each; milliseconds on the wall, and of this process alone on a shared machine."""
    wall, cpu = [], []
    work(asked[0])
    for one in asked:
        begin, began = time.perf_counter(), time.process_time()
        work(one)
        wall.append((time.perf_counter() - begin) * 1000)
        cpu.append((time.process_time() - began) * 1000)
    return wall, cpu
