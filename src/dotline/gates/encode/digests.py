"""Digests of whole files: BLAKE2b-256 of each 64 KiB, then SHA-256 over those in order. Pure.

A file of three gigabytes is looked through at the speed of the memory: eight stretches are hashed at once in the
compiled kernel, by hashlib one by one where there is none.
"""

import ctypes
import hashlib
import os
from typing import Final

import numpy as np

from dotline.matching import kernel
from dotline.matching.filters import pointer

LEAF: Final = 1 << 16
AT_ONCE: Final = 16
"""Leaves that are read at once: a megabyte stays in the processor's own memory."""
_MANY: Final = 8 * LEAF
"""Leaves that the kernel hashes side by side: one alone takes as long as all of them."""
PERSON: Final = b"dotline-leaf-1"


class Digest:
    """The digest of what is told piece by piece; of a stretch of a file that begins at a place, to be joined."""

    def __init__(self, at: int = 0) -> None:
        self._missing = -at % LEAF  # bytes up to the first leaf that lies in the stretch as a whole
        self._head, self._leaves, self._rest = bytearray(), bytearray(), bytearray()

    def update(self, data: bytes | bytearray | memoryview) -> None:
        """Go on with some bytes. Few are kept until there are enough to be hashed side by side."""
        told = memoryview(data).cast("B")
        if self._missing:
            self._head += told[: self._missing]
            told, self._missing = told[self._missing :], max(0, self._missing - len(told))
        if self._rest:
            more = min(_MANY - len(self._rest), len(told))
            self._rest += told[:more]
            told = told[more:]
            if len(self._rest) < _MANY:
                return
            self._settle()
        whole = len(told) // _MANY * _MANY
        if whole:
            self._leaves += leaves(told[:whole])
        self._rest += told[whole:]

    def _settle(self) -> None:
        """Hash the whole leaves that are kept."""
        whole = len(self._rest) // LEAF * LEAF
        if whole:
            self._leaves += leaves(self._rest[:whole])
            del self._rest[:whole]

    def follow(self, other: "Digest") -> None:
        """Go on with the stretch that comes next, which somebody else read."""
        self.update(other._head)
        self._settle()
        self._leaves += other._leaves
        self._rest += other._rest

    def hexdigest(self) -> str:
        """The digest of all so far."""
        self._settle()
        told = hashlib.sha256(self._leaves)
        if self._rest:
            told.update(leaf(self._rest))
        return told.hexdigest()


def leaf(data: bytes | bytearray | memoryview) -> bytes:
    """The digest of one leaf; the last one of a file may be short."""
    return hashlib.blake2b(data, digest_size=32, person=PERSON).digest()


def leaves(data: bytes | bytearray | memoryview) -> bytes:
    """The digests of whole leaves, one after the other."""
    library, number = kernel.chosen(), len(data) // LEAF
    if library is None:
        return b"".join(leaf(data[LEAF * at : LEAF * (at + 1)]) for at in range(number))
    told, out = np.frombuffer(data, np.uint8), np.empty((number, 32), np.uint8)
    library.dl_leaves(
        ctypes.c_size_t(number), ctypes.c_size_t(LEAF), pointer(told), PERSON.ljust(16, b"\0"), pointer(out)
    )  # fmt: skip
    return out.tobytes()


def of_file(file: int, end: int) -> str:
    """The digest of an open file up to a place."""
    found, buffer = Digest(), bytearray(LEAF * AT_ONCE)
    for begin in range(0, end, len(buffer)):
        wanted = memoryview(buffer)[: min(len(buffer), end - begin)]
        got = 0
        while got < len(wanted):
            read = os.preadv(file, [wanted[got:]], begin + got)
            if not read:
                return ""  # it was cut short while it was read
            got += read
        found.update(wanted)
    return found.hexdigest()
