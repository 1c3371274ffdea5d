"""What a case still owes and by which day, and what happened in it and when. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

SOON = timedelta(days=14)  # our proposal: two working weeks, so that an absence hides nothing


class DueState(StrEnum):
    """How a deadline stands, worst first."""

    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"
    PAUSED = "paused"


@dataclass(frozen=True)
class Deadline:
    """One thing that a case owes. `due` is the last good day; `page` the name of the address where it is done.

    `what` says it in words, without anything about the person.
    """

    case_id: UUID
    kind: str
    due: date
    what: str
    page: str = "case:case"
    paused: bool = False

    def state(self, today: date) -> DueState:
        """Late from the day after `due`; a clock that stands still is never late."""
        if self.paused:
            return DueState.PAUSED
        if self.due < today:
            return DueState.LATE
        return DueState.SOON if self.due <= today + SOON else DueState.AHEAD


@dataclass(frozen=True)
class Happening:
    """One line of a case's timeline. `recorded` orders the lines of one day; `tone` is a kind of status."""

    day: date
    kind: str
    what: str
    who: str = ""
    tone: str = ""
    recorded: datetime | None = None
