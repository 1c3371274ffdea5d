"""Ratings in the five words of the Open Government Partnership: the lead's own, and the Rapporteur's. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rating(StrEnum):
    """The five words of the Partnership's Independent Reporting Mechanism, unchanged."""

    NO_EVIDENCE = "no_evidence"
    NOT_STARTED = "not_started"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


class Rater(StrEnum):
    """Who rates. Neither can change what the other said; both are shown."""

    LEAD = "lead"
    RAPPORTEUR = "rapporteur"


@dataclass(frozen=True)
class Rated:
    """One rating of one item. Ratings are only ever added, so that the history stays."""

    rater: Rater
    rating: Rating
    given_on: date


def newest(history: Iterable[Rated], rater: Rater) -> Rated | None:
    """What a rater said last, of a history in the order in which it was said."""
    said = [one for one in history if one.rater is rater]
    return said[-1] if said else None


def differ(history: Iterable[Rated]) -> bool:
    """Whether both have rated and say different things."""
    rows = tuple(history)
    own, other = newest(rows, Rater.LEAD), newest(rows, Rater.RAPPORTEUR)
    return own is not None and other is not None and own.rating is not other.rating
