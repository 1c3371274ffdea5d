"""What the heartbeat says when it fails: once at first, now and then while it lasts, once when it works again."""

import logging
from datetime import datetime, timedelta
from typing import Final

from dotline.base import clock

log = logging.getLogger("dotline.site")
REMINDER: Final = timedelta(minutes=15)


class Complaint:
    """One line for each change: a store that is away for a night must not fill the disk with its absence."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.why = ""
        self.since: datetime | None = None
        self.told: datetime | None = None
        self.rounds = 0

    def failed(self, error: Exception) -> None:
        """Note a failed round. Logged when the reason is new, and each REMINDER while it stays."""
        now, why = clock.now(), type(error).__name__
        self.since = self.since or now
        self.rounds += 1
        if why != self.why:
            log.warning("%s failed: %s; tried again until it works", self.what, why)
        elif self.told is not None and now - self.told >= REMINDER:
            minutes = int((now - self.since).total_seconds() // 60)
            log.warning(
                "%s still fails: %s (%d times in %d minutes)", self.what, why, self.rounds, minutes
            )
        else:
            return
        self.why, self.told = why, now

    def worked(self) -> None:
        """Note a round that worked; logged when the one before had failed."""
        if self.since is not None:
            log.warning("%s works again, after %d failed times", self.what, self.rounds)
        self.why, self.since, self.told, self.rounds = "", None, None, 0
