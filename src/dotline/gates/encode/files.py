"""Encoded files (.dlk): rows sorted by token, so that nobody who reads one can tell which rows are one record's.

`DLK6`, a header, the rows, and a footer with their number and the digest of all before it: what was cut short is found.
Rows are 160 bytes: token id (16), pseudonym (8), eight filters of 128 bits, eight tags of a byte. Files of
sweeps (.dls) begin with `DLS3`; their rows are 136 bytes: pseudonym (8), one encoding of 1024 bits.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from dotline.base.bigfile import BigFile
from dotline.base.errors import N_, Invalid, NotFound
from dotline.gates.encode import digests
from dotline.gates.encode.digests import Digest
from dotline.matching.sweeps import WORDS
from dotline.matching.tokens import FIELDS

MAGIC: Final = b"DLK6"
SWEEP_MAGIC: Final = b"DLS3"
_OLDER: Final = frozenset({b"DLK1", b"DLK2", b"DLK3", b"DLK4", b"DLK5", b"DLS1", b"DLS2"})
BUCKETS: Final = 256
ROW: Final = np.dtype(
    [
        ("token", "V16"),
        ("pseudonym", "V8"),
        ("filters", "<u8", (len(FIELDS), 2)),
        ("tags", "u1", (len(FIELDS),)),
    ]
)
SWEEP_ROW: Final = np.dtype([("pseudonym", "V8"), ("bits", "<u8", (WORDS,))])
Rows = npt.NDArray[Any]
_Told = TypeVar("_Told")
_NO_FILE: Final = N_("{file} is no encoded file, or was cut short or changed.")
_OTHER_KIND: Final = {
    SWEEP_MAGIC: (
        N_("{file} was encoded for a sweep, record by record."),
        N_("Compare such files with `link sweep`; for this, encode without --sweep."),
    ),
    MAGIC: (
        N_("{file} was encoded row by row, not for a sweep."),
        N_("Encode it with --sweep and the two parties, or compare it with `link match`."),
    ),
}
_AT_ONCE: Final = 1 << 14


@dataclass(frozen=True)
class Header:
    """Under which key, for which purpose and epoch, and which fields the rows have."""

    purpose: str
    epoch: str
    key: str
    fields: tuple[str, ...] = FIELDS


@dataclass(frozen=True)
class SweepHeader:
    """Of a file of record-level encodings: under which key, for which purpose and epoch, and between whom."""

    purpose: str
    epoch: str
    key: str
    parties: tuple[str, str]


_Head = TypeVar("_Head", Header, SweepHeader)


def letters_of(rows: Rows) -> memoryview:
    """The bytes of rows as they lie in a file."""
    return memoryview(np.ascontiguousarray(rows).view(np.uint8).data)


def sorted_rows(rows: Rows) -> Rows:
    """Rows by token; within a token by pseudonym, which is chance."""
    return rows[np.lexsort(_words(rows)[::-1])]


def _words(rows: Rows) -> list[npt.NDArray[np.uint64]]:
    told = np.ascontiguousarray(rows["token"]).view(">u8").reshape(len(rows), 2)
    return [told[:, 0], told[:, 1], np.ascontiguousarray(rows["pseudonym"]).view(">u8")]


def same_token(rows: Rows) -> npt.NDArray[np.int64]:
    """How many rows of a sorted bucket share the token of each row."""
    if not len(rows):
        return np.zeros(0, np.int64)
    high, low, _chance = _words(rows)
    begins = np.flatnonzero(np.r_[True, (high[1:] != high[:-1]) | (low[1:] != low[:-1])])
    sizes = np.diff(np.r_[begins, len(rows)])
    return np.repeat(sizes, sizes)


def to_disk(stream: BinaryIO) -> None:
    """Wait until what was written is on the disk."""
    stream.flush()
    os.fsync(stream.fileno())


class Writer:
    """Writes an encoded file from its head to its footer."""

    def __init__(self, stream: BinaryIO, header: Header | SweepHeader) -> None:
        self._stream, self._digest, self.rows = stream, Digest(), 0
        self._magic = MAGIC if isinstance(header, Header) else SWEEP_MAGIC
        head = json.dumps(asdict(header), sort_keys=True).encode()
        self._write(self._magic + len(head).to_bytes(4, "little") + head)

    def add(self, rows: Rows) -> None:
        """Write rows as they are."""
        self._write(letters_of(rows))
        self.rows += len(rows)

    def end(self) -> None:
        """Write the footer and wait for the disk."""
        foot = json.dumps({"rows": self.rows, "digest": self.digest}).encode()
        self._stream.write(foot + len(foot).to_bytes(4, "little") + self._magic)
        to_disk(self._stream)

    @property
    def digest(self) -> str:
        """The digest of all that was written but the footer, hexadecimal (see `digests`)."""
        return self._digest.hexdigest()

    def _write(self, data: bytes | memoryview) -> None:
        self._digest.update(data)
        self._stream.write(data)


@dataclass
class Stretch:
    """Rows of an open file from one byte to another."""

    _file: BigFile
    _at: int
    _end: int
    digest: Digest | None = None

    def into(self, room: npt.NDArray[np.uint8]) -> int:
        """Fill rows of bytes with those that come next; how many, 0 at the end. Raises Invalid for a file cut short."""
        size: int = room.shape[1]
        wanted = memoryview(room.reshape(-1).data)[: min(len(room) * size, self._end - self._at)]
        got = self._file.read(wanted, self._at)
        if got < len(wanted):
            raise Invalid("An encoded file was cut short while it was read.", "Try again.")
        self._at += got
        if self.digest is not None:
            self.digest.update(wanted)
        return got // size

    def rest(self) -> None:
        """Read what nobody asked for, so that the digest is of the whole stretch."""
        room = np.empty((_AT_ONCE, ROW.itemsize), np.uint8)
        while self.into(room):
            pass


@dataclass(frozen=True)
class Whole(Generic[_Head]):
    """A file of rows that was found whole, or will be once all of it was read (`open_unread`)."""

    path: Path
    header: _Head
    rows: int
    _kind: np.dtype[Any]
    _begin: int
    digest: str

    def chunks(
        self, size: int = 65_536, *, first: int = 0, last: int | None = None
    ) -> Iterator[Rows]:
        """Its rows in order, some at a time: all, or those from one place to another."""
        end, each = self.rows if last is None else last, self._kind.itemsize
        with self.path.open("rb") as stream:
            stream.seek(self._begin + first * each)
            for begin in range(first, end, size):
                wanted = min(size, end - begin)
                yield np.frombuffer(stream.read(wanted * each), self._kind)

    @contextmanager
    def stretch(self, first: int, last: int, *, digested: bool = False) -> Iterator["Stretch"]:
        """The rows from one place to another, to be read into memory that is there already."""
        begin, end = (self._begin + place * ROW.itemsize for place in (first, last))
        with BigFile(self.path) as file:
            yield Stretch(file, begin, max(begin, end), Digest(begin) if digested else None)

    def check(self, stretches: Iterable[Digest]) -> None:
        """Raises Invalid unless these digests of all its stretches, in order, make the one that its foot has."""
        with self.path.open("rb") as stream:
            found = Digest()
            found.update(stream.read(self._begin))
        for one in stretches:
            found.follow(one)
        if found.hexdigest() != self.digest:
            raise Invalid(_NO_FILE, "Ask for it again.", file=self.path.name)

    def place(self, token: bytes) -> int:
        """How many rows stand before a token, or the beginning of one."""
        low, high = 0, self.rows
        with self.path.open("rb") as stream:
            while low < high:
                middle = (low + high) // 2
                stream.seek(self._begin + middle * self._kind.itemsize)
                low, high = (middle + 1, high) if stream.read(len(token)) < token else (low, middle)
        return low


Encoded = Whole[Header]
Swept = Whole[SweepHeader]


def open_encoded(path: Path) -> Encoded:
    """Check an encoded file from end to end. Raises NotFound, and Invalid for what is none, or not whole."""
    return _encoded(path, _whole)


def open_unread(path: Path) -> Encoded:
    """The same without reading its rows: whoever reads them all checks it in the end. Raises NotFound, Invalid."""
    return _encoded(path, _sized)


def _encoded(path: Path, by: Callable[[BinaryIO, bytes, int], "_Shape"]) -> Encoded:
    def read(stream: BinaryIO) -> Encoded:
        told, rows, begin, digest = by(stream, MAGIC, ROW.itemsize)
        if tuple(told["fields"]) != FIELDS:
            raise ValueError("other fields")
        header = Header(told["purpose"], told["epoch"], told["key"])
        return Whole(path, header, rows, ROW, begin, digest)

    return _opened(path, read, not_of=SWEEP_MAGIC)


def open_swept(path: Path) -> Swept:
    """The same for a file of record-level encodings."""

    def read(stream: BinaryIO) -> Swept:
        told, rows, begin, digest = _whole(stream, SWEEP_MAGIC, SWEEP_ROW.itemsize)
        one, other = told["parties"]
        header = SweepHeader(told["purpose"], told["epoch"], told["key"], (one, other))
        return Whole(path, header, rows, SWEEP_ROW, begin, digest)

    no_sweep = N_("{file} is no file of a sweep, or was cut short or changed.")
    return _opened(path, read, no_sweep, not_of=MAGIC)


def is_swept(path: Path) -> bool:
    """Whether a file begins as one of a sweep does."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(SWEEP_MAGIC)) == SWEEP_MAGIC


@dataclass(frozen=True)
class Glance:
    """What the head and the foot of an encoded file say; nothing between was looked at."""

    purpose: str
    epoch: str
    key: str
    digest: str


def glance(path: Path) -> Glance:
    """Read what a file says of itself, of either kind, at once. Raises NotFound; Invalid for what is none."""

    def read(stream: BinaryIO) -> Glance:
        told, foot, _begin, _end = _ends(stream)
        purpose, epoch, key = (str(told[name]) for name in ("purpose", "epoch", "key"))
        return Glance(purpose, epoch, key, str(foot["digest"]))

    return _opened(path, read)


def _opened(
    path: Path,
    read: Callable[[BinaryIO], _Told],
    no_file: str = _NO_FILE,
    not_of: bytes = b"",
) -> _Told:
    """What a reader finds in a file. Raises NotFound; Invalid where it finds no such file, or one of the other kind."""
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    try:
        with path.open("rb") as stream:
            kind = stream.read(4)
            if kind == not_of:
                raise Invalid(*_OTHER_KIND[kind], file=path.name)
            if kind in _OLDER:
                raise Invalid(
                    "{file} was encoded by an older Dotline.",
                    "Encode it again, or ask for it again: rows no longer show which fields a record has.",
                    file=path.name,
                )
            stream.seek(0)
            return read(stream)
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(no_file, "Ask for it again.", file=path.name) from error


def _ends(
    stream: BinaryIO, kinds: tuple[bytes, ...] = (MAGIC, SWEEP_MAGIC)
) -> tuple[dict[str, Any], dict[str, Any], int, int]:
    """Head, foot, and where the rows begin and end. Raises ValueError for no file of these kinds."""
    long = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    magic = stream.read(4)
    if long < 16 or magic not in kinds:
        raise ValueError("no file of this kind")
    head = stream.read(int.from_bytes(stream.read(4), "little"))
    begin = stream.tell()
    stream.seek(long - 8)
    length, tail = int.from_bytes(stream.read(4), "little"), stream.read(4)
    end = long - 8 - length
    if tail != magic or end < begin:
        raise ValueError("cut short")
    stream.seek(end)
    return json.loads(head), json.loads(stream.read(length)), begin, end


_Shape = tuple[dict[str, Any], int, int, str]
"""The header of a file, how many rows it has, where they begin, and the digest that its foot names."""


def _sized(stream: BinaryIO, magic: bytes, size: int) -> _Shape:
    """What a file of rows of one size says of itself. Raises ValueError where it is cut short."""
    head, foot, begin, end = _ends(stream, (magic,))
    if end - begin != foot["rows"] * size:
        raise ValueError("cut short")
    return head, foot["rows"], begin, str(foot["digest"])


def _whole(stream: BinaryIO, magic: bytes, size: int) -> _Shape:
    """The same of a file that is as its foot says. Raises ValueError."""
    head, rows, begin, digest = _sized(stream, magic, size)
    if digests.of_file(stream.fileno(), begin + rows * size) != digest:
        raise ValueError("changed")
    return head, rows, begin, digest
