"""Two records that may be of one person: what a worker says of them, what a merge keeps, when it is undone. Pure.

A merge loses nothing and lets nobody do more than before: of consents, bans, marks and holds the stricter stands
(ADR 35). It is undone in the reverse order of merging.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from dotline.base.errors import N_, Conflict
from dotline.case.rules.consents import ConsentFact, newest

UNKNOWN_GENDER: Final = "NonSpecifiedUnknown"


class DoubleState(StrEnum):
    """Where two records that look like one person stand."""

    OPEN = "open"
    LATER = "later"
    NOT_SAME = "not_same"
    MERGED = "merged"


class DoubleSaid(StrEnum):
    """What a worker says of two records."""

    SAME = "same"
    NOT_SAME = "not_same"
    LATER = "later"


@dataclass(frozen=True)
class RecordSays:
    """What a record says of a person besides names: gender, and the days between which she was born."""

    gender: str = UNKNOWN_GENDER
    born: tuple[date | None, date | None] = (None, None)


def filled(kept: RecordSays, other: RecordSays) -> RecordSays:
    """What the kept record says after a merge: its own word, and the other's where it has none."""
    return RecordSays(
        kept.gender if kept.gender != UNKNOWN_GENDER else other.gender,
        kept.born if any(kept.born) else other.born,
    )


def set_aside(
    one: Sequence[ConsentFact], two: Sequence[ConsentFact], today: date
) -> frozenset[UUID]:
    """The consents that carry nothing while two histories are one: she is asked again.

    For a purpose and recipient on which both records have a word, a consent goes on only if the other record's
    newest word is a consent that reaches as far: as many parts, as long. Whatever one record alone says stays.
    """
    last = (newest(one), newest(two))
    both = last[0].keys() & last[1].keys()
    found: set[UUID] = set()
    for mine, history in ((last[1], one), (last[0], two)):
        for fact in history:
            key = (fact.purpose, fact.to)
            if key in both and fact.holds(today) and not _within(fact, mine[key], today):
                found.add(fact.id)
    return frozenset(found)


def _within(fact: ConsentFact, other: ConsentFact, today: date) -> bool:
    """Whether a consent lets nothing pass that the other does not."""
    if not other.holds(today) or (fact.by_whom != "self" and other.by_whom == "self"):
        return False
    as_long = other.expires is None or (fact.expires is not None and fact.expires <= other.expires)
    return fact.what <= other.what and as_long


@dataclass(frozen=True)
class JoinedRecords:
    """A merge that stands: which record was kept, which was joined to it. Later ones come later in a list."""

    id: UUID
    kept: UUID
    joined: UUID


def check_undo(one: JoinedRecords, standing: Sequence[JoinedRecords]) -> None:
    """Raises Conflict unless nothing was merged with either record since. `standing` is oldest first."""
    at = next((place for place, other in enumerate(standing) if other.id == one.id), None)
    if at is None:
        raise Conflict(N_("This merge was undone already."), N_("Reload the page."))
    if any({one.kept, one.joined} & {other.kept, other.joined} for other in standing[at + 1 :]):
        raise Conflict(
            N_("Another record was merged with one of these since."),
            N_("Undo that merge first; the newest comes first."),
        )


def stands_for(standing: Iterable[JoinedRecords]) -> Mapping[UUID, UUID]:
    """Each joined record to the one that stands for it now."""
    said = {one.joined: one.kept for one in standing}
    return {joined: _root(said, kept) for joined, kept in said.items()}


def _root(said: Mapping[UUID, UUID], key: UUID) -> UUID:
    while key in said:
        key = said[key]
    return key


def pair(one: UUID, two: UUID) -> tuple[UUID, UUID]:
    """Two records in the one order in which they are kept."""
    return (one, two) if one.int < two.int else (two, one)


def said_apart(
    apart: Iterable[tuple[UUID, UUID]], standing: Collection[JoinedRecords]
) -> frozenset[tuple[UUID, UUID]]:
    """The pairs said not to be one person, by the records that stand for them now."""
    root = stands_for(standing)
    return frozenset(pair(root.get(one, one), root.get(two, two)) for one, two in apart)
