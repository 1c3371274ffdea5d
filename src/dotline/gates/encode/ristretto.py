"""The group ristretto255 (RFC 9496), many elements at a time, by the machine's libsodium. Pure.

An element or a scalar is a row of 32 bytes. Every operation is libsodium's, constant in time; Python only hands rows on
and lets go of its lock meanwhile, so that two threads fill two cores.
"""

import ctypes
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Invalid, Unavailable

SIZE: Final = 32
WIDE: Final = 64
"""Bytes of randomness, or of a hash, that are folded into one element or one scalar."""
# Debian and others, macOS, Windows: the first that the loader finds.
_NAMES: Final = (
    "libsodium.so.26",
    "libsodium.so.23",
    "libsodium.so",
    "libsodium.dylib",
    "libsodium.dll",
)
# Of each function how many rows it is handed, the result first.
_FUNCTIONS: Final = {
    "crypto_core_ristretto255_from_hash": 2,
    "crypto_core_ristretto255_is_valid_point": 1,
    "crypto_core_ristretto255_add": 3,
    "crypto_core_ristretto255_scalar_invert": 2,
    "crypto_core_ristretto255_scalar_mul": 3,
    "crypto_core_ristretto255_scalar_sub": 3,
    "crypto_core_ristretto255_scalar_reduce": 2,
    "crypto_scalarmult_ristretto255": 3,
    "crypto_scalarmult_ristretto255_base": 2,
}  # fmt: skip
Rows = npt.NDArray[np.uint8]


@lru_cache(maxsize=1)
def library() -> ctypes.CDLL:
    """libsodium, ready. Raises Unavailable with the package to install."""
    for name in _NAMES:
        try:
            found = ctypes.CDLL(name)
            for function, rows in _FUNCTIONS.items():
                getattr(found, function).argtypes = [ctypes.c_void_p] * rows
        except (OSError, AttributeError):  # not here, or older than ristretto255
            continue
        if found.sodium_init() >= 0:
            return found
    raise Unavailable(
        "This machine has no libsodium, which the key service rests on.",
        "Install it (Debian: apt-get install libsodium23).",
    )


def empty(rows: int) -> Rows:
    """Room for so many elements or scalars."""
    return np.empty((rows, SIZE), np.uint8)


def rows_of(data: bytes, size: int = SIZE) -> Rows:
    """Bytes as rows of one size."""
    return np.frombuffer(data, np.uint8).reshape(-1, size)


def check(elements: Rows) -> None:
    """Raises Invalid unless each is the encoding of an element other than the identity."""
    valid = library().crypto_core_ristretto255_is_valid_point
    whole = np.ascontiguousarray(elements)
    begin = whole.ctypes.data
    if not whole.any(axis=1).all() or not all(valid(begin + SIZE * at) for at in range(len(whole))):
        raise Invalid("What was sent is no element of the group.", "Use the same version.")


def from_hashes(hashes: Rows) -> Rows:
    """The element of each hash of 64 bytes."""
    return _each(library().crypto_core_ristretto255_from_hash, hashes)


def times(scalars: Rows, elements: Rows) -> Rows:
    """Each element times its scalar, or all times one. Raises Invalid where the identity comes out."""
    one = np.ascontiguousarray(scalars)
    many, out = np.ascontiguousarray(elements), empty(len(elements))
    multiply, step = library().crypto_scalarmult_ristretto255, SIZE if len(one) > 1 else 0
    n, p, q = one.ctypes.data, many.ctypes.data, out.ctypes.data
    for at in range(len(many)):
        if multiply(q + SIZE * at, n + step * at, p + SIZE * at):
            raise Invalid("What was sent is no element of the group.", "Use the same version.")
    return out


def times_base(scalar: Rows) -> Rows:
    """The generator times one scalar."""
    out, kept = empty(1), np.ascontiguousarray(scalar)
    if library().crypto_scalarmult_ristretto255_base(out.ctypes.data, kept.ctypes.data):
        raise Invalid("The scalar is zero.", "Make another key.")
    return out


def added(elements: Rows) -> Rows:
    """The sum of elements."""
    whole, out = np.ascontiguousarray(elements), np.zeros((1, SIZE), np.uint8)
    add, total = library().crypto_core_ristretto255_add, out.ctypes.data
    for at in range(len(whole)):
        add(total, total, whole.ctypes.data + SIZE * at)
    return out


def reduced(wide: Rows) -> Rows:
    """The scalar of each number of 64 bytes, little end first."""
    return _each(library().crypto_core_ristretto255_scalar_reduce, wide)


def product(one: Rows, two: Rows) -> Rows:
    """The product of two scalars."""
    return _both(library().crypto_core_ristretto255_scalar_mul, one, two)


def difference(one: Rows, two: Rows) -> Rows:
    """The first scalar less the second."""
    return _both(library().crypto_core_ristretto255_scalar_sub, one, two)


def inverses(scalars: Rows) -> Rows:
    """One over each scalar, none of which is zero: a single inversion, and three products for each (Montgomery)."""
    whole, sofar = np.ascontiguousarray(scalars), empty(len(scalars))
    if not len(whole):
        return sofar
    multiply = library().crypto_core_ristretto255_scalar_mul
    s, t = whole.ctypes.data, sofar.ctypes.data
    sofar[0] = whole[0]
    for at in range(1, len(whole)):
        multiply(t + SIZE * at, t + SIZE * (at - 1), s + SIZE * at)
    rest, out = (
        _each(library().crypto_core_ristretto255_scalar_invert, sofar[-1:]),
        empty(len(whole)),
    )
    r, o = rest.ctypes.data, out.ctypes.data
    for at in range(len(whole) - 1, 0, -1):
        multiply(o + SIZE * at, r, t + SIZE * (at - 1))
        multiply(r, r, s + SIZE * at)
    out[0] = rest[0]
    return out


def _each(function: Callable[..., int], rows: Rows) -> Rows:
    whole, out = np.ascontiguousarray(rows), empty(len(rows))
    begin, end, size = whole.ctypes.data, out.ctypes.data, whole.shape[1]
    for at in range(len(whole)):
        function(end + SIZE * at, begin + size * at)
    return out


def _both(function: Callable[..., int], one: Rows, two: Rows) -> Rows:
    first, second, out = np.ascontiguousarray(one), np.ascontiguousarray(two), empty(1)
    function(out.ctypes.data, first.ctypes.data, second.ctypes.data)
    return out
