"""The status table, the acknowledgement clock, who may still open a package. Pure.

Sources: research/referral.md R-50 to R-55; statuses are FHIR Task's (HL7 SDOH Clinical Care 3.0.0).
The lengths of the clocks are rules of reference.obligations.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.states import Transitions
from dotline.reference import obligations
from dotline.reference.obligations import Window


class Status(StrEnum):
    """Where a referral stands. The code list `referral_status` holds labels and FHIR codes."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


_ENDED_EARLY = {Status.CANCELLED, Status.REVOKED}
STATUS = Transitions(
    {
        Status.DRAFT: frozenset({Status.REQUESTED}),
        Status.REQUESTED: frozenset({Status.ACCEPTED, Status.REJECTED, *_ENDED_EARLY}),
        Status.ACCEPTED: frozenset(
            {Status.IN_PROGRESS, Status.ON_HOLD, Status.FAILED, *_ENDED_EARLY}
        ),
        Status.IN_PROGRESS: frozenset(
            {Status.COMPLETED, Status.FAILED, Status.ON_HOLD, *_ENDED_EARLY}
        ),
        Status.ON_HOLD: frozenset({Status.IN_PROGRESS, Status.FAILED, *_ENDED_EARLY}),
    },
    start=Status.DRAFT,
)
FINAL = frozenset(Status) - frozenset(STATUS.table)
RUNNING = (Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD)
# After these the receiver has no business with the package any more.
CLOSES_PACKAGE = frozenset({Status.REJECTED, Status.CANCELLED, Status.REVOKED})

# The receiving service may say these; the rest of `referral_reasons` belongs to sender and machine.
DECLINE_REASONS = (
    "full",
    "ineligible",
    "wrong_service",
    "language",
    "too_far",
    "closed",
    "conflict",
    "safety",
)
CANCEL_REASONS = ("person_declined", "other_help", "moved", "duplicate", "no_answer", "safety")
FAIL_REASONS = ("not_reached", "person_declined", "other_help", "moved", "full", "safety")

REVIEW = "review_emergency"  # a rule of reference.obligations


class Urgency(StrEnum):
    """How soon help must come."""

    IMMEDIATE = "immediate"
    URGENT = "urgent"
    ROUTINE = "routine"


def acknowledge_rule(urgency: str) -> str:
    """The obligation rule that holds for an urgency."""
    return f"acknowledge_{urgency}"


def acknowledgement(urgency: Urgency, at: datetime, zone: str) -> Window:
    """From sending until an answer is owed, by the rules in reference.obligations (R-54).

    `zone` is the receiver's: its working days count.
    """
    rule = obligations.rule(acknowledge_rule(urgency), at.date())
    return next(obligations.windows(rule, at, zone))


def review(at: datetime, zone: str) -> Window:
    """From an emergency hand-over until a second person has reviewed it."""
    return next(obligations.windows(obligations.rule(REVIEW, at.date()), at, zone))


def in_time(answered: datetime | None, due: datetime) -> bool:
    """Whether the receiving agency answered within its clock."""
    return answered is not None and answered <= due


@dataclass(frozen=True)
class Access:
    """What decides whether the receiver may open the package. `ends` is the consent's last moment."""

    status: Status
    ends: datetime | None = None
    stopped: datetime | None = None


def may_open(access: Access, at: datetime) -> Decision:
    """Whether the package may be opened now. A withdrawn consent closes it at once (R-52)."""
    checks = (
        (
            access.stopped is not None and access.stopped <= at,
            N_("The permission to read this was taken back."),
        ),
        (
            access.ends is not None and at >= access.ends,
            N_("The consent to this hand-over has ended."),
        ),
        (
            access.status in CLOSES_PACKAGE,
            N_("This referral is closed, so its content is closed too."),
        ),
    )
    for broken, reason in checks:
        if broken:
            return Refused(reason, "Ask the agency that sent it if you still need it.")
    return ALLOWED


def loop_closed(status: str, outcome: str) -> bool:
    """Whether it is known what became of the person: help was received or not, or it failed for a reason (R-59)."""
    return status == Status.FAILED or (status == Status.COMPLETED and outcome != "unknown")


def codes(text: str) -> tuple[str, ...]:
    """The codes of a space-separated column."""
    return tuple(text.split())


def joined(values: Iterable[str]) -> str:
    """Codes as one column: each once, in alphabetical order."""
    return " ".join(sorted(set(values)))


def quarter_of(at: datetime, zone: str = "America/Toronto") -> str:
    """The calendar quarter of a moment, e.g. '2025-Q1'."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.year}-Q{(local.month + 2) // 3}"
