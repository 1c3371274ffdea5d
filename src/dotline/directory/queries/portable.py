"""The directory as one small database to carry away: what desk search and its pages read, nothing else.

All of it is what the gate `publish` let through or a source brought for everybody: a sealed site is a
region and a front-gate phone there, because the open store holds no more of it (ADR 0012).
"""

import copy
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connections, models
from django.db.backends.sqlite3.base import DatabaseWrapper

from dotline.access import keys
from dotline.base import clock
from dotline.base.errors import Unavailable
from dotline.base.reader import Reader
from dotline.directory import models as tables
from dotline.directory.formats import signed
from dotline.directory.models import (
    ConfirmationAnswer,
    ConfirmationRequest,
    DuplicatePair,
    FieldOffer,
    LoadFinding,
    LoadRun,
    Merge,
    MovedLink,
    SearchRow,
    Source,
    Verification,
)
from dotline.directory.queries import engine, snapshot
from dotline.directory.queries.rows import MODELS
from dotline.gates import letterbox

# How the lists came in stays at home; it helps nobody to search.
LEFT_OUT: Final = (
    LoadRun,
    LoadFinding,
    Source,
    FieldOffer,
    Verification,
    ConfirmationRequest,
    ConfirmationAnswer,
    DuplicatePair,
    MovedLink,
)
INDEXES: Final = "snapshot_indexes"  # the statements that make them again
BATCH: Final = 2_000
TRIES: Final = 3
_WORDS = (
    f"CREATE VIRTUAL TABLE {engine.WORDS} "
    "USING fts5(tokens, tokenize='ascii', detail='none', columnsize=0, content='')"
)


def make(reader: Reader) -> bytes:
    """The bytes of a snapshot of the edition now in force, signed with the operator's key.

    Raises Unavailable without that key, or when the directory changes faster than it can be read.
    """
    signing = keys.load(keys.OPERATOR).signing
    for _try in range(TRIES):
        stamp = snapshot.stamp()
        at = clock.now()
        tables = _tables()
        if snapshot.stamp() == stamp:
            contents = signed.Contents(
                edition=str(stamp or UUID(int=0)),
                as_of=at.isoformat(timespec="seconds"),
                services=SearchRow.objects.count(),
                demo=settings.DOTLINE_DEMO,
                desks=_desks(reader),
            )
            return signed.pack(contents, tables, signing)
    raise Unavailable("The directory is being loaded right now.", "Try again in a minute.")


def _desks(reader: Reader) -> tuple[signed.Desk, ...]:
    """Who can take a sealed call; help lines first."""
    found = [
        signed.Desk(
            str(row.agency_id), bytes(row.public).hex(), row.name_en, row.name_fr, row.takes_tips
        )
        for row in letterbox.agencies(reader)
    ]
    return tuple(sorted(found, key=lambda desk: not desk.helpline))


def _tables() -> bytes:
    described = copy.deepcopy(connections[engine.STORE].settings_dict)
    described |= {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {}}
    database = DatabaseWrapper(described, alias="portable")
    try:
        with database.cursor() as cursor:
            for model in (getattr(tables, name) for name in tables.__all__):
                with database.schema_editor(atomic=False) as editor:
                    editor.create_model(model)
                if model not in LEFT_OUT:
                    _copy(database, cursor, model)
            cursor.execute(_WORDS)
            _move_words(cursor)
            _slim(cursor)
        data: bytes = database.connection.serialize()
        return data
    finally:
        database.connection.close()


def _copy(database: DatabaseWrapper, cursor: Any, model: type[models.Model]) -> None:
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'  # noqa: S608 - our own tables
    rows = model._default_manager.using(engine.STORE).order_by("pk")
    made = _prepared(database, fields, rows.values_list(*(field.attname for field in fields)))
    cursor.execute("BEGIN")
    while batch := list(islice(made, BATCH)):
        cursor.executemany(sql, batch)
    cursor.execute("COMMIT")


def _prepared(database: DatabaseWrapper, fields: Any, rows: Any) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=BATCH):
        yield [
            field.get_db_prep_save(value, database)
            for field, value in zip(fields, row, strict=True)
        ]


def _move_words(cursor: Any) -> None:
    """The words are in the index; the row need not hold them a second time."""
    table = SearchRow._meta.db_table
    cursor.execute(
        f"INSERT INTO {engine.WORDS} (rowid, tokens) SELECT number, tokens FROM {table}"  # noqa: S608
    )
    cursor.execute(f"UPDATE {table} SET tokens = ''")  # noqa: S608 - a table of ours


def _slim(cursor: Any) -> None:
    """Leave out what the reader can make again (indexes) or does not need (digests of loads): half the file."""
    cursor.execute(f"CREATE TABLE {INDEXES} (sql TEXT)")
    cursor.execute(
        f"INSERT INTO {INDEXES} SELECT sql FROM sqlite_master "  # noqa: S608 - a constant
        "WHERE type = 'index' AND sql IS NOT NULL"
    )
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
    cursor.execute(f"UPDATE {Merge._meta.db_table} SET merged_by = NULL")  # noqa: S608 - a table of ours
    for model in MODELS.values():
        cursor.execute(f"UPDATE {model._meta.db_table} SET digest = ''")  # noqa: S608 - our own tables
    cursor.execute("VACUUM")
