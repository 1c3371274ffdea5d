"""Rows poured in by the hundred thousand, and a worker signed in, for benchmarks. Not a benchmark itself."""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

CHUNK = 20_000


def bare(value: UUID) -> Any:
    """An id as the database of people inside keeps it."""
    from django.db import connections  # noqa: PLC0415
    from django.db.models import UUIDField  # noqa: PLC0415

    return UUIDField().get_db_prep_value(value, connection=connections["inside"])


def pour(table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows into some columns of a table; the caller opens the transaction."""
    from django.db import connections  # noqa: PLC0415

    names, marks = columns.replace(" ", ", "), ", ".join("%s" for _one in columns.split())
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names are ours
    with connections["inside"].cursor() as cursor:
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(sql, chunk)


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
