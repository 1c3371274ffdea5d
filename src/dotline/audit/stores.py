"""The three stores, and the router that keeps each table in its own.

`inside` holds agency records, `open` what everybody may read, `drop` the sealed letterbox. Ledger, obligations and
outbox exist once in each store: their rows live beside their owner, so the store must be in force when they are used.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections
from django.db.models import Model


class Store(StrEnum):
    """Names of the databases."""

    INSIDE = "inside"
    OPEN = "open"
    DROP = "drop"


ROOMS: Mapping[str, Store] = {
    "access": Store.INSIDE,
    "intake": Store.INSIDE,
    "referral": Store.INSIDE,
    "case": Store.INSIDE,
    "auth": Store.INSIDE,
    "contenttypes": Store.INSIDE,
    "sessions": Store.INSIDE,
    "directory": Store.OPEN,
    "link": Store.OPEN,
    "statistics": Store.OPEN,
    "plan": Store.OPEN,
    "report": Store.OPEN,
}
EVERYWHERE = frozenset({"audit", "duty", "gates"})
DROP_ONLY = frozenset(
    {"letter", "postkey", "ownbox", "sealedcomment"}
)  # the letterbox is the one inward way
# Tables of the gates that say what may pass: one register of all agencies.
INSIDE_ONLY = frozenset(
    {
        *("stewardgrant", "sharingagreement", "agreementparty", "agreementkey", "agreementpoint"),
        *("encodedbatch", "uncounted"),
    }
)

_in_force: ContextVar[Store | None] = ContextVar("dotline_store", default=None)


@contextmanager
def in_force(store: Store) -> Iterator[None]:
    """Use this store for the tables that every store has."""
    token = _in_force.set(store)
    try:
        yield
    finally:
        _in_force.reset(token)


def current() -> Store:
    """The store in force. Raises RuntimeError outside of an action or an explicit choice: that is a bug."""
    store = _in_force.get()
    if store is None:
        message = "no store is in force: use an action, or stores.in_force(...)"
        raise RuntimeError(message)
    return store


def present() -> tuple[Store, ...]:
    """The stores that this process is connected with; the public site has no `inside`."""
    return tuple(store for store in Store if store in settings.DATABASES)


def belongs(room: str, store: Store) -> bool:
    """Whether a room has tables in a store."""
    return room in EVERYWHERE or ROOMS.get(room) == store


def alone(store: Store, name: str) -> None:
    """Let nobody else do the named work on a store until this transaction ends.

    SQLite's IMMEDIATE transaction is that lock already; PostgreSQL needs a named one.
    """
    connection = connections[store]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"dotline-{name}"])


def overwrite_deleted(*stores: Store) -> None:
    """Overwrite what SQLite still holds of deleted rows: free pages by `secure_delete`, the log by emptying it.

    PostgreSQL frees its old row versions by itself; a running transaction is left alone.
    """
    for store in stores:
        connection = connections[store]
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# Entries of each index that SQLite looks at: a tenth of a second for a file of 700 MB.
SAMPLE = 10_000


def learn_spread(*stores: Store, models: Iterable[type[Model]] = ()) -> None:
    """Let the database look at how its rows are spread, or it may read a hundred thousand to find none.

    SQLite never does so unless it is asked. PostgreSQL does a minute after many changes; the tables named it looks
    at now. Who writes just then goes first: the next look makes up for it.
    """
    for store in stores:
        connection = connections[store]
        told = [f"PRAGMA analysis_limit={SAMPLE}", "ANALYZE"]
        if connection.vendor == "postgresql":
            names = (connection.ops.quote_name(model._meta.db_table) for model in models)
            told = [f"ANALYZE {name}" for name in names]
        try:
            with connection.cursor() as cursor:
                for one in told:
                    cursor.execute(one)
        except OperationalError:
            continue


PATIENCE = 5.0  # seconds that an older transaction is waited for
# A snapshot taken from now on, VACUUM's own too, reaches back to the oldest write that runs in any database of the
# server; one taken before is told beside its connection.
_OLDER = """SELECT txid_snapshot_xmin(txid_current_snapshot()) <= %s
    OR EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND age(backend_xmin) > age((%s %% (2::bigint ^ 32)::bigint)::text::xid))"""


def _nobody_sees(cursor: Any) -> bool:
    """Whether every transaction of this database began after what was deleted: else VACUUM keeps it for them.

    That may be a reader, a writer of another database of the server, or the server's own work; it is waited for,
    as long as for a lock.
    """
    cursor.execute("SELECT txid_current()")
    (edge,) = cursor.fetchone()
    last = time.monotonic() + PATIENCE
    while True:
        cursor.execute(_OLDER, [edge, edge])
        if not cursor.fetchone()[0]:
            return True
        if time.monotonic() > last:
            return False
        time.sleep(0.1)


def compact(store: Store, models: Iterable[type[Model]]) -> bool:
    """Write a store anew without what was deleted from it, and empty its log; False when it was in use.

    SQLite: the whole file (VACUUM), then the write-ahead log. PostgreSQL: the tables named (VACUUM FULL),
    which old row versions would otherwise lie in until their pages are used again. A running transaction is
    left alone, as in `overwrite_deleted`.
    """
    connection = connections[store]
    if connection.in_atomic_block:
        return True
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy = cursor.fetchone()[0]
                return not busy
            if not _nobody_sees(cursor):
                return False
            cursor.execute("SET lock_timeout = '5s'")
            try:
                for model in models:
                    name = connection.ops.quote_name(model._meta.db_table)
                    cursor.execute(f"VACUUM (FULL) {name}")
            finally:  # the connection serves others afterwards
                cursor.execute("RESET lock_timeout")
    except OperationalError:
        return False
    return True


class StoreRouter:
    """Sends each model to its store."""

    def _store(self, model: type[Model]) -> str | None:
        label, name = model._meta.app_label, str(model._meta.model_name)
        if name in DROP_ONLY:
            return Store.DROP
        if name in INSIDE_ONLY:
            return Store.INSIDE
        if label in EVERYWHERE:
            return current()
        return ROOMS.get(label)

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """The store of the model, or the one in force."""
        instance = hints.get("instance")
        if instance is not None and instance._state.db:
            return str(instance._state.db)
        return self._store(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """As for reading."""
        return self.db_for_read(model, **hints)

    def allow_relation(self, one: Model, other: Model, **_hints: Any) -> bool:
        """Never across stores."""
        return one._state.db == other._state.db

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **_hints: Any
    ) -> bool:
        """Tables are made only where they belong."""
        if model_name in DROP_ONLY:
            return db == Store.DROP
        if model_name in INSIDE_ONLY:
            return db == Store.INSIDE
        return db in set(Store) and belongs(app_label, Store(db))
