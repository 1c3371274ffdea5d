"""Whoever can write to the database can put anything anywhere: every change is found, none breaks the check."""

import os
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from dotline.access import keys
from dotline.access.unit import about, action, allow
from dotline.audit import ledger, marks, queries, raw, triggers
from dotline.audit.queries import Verification
from dotline.audit.stores import Store
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from tests.rooms.conftest import Cast

TABLES = {
    "audit_event": raw.EVENT,
    "audit_link": raw.LINK,
    "audit_unchained": raw.UNCHAINED,
    "audit_head": raw.HEAD,
}
TIMES = 3000 if os.environ.get("DOTLINE_NIGHT") == "1" else 300


@action("test.inside")
def write_inside(*, by: Reader) -> None:
    allow(ALLOWED)
    about("thing", new_id())


@action("test.open", store="open")
def write_open(*, by: Reader) -> None:
    allow(ALLOWED)


class Attacker:
    """Somebody who may run any SQL. On SQLite the tables lose types and constraints first."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.sqlite = connections[Store.INSIDE].vendor == "sqlite"

    def prepare(self) -> None:
        for store in (Store.INSIDE, Store.OPEN):
            with connections[store].cursor() as cursor:
                triggers.drop(cursor.execute, connections[store].vendor)
                for table in TABLES if self.sqlite else ():
                    cursor.execute(f"CREATE TABLE loose AS SELECT * FROM {table}")
                    cursor.execute(f"DROP TABLE {table}")
                    cursor.execute(f"ALTER TABLE loose RENAME TO {table}")

    def sql(self, store: Store, text: str, *values: object) -> int:
        with connections[store].cursor() as cursor:
            cursor.execute(text, values)
            return int(cursor.rowcount)

    def rows(self, store: Store, table: str) -> list[tuple[Any, ...]]:
        key = "rowid" if self.sqlite else "ctid::text"
        with connections[store].cursor() as cursor:
            cursor.execute(f"SELECT {key} FROM {table}")
            return list(cursor.fetchall())

    def value(self, kind: raw.Kind) -> object:
        anything = (
            None, 0, -1, 5, 2**62, 1.5, float("inf"), "", "not what belongs here", "2026-13-45 99:99:99",
            "0001-01-01 00:00:00", "{", "null", "é\u0000", b"", b"\x00\xff", b"2026-01-01 00:00:00", "f" * 32,
            "F" * 64, str(new_id()), new_id().hex, "9999-12-31 23:59:59.999999+00:00",
        )  # fmt: skip
        if self.sqlite:
            return self.random.choice(anything)
        typed: dict[raw.Kind, tuple[object, ...]] = {
            raw.Kind.ID: (new_id(), new_id()),
            raw.Kind.TEXT: ("", "x", "f" * 9),
            raw.Kind.NUMBER: (0, -1, 7, 2**40),
            raw.Kind.MOMENT: ("infinity", "0044-03-15 BC", "99999-01-01", "2026-01-01"),
            raw.Kind.BYTES: (b"", b"x" * 64),
        }
        return self.random.choice(typed[kind])

    def strike(self) -> str:
        """One change; says which. Raises DatabaseError where the database itself refuses it."""
        how: Callable[[], str] = self.random.choice(
            (self.edit, self.edit, self.edit, self.delete, self.swap, self.insert, self.behead)
        )
        return how()

    def _pick(self) -> tuple[Store, str, Any]:
        places = [
            (Store.INSIDE, "audit_event"),
            (Store.INSIDE, "audit_link"),
            (Store.OPEN, "audit_head"),
        ]
        store, table = self.random.choice(places)
        return store, table, self.random.choice(self.rows(store, table))[0]

    def _key(self) -> str:
        return "rowid" if self.sqlite else "ctid::text"

    def edit(self) -> str:
        store, table, row = self._pick()
        column, kind = self.random.choice(list(TABLES[table].items()))
        value = self.value(kind)
        changed = self.sql(
            store, f"UPDATE {table} SET {column} = %s WHERE {self._key()} = %s", value, row
        )
        assert changed == 1
        return f"{table}.{column} of {row} := {value!r}"

    def delete(self) -> str:
        store, table, row = self._pick()
        self.sql(store, f"DELETE FROM {table} WHERE {self._key()} = %s", row)
        return f"delete {row} of {table}"

    def swap(self) -> str:
        numbers = self.random.sample(range(1, 8), 2)
        with connections[Store.INSIDE].cursor() as cursor:
            cursor.execute(
                "SELECT seq, event_id, leaf FROM audit_link WHERE seq IN (%s, %s)", numbers
            )
            (one, *mine), (two, *theirs) = cursor.fetchall()
        put = "UPDATE audit_link SET event_id = %s, leaf = %s WHERE seq = %s"
        self.sql(Store.INSIDE, put, new_id().hex, "", one)  # the ids are unique
        self.sql(Store.INSIDE, put, *mine, two)
        self.sql(Store.INSIDE, put, *theirs, one)
        return f"swap {one} and {two}"

    def insert(self) -> str:
        store, table, row = self._pick()
        columns = list(TABLES[table])
        first = {"audit_event": "id", "audit_link": "seq", "audit_head": "id"}[table]
        new = 10_000 if table == "audit_link" else new_id().hex
        copied = ", ".join("%s" if name == first else name for name in columns)
        if table == "audit_link":
            copied = copied.replace("event_id", f"'{new_id().hex}'")
            copied += "" if self.sqlite else "::uuid" if copied.endswith("event_id") else ""
        self.sql(
            store,
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {copied} FROM {table} "
            f"WHERE {self._key()} = %s",
            new,
            row,
        )
        return f"insert a copy of {row} into {table}"

    def behead(self) -> str:
        keep = self.random.randrange(2)
        self.sql(Store.OPEN, "DELETE FROM audit_head WHERE number > %s", keep)
        return f"keep {keep} heads"


def check() -> Verification:
    return queries.verify(Store.INSIDE, keys.load(keys.OPERATOR).verifying())


@pytest.fixture
def attacker(cast: Cast) -> Attacker:
    """A sound ledger with three heads, and somebody who may write to the database."""
    signing = keys.load(keys.OPERATOR).signing
    for _ in range(3):
        write_inside(by=cast.alice)
        ledger.sequence(Store.INSIDE, signing)
    found = Attacker(14)
    found.prepare()
    assert check().sound, check().faults
    return found


def test_every_one_of_many_random_changes_is_found(attacker: Attacker) -> None:
    before = content(attacker)
    struck = 0
    for _ in range(TIMES):
        with transaction.atomic(using=Store.INSIDE), transaction.atomic(using=Store.OPEN):
            said = strike(attacker)
            changed = content(attacker) != before
            assert check().sound is not changed, said
            struck += changed
            for store in (Store.INSIDE, Store.OPEN):
                transaction.set_rollback(True, using=store)
    assert struck > TIMES * 0.7


def strike(attacker: Attacker) -> str:
    """One change; what the database itself refuses, no attacker has done."""
    with (
        suppress(DatabaseError),
        transaction.atomic(using=Store.INSIDE),
        transaction.atomic(using=Store.OPEN),
    ):
        return attacker.strike()
    return "refused"


def content(attacker: Attacker) -> list[object]:
    """Every row with its types, to know whether a strike changed anything at all."""
    told: list[object] = []
    for store, table in (
        (Store.INSIDE, "audit_event"),
        (Store.INSIDE, "audit_link"),
        (Store.OPEN, "audit_head"),
    ):
        columns = ", ".join(
            f"CAST({name} AS BLOB), typeof({name})" if attacker.sqlite else f"{name}::text"
            for name in TABLES[table]
        )
        with connections[store].cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table}")
            told.append(sorted(map(repr, cursor.fetchall())))
    return told


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["audit_event", "audit_link", "audit_head", "audit_unchained"])
def test_a_table_that_is_gone_is_found(attacker: Attacker, table: str) -> None:
    store = Store.OPEN if table == "audit_head" else Store.INSIDE
    attacker.sql(store, f"DROP TABLE {table}")
    assert "gone" in {fault.kind for fault in check().faults}


@pytest.mark.sqlite
@pytest.mark.parametrize("value", [None, "yesterday", b"\xff", 7, 1e99])
def test_a_waiting_line_of_nonsense_is_found_and_stops_no_other_line(
    cast: Cast, attacker: Attacker, value: object
) -> None:
    write_inside(by=cast.alice)
    attacker.sql(
        Store.INSIDE,
        "UPDATE audit_event SET at = %s WHERE id IN (SELECT event_id FROM audit_unchained)",
        value,
    )
    found = check()
    assert [fault.kind for fault in found.faults if "column at" in fault.place] == ["edited"]
    assert ledger.sequence(Store.INSIDE, keys.load(keys.OPERATOR).signing) == 0
    assert found.waiting == 1


@pytest.mark.sqlite
def test_a_newest_line_without_a_moment_stops_writing_with_a_sentence(
    cast: Cast, attacker: Attacker
) -> None:
    attacker.sql(Store.INSIDE, "UPDATE audit_event SET at = 'soon'")
    with pytest.raises(Conflict, match="inside"):
        write_inside(by=cast.alice)


def test_a_waiting_line_is_checked_against_its_own_hash(cast: Cast, attacker: Attacker) -> None:
    write_inside(by=cast.alice)
    assert (check().waiting, check().sound) == (1, True)
    attacker.sql(
        Store.INSIDE,
        "UPDATE audit_event SET outcome = 'no' WHERE id IN (SELECT event_id FROM audit_unchained)",
    )
    assert {fault.kind for fault in check().faults} == {"edited"}


def test_a_chain_cut_short_with_all_its_heads_is_found(attacker: Attacker) -> None:
    for store in (Store.OPEN, Store.DROP):
        with connections[store].cursor() as cursor:
            triggers.drop(cursor.execute, connections[store].vendor)
        attacker.sql(store, "DELETE FROM audit_head")
    attacker.sql(Store.INSIDE, "DELETE FROM audit_event")
    attacker.sql(Store.INSIDE, "DELETE FROM audit_link")
    assert {"shortened", "deleted"} <= {fault.kind for fault in check().faults}
    with pytest.raises(Conflict, match="shorter than it was"):  # or the next line would hide it
        ledger.sequence(Store.INSIDE, keys.load(keys.OPERATOR).signing)


def test_links_that_a_killed_process_left_unsigned_are_signed_next(
    cast: Cast, attacker: Attacker
) -> None:
    write_inside(by=cast.alice)
    ledger.sequence(Store.INSIDE)  # killed before it signed
    assert check().unsigned > 0
    ledger.sequence(Store.INSIDE, keys.load(keys.OPERATOR).signing)
    assert (check().unsigned, check().sound) == (0, True)


def test_a_mark_that_says_nothing_is_found(attacker: Attacker) -> None:
    marks.path().write_text("[]")
    assert [fault.place for fault in check().faults] == [marks.NAME]


def test_lines_of_other_stores_do_not_disturb(cast: Cast, attacker: Attacker) -> None:
    write_open(by=cast.alice)
    ledger.sequence(Store.OPEN, keys.load(keys.OPERATOR).signing)
    assert check().sound
