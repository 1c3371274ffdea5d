"""Tables on their way to the encoder: columns of texts that lie in one stretch of memory. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from dotline.matching.identity import ascii_letters

Places = npt.NDArray[np.int64]
Letters = npt.NDArray[np.uint8]
ASCII: Final = 127


@dataclass(frozen=True)
class Column:
    """Texts in UTF-8: where each begins and ends in `data`, which other columns may share."""

    begins: Places
    ends: Places
    data: Letters

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """The column of some texts."""
        coded = [text.encode("utf-8", "surrogatepass") for text in texts]
        ends = np.cumsum([len(one) for one in coded], dtype=np.int64)
        begins = np.concatenate([np.zeros(1, np.int64), ends[:-1]])[: len(coded)]
        return cls(begins, ends, np.frombuffer(b"".join(coded), np.uint8))

    def __len__(self) -> int:
        return len(self.begins)

    def part(self, first: int, last: int) -> "Column":
        """Some rows of it."""
        return Column(self.begins[first:last], self.ends[first:last], self.data)

    def kept(self, wanted: npt.NDArray[np.bool_]) -> "Column":
        """The rows that are wanted."""
        return Column(self.begins[wanted], self.ends[wanted], self.data)

    def texts(self) -> list[str]:
        """Its texts."""
        whole = self.data.tobytes()
        return [
            whole[begin:end].decode()
            for begin, end in zip(self.begins.tolist(), self.ends.tolist(), strict=True)
        ]

    def foreign(self) -> list[int]:
        """The rows with a letter that is not ASCII."""
        first, last = (int(self.begins.min()), int(self.ends.max())) if len(self) else (0, 0)
        letters = self.data[first:last]
        if not letters.size or int(letters.max()) <= ASCII:
            return []
        places = first + np.flatnonzero(letters > ASCII)
        order = np.argsort(self.begins, kind="stable")
        rows = np.searchsorted(self.begins[order], places, "right") - 1
        rows, places = rows[rows >= 0], places[rows >= 0]
        found: list[int] = np.unique(order[rows][places < self.ends[order[rows]]]).tolist()
        return found

    def in_ascii(self) -> "Column":
        """The same in plain letters: what is not ASCII is written as `identity.ascii_letters` does."""
        rows = self.foreign()
        if not rows:
            return self
        begins, ends, at = self.begins.copy(), self.ends.copy(), self.data.size
        fresh = []
        for row in rows:
            told = _ascii(self.data[begins[row] : ends[row]].tobytes())
            begins[row], ends[row] = at, at + len(told)
            at += len(told)
            fresh.append(told)
        more = np.frombuffer(b"".join(fresh), np.uint8)
        return Column(begins, ends, np.concatenate([self.data, more]))


@lru_cache(maxsize=200_000)
def _ascii(text: bytes) -> bytes:
    return ascii_letters(text.decode()).encode("ascii", "replace")


@dataclass(frozen=True)
class Table:
    """Some rows: the owner's ids, and the columns by name."""

    ids: Column
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.ids)

    def kept(self, wanted: npt.NDArray[np.bool_]) -> "Table":
        """The rows that are wanted."""
        columns = {name: one.kept(wanted) for name, one in self.columns.items()}
        return Table(self.ids.kept(wanted), columns)

    def parts(self, size: int) -> Iterator["Table"]:
        """Its rows, so many at a time."""
        for first in range(0, len(self), size):
            columns = {name: one.part(first, first + size) for name, one in self.columns.items()}
            yield Table(self.ids.part(first, first + size), columns)
