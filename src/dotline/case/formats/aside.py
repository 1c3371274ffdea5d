"""Rows put aside on disk until a file is whole, so that a long file needs no long memory."""

import json
import tempfile
import zlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from dotline.base import crypto
from dotline.case.formats.htcds import PersonRow

PART: Final = 500  # rows sealed together
LENGTH: Final = 4  # bytes that say how long a sealed part is
FAST: Final = 1  # level of packing: the rows are read once, at once


class Aside:
    """Rows of people, in the order they were put; sealed with a key that is kept nowhere and ends with this process.

    The file has no name, so nothing of it can be found after a power cut but what no key opens.
    """

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed with this
        self._key = crypto.new_key()
        self._waiting: list[PersonRow] = []
        self._parts = 0
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def put(self, row: PersonRow) -> None:
        """Put one row aside."""
        self._waiting.append(row)
        self.rows += 1
        if len(self._waiting) == PART:
            self._seal()

    def _seal(self) -> None:
        text = json.dumps([(row.number, row.values) for row in self._waiting]).encode()
        sealed = crypto.seal(self._key, zlib.compress(text, FAST), f"aside|{self._parts}")
        self._file.write(len(sealed).to_bytes(LENGTH, "big") + sealed)
        self._waiting.clear()
        self._parts += 1

    def __iter__(self) -> Iterator[PersonRow]:
        """The rows again; nothing is put any more then."""
        self._seal()
        self._file.seek(0)
        for part in count():
            length = int.from_bytes(self._file.read(LENGTH), "big")
            if not length:
                return
            packed = crypto.open_sealed(self._key, self._file.read(length), f"aside|{part}")
            for number, values in json.loads(zlib.decompress(packed)):
                yield PersonRow(number, {name: tuple(said) for name, said in values.items()})
