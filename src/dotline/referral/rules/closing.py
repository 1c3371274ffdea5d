"""What became of referrals, counted: received, not received and why, not known; the loop-closure rate (R-59). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dotline.referral.rules.states import loop_closed

RECEIVED = frozenset({"received", "partly_received"})


class Ended(NamedTuple):
    """How one referral stands. `reason` belongs to a failed one, `unmet` to help that was not received."""

    status: str
    outcome: str
    reason: str
    unmet: str


@dataclass(frozen=True)
class Closure:
    """Referrals to one service or region. `reasons` counts those after which help was not received."""

    sent: int
    received: int
    reasons: Mapping[str, int]

    @property
    def not_received(self) -> int:
        """How many are known to have brought no help."""
        return sum(self.reasons.values())

    @property
    def unknown(self) -> int:
        """How many have no known end: running, declined, passed on nowhere, or lost sight of."""
        return self.sent - self.received - self.not_received

    @property
    def rate(self) -> float:
        """The share whose end is known, 0 to 1."""
        return (self.sent - self.unknown) / self.sent if self.sent else 0.0


def closure(rows: Iterable[Ended]) -> Closure:
    """Count what became of these referrals."""
    sent, received = 0, 0
    reasons: dict[str, int] = {}
    for row in rows:
        sent += 1
        if not loop_closed(row.status, row.outcome):
            continue
        if row.outcome in RECEIVED:
            received += 1
        else:
            why = row.unmet or row.reason or "unknown"
            reasons[why] = reasons.get(why, 0) + 1
    return Closure(sent, received, dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))))
