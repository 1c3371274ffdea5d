"""Statuses of contacts and of their needs."""

from enum import StrEnum

from dotline.base.errors import Invalid
from dotline.base.states import Transitions
from dotline.reference import vocabulary


class Status(StrEnum):
    """Where a contact stands."""

    OPEN = "open"
    CLOSED = "closed"


STATUS = Transitions({Status.OPEN: frozenset({Status.CLOSED})}, start=Status.OPEN)


class NeedOutcome(StrEnum):
    """What became of one need."""

    OPEN = "open"
    MET = "met"
    UNMET = "unmet"


class NotedBy(StrEnum):
    """Who wrote down what became of a need: a search beside the call, until a person decides."""

    NOBODY = ""
    SEARCH = "search"
    PERSON = "person"


# A need may come back: a bed that was found can fall through the same night.
NEED = Transitions(
    {
        NeedOutcome.OPEN: frozenset({NeedOutcome.MET, NeedOutcome.UNMET}),
        NeedOutcome.MET: frozenset({NeedOutcome.OPEN, NeedOutcome.UNMET}),
        NeedOutcome.UNMET: frozenset({NeedOutcome.OPEN, NeedOutcome.MET}),
    },
    start=NeedOutcome.OPEN,
)


def after_search(outcome: NeedOutcome, reason: str, by: NotedBy, found: str) -> bool:
    """Whether the answer of a search changes what is noted of a need. `found` is a reason, or nothing.

    What a person decided stays: a search never comes back to it.
    """
    if by == NotedBy.PERSON or (by == NotedBy.NOBODY and outcome != NeedOutcome.OPEN):
        return False
    return reason != found


def check_outcome(outcome: NeedOutcome, reason: str) -> None:
    """An unmet need carries a reason of the list `unmet_reasons`, any other none (R-45). Raises Invalid."""
    if outcome != NeedOutcome.UNMET and reason:
        raise Invalid("Only an unmet need carries a reason.", "Leave the reason out.")
    if outcome == NeedOutcome.UNMET and not vocabulary.is_code("unmet_reasons", reason):
        raise Invalid(
            "An unmet need carries a reason.",
            "Choose one from the list; 'Reason not known' is one of them.",
        )
