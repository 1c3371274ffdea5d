"""What the heartbeat does for this room: fetches sealed tips at once, forgets what must be forgotten each hour."""

import logging
import time

from django.db import connections

from dotline.audit.stores import Store
from dotline.base.errors import DotlineError
from dotline.base.reader import Reader
from dotline.gates import tipbox
from dotline.intake import queries
from dotline.intake.actions import retention, tips

log = logging.getLogger("dotline.intake")
EVERY = 3600.0  # seconds between two rounds of forgetting
_last = [float("-inf")]


def beat() -> None:
    """One round of the heartbeat."""
    fetch_tips()
    if time.monotonic() - _last[0] >= EVERY:
        _last[0] = time.monotonic()
        forget()


def fetch_tips() -> int:
    """Bring what waits in the drop behind the walls, still sealed, and empty the drop; returns how many."""
    by = Reader.system("letterbox")
    count = 0
    for row in list(tipbox.waiting(by)[:200]):
        try:
            tips.fetch_tip(
                by=by,
                agency=row.agency_id,
                note_id=row.id,
                box_id=row.box_id,
                letter=bytes(row.sealed),
            )
            tipbox.fetched(by=by, note_id=row.id)
        except DotlineError as error:
            log.warning("note %s was not fetched: %s", row.id, error.template)
            continue
        count += 1
    return count


def forget() -> dict[str, int]:
    """Destroy what has outlived its time; returns how much of what."""
    by = Reader.system("retention")
    calls = queries.calls_to_forget(by)
    for contact_id in calls:
        retention.forget_contact(by=by, contact_id=contact_id)
    old = queries.tips_to_shred(by)
    for tip_id in old:
        retention.shred_tip(by=by, tip_id=tip_id)
    done = {
        "calls": len(calls),
        "tips": len(old),
        "marks": retention.forget_marks(by=by),
        "boxes": tipbox.empty_boxes(by=by),
    }
    if any(done.values()):
        _clean_files()
    return done


def _clean_files() -> None:
    """Overwrite what SQLite still holds of deleted rows: free pages by `secure_delete`, the log by emptying it."""
    for store in (Store.INSIDE, Store.DROP):
        connection = connections[store]
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
