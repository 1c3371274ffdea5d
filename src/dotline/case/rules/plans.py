"""Support plans: the four pillars, the clocks beside them, who stands by the person. Pure.

Sources: OSCE/ODIHR NRM Handbook, 2nd ed. (2022): four pillars, an advocate for each adult and a
guardian for each child; HTCDS 2.0 spl_ fields; research/referral.md R-62.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dotline.base.errors import N_, Invalid
from dotline.case.rules.cases import Answer
from dotline.reference import obligations
from dotline.reference.obligations import Window


class SupportPillar(StrEnum):
    """The four pillars of a national referral mechanism (ODIHR 2022); the needs stand under the same."""

    PROTECTION = "protection"
    SUPPORT = "support"
    INCLUSION = "inclusion"
    JUSTICE = "justice"


class StandsBy(StrEnum):
    """Who stands by a person through all pillars."""

    ADVOCATE = "advocate"
    GUARDIAN = "guardian"


GROUNDS = "case_grounds"
REFLECTION = "case_reflection"
REVIEW = "case_plan_review"
CLOCKS = (GROUNDS, REFLECTION, REVIEW)


def clock_of(rule: str, at: datetime, zone: str) -> Window:
    """The window that a clock opens at a moment, in the zone of the agency that owes it."""
    return next(obligations.windows(obligations.rule(rule, at.date()), at, zone))


def local_day(at: datetime, zone: str) -> date:
    """The calendar day of a moment in a zone: the last good day of a deadline."""
    return at.astimezone(ZoneInfo(zone)).date()


def missing_beside(minor: Answer, named: Collection[StandsBy]) -> StandsBy | None:
    """Who is still missing: a guardian for a child or for somebody who may be one, an advocate for an adult.

    Somebody whose age is not known is treated as a child until it is (Palermo Protocol guidance,
    presumption of minority).
    """
    if minor is not Answer.NO:
        return None if StandsBy.GUARDIAN in named else StandsBy.GUARDIAN
    return None if named else StandsBy.ADVOCATE


@dataclass(frozen=True)
class PlanStep:
    """One step of a support plan as it is checked: the days are both included."""

    start: date
    planned_end: date | None
    ended: date | None = None

    def __post_init__(self) -> None:
        """Raises Invalid when a step ends before it begins."""
        if any(end and end < self.start for end in (self.planned_end, self.ended)):
            raise Invalid("A step cannot end before it begins.", "Check the days.")


# What a safety plan asks, in this order; a version holds the answers under these keys.
SAFETY_PARTS = (
    "warning_signs",
    "safe_places",
    "safe_people",
    "code_word",
    "to_take_along",
    "phone_and_online",
    "children",
    "if_found",
)


def clean_safety(answers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The answers of a safety plan without blanks at their ends and without empty ones.

    Raises Invalid for a part that no plan has, and for a plan that says nothing.
    """
    kept = {part: text.strip() for part, text in answers if text.strip()}
    unknown = sorted(set(kept) - set(SAFETY_PARTS))
    if unknown:
        raise Invalid("A safety plan has no part {part}.", "", part=unknown[0][:40])
    if not kept:
        raise Invalid(N_("A safety plan may not be empty."), N_("Write down one thing at least."))
    return kept
