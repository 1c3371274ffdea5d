"""Sweeps: one encoding of a whole record, for records too damaged for any token in common. Pure.

A filter of 1024 bits under one key, then diffused: each bit that goes out is the exclusive or of ten bits of it,
drawn from the key (Armknecht, Heng and Schnell, PoPETs 2023(2)). Unlike the filters of a block it compares with every
other encoding under its key. So it is made only between two named parties.

With four bits of a sparse filter, who knew one record in five named 98 of 100 of the others (gates/encode/attacks). Of
ten bits of a filter that is more than a third full nothing is left to learn: a bit alone says nothing of what
goes out, and people who are not nearly the same are no more alike than any two.
"""

import ctypes
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from dotline.matching import kernel
from dotline.matching.filters import SEVEN, Pieces, Words, pointer, siphash

BITS: Final = 1024
WORDS: Final = BITS // 64
DIFFUSED: Final = 10
"""Bits of the filter that make one bit that goes out."""
PLACES: Final = (6, 5, 6, 6, 5, 5, 5, 3)
"""How many positions each piece of a field sets, in the order of tokens.FIELDS: more than one bit in three in all."""
_EACH: Final = 10
_DRAWS: Final = 32  # ten different ones of 1024 are among them but for less than one key in 10**30
Bits = npt.NDArray[np.uint8]


def diffusion(key: Words) -> Words:
    """For each bit of the filter the bits that it turns: every bit that goes out is drawn from ten different ones.

    `key`: two words. Bits are drawn by SipHash under it, numbers that repeat are drawn again.
    """
    bit, counter = np.arange(BITS, dtype=np.uint64)[:, None], np.arange(_DRAWS, dtype=np.uint64)
    messages = np.uint64(SEVEN | 1 << 47) | (bit << np.uint64(16)) | counter
    found = (siphash(key[:1], key[1:2], messages) % np.uint64(BITS)).astype(np.int64)
    drawn = np.array([list(dict.fromkeys(one))[:DIFFUSED] for one in found.tolist()])
    turned = np.zeros((BITS, BITS), np.uint8)
    turned[drawn.ravel(), np.repeat(np.arange(BITS), DIFFUSED)] = 1
    return np.packbits(turned, axis=1, bitorder="little").view("<u8")


def encoded(told: Pieces, key: Words, turned: Words, places: Sequence[int] | None = None) -> Words:
    """The encoding of each record: WORDS words. `turned` is the `diffusion` of another key.

    `places`: positions that a piece of each field sets, PLACES unless the red team asks for others.
    """
    wanted = np.array(PLACES if places is None else places, np.uint8)
    records = (len(told.starts) - 1) // told.fields
    library = kernel.chosen()
    if library is None:
        return _in_numpy(told, records, key, turned, wanted)
    out = np.empty((records, WORDS), np.uint64)
    table = np.empty((BITS // 4, 16, WORDS), np.uint64)
    kept = [np.ascontiguousarray(one) for one in (told.starts, told.codes, wanted, key, turned)]
    library.dl_sweep(
        ctypes.c_size_t(records),
        ctypes.c_size_t(told.fields),
        *(pointer(one) for one in (*kept, table, out)),
    )
    return out


def _in_numpy(told: Pieces, records: int, key: Words, turned: Words, places: Bits) -> Words:
    starts = told.starts.astype(np.int64)
    cells = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    hashes = siphash(key[:1], key[1:2], told.codes[: starts[-1]])
    wanted = places[cells % told.fields]
    held = np.zeros((records, BITS), np.float32)
    for number in range(int(places.max())):
        some = wanted > number
        bits = (hashes[some] >> np.uint64(_EACH * number)) & np.uint64(BITS - 1)
        held[cells[some] // told.fields, bits.astype(np.int64)] = 1
    matrix = np.unpackbits(turned.view(np.uint8), axis=1, bitorder="little").astype(np.float32)
    odd = (held @ matrix).astype(np.int64) & 1  # whole numbers below 1024 are exact in it
    return np.packbits(odd.astype(np.uint8), axis=1, bitorder="little").view("<u8")
