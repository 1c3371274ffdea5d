"""Who may change the home folder: locks of the operating system, which a killed owner loses by itself."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from dotline.base.errors import Conflict

_mine: set[Path] = set()


@contextmanager
def preparing(home: Path) -> Iterator[None]:
    """One command at a time makes, fills or updates a home; the next waits, and says so. Raises OSError."""
    path = home.resolve() / "lock"
    if path in _mine:
        yield
        return
    with _opened(path) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting = _("Another dotline command is preparing this data folder; waiting for it.")
            sys.stderr.write(f"{waiting}\n")  # a person wonders why it stands still
            sys.stderr.flush()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        _mine.add(path)
        try:
            yield
        finally:
            _mine.discard(path)


@contextmanager
def used(home: Path) -> Iterator[None]:
    """While a home is read, written or served; any number may. Raises OSError."""
    with _opened(home.resolve() / "used") as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield


@contextmanager
def unused(home: Path) -> Iterator[None]:
    """Hold all others off while stores are taken away. Raises Conflict when somebody uses this home."""
    with _opened(home.resolve() / "used") as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                "This data folder is in use by another dotline command.",
                "Wait until that one has ended, or stop it with Ctrl-C; then try again.",
            ) from error
        yield


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)  # and with it the lock
