"""What the heartbeat does for this room: renews the signed snapshot after each edition of the directory."""

import logging
import time
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from nacl.exceptions import CryptoError

from dotline.access import keys
from dotline.base.errors import DotlineError, Invalid
from dotline.base.paced import Paced
from dotline.base.reader import Reader
from dotline.base.whole import write_whole
from dotline.directory import actions
from dotline.directory.actions import confirming, sealing
from dotline.directory.queries import portable, sealed, snapshot
from dotline.directory.queries import standing as queries
from dotline.directory.rules import asking
from dotline.gates import letterbox

log = logging.getLogger("dotline.directory")
FOLDER: Final = "snapshot"
FILE: Final = "directory.dotline"
PUBLIC_KEY: Final = "public.key"
READABLE: Final = 0o644  # both are for everybody: what the open API answers, and what proves it
HOUR: Final = 3600.0
EVERY: Final = 30.0  # seconds between two snapshots, however often the directory changes

_made: dict[str, UUID | None] = {}
_last = [float("-inf")]
_windows = Paced(HOUR)
_looked: set[str] = set()  # what each process does once


def path() -> Path:
    """Where the newest snapshot of this home lies."""
    return Path(settings.DOTLINE_HOME) / FOLDER / FILE


def beat() -> None:
    """Renew the snapshot when the directory has a newer edition, at most each half minute."""
    keep_windows()
    keep_sealed()
    if time.monotonic() - _last[0] < EVERY:
        return
    stamp = snapshot.stamp()
    if path().exists() and _made.get("stamp", UUID(int=0)) == stamp:
        return
    _last[0] = time.monotonic()
    path().parent.mkdir(mode=0o700, exist_ok=True)
    write(Reader.system("snapshot"), path())
    told = keys.load(keys.OPERATOR).verifying().hex()
    write_whole(path().parent / PUBLIC_KEY, f"{told}\n", mode=READABLE)
    _made["stamp"] = stamp


def fetch_answers() -> int:
    """Take in what came back about listings, and empty the drop of it; returns how many letters."""
    by = Reader.system("letterbox")
    count = 0
    for row in list(letterbox.waiting(by, asking.LETTER)[:200]):
        try:
            text = letterbox.unsealed(by, row)
            actions.take_answer(
                by=by, agency=row.agency_id, letter=row.id, text=text, posted_on=row.posted_on
            )
            count += 1
        except (Invalid, CryptoError):
            log.warning("letter %s about a listing answers nothing of ours", row.id)
        except DotlineError as error:
            log.warning("letter %s was not taken in: %s", row.id, error.template)
            continue
        letterbox.taken(by=by, letter=row.id)
    return count


def keep_windows() -> None:
    """Each hour: a window for each listing, and a reminder before each ends."""
    if not _windows.due():
        return
    by = Reader.system("freshness")
    if queries.windows_lacking(by):
        confirming.begin_windows(by=by)
    if queries.to_remind(by):
        confirming.remind(by=by)


def keep_sealed() -> None:
    """Once after each start: nothing of others stands beside a sealed listing, in a home of any age."""
    if "sealed" in _looked:
        return
    by = Reader.system("freshness")
    if sealed.unforgotten(by) or sealed.shown_by_loads(by):
        sealing.keep_sealed(by=by)
    _looked.add("sealed")


def write(reader: Reader, out: Path) -> int:
    """Make a snapshot at a path, whole or not at all; returns its size in bytes."""
    data = portable.make(reader)
    write_whole(out, data, mode=READABLE)
    return len(data)
