"""One confirmation of a listing and its window: when it was confirmed, how, and until when that holds (R-10). Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from dotline.directory.rules import freshness
from dotline.reference.obligations import LAST_SECOND

FIRST_SECOND = time(0, 0)


class Method(StrEnum):
    """How a listing was confirmed."""

    SOURCE = "source"  # the source that brought it says so
    AGENCY = "agency"  # its own agency approved it
    PHONE = "phone"  # a steward called
    LINK = "link"  # the provider answered through a link
    NEVER = "never"  # nobody did: it is owed at once


OURS = frozenset({Method.PHONE, Method.LINK})
"""What was confirmed here, and what a source that says an older day does not undo."""


@dataclass(frozen=True)
class Term:
    """What is owed about one listing: by which rule, from when, until when."""

    rule: str
    opens: datetime
    due: datetime


def rule_of(needs: str) -> str:
    """The obligation rule of a listing, by the class of its needs (a projected row's words)."""
    return f"verify_{freshness.class_of(frozenset(needs.split()))}"


def term(verified: date | None, needs: str, seen: datetime) -> Term:
    """The window of a listing confirmed on a day; of one that nobody confirmed it is over when it is first seen."""
    if verified is None:
        return Term(rule_of(needs), seen, seen)
    opens = datetime.combine(verified, FIRST_SECOND, tzinfo=UTC)
    due = datetime.combine(freshness.due_on(verified, needs.split()), LAST_SECOND, tzinfo=UTC)
    return Term(rule_of(needs), opens, due)


def verified_day(assured: str, today: date) -> date | None:
    """The day that a listing was confirmed on; a day that is still to come confirms nothing."""
    found = freshness.day_of(assured)
    return found if found is not None and found <= today else None
