"""People who come with a file: kept part by part unseen, then opened at once; what a killed import left is cleared.

No part lasts, so others write in between: one transaction of the whole would make everybody wait until its end.
"""

import time
from collections.abc import Iterable
from datetime import timedelta

from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.paced import Paced
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import ComingPeople, PeopleRead
from dotline.case.models import ImportBatch
from dotline.case.rules.standard import StandardPerson

WORKER = Reader.system("imports")
STALE = timedelta(minutes=10)  # an import that kept nobody for so long was killed
PART = 200  # people cleared in one transaction
LONGEST = 1.0  # seconds of one round of the heartbeat
_looking = Paced(60.0)
_left: list[bool] = []  # whether the last round left some


def bring_people(
    by: Reader, file: PeopleRead, people: Iterable[StandardPerson], progress: Progress
) -> ImportBatch:
    """Keep every person of a file and open their cases, all or none. Raises Refused, Invalid, Conflict."""
    batch = actions.begin_people(by=by, file=file)
    whole = False
    try:
        progress.start("people", file.rows)
        for count, rows in ComingPeople(by, batch).parts(people):
            actions.keep_people(by=by, batch_id=batch.id, rows=rows)
            progress.advance(count)
        progress.done()
        batch = actions.import_people(by=by, batch_id=batch.id)
        whole = True
    finally:
        if not whole:
            with behind(WORKER):
                actions.give_up_people(by=WORKER, before=clock.now(), batch_id=batch.id)
            clear()
    return batch


def beat() -> None:
    """One round of the heartbeat: what killed imports left goes."""
    if not (_left or _looking.due()):
        return
    with behind(WORKER):
        if queries.batches_coming().exists():
            actions.give_up_people(by=WORKER, before=clock.now() - STALE)
    _left[:] = [] if clear(LONGEST) else [True]


def clear(longest: float = float("inf")) -> bool:
    """Delete what was given up, part by part, for at most so many seconds; whether nothing is left."""
    began = time.monotonic()
    with behind(WORKER):
        given_up = queries.batches_coming().filter(undone_at__isnull=False)
        while given_up.exists() and actions.clear_people(by=WORKER, most=PART):
            if time.monotonic() - began > longest:
                return False
    return True
