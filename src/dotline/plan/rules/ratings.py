"""Ratings in the five words of the Open Government Partnership: the lead's own, and the Rapporteur's. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.errors import N_, Conflict, Invalid

LONGEST_EVIDENCE = 1_000  # characters, in each language
LONGEST_SOURCE = 300


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
class Grounds:
    """What a rating rests on, in both languages, and where everybody can read it."""

    evidence_en: str
    evidence_fr: str
    source: str

    def checked(self) -> "Grounds":
        """The same without stray blanks. Raises Invalid where a part is missing or too long."""
        found = Grounds(*(" ".join(one.split()) for one in vars(self).values()))
        texts = (found.evidence_en, found.evidence_fr)
        if not all(texts) or not found.source:
            raise Invalid(
                N_("A rating needs its evidence in English and in French, and a source."),
                N_("Say in a sentence what you saw, and where others can see it."),
            )
        longest = max(len(one) for one in texts)
        if longest > LONGEST_EVIDENCE or len(found.source) > LONGEST_SOURCE:
            raise Invalid(
                N_(
                    "The evidence is too long: {most} characters in each language, {source} for the source."
                ),
                N_("Say it shorter, and let the source tell the rest."),
                most=LONGEST_EVIDENCE,
                source=LONGEST_SOURCE,
            )
        return found


@dataclass(frozen=True)
class Rated:
    """One rating of one item. Ratings are only ever added, so that the history stays.

    `grounds` is None for one of the time before evidence was asked.
    """

    rater: Rater
    rating: Rating
    given_on: date
    grounds: Grounds | None = None
    taken_back_on: date | None = None


def newest(history: Iterable[Rated], rater: Rater) -> Rated | None:
    """What a rater said last and did not take back, of a history in the order in which it was said."""
    said = [one for one in history if one.rater is rater and one.taken_back_on is None]
    return said[-1] if said else None


def check_taking_back(found: Rated | None, on: date) -> None:
    """A slip may be taken back on its own day; later it was read, and only a new rating mends it.

    `found` is what the rater said last. Raises Conflict.
    """
    if found is None or found.given_on != on:
        raise Conflict(
            N_("Only a rating of today can be taken back."),
            N_("Rate the item anew. The older rating stays in its history."),
        )


def differ(history: Iterable[Rated]) -> bool:
    """Whether both have rated and say different things."""
    rows = tuple(history)
    own, other = newest(rows, Rater.LEAD), newest(rows, Rater.RAPPORTEUR)
    return own is not None and other is not None and own.rating is not other.rating
