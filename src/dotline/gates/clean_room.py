"""Where inside rooms offer their counting rows, and the release actor alone may stream them."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dotline.base.errors import Refused
from dotline.base.reader import Period, Reader

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

RELEASE = "release"
Source = Callable[[Reader, Period], "Iterator[CountingRow]"]
_sources: dict[str, Source] = {}


def register(room: str, counting_rows: Source) -> None:
    """Offer a room's one named query."""
    _sources[room] = counting_rows


def rooms() -> tuple[str, ...]:
    """The rooms that offer counting rows, by name."""
    return tuple(sorted(_sources))


def stream(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """All counting rows of a period, room by room; nothing is stored. Raises Refused for other readers."""
    if not (reader.is_system and reader.name == RELEASE):
        raise Refused(
            "Only the release actor may read counting rows.", "Run: dotline statistics release"
        )
    for room in rooms():
        yield from _sources[room](reader, period)
