"""What disk and database say when they fail, turned into a sentence that a person can act on."""

import contextlib
import errno
import os
import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InternalError, OperationalError, connections

from dotline.audit import stores
from dotline.audit.stores import Store
from dotline.base.errors import Unavailable
from dotline.base.phrases import machine

# The header of a database file: https://www.sqlite.org/fileformat2.html, section 1.3.
MAGIC = b"SQLite format 3\0"
HEADER = 100  # bytes
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def explain(error: DatabaseError | OSError) -> Unavailable | None:
    """The sentence for what went wrong; None for what is a bug of ours and must be seen as one."""
    if isinstance(error, OSError):
        return _of_the_system(error)
    if type(error) not in {DatabaseError, OperationalError, InternalError}:
        return None
    return _of_the_database(str(error).casefold(), isinstance(error, OperationalError))


def look(*, made: bool) -> None:
    """Look at the store files without opening them as databases; a moment's work.

    `made` says that the tables were made before, so that a missing or empty file is a loss and no beginning.
    Raises Unavailable naming the file.
    """
    for store in stores.present():
        path = _file(store)
        if path is not None:
            _look_at(path, made=made)


def _of_the_system(error: OSError) -> Unavailable:
    file = Path(str(error.filename)).name if error.filename else "?"
    if error.errno in FULL:
        return _full()
    if error.errno in CLOSED:
        return Unavailable(
            "{file} cannot be opened or written here: {reason}.",
            "Check the rights of the data folder, or name another one in DOTLINE_HOME.",
            file=file,
            reason=machine(error.strerror),
        )
    return Unavailable(
        "{file} cannot be used: {reason}.",
        "Look at this file or folder, or name another data folder in DOTLINE_HOME.",
        file=file,
        reason=machine(error.strerror),
    )


def _of_the_database(text: str, operational: bool) -> Unavailable | None:
    if "full" in text or "no space" in text:
        return _full()
    if "locked" in text:
        return Unavailable(
            "The database is busy. Nothing of this step was saved.", "Try again in a moment."
        )
    if "readonly" in text or "read-only" in text:
        return Unavailable(
            "The database cannot be written here. Nothing of this step was saved.",
            "Check the rights of the data folder.",
        )
    if "i/o error" in text:
        return Unavailable(
            "The disk of the data folder does not take or give the data.",
            "Check whether it is full or broken, then try again.",
        )
    damaged = "not a database" in text or "malformed" in text or "no such table" in text
    if damaged or "unable to open" in text:
        return _damaged(_suspect())
    if not operational:
        return None
    return Unavailable(
        "The database cannot be reached or written.",
        "Try again in a moment; nothing was saved.",
    )


def _full() -> Unavailable:
    return Unavailable(
        "The disk is full. Nothing of this step was saved.", "Free some space, then try again."
    )


def _damaged(file: str) -> Unavailable:
    return Unavailable(
        "The store {file} is damaged or not a database.",
        "Stop the servers, keep the file aside, and put its last backup in its place.",
        file=file,
    )


def _suspect() -> str:
    """The file of the store that looks wrong, else all of them: the driver does not name it."""
    for store in stores.present():
        path = _file(store)
        if path is not None and not _reads(path):
            return path.name
    return " / ".join(f"{store}" for store in stores.present())


def _reads(path: Path) -> bool:
    """Whether the list of tables can be read off this file."""
    try:
        _look_at(path, made=True)
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (Unavailable, sqlite3.Error):
        return False
    return bool(found and found[0])


def _look_at(path: Path, *, made: bool) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(HEADER)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError as error:
        if made:
            raise Unavailable(
                "The store {file} is missing from the data folder.",
                "Put its last backup in its place, or name another folder in DOTLINE_HOME.",
                file=path.name,
            ) from error
        return
    except OSError as error:
        raise _of_the_system(error) from error
    if (header or made) and not (header.startswith(MAGIC) and size >= _promised(path, header)):
        raise _damaged(path.name)


def _promised(path: Path, header: bytes) -> int:
    """How long the file says that it is, in bytes; 0 where its journal may hold the rest, or it does not say."""
    journal = path.with_name(f"{path.name}-wal")
    if len(header) < HEADER or header[24:28] != header[92:96] or journal.exists():
        return 0
    page = int.from_bytes(header[16:18], "big")
    return (65_536 if page == 1 else page) * int.from_bytes(header[28:32], "big")


def _file(store: Store) -> Path | None:
    """Where a store lies when it is a file."""
    description = connections[store].settings_dict
    if not str(description["ENGINE"]).endswith("sqlite3"):
        return None
    name = str(description["NAME"]).removeprefix("file:").partition("?")[0]
    return Path(settings.DOTLINE_HOME) / name
