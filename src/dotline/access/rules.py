"""Break-glass: for which reasons, for how long, and when the right to it rests. Pure.

HL7 calls the purpose BTG, "break the glass" (v3 ActReason): a person's record is opened in an emergency by somebody
whose roles do not open it, and a second person judges it afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.reference import obligations

LASTS = timedelta(minutes=60)
SHORTEST_WORDS = 20  # characters: a reason that a reviewer can judge
LONGEST_WORDS = 2000
REVIEW = "review_break_glass"  # a rule of reference.obligations
PURPOSE = "break_glass"  # what each line of the ledger states while the glass is broken


class GlassReason(StrEnum):
    """Why it could not wait."""

    LIFE = "life"  # somebody's life is in danger
    CHILD = "child"  # a child is in danger
    NOBODY_THERE = (
        "nobody_there"  # whoever may open it cannot be reached, and the person needs help now
    )


class Verdict(StrEnum):
    """What the second person found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


@dataclass(frozen=True)
class Broken:
    """When a glass was broken, until when it lets read, and what became of its review."""

    at: datetime
    ends: datetime
    reviewed: datetime | None = None
    verdict: str = ""
    restored: datetime | None = None


def review_due(at: datetime, zone: str) -> datetime:
    """Until when a second person owes the review of a glass broken at this moment."""
    return next(obligations.windows(obligations.rule(REVIEW, at.date()), at, zone)).due


def is_open(glass: Broken, now: datetime) -> bool:
    """Whether the record may be read now. A review closes it at once."""
    return glass.reviewed is None and glass.at <= now < glass.ends


def may_break(before: Iterable[Broken], zone: str, now: datetime) -> Decision:
    """Whether the right holds of somebody who broke the glass `before`.

    It rests while a review of hers is late, and after one that found no reason until it is given back.
    """
    for glass in before:
        if glass.reviewed is None and now > review_due(glass.at, zone):
            return Refused(
                N_("A record that you opened in an emergency has not been reviewed in time."),
                N_("Ask a supervisor of your agency to review it; then you may do this again."),
            )
        if glass.verdict == Verdict.NOT_JUSTIFIED and glass.restored is None:
            return Refused(
                N_("A review found that you broke the glass without a reason."),
                N_("Ask a supervisor of your agency to give you this right again."),
            )
    return ALLOWED
