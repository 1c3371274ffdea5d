"""The kernel in numba, for machines without a C compiler: the same bits as filters.c, compiled when first called."""

import numba
import numpy as np
import numpy.typing as npt

from dotline.matching.filters import PADS, PER_PAD, PER_PIECE, SEVEN, TAGS, WEIGHT

U = np.uint64


@numba.njit(inline="always")
def _turned(value, by):  # type: ignore[no-untyped-def]
    return (value << U(by)) | (value >> U(64 - by))


@numba.njit(inline="always")
def _round(v0, v1, v2, v3):  # type: ignore[no-untyped-def]
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


@numba.njit
def _siphash(k0, k1, message):  # type: ignore[no-untyped-def]
    v0, v1 = k0 ^ U(0x736F6D6570736575), k1 ^ U(0x646F72616E646F6D)
    v2, v3 = k0 ^ U(0x6C7967656E657261), k1 ^ U(0x7465646279746573)
    v3 = v3 ^ message
    for _ in range(2):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    v0, v2 = v0 ^ message, v2 ^ U(0xFF)
    for _ in range(4):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


@numba.njit
def _put(bits, value, places, held):  # type: ignore[no-untyped-def]
    for number in range(places):
        if held == WEIGHT:
            break
        at = (value >> U(7 * number)) & U(127)
        word, bit = at >> U(6), U(1) << (at & U(63))
        if not bits[word] & bit:
            bits[word] |= bit
            held += 1
    return held


@numba.njit
def _filters(records, starts, codes, salts, out):  # type: ignore[no-untyped-def]
    fields = out.shape[1]
    for row in range(len(records)):
        k0, k1 = salts[row, 0], salts[row, 1]
        for field in range(fields):
            cell = np.int64(records[row]) * fields + field
            first, last = starts[cell], starts[cell + 1]
            if first == last:
                continue
            hashes = np.empty(last - first, np.uint64)
            for at in range(first, last):
                hashes[at - first] = _siphash(k0, k1, codes[at])
            hashes.sort()
            held = 0
            for at in range(last - first):
                held = _put(out[row, field], hashes[at], PER_PIECE, held)
            for pad in range(PADS):
                if held == WEIGHT:
                    break
                code = U(SEVEN | 1 << 31) | (U(field) << U(8)) | U(pad)
                held = _put(out[row, field], _siphash(k0, k1, code), PER_PAD, held)


def filters(
    records: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.uint32],
    codes: npt.NDArray[np.uint64],
    salts: npt.NDArray[np.uint64],
    out: npt.NDArray[np.uint64],
) -> None:
    """What filters.filters says, into `out`."""
    _filters(records, starts, codes, np.ascontiguousarray(salts), out)


@numba.njit
def _tags(salts, filters, out):  # type: ignore[no-untyped-def]
    for row in range(len(out)):
        said = _siphash(salts[row, 0], salts[row, 1], U(TAGS))
        for field in range(out.shape[1]):
            if filters[row, field, 0] | filters[row, field, 1]:
                out[row, field] = max((said >> U(8 * field)) & U(0xFF), U(1))


def tags(
    salts: npt.NDArray[np.uint64], filters: npt.NDArray[np.uint64], out: npt.NDArray[np.uint8]
) -> None:
    """What filters.tag says, into `out`, zeros before: a row of bytes for each row of filters."""
    _tags(np.ascontiguousarray(salts), np.ascontiguousarray(filters), out)


@numba.njit(nogil=True)
def _bits(word):  # type: ignore[no-untyped-def]
    word = word - ((word >> U(1)) & U(0x5555555555555555))
    word = (word & U(0x3333333333333333)) + ((word >> U(2)) & U(0x3333333333333333))
    word = (word + (word >> U(4))) & U(0x0F0F0F0F0F0F0F0F)
    return (word * U(0x0101010101010101)) >> U(56)  # LLVM makes one instruction of it


@numba.njit(nogil=True)
def _dice(a, b, dice, head, at, out):  # type: ignore[no-untyped-def]
    rows_a, words, found = len(a), a.shape[1], 0
    rest, weight = np.zeros(len(b), np.int64), np.zeros(len(b), np.int64)
    for j in range(len(b)):
        for word in range(words):
            weight[j] += np.int64(_bits(b[j, word]))
            rest[j] += np.int64(_bits(b[j, word])) if word >= head else 0
    while at < rows_a and len(out) - found >= len(b):
        own = np.int64(0)
        for word in range(words):
            own += np.int64(_bits(a[at, word]))
        for j in range(len(b)):
            needed = dice * (own + weight[j])
            shared = np.int64(0)
            for word in range(head):
                shared += np.int64(_bits(a[at, word] & b[j, word]))
            if 20_000 * (shared + rest[j]) < needed:
                continue
            for word in range(head, words):
                shared += np.int64(_bits(a[at, word] & b[j, word]))
            if 20_000 * shared >= needed:
                out[found, 0], out[found, 1], out[found, 2] = at, j, shared
                found += 1
        at += 1
    return at, found


def dice(
    a: npt.NDArray[np.uint64], b: npt.NDArray[np.uint64], least: int, head: int, room: int
) -> npt.NDArray[np.uint32]:
    """What dice.c finds, as (place in a, place in b, bits shared)."""
    out, at = np.empty((max(room, 2 * len(b)), 3), np.uint32), 0
    parts = [out[:0].copy()]
    while at < len(a):
        at, found = _dice(a, b, least, head, at, out)
        parts.append(out[:found].copy())
    return np.concatenate(parts)
