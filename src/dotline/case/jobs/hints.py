"""What the heartbeat does for name hints: a home that an older version filled finds its people by today's rules.

How far it is stands with each name, so that a desk that is stopped in between goes on where it was.
"""

import time
from uuid import UUID

from dotline.access.unit import behind
from dotline.base.reader import Reader
from dotline.case import actions, queries

WORKER = Reader.system("name hints")
PART = 200  # names in one transaction
LONGEST = 1.0  # seconds of one round: a withdrawal must not wait for this
# Whether this process saw the end; the rules change with the program only, which then starts anew.
_over: list[bool] = []


def beat() -> None:
    """One round."""
    if not _over and renew(LONGEST):
        _over.append(True)


def renew(longest: float = float("inf")) -> bool:
    """Renew the hints of an older version, for at most so many seconds; whether none is left."""
    began, after = time.monotonic(), None
    with behind(WORKER):
        while part := _part(after):
            if time.monotonic() - began > longest:
                return False
            actions.renew_hints(by=WORKER, identifier_ids=part)
            after = part[-1]
    return True


def _part(after: UUID | None) -> list[UUID]:
    return queries.hints.outdated(WORKER, after, PART)
