"""Lists that stand still while somebody pages through them: stretches of places, each with a mark to go on from.

A record keeps the place that it took when it came (`ListPlace`), so that what a load adds comes at the end
and what it removes leaves a hole for a day; neither moves what stands behind. A mark names the last place
of a page, so that the page after it begins right there whatever happened in between.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from django.db.models import QuerySet

from dotline.base.errors import Conflict, Invalid
from dotline.base.ids import parse_id
from dotline.directory.models import ListPlace, Tombstone
from dotline.directory.queries.merged import resolved

Document = dict[str, Any]
PIECE: Final = 200


@dataclass(frozen=True)
class Spot:
    """One place of a list: its mark, and what stands there (an id or a whole document); None is a hole."""

    mark: str
    what: UUID | Document | None


class Stretch(Protocol):
    """A part of a list whose order lasts. Marks begin with its letter."""

    @property
    def letter(self) -> str:
        """What its marks begin with."""

    def count(self) -> int:
        """How many places there are, holes included."""

    def live(self) -> int:
        """How many of them hold something."""

    def window(self, start: int, size: int) -> list[Spot]:
        """So many places from a position on."""

    def following(self, mark: str, size: int) -> list[Spot]:
        """So many places behind a mark."""


@dataclass(frozen=True)
class Fixed:
    """Documents that the program itself brings and that only change with it."""

    items: Sequence[Document]
    letter: str = "o"

    def count(self) -> int:
        """All of them."""
        return len(self.items)

    live = count

    def window(self, start: int, size: int) -> list[Spot]:
        """By position."""
        piece = self.items[start : start + size]
        return [Spot(f"o{place}", one) for place, one in enumerate(piece, start)]

    def following(self, mark: str, size: int) -> list[Spot]:
        """The mark is the position."""
        return self.window(_number(mark) + 1, size)


@dataclass(frozen=True)
class Rows:
    """Records of one kind in the order in which they came. `chosen` None: all, with the holes of the last day."""

    kind: str
    rows: QuerySet[Any]
    whole: bool
    letter: str = "n"

    def _places(self) -> QuerySet[Any]:
        places = ListPlace.objects.filter(kind=self.kind).order_by("number")
        if self.whole:
            return places
        return places.filter(gone_at=None, id__in=self.rows.values("id"))

    def count(self) -> int:
        """Places, holes too, so that a removal does not move what stands behind."""
        return self._places().count()

    def live(self) -> int:
        """Records."""
        return self.rows.count()

    def window(self, start: int, size: int) -> list[Spot]:
        """By position."""
        return _spots(self._places()[start : start + size])

    def following(self, mark: str, size: int) -> list[Spot]:
        """The mark is the number of the place."""
        return _spots(self._places().filter(number__gt=_number(mark))[:size])


def _spots(places: QuerySet[Any]) -> list[Spot]:
    found = places.values_list("number", "id", "gone_at")
    return [Spot(f"n{number}", None if gone else key) for number, key, gone in found]


@dataclass(frozen=True)
class Gone:
    """What was removed, for those who keep a copy."""

    rows: QuerySet[Tombstone]
    letter: str = "g"

    def count(self) -> int:
        """All of them."""
        return self.rows.count()

    live = count

    def window(self, start: int, size: int) -> list[Spot]:
        """By position."""
        return _graves(self.rows.order_by("id")[start : start + size])

    def following(self, mark: str, size: int) -> list[Spot]:
        """The mark is the id."""
        key = parse_id(mark[1:])
        if key is None:
            raise _no_mark()
        return _graves(self.rows.filter(id__gt=key).order_by("id")[:size])


def _graves(rows: QuerySet[Tombstone]) -> list[Spot]:
    found = list(rows)
    into = {kind: resolved(kind, _ids(found, kind)) for kind in {row.kind for row in found}}
    return [Spot(f"g{row.id.hex}", tombstone(row, into[row.kind].get(row.id))) for row in found]


def _ids(rows: Sequence[Tombstone], kind: str) -> list[UUID]:
    return [row.id for row in rows if row.kind == kind]


def tombstone(row: Tombstone, into: UUID | None = None) -> Document:
    """A removed record as HSDS can say it: a service is defunct; anything else keeps its id and when it went.

    `into`: what stands for it, where it was merged.
    """
    at = row.removed_at.isoformat()
    gone: Document = {"id": str(row.id)}
    if row.kind == "service":
        gone |= {"name": row.name or "–", "status": "defunct", "last_modified": at}
    ours = {"removed_at": at} | ({"merged_into": str(into)} if into else {})
    return gone | {"x_dotline": ours}


@dataclass(frozen=True)
class Ranked:
    """What a search found, best first. Its order holds for one edition of the directory only."""

    ids: Sequence[UUID]
    edition: str
    letter: str = "r"

    def count(self) -> int:
        """All of them."""
        return len(self.ids)

    live = count

    def window(self, start: int, size: int) -> list[Spot]:
        """By position."""
        piece = self.ids[start : start + size]
        return [Spot(f"r{self.edition}.{place}", one) for place, one in enumerate(piece, start)]

    def following(self, mark: str, size: int) -> list[Spot]:
        """The mark holds position and edition; after a change of the directory it leads nowhere."""
        edition, _, place = mark[1:].rpartition(".")
        if edition != self.edition:
            raise Conflict(
                "The directory changed since the page before, and with it the order of this search.",
                "Start again at page 1.",
            )
        return self.window(_number(place) + 1, size)


def _number(mark: str) -> int:
    digits = mark.lstrip("on")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 18):
        raise _no_mark()
    return int(digits)


def _no_mark() -> Invalid:
    return Invalid(
        "after is not a mark of this list.", "Take the `next` address of the page before."
    )


def window(stretches: Sequence[Stretch], start: int, size: int) -> list[Spot]:
    """So many places from a position on, over all stretches."""
    found: list[Spot] = []
    for stretch in stretches:
        if len(found) >= size:
            break
        count = stretch.count()
        if start < count:
            found += stretch.window(start, size - len(found))
        start = max(0, start - count)
    return found


def following(stretches: Sequence[Stretch], mark: str, size: int) -> list[Spot]:
    """So many places behind a mark, over all stretches."""
    at = next((place for place, one in enumerate(stretches) if one.letter == mark[:1]), None)
    if at is None:
        raise _no_mark()
    found = stretches[at].following(mark, size)
    return found + window(stretches[at + 1 :], 0, size - len(found))


def pieces(stretches: Sequence[Stretch]) -> Iterator[list[Spot]]:
    """Everything, piece by piece, each from the mark of the one before."""
    piece = window(stretches, 0, PIECE)
    while piece:
        yield piece
        piece = following(stretches, piece[-1].mark, PIECE)
