"""Filters: the pieces of a field as 128 bits of one weight, keyed by the salt of one block. Pure.

Bloom's filter with a fixed number of bits set, so that its weight does not tell how long a name is. Two filters can be
compared only under the same salt, that is only within a block of records that share a high-entropy token; outside it
they are unrelated (research/linkage.md 2.3). The hash is SipHash-2-4, a keyed pseudo-random function, of messages of
seven bytes, which are one block of it. C and NumPy give the same bits.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.matching import kernel
from dotline.matching.tokens import GRAMS

BITS: Final = 128
WEIGHT: Final = 48
PER_PIECE: Final = 5
PER_PAD: Final = 9
PADS: Final = 16
SEVEN: Final = 7 << 56
"""The length of a message, where SipHash has it: above its seven bytes."""
TAGS: Final = np.uint64(SEVEN | 1 << 39)
Words = npt.NDArray[np.uint64]

_PAD: Final = SEVEN | 1 << 31


@dataclass(frozen=True)
class Pieces:
    """The pieces of many records: where those of each (record, field) begin, one more at the end, and their codes."""

    fields: int
    starts: npt.NDArray[np.uint32]
    codes: Words


def chosen_pieces(told: Pieces, cells: npt.NDArray[np.int64]) -> Pieces:
    """The pieces of chosen cells (record times fields plus field), which may be drawn from many records."""
    starts = told.starts.astype(np.int64)
    first, sizes = starts[cells], starts[cells + 1] - starts[cells]
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    places = np.arange(total) + np.repeat(first - (ends - sizes), sizes)
    return Pieces(told.fields, np.concatenate([[0], ends]).astype(np.uint32), told.codes[places])


def pieces(records: Sequence[Sequence[Sequence[str]]], fields: int) -> Pieces:
    """The grams of each field of each record as numbers (see `code`)."""
    starts, codes = [0], []
    for record in records:
        for number, grams in enumerate(record):
            codes += [code(number, gram) for gram in grams[:GRAMS]]
            starts.append(len(codes))
    return Pieces(fields, np.array(starts, np.uint32), np.array(codes, np.uint64))


@lru_cache(maxsize=500_000)
def code(field: int, gram: str) -> int:
    """A gram as a message: up to seven letters, the field in the bits that ASCII leaves free in the last three.

    The free bits of the letters before them tell pads, tags and what else is hashed from every gram.
    """
    letters = int.from_bytes(gram.encode("ascii", "replace")[:7], "big")
    return SEVEN | (field >> 2 & 1) << 23 | (field >> 1 & 1) << 15 | (field & 1) << 7 | letters


def filters(records: npt.NDArray[np.uint32], salts: Words, told: Pieces) -> Words:
    """For each row (a record under a salt of two words) two words of each field; zero where the field is not given."""
    out = np.zeros((len(records), told.fields, 2), np.uint64)
    put(out, records, salts, told, np.arange(len(records), dtype=np.uint32))
    return out


def put(
    out: Words,
    records: npt.NDArray[np.uint32],
    salts: Words,
    told: Pieces,
    where: npt.NDArray[np.uint32],
) -> None:
    """The same, each row at its place in `out`, which may be a field of a structured array."""
    library = kernel.chosen()
    if library is not None:
        _in_c(library, out, records, salts, told, where)
    elif kernel.choice() == "numba":
        from dotline.matching.kernel import jit  # noqa: PLC0415 - compiles when it is loaded

        made = np.zeros((len(records), told.fields, 2), np.uint64)
        jit.filters(records, told.starts, told.codes, salts, made)
        out[where] = made
    else:
        out[where] = _in_numpy(records, salts, told)


def _in_c(
    library: ctypes.CDLL,
    out: Words,
    records: npt.NDArray[np.uint32],
    salts: Words,
    told: Pieces,
    where: npt.NDArray[np.uint32],
) -> None:
    rows, places = np.ascontiguousarray(records, np.uint32), np.ascontiguousarray(where, np.uint32)
    library.dl_filters(
        ctypes.c_size_t(len(rows)),
        ctypes.c_size_t(told.fields),
        *(pointer(one) for one in (rows, told.starts, told.codes, salts)),
        ctypes.c_size_t(salts.strides[0] // 8),
        ctypes.c_int(WEIGHT),
        pointer(places),
        ctypes.c_size_t(out.strides[0] // 8),
        pointer(out),
    )


def pointer(array: npt.NDArray[Any]) -> ctypes.c_void_p:
    """Where an array lies."""
    return ctypes.c_void_p(array.ctypes.data)


def tag(
    tags: npt.NDArray[np.uint8], out: Words, salts: Words, where: npt.NDArray[np.uint32]
) -> None:
    """For each field of rows a byte under their salt that two rows of one salt share; zero where it is not given.

    `tags` and `out`, the filters, are two fields of one structured array.
    """
    library = kernel.chosen()
    if library is not None:
        places = np.ascontiguousarray(where, np.uint32)
        library.dl_tags(
            ctypes.c_size_t(len(places)), pointer(salts), ctypes.c_size_t(salts.strides[0] // 8), pointer(places),
            ctypes.c_size_t(out.strides[0] // 8), pointer(out), pointer(tags),
        )  # fmt: skip
        return
    if kernel.choice() == "numba":
        from dotline.matching.kernel import jit  # noqa: PLC0415 - compiles when it is loaded

        made = np.zeros((len(where), tags.shape[1]), np.uint8)
        jit.tags(salts, out[where], made)
        tags[where] = made
        return
    said = siphash(salts[:, 0], salts[:, 1], TAGS)[:, None] >> np.arange(0, 64, 8, dtype=np.uint64)
    told = np.maximum(said.astype(np.uint8), 1)
    tags[where] = np.where(out[where].any(axis=2), told, 0)


def _in_numpy(records: npt.NDArray[np.uint32], salts: Words, told: Pieces) -> Words:
    out = np.zeros((len(records), told.fields, 2), np.uint64)
    for field in range(told.fields):
        cells = records.astype(np.int64) * told.fields + field
        first, last = told.starts[cells].astype(np.int64), told.starts[cells + 1].astype(np.int64)
        rows = np.flatnonzero(last > first)
        if len(rows):
            out[rows, field] = _field(
                first[rows], last[rows], salts[rows, 0], salts[rows, 1], told.codes, field
            )
    return out


def _field(
    first: npt.NDArray[np.int64],
    last: npt.NDArray[np.int64],
    k0: Words,
    k1: Words,
    codes: Words,
    field: int,
) -> Words:
    """The filters of one field: the first WEIGHT distinct positions of the sequence of each row."""
    width = int((last - first).max())
    places = first[:, None] + np.arange(width)
    given = places < last[:, None]
    hashes = siphash(k0[:, None], k1[:, None], codes[np.where(given, places, 0)])
    # What is not given sorts last and sets nothing; a hash that is the greatest number keeps its place before it.
    order = np.lexsort((hashes, ~given), axis=1)
    hashes, given = np.take_along_axis(hashes, order, 1), np.take_along_axis(given, order, 1)
    bits, held = np.zeros((len(first), 2), np.uint64), np.zeros(len(first), np.int64)
    for at in range(width):
        _put(bits, held, hashes[:, at], PER_PIECE, given[:, at])
    for pad in range(PADS):
        code = np.uint64(_PAD | field << 8 | pad)
        _put(bits, held, siphash(k0, k1, code), PER_PAD, held < WEIGHT)
    return bits


def _put(
    bits: Words,
    held: npt.NDArray[np.int64],
    hashes: Words,
    places: int,
    wanted: npt.NDArray[np.bool_],
) -> None:
    rows = np.arange(len(bits))
    for number in range(places):
        at = (hashes >> np.uint64(7 * number)) & np.uint64(127)
        word, bit = (at >> np.uint64(6)).astype(np.int64), np.uint64(1) << (at & np.uint64(63))
        fresh = wanted & (held < WEIGHT) & ((bits[rows, word] & bit) == 0)
        bits[rows, word] |= np.where(fresh, bit, np.uint64(0))
        held += fresh


def siphash(k0: Words, k1: Words, message: Any) -> Words:
    """SipHash-2-4 (Aumasson and Bernstein 2012) of seven bytes, their number in the eighth; arrays of both."""
    v0, v1 = k0 ^ np.uint64(0x736F6D6570736575), k1 ^ np.uint64(0x646F72616E646F6D)
    v2, v3 = k0 ^ np.uint64(0x6C7967656E657261), k1 ^ np.uint64(0x7465646279746573)
    v0, v1, v2, v3 = _round(*_round(v0, v1, v2, v3 ^ message))
    v0, v2 = v0 ^ message, v2 ^ np.uint64(0xFF)
    for _ in range(4):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


def _turned(value: Words, by: int) -> Words:
    return (value << np.uint64(by)) | (value >> np.uint64(64 - by))


def _round(v0: Words, v1: Words, v2: Words, v3: Words) -> tuple[Words, Words, Words, Words]:
    v0 = v0 + v1
    v1 = _turned(v1, 13) ^ v0
    v0 = _turned(v0, 32)
    v2 = v2 + v3
    v3 = _turned(v3, 16) ^ v2
    v0 = v0 + v3
    v3 = _turned(v3, 21) ^ v0
    v2 = v2 + v1
    v1 = _turned(v1, 17) ^ v2
    return v0, v1, _turned(v2, 32), v3
