"""What the heartbeat does for this room: fetches sealed tips at once, forgets what must be forgotten each hour."""

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from dotline.access import queries as people
from dotline.audit.stores import Store, overwrite_deleted
from dotline.base.errors import DotlineError, Invalid, Unavailable
from dotline.base.reader import Reader
from dotline.gates import callqueue, commentbox, tipbox
from dotline.intake import actions, policy, queries
from dotline.intake.actions import retention, tips
from dotline.intake.forms import facts_of_draft
from dotline.intake.rules import offline

log = logging.getLogger("dotline.intake")
EVERY = 3600.0  # seconds between two rounds of forgetting
_last = [float("-inf")]


def beat() -> None:
    """One round of the heartbeat."""
    fetch_tips()
    if any(True for _path in callqueue.waiting(queue())):
        sync(Reader.system("offline"), queue())
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


def queue() -> Path:
    """Where the desk lays calls that it takes while the database is down."""
    return Path(settings.DOTLINE_HOME) / "queue"


@dataclass
class Synced:
    """What became of a queue: saved, saved before, kept aside (file, error), left for later (file, error)."""

    saved: int = 0
    repeated: int = 0
    aside: list[tuple[str, DotlineError]] = field(default_factory=list)
    left: list[tuple[str, DotlineError]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """For the ledger: numbers only."""
        lists = {"aside": len(self.aside), "left": len(self.left)}
        return {"saved": self.saved, "repeated": self.repeated, **lists}


def sync(reader: Reader, folder: Path) -> Synced:
    """Save every call of a queue, each once, and take its file away when it is saved. Raises Refused.

    A damaged one is kept aside; one whose agency's keys are not here stays for later. May be killed
    at any point and run again, or twice at once: the key of each call decides.
    """
    policy.may_sync(reader).or_refuse()
    done = Synced()
    for path in callqueue.waiting(folder):
        try:
            fresh = _take(path)
        except FileNotFoundError:
            continue  # another process saved it
        except Unavailable as error:
            done.left.append((path.name, error))
        except DotlineError as error:
            log.warning("a call of the queue is kept aside: %s", error.template)
            callqueue.set_aside(path)
            done.aside.append((path.name, error))
        else:
            callqueue.done(path)
            done.saved += fresh
            done.repeated += not fresh
    if any((done.saved, done.repeated, done.aside)):
        actions.note_sync(by=reader, counts=done.counts())
    return done


def _take(path: Path) -> bool:
    """Save one call; False when it was saved before. The line in the clear must name the agency inside."""
    sealed = callqueue.read(path)
    call = offline.read(callqueue.unseal(sealed))
    if call.agency != sealed.agency:
        raise offline.unreadable()
    by = Reader.system("offline", call.agency)
    facts = facts_of_draft(call.fields, people.agency(by, call.agency).zone)
    if facts is None:
        raise Invalid(
            "A call of the queue names a code that is not in the lists any more.",
            "It is kept aside. Ask who took the call.",
        )
    return actions.take_offline(by=by, call=call, facts=facts)


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
        "comments": commentbox.empty(by=by),
    }
    if any(done.values()):
        overwrite_deleted(Store.INSIDE, Store.DROP)
    return done
