"""The tables of a snapshot, put into the memory of this process: nothing of them is written to a disk."""

import sqlite3
from pathlib import Path
from typing import Final

from dotline.base.errors import NotFound, Unavailable
from dotline.directory.formats import signed

# https://www.sqlite.org/src/file/src/memdb.c: a name with a slash is shared by the connections of one process.
NAME: Final = "file:/dotline-offline?vfs=memdb"
_held: list[sqlite3.Connection] = []


def contents(path: Path, public_key: bytes) -> tuple[signed.Contents, bytes]:
    """What a snapshot file holds. Raises NotFound without a file, Invalid when it is not to be trusted."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(
            "There is no snapshot {name} here.",
            "Make one where the database works, with dotline directory snapshot make OUT.",
            name=path.name,
        ) from error
    return signed.unpack(data, public_key)


def put(tables: bytes) -> None:
    """Make the tables those of this process. Raises Unavailable when they are no database of ours."""
    source = sqlite3.connect(":memory:")
    try:
        source.deserialize(tables)
        held = sqlite3.connect(NAME, uri=True, check_same_thread=False)
        source.backup(held)
        for (sql,) in held.execute("SELECT sql FROM snapshot_indexes").fetchall():
            held.execute(sql)
    except sqlite3.Error as error:
        raise Unavailable(
            "The list in this snapshot cannot be opened.", "Make a new snapshot with this version."
        ) from error
    finally:
        source.close()
    # The tables live as long as a connection does.
    _held[:] = [held]
