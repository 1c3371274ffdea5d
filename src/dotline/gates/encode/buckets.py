"""Rows on their way into an encoded file, thrown together by the first byte of their token."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.files import BUCKETS, ROW, Rows, letters_of

MEMORY: Final = 1 << 29
"""Bytes of rows that an encoder keeps before they go to the disk."""


class Buckets:
    """Rows thrown together by the first byte of their token, then read back bucket by bucket.

    They stay in memory while they are few, and go to 256 files when they are more than MEMORY bytes.
    """

    def __init__(self, folder: Path, kind: np.dtype[Any] = ROW) -> None:
        self._folder, self._kind, self._held = folder, kind, 0
        self._parts: list[list[Rows]] = [[] for _ in range(BUCKETS)]
        self._files: list[io.FileIO] = []

    def add(self, rows: Rows, ends: npt.NDArray[np.uint64]) -> None:
        """Throw rows in that lie in order of their buckets; where each bucket ends."""
        begin, self._held = 0, self._held + rows.nbytes
        for bucket, end in enumerate(ends.tolist()):
            if end > begin:
                self._parts[bucket].append(rows[begin:end])
            begin = end
        if self._held > MEMORY:
            self._files = self._files or self._opened()
            for file, parts in zip(self._files, self._parts, strict=True):
                for part in parts:
                    _write_all(file, letters_of(part))
                parts.clear()

    def _opened(self) -> list[io.FileIO]:
        places = (self._folder / f"{bucket:02x}" for bucket in range(BUCKETS))
        return [place.open("w+b", buffering=0) for place in places]

    def take(self, bucket: int) -> list[Rows]:
        """The rows of one bucket in no order, in several pieces; it is empty afterwards."""
        found = self._parts[bucket]
        self._parts[bucket] = []
        return [self._read(self._files[bucket]), *found] if self._files else found

    def _read(self, file: io.FileIO) -> Rows:
        rows = np.empty(file.tell() // self._kind.itemsize, self._kind)
        letters, got = letters_of(rows), 0
        file.seek(0)
        while got < len(letters):
            got += file.readinto(letters[got:])
        file.truncate(0)
        return rows

    def close(self) -> None:
        """Give the files up."""
        for file in self._files:
            file.close()


def _write_all(file: io.FileIO, letters: memoryview) -> None:
    done = 0
    while done < len(letters):
        done += file.write(letters[done:])


@contextmanager
def buckets(beside: Path, kind: np.dtype[Any] = ROW) -> Iterator[Buckets]:
    """Buckets in a folder of our own beside the file that will be; gone afterwards."""
    with tempfile.TemporaryDirectory(dir=beside.parent, prefix=".encoding-") as folder:
        made = Buckets(Path(folder), kind)
        try:
            yield made
        finally:
            made.close()
