"""Comparing: rows of two encoded files that share a token, block by block, in bounded memory. Pure.

It knows of a row its token, a pseudonym, eight filters and their tags: no key, no salt, no name. Two rows both give
a field where their tags of it are the same; one row alone does not tell. A block that more than `LARGEST` rows of one
file share tells nobody apart: it is counted and left out.
"""

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Invalid
from dotline.matching import kernel, scores
from dotline.matching.filters import pointer
from dotline.matching.scores import Model
from dotline.matching.tokens import FIELDS

LARGEST: Final = 150
_TAGS: Final = 24 + 16 * len(FIELDS)
ROW_BYTES: Final = _TAGS + len(FIELDS)
_ROOM: Final = 1 << 18
AT_ONCE: Final = 1 << 14
"""Rows that are read at once: what the processor keeps near."""
Rows = npt.NDArray[Any]
FOUND: Final = np.dtype([("one", "<u8"), ("two", "<u8"), ("points", "<i4"), ("levels", "<u4")])
Found = npt.NDArray[Any]
"""Pairs of rows: their pseudonyms as they stand in the file, points, the levels with the rarity in bits 24 to 26."""


@dataclass
class Tally:
    """How many pairs of rows were looked at, and how many rows stood in blocks that were too large."""

    compared: int = 0
    crowded: int = 0


class RowStream(Protocol):
    """Sorted rows that are read into memory that is there already."""

    def into(self, room: npt.NDArray[np.uint8]) -> int:
        """Fill rows of bytes with those that come next; how many, 0 at the end."""
        ...


class _Chunks:
    """The same of arrays of rows, one after the other."""

    def __init__(self, chunks: Iterable[Rows]) -> None:
        self._chunks, self._rest = iter(chunks), np.empty((0, ROW_BYTES), np.uint8)

    def into(self, room: npt.NDArray[np.uint8]) -> int:
        while not len(self._rest):
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = np.ascontiguousarray(chunk).view(np.uint8).reshape(-1, ROW_BYTES)
        number = min(len(room), len(self._rest))
        room[:number], self._rest = self._rest[:number], self._rest[number:]
        return number


class _Side:
    """The rows of one file in order, as many as are needed at a time, in one stretch of memory."""

    def __init__(self, rows: "Iterable[Rows] | RowStream") -> None:
        self._source: Any = rows if hasattr(rows, "into") else _Chunks(rows)
        self._room = np.empty((2 * AT_ONCE, ROW_BYTES), np.uint8)
        self._begin = self._end = 0
        self.over = False
        self.dropped = 0

    @property
    def rows(self) -> npt.NDArray[np.uint8]:
        """What is there of them."""
        return self._room[self._begin : self._end]

    def used(self, number: int) -> None:
        """Go on behind so many rows."""
        self._begin += number

    def fill(self) -> None:
        """Read on, so that there is more than one block, or nothing more to come."""
        while not self.over and (not len(self.rows) or self._token(0) == self._token(-1)):
            self.more()

    def more(self) -> None:
        """Take in some more. Of a block that is too large already, only as much is kept as shows that."""
        left = self._end - self._begin
        kept, room = self.rows.copy(), self._room
        if len(room) - left < AT_ONCE:
            room = np.empty((2 * len(room), ROW_BYTES), np.uint8)
        room[:left] = kept
        self._room, self._begin, self._end = room, 0, left
        number = self._source.into(room[left : left + AT_ONCE])
        self._end += number
        self.over = not number
        if number and self._end > 2 * LARGEST and self._token(0) == self._token(-1):
            self.dropped += self._end - LARGEST - 1
            self._end = LARGEST + 1

    @property
    def last(self) -> bytes | None:
        """The token that may go on in the next chunk; None when there is none."""
        return None if self.over else self._token(-1)

    def before(self, token: bytes | None) -> int:
        """How many rows come before a token."""
        if token is None:
            return len(self.rows)
        low, high = 0, len(self.rows)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._token(middle) < token else (low, middle)
        return low

    def _token(self, at: int) -> bytes:
        return bytes(self.rows[at, :16])


def compare(
    a: Iterable[Rows] | RowStream, b: Iterable[Rows] | RowStream | None, model: Model, tally: Tally
) -> Iterator[Found]:
    """Pairs of rows of two sorted streams with at least the model's floor; `b` None compares `a` with itself.

    Raises Invalid where a stream is not sorted by its tokens.
    """
    engine = _Engine(model, tally, alone=b is None)
    one = _Side(a)
    two = one if b is None else _Side(b)
    while True:
        one.fill()
        two.fill()
        ends = [side.last for side in (one, two) if side.last is not None]
        limit = min(ends, default=None)
        first, second = one.before(limit), two.before(limit)
        if limit is not None and not first and not second:
            raise _unsorted()  # sorted rows always have some before the last token of one side
        yield from engine.pairs(one.rows[:first], two.rows[:second])
        one.used(first)
        if two is not one:
            two.used(second)
        if limit is None or any(side.over and not len(side.rows) for side in (one, two)):
            break
    tally.crowded += one.dropped + (0 if two is one else two.dropped)


class _Engine:
    """The kernel with the tables of one model."""

    def __init__(self, model: Model, tally: Tally, *, alone: bool) -> None:
        self._level, self._tables = model.level, model.tables
        self._rarity, self._floor = model.rarity + model.base, model.floor
        self._tally, self._alone = tally, alone
        self._library = kernel.chosen()
        self._found = np.empty(_ROOM if self._library else 0, FOUND)

    def pairs(self, a: Rows, b: Rows) -> Iterator[Found]:
        """Pairs of whole blocks."""
        if not len(a) or not len(b):
            return iter(())
        if self._library is None:
            return self._in_numpy(a, b)
        return self._in_c(self._library, np.ascontiguousarray(a), np.ascontiguousarray(b))

    def _in_c(self, library: ctypes.CDLL, a: Rows, b: Rows) -> Iterator[Found]:
        done, found = np.zeros(5, np.int64), self._found
        while True:
            done[2] = 0
            wrong = library.dl_compare(
                pointer(a), ctypes.c_size_t(len(a)), pointer(b), ctypes.c_size_t(len(b)),
                ctypes.c_int(self._alone), ctypes.c_size_t(LARGEST), pointer(self._level), pointer(self._tables),
                pointer(self._rarity), ctypes.c_int32(self._floor), ctypes.c_size_t(len(found)), pointer(found),
                pointer(done),
            )  # fmt: skip
            if wrong:
                raise _unsorted()
            number = int(done[2])
            if number:
                yield found[:number].copy()
            if done[3] >= len(a) or done[4] >= len(b):
                break
        self._tally.compared += int(done[0])
        self._tally.crowded += int(done[1])

    def _in_numpy(self, a: Rows, b: Rows) -> Iterator[Found]:
        first, second = _blocks(a), _blocks(b)
        at, there = first.meets(second)
        sizes = np.stack([first.sizes[at], second.sizes[there]])
        large = np.maximum(sizes[0], sizes[1]) > LARGEST
        lost = sizes[:, large]
        self._tally.crowded += int(lost[0].sum() if self._alone else lost.sum())
        for begin in range(0, len(at), 4096):
            some = slice(begin, begin + 4096)
            kept = ~large[some]
            yield from self._blocks_in_numpy(a, b, first, second, at[some][kept], there[some][kept])

    def _blocks_in_numpy(
        self, a: Rows, b: Rows, first: "_Blocks", second: "_Blocks",
        at: npt.NDArray[np.int64], there: npt.NDArray[np.int64],
    ) -> Iterator[Found]:  # fmt: skip
        wide, high = first.sizes[at], second.sizes[there]
        whole = wide * high
        block = np.repeat(np.arange(len(at)), whole)
        inside = np.arange(len(block)) - np.repeat(np.cumsum(whole) - whole, whole)
        x, y = inside // high[block], inside % high[block]
        kept = np.flatnonzero(y > x) if self._alone else np.arange(len(y))
        block, x, y = block[kept], x[kept], y[kept]
        self._tally.compared += len(block)
        i, j = first.begins[at][block] + x, second.begins[there][block] + y
        rare = np.minimum(np.log2(whole[block]).astype(np.int64), scores.RARITIES - 1)
        levels = levels_of(a, b, i, j, self._level)
        points = scores.points(levels, self._tables) + self._rarity[rare]
        told = levels | rare.astype(np.uint32) << np.uint32(24)
        good = points >= self._floor
        if good.any():
            ones, twos = (_pseudonyms(rows)[at_] for rows, at_ in ((a, i[good]), (b, j[good])))
            yield _found(ones, twos, points[good], told[good])


@dataclass(frozen=True)
class _Blocks:
    """Where each token of sorted rows begins, and how many rows have it."""

    tokens: npt.NDArray[np.void]
    begins: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]

    def meets(self, other: "_Blocks") -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The numbers of the blocks that both have, in order."""
        _same, one, two = np.intersect1d(
            self.tokens, other.tokens, assume_unique=True, return_indices=True
        )
        return one, two


def _blocks(rows: Rows) -> _Blocks:
    words = np.ascontiguousarray(rows[:, :16]).view(">u8").astype(np.uint64)
    high, low = words[:, 0], words[:, 1]
    more = (high[1:] > high[:-1]) | ((high[1:] == high[:-1]) & (low[1:] >= low[:-1]))
    if not more.all():
        raise _unsorted()
    fresh = np.r_[True, (high[1:] != high[:-1]) | (low[1:] != low[:-1])]
    begins = np.flatnonzero(fresh)
    tokens = np.ascontiguousarray(rows[begins, :16]).view("S16").reshape(-1)
    return _Blocks(tokens, begins, np.diff(np.r_[begins, len(rows)]))


def levels_of(
    a: Rows, b: Rows, i: npt.NDArray[np.int64], j: npt.NDArray[np.int64], level: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint32]:  # fmt: skip
    """How well the fields of two rows agree, for pairs of places in `a` and `b`: three bits for each field, packed."""
    ones, twos = (
        np.ascontiguousarray(rows[at, 24:_TAGS]).view(np.uint64).reshape(-1, len(FIELDS), 2)
        for rows, at in ((a, i), (b, j))
    )
    shared = np.bitwise_count(ones & twos).sum(axis=2, dtype=np.int64)
    tags = a[i, _TAGS:]
    given = (tags == b[j, _TAGS:]) & (tags != 0)
    told = np.where(given, level[shared], 0).astype(np.uint32)
    packed = np.zeros(len(i), np.uint32)
    for field in range(len(FIELDS)):
        packed |= told[:, field] << np.uint32(3 * field)
    return packed


def _pseudonyms(rows: Rows) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(rows[:, 16:24]).view("<u8").reshape(-1)


def _found(one: Any, two: Any, points: Any, levels: Any) -> Found:
    made = np.empty(len(one), FOUND)
    made["one"], made["two"], made["points"], made["levels"] = one, two, points, levels
    return made


def _unsorted() -> Invalid:
    return Invalid("The rows of this encoded file are not in order.", "Encode it again.")
