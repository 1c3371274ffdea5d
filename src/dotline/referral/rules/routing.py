"""Where an unanswered referral goes next, and when. Pure.

Sources: research/referral.md R-10 (overdue listings are withheld from automatic routing), R-54, R-63.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from dotline.directory.rules.freshness import is_fresh
from dotline.gates.refer import ENFORCEMENT_KINDS
from dotline.referral.rules.states import Urgency


class Step(StrEnum):
    """What an unanswered referral's clock asks for."""

    REMIND = "remind"  # half of the time is gone
    MOVE_ON = "move_on"  # all of it


def step_due(
    opens: datetime, due: datetime, now: datetime, *, reminded: bool, moved_on: bool
) -> Step | None:
    """The step to take now, each at most once for a window; the later one makes the earlier needless."""
    if now >= due:
        return None if moved_on else Step.MOVE_ON
    if now >= opens + (due - opens) / 2 and not reminded:
        return Step.REMIND
    return None


@dataclass(frozen=True)
class Excluded:
    """What is set apart for one person: services, and whole agencies."""

    services: frozenset[UUID] = frozenset()
    agencies: frozenset[UUID] = frozenset()

    def covers(self, service: UUID | None, agency: UUID | None) -> bool:
        """Whether a service, or the agency behind it, is set apart."""
        return service in self.services or agency in self.agencies


@dataclass(frozen=True)
class Candidate:
    """A service that could receive a referral. `open_now` and `free_beds` None mean: not known."""

    service: UUID
    agency: UUID
    kind: str
    needs: frozenset[str]
    takes_referrals: bool
    verified: date | None
    open_now: bool | None = None
    free_beds: int | None = None


@dataclass(frozen=True)
class Asked:
    """What is asked, whom the person agreed to, and who was asked before."""

    needs: frozenset[str]
    urgency: Urgency
    consented: frozenset[UUID]
    tried: frozenset[UUID]
    excluded: Excluded = Excluded()


def usable(one: Candidate, asked: Asked, today: date) -> bool:
    """Whether a machine may send there: consented, not asked before, open, not full, not set apart.

    And confirmed within the class of what the service offers: 30, 90 or 365 days.

    Nothing goes to immigration enforcement by machine, whatever a consent says.
    """
    return (
        one.agency in asked.consented
        and one.agency not in asked.tried
        and one.kind not in ENFORCEMENT_KINDS
        and not asked.excluded.covers(one.service, one.agency)
        and one.takes_referrals
        and is_fresh(one.verified, one.needs, today)
        and bool(one.needs & asked.needs or not asked.needs)
        and one.free_beds != 0
        and (asked.urgency == Urgency.ROUTINE or one.open_now is not False)
    )


def next_recipient(candidates: Iterable[Candidate], asked: Asked, today: date) -> Candidate | None:
    """The best of the usable ones: most needs met, known free beds, open now, verified last; None if none."""
    fit = [one for one in candidates if usable(one, asked, today)]
    return min(
        fit,
        key=lambda one: (
            -len(one.needs & asked.needs),
            one.free_beds is None,
            one.open_now is not True,
            today - (one.verified or date.min),
            one.service.hex,
        ),
        default=None,
    )
