"""Owners: the private file beside an encoded one, which tells whose record a pseudonym stands for. Pure."""

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, overload

import numpy as np
import numpy.typing as npt

from dotline.base.bigfile import BigFile
from dotline.base.errors import Invalid, NotFound
from dotline.matching import kernel
from dotline.matching.filters import pointer

_BLOCK: Final = 1 << 22
_LINE: Final = 18
"""Letters of a line but its id: the pseudonym, a tab, the end of the line."""
_NOBODY: Final = -1
_PSEUDONYM: Final = re.compile("[0-9a-f]{16}")
Names = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int32]


class Texts(Sequence[str]):
    """Texts that lie one after the other in UTF-8: where each begins, one more at the end, and their letters."""

    def __init__(self, places: npt.NDArray[np.int64], letters: bytes) -> None:
        self.places, self.letters = places, letters

    @classmethod
    def of(cls, words: Sequence[str]) -> "Texts":
        """The same of texts at hand."""
        letters = [one.encode() for one in words]
        sizes = np.array([len(one) for one in letters], np.int64)
        return cls(np.concatenate([[0], np.cumsum(sizes)]), b"".join(letters))

    def __len__(self) -> int:
        return len(self.places) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return self.some(np.arange(*at.indices(len(self))))
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        return self.letters[self.places[at] : self.places[at + 1]].decode()

    def some(self, places: npt.NDArray[Any]) -> list[str]:
        """Those at some places."""
        begins, ends = self.places[places].tolist(), self.places[places + 1].tolist()
        whole = self.letters
        return [whole[begin:end].decode() for begin, end in zip(begins, ends, strict=True)]

    def at(self, places: npt.NDArray[Any]) -> "Texts":
        """The same, as they lie one after the other."""
        begins = self.places[places]
        sizes = self.places[places + 1] - begins
        ends = np.concatenate([[0], np.cumsum(sizes)])
        moved = np.arange(ends[-1]) + np.repeat(begins - ends[:-1], sizes)
        return Texts(ends, np.frombuffer(self.letters, np.uint8)[moved].tobytes())


@dataclass(frozen=True)
class Owners:
    """For each pseudonym asked for the number of its record, -1 for a decoy; and the owner's id of each number."""

    numbers: Numbers
    ids: Sequence[str]


def beside(encoded: Path) -> Path:
    """Where the file of owners of an encoded file lies."""
    return encoded.with_name(f"{encoded.name}.ids")


def owners(path: Path, names: Names) -> Owners:
    """Whose records pseudonyms, as they stand in the rows, stand for. Raises NotFound, Invalid.

    Records are numbered in the order of the file.
    """
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    library, asked = kernel.chosen(), np.ascontiguousarray(names, np.uint64)
    told = _in_python(path, asked) if library is None else _in_c(library, path, asked)
    if told is None:
        raise Invalid(
            "{file} is no list of owners of an encoded file.", "Encode again.", file=path.name
        )
    return told


def _in_python(path: Path, names: Names) -> Owners | None:
    each, places = np.unique(names, return_inverse=True)
    wanted = {name: at for at, name in enumerate(each.tolist())}
    found = np.full(len(each), _NOBODY, np.int32)
    known: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                pseudonym, tab, owner = line.removesuffix("\n").partition("\t")
                if not tab or _PSEUDONYM.fullmatch(pseudonym) is None:
                    return None
                at = wanted.get(int.from_bytes(bytes.fromhex(pseudonym), "little"))
                if at is not None:
                    found[at] = known.setdefault(owner, len(known))
    except ValueError:
        return None
    return Owners(found[places], list(known))


class _Told(ctypes.Structure):
    """What resolve.c keeps of the records of a file of owners."""

    _fields_: ClassVar = [
        ("mask", ctypes.c_uint64),
        ("marks", ctypes.c_void_p),
        ("numbers", ctypes.c_void_p),
        ("records", ctypes.c_uint64),
        ("fresh", ctypes.c_uint64),
        ("letters", ctypes.c_uint64),
        ("ids", ctypes.c_void_p),
        ("ends", ctypes.c_void_p),
    ]


class _Marks:
    """The records of a file of owners by 64 bits of their ids: a table that grows with them."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library, self._begin = library, 1 << 12
        self._marks, self._numbers = self._empty(self._begin)
        self._ids, self._ends = np.empty(_BLOCK, np.uint8), np.empty(0, np.uint64)
        self.told, self._found, self._sizes = _Told(), list[bytes](), list[Names]()
        self._point()

    @staticmethod
    def _empty(size: int) -> tuple[Names, npt.NDArray[np.uint32]]:
        return np.zeros(size, np.uint64), np.zeros(size, np.uint32)

    def _point(self) -> None:
        told = self.told
        told.mask = len(self._marks) - 1
        told.marks, told.numbers = self._marks.ctypes.data, self._numbers.ctypes.data

    def room(self, letters: int) -> None:
        """Make room for the ids of a block of so many letters, and for as many records again as there are."""
        if self.told.records > len(self._marks) // 4:
            larger, moved = self._empty(4 * len(self._marks))
            self._library.dl_marks(
                ctypes.c_size_t(len(self._marks)), pointer(self._marks), pointer(self._numbers),
                ctypes.c_uint64(len(larger) - 1), pointer(larger), pointer(moved),
            )  # fmt: skip
            self._marks, self._numbers = larger, moved
            self._point()
        if len(self._ids) < letters or not len(self._ends):
            self._ids = np.empty(max(letters, _BLOCK), np.uint8)
            self._ends = np.empty(len(self._ids) // _LINE + 1, np.uint64)
        self.told.ids, self.told.ends = self._ids.ctypes.data, self._ends.ctypes.data
        self.told.fresh = self.told.letters = 0

    def keep(self) -> None:
        """Keep the ids that the last call found."""
        if self.told.fresh:
            self._found.append(self._ids[: self.told.letters].tobytes())
            self._sizes.append(np.diff(self._ends[: self.told.fresh], prepend=np.uint64(0)))

    def ids(self) -> Texts:
        """The id of each record, by its number."""
        sizes = np.concatenate(self._sizes) if self._sizes else np.empty(0, np.uint64)
        return Texts(
            np.concatenate([[0], np.cumsum(sizes.astype(np.int64))]), b"".join(self._found)
        )


def _in_c(library: ctypes.CDLL, path: Path, names: Names) -> Owners | None:
    size = 1 << max(4, (len(names) + len(names) // 2).bit_length())
    held, records, mask = np.zeros(size, np.uint64), np.zeros(size, np.uint32), size - 1
    bits = np.zeros(size // 8, np.uint64)  # eight bits for each slot
    table = (ctypes.c_uint64(mask), pointer(held), pointer(records))
    library.dl_enter(ctypes.c_size_t(len(names)), pointer(names), *table, pointer(bits))
    marks, room, rest = _Marks(library), bytearray(2 * _BLOCK), 0
    text = np.frombuffer(room, np.uint8)
    library.dl_owners.restype = ctypes.c_int64
    with BigFile(path) as file:
        place = 0
        while block := file.read(memoryview(room)[rest : rest + _BLOCK], place):
            place, done, read, long = place + block, 0, 1, rest + block
            while read:  # as long as there are whole lines
                marks.room(long)
                read = library.dl_owners(
                    pointer(text[done:]), ctypes.c_size_t(long - done), *table, pointer(bits), ctypes.byref(marks.told)
                )  # fmt: skip
                if read < 0 or (done + read == 0 and long > _BLOCK):
                    return None
                marks.keep()
                done += read
            rest = long - done
            text[:rest] = text[done:long].copy()
    found = np.empty(len(names), np.int32)
    library.dl_found(ctypes.c_size_t(len(names)), pointer(names), *table, pointer(found))
    return None if rest else Owners(found, marks.ids())
