"""Where inside rooms offer their counting rows, and the release actor alone may stream them.

A row about somebody whose data a First Nation, an Inuit or a Métis body governs passes on that body's grant alone.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from dotline.base.errors import Refused
from dotline.base.reader import Period, Reader
from dotline.gates.stewardship import StewardUse, all_agree

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

RELEASE = "release"
Source = Callable[[Reader, Period], "Iterator[CountingRow]"]
Governed = Callable[[Reader], Mapping[UUID, frozenset[UUID]]]
NONE: frozenset[UUID] = frozenset()
_sources: dict[str, Source] = {}
_governed: list[Governed] = []


def register(room: str, counting_rows: Source) -> None:
    """Offer a room's one named query."""
    _sources[room] = counting_rows


def tell_governed(ask: Governed) -> None:
    """Let the room that hears whom people belong to tell it to the rooms before: calls and referrals came first."""
    if ask not in _governed:
        _governed.append(ask)


def governed(reader: Reader) -> Mapping[UUID, frozenset[UUID]]:
    """Calls, referrals, cases and people to the bodies that govern their data; what is governed by none is not there.

    Of the reader's own agency, or of all for a machine actor. What is left out of counts for good is governed by a body
    that nobody is.
    """
    from dotline.gates import uncounted  # noqa: PLC0415 - the public process has none of its tables

    nobody = frozenset({uncounted.NOBODY})
    found: dict[UUID, frozenset[UUID]] = dict.fromkeys(uncounted.uncounted(reader), nobody)
    for ask in _governed:
        for key, nations in ask(reader).items():
            found[key] = found.get(key, NONE) | nations
    return found


def rooms() -> tuple[str, ...]:
    """The rooms that offer counting rows, by name."""
    return tuple(sorted(_sources))


def stream(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """All counting rows of a period that stewards let pass, room by room; nothing is stored.

    Raises Refused for other readers than the release actor.
    """
    from dotline.gates import stewards  # noqa: PLC0415 - the public process has no agencies' tables

    _only_release(reader)
    agree = stewards.who_agrees(reader, StewardUse.COUNTS).nations
    yield from (row for row in rows(reader, period) if all_agree(row.stewards, agree))


def rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """Every counting row of a period, whoever governs it: for `stream`, and for what a body counts of its own people.

    Raises Refused for other readers than the release actor.
    """
    _only_release(reader)
    for room in rooms():
        yield from _sources[room](reader, period)


def _only_release(reader: Reader) -> None:
    if not (reader.is_system and reader.name == RELEASE):
        raise Refused(
            "Only the release actor may read counting rows.", "Run: dotline statistics release"
        )
