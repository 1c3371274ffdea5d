"""Reading big files once: from the page cache what stands there, past it what does not. Pure.

A file of gigabytes that is read once would push everything else out of the cache, and the system spends more on
making room than on reading: 9 of 16 seconds of the processor for two files of 2.8 GB. A file that is in memory is
copied from there; another comes straight from the disk, in blocks, where the system and the file system can do that.
"""

import ctypes
import mmap
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

BLOCK: Final = 1 << 22
SMALL: Final = 1 << 26
"""Bytes of a file that the cache may have."""
_EDGE: Final = 4096  # what a direct read begins and ends at
_DIRECT: Final = getattr(os, "O_DIRECT", 0)


class BigFile:
    """An open file of which each part is read once. For one thread."""

    def __init__(self, path: Path, *, small: int = SMALL) -> None:
        self._file, self._past = os.open(path, os.O_RDONLY), -1
        size = os.fstat(self._file).st_size
        if _DIRECT and size > small and not _in_memory(self._file, size):
            with suppress(OSError):  # a file system without it, such as one in memory
                self._past = os.open(path, os.O_RDONLY | _DIRECT)
        self._block = mmap.mmap(-1, BLOCK + _EDGE if self._past >= 0 else _EDGE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file up."""
        for one in (self._file, self._past):
            if one >= 0:
                os.close(one)
        self._file = self._past = -1
        self._block.close()

    @property
    def past(self) -> bool:
        """Whether it is read past the cache."""
        return self._past >= 0

    def read(self, room: memoryview, at: int) -> int:
        """Fill room with what stands at a place; how many bytes, fewer only at the end of the file."""
        got = 0
        while got < len(room):
            read = self._some(room[got:], at + got)
            if not read:
                break
            got += read
        return got

    def _some(self, room: memoryview, at: int) -> int:
        if self.past:
            try:
                return self._from_disk(room, at)
            except OSError:  # a file system that takes the word and cannot do it
                os.close(self._past)
                self._past = -1
        return os.preadv(self._file, [room], at)

    def _from_disk(self, room: memoryview, at: int) -> int:
        before = at % _EDGE
        wanted = min(len(self._block), -(-(before + len(room)) // _EDGE) * _EDGE)
        with memoryview(self._block) as block, block[:wanted] as part:
            found = os.preadv(self._past, [part], at - before) - before
            number = max(0, min(found, len(room)))
            room[:number] = part[before : before + number]
        return number


def _in_memory(file: int, size: int) -> bool:
    """Whether half of a file or more stands in the page cache; also where nobody can tell. No page of it is touched."""
    import numpy as np  # noqa: PLC0415 - whoever reads a big file has it already

    pages = -(-size // mmap.PAGESIZE)
    seen = np.zeros(pages, np.uint8)
    with mmap.mmap(file, size, access=mmap.ACCESS_READ) as told:
        first = np.frombuffer(told, np.uint8, 1)
        library = ctypes.CDLL(None)
        done = not hasattr(library, "mincore") or library.mincore(
            ctypes.c_void_p(first.ctypes.data), ctypes.c_size_t(size), seen.ctypes.data_as(ctypes.c_void_p)
        )  # fmt: skip
        del first
    return bool(done) or 2 * int((seen & 1).sum()) >= pages
