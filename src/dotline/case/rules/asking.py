"""Asking whether a person is known elsewhere: why, how often, and when the answer comes. Pure.

An answer comes at a fixed hour, two weeks later, whatever it is: refused, silent and no match are one answer
(issue 5, point 7). Questions of one worker, and about one person, are capped and reviewed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.case.rules.matches import hour_after

ANSWERED_AFTER: Final = timedelta(days=14)
OF_WORKER, WORKER_SPAN = 10, timedelta(days=7)
ABOUT_PERSON, PERSON_SPAN = 2, timedelta(days=90)


class AskReason(StrEnum):
    """Why somebody asks."""

    SAFETY = "safety"  # she, or somebody else, may be in danger
    HELP = "help"  # what another body does for her should fit
    INVESTIGATION = "investigation"  # a suspect, in an open file


class AskVerdict(StrEnum):
    """What the reviewer found."""

    IN_ORDER = "in_order"
    NOT_IN_ORDER = "not_in_order"


@dataclass(frozen=True)
class Asked:
    """One question: by whom, about whom, when."""

    worker: UUID
    person: UUID
    at: datetime


def may_ask_now(before: Collection[Asked], new: Asked) -> Decision:
    """Whether a worker may ask about a person once more: so many a week, so many about one person in 90 days."""
    hers = sum(one.worker == new.worker and new.at - one.at < WORKER_SPAN for one in before)
    if hers >= OF_WORKER:
        return Refused(
            N_("You asked {most} times within a week, which is the most."),
            N_("Wait, or speak with whoever reviews the questions."),
            most=OF_WORKER,
        )
    about = sum(one.person == new.person and new.at - one.at < PERSON_SPAN for one in before)
    if about >= ABOUT_PERSON:
        return Refused(
            N_(
                "Your agency asked about this person {most} times within 90 days, which is the most."
            ),
            N_("Wait, or speak with whoever reviews the questions."),
            most=ABOUT_PERSON,
        )
    return ALLOWED


def answer_at(asked: datetime) -> datetime:
    """When the answer comes, whatever it is."""
    return hour_after(asked + ANSWERED_AFTER)
