"""Advice of the Rapporteur to a named organisation, and what came back: words, days, where it stands. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.errors import N_, Invalid

LONGEST = 2_000  # characters, in each language
RULE = "reply_to_advice"  # the obligation rule that says by when a reply is owed
TRIGGER = "plan.advice_given"


@dataclass(frozen=True)
class PlanWords:
    """What is said of the plan in both languages: advice, or a reply to it."""

    en: str
    fr: str

    def checked(self) -> "PlanWords":
        """The same without blanks at its ends. Raises Invalid where a language is missing or too long."""
        found = PlanWords(self.en.strip(), self.fr.strip())
        if not found.en or not found.fr:
            raise Invalid(
                N_("The words are needed in English and in French."),
                N_("Write both. They must say the same."),
            )
        if max(len(found.en), len(found.fr)) > LONGEST:
            raise Invalid(
                N_("The words are too long: {most} characters in each language."),
                N_("Say it shorter, or name a document that tells the rest."),
                most=LONGEST,
            )
        return found


class AdviceState(StrEnum):
    """Where a piece of advice stands."""

    WAITING = "waiting"
    LATE = "late"
    ANSWERED = "replied"
    ANSWERED_LATE = "replied_late"
    WITHDRAWN = "withdrawn"


def advice_state(
    due: date, replied: Iterable[date], on: date, *, withdrawn: bool = False
) -> AdviceState:
    """Where advice stands on a day. The first reply counts; advice taken back is owed no reply."""
    first = min((day for day in replied if day <= on), default=None)
    if first is not None:
        return AdviceState.ANSWERED if first <= due else AdviceState.ANSWERED_LATE
    if withdrawn:
        return AdviceState.WITHDRAWN
    return AdviceState.LATE if on > due else AdviceState.WAITING


@dataclass(frozen=True)
class AdviceCount:
    """Pieces of advice that stand, those that a reply came to, those answered in time, those whose reply is late."""

    given: int = 0
    replied: int = 0
    on_time: int = 0
    late: int = 0


def counted(states: Iterable[AdviceState]) -> AdviceCount:
    """Counts over pieces of advice; what was withdrawn is left out."""
    rows = [one for one in states if one is not AdviceState.WITHDRAWN]
    on_time = rows.count(AdviceState.ANSWERED)
    return AdviceCount(
        given=len(rows),
        replied=on_time + rows.count(AdviceState.ANSWERED_LATE),
        on_time=on_time,
        late=rows.count(AdviceState.LATE),
    )


def check_day(day: date, first: date | None, today: date) -> None:
    """A day on which something was said: not after today, not before `first`. Raises Invalid."""
    if day > today or (first is not None and day < first):
        raise Invalid(
            N_("{day} cannot be the day."),
            N_("Give a day that is over, and not before what it answers."),
            day=day.isoformat(),
        )
