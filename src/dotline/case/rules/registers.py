"""Registers of privacy: how a request for notes goes, what a breach asks for and by when. Pure.

Sources: Criminal Code 278.1 to 278.91; PIPEDA 10.1 to 10.3; SOR/2018-64, s. 6; research/cases.md 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.errors import N_, Refused
from dotline.base.outcome import ALLOWED, Decision
from dotline.reference.obligations import add_months

BREACH_MONTHS = 24  # SOR/2018-64, s. 6: every breach, whatever its risk
NOTES_RULE, BREACH_RULE, NOTICE_RULE = (
    "case_notes_counsel",
    "case_breach_assess",
    "case_breach_tell",
)


class NotesState(StrEnum):
    """Where a request for notes stands before the court."""

    RECEIVED = "received"
    ORDERED = "ordered"
    REFUSED = "refused"
    DROPPED = "dropped"


class BreachRisk(StrEnum):
    """Whether a breach is a real risk of significant harm (PIPEDA 10.1(7) and (8)), once it was weighed."""

    OPEN = "open"
    REAL = "real"
    NONE = "none"


class BreachWeight(StrEnum):
    """What weighs: how sensitive, how likely misused, and whether somebody may be harmed who hides."""

    SENSITIVE = "sensitive"
    MISUSE_LIKELY = "misuse_likely"
    PLACE_KNOWN = "place_known"


@dataclass(frozen=True)
class BreachNotice:
    """What a breach still asks for: the Commissioner told, the persons told, without delay."""

    commissioner: bool
    persons: bool


def weighed(found: frozenset[BreachWeight]) -> BreachRisk:
    """A real risk when it is sensitive and may be misused, or a place to hide became known (alone enough)."""
    if BreachWeight.PLACE_KNOWN in found:
        return BreachRisk.REAL
    both = {BreachWeight.SENSITIVE, BreachWeight.MISUSE_LIKELY}
    return BreachRisk.REAL if both <= found else BreachRisk.NONE


def kept_until(found_on: date) -> date:
    """The last day on which the record of a breach must still be there."""
    return add_months(found_on, BREACH_MONTHS)


def still_owed(
    risk: BreachRisk, commissioner_on: date | None, told_on: date | None
) -> BreachNotice:
    """Who must still be told. Without a real risk nobody must; the record is kept all the same."""
    real = risk is BreachRisk.REAL
    return BreachNotice(real and commissioner_on is None, real and told_on is None)


NEXT: Mapping[NotesState, frozenset[NotesState]] = {
    NotesState.RECEIVED: frozenset({NotesState.ORDERED, NotesState.REFUSED, NotesState.DROPPED}),
    NotesState.ORDERED: frozenset(),
    NotesState.REFUSED: frozenset(),
    NotesState.DROPPED: frozenset(),
}


def may_produce(state: NotesState, produced_on: date | None) -> Decision:
    """Whether notes may be produced: on an order of the court, once."""
    if state is not NotesState.ORDERED:
        return Refused(
            N_("Notes are produced on an order of the court alone (Criminal Code 278.2)."),
            N_("Tell counsel, and wait for the order."),
        )
    if produced_on is not None:
        return Refused(N_("What this order names was produced already."), "")
    return ALLOWED
