"""Batches: columns of ASCII texts folded, combined to tokens, sealed and cut to pieces by the compiled kernel. Pure.

The same as `identity`, `tokens` and keyed BLAKE2b do record by record, which is the definition; a test compares them.
"""

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Unavailable
from dotline.matching import identity, nicknames, tokens
from dotline.matching.filters import Pieces, pointer

# The parts that tokens.c knows, in the order of its enumeration.
PARTS: Final = (
    "given", "given_sound", "given_start", "family", "family_sound", "family_start", "middle_start",
    "middle_sound", "names_sorted", "starts_sorted", "postal", "postal_area", "postal_sorted", "place", "place_sound",
    "birth_place", "street", "street_start", "email", "sex", "occupation", "death", "birth", "birth_year",
    "birth_month", "birth_day", "birth_reversed", "phone", "phone_end", "document",
)  # fmt: skip
# The roles that folding.h knows, in the order of its enumeration.
ROLES: Final = (
    "given_name", "middle_name", "family_name", "full_name", "alias", "birth_date", "birth_place", "death_date",
    "sex", "phone", "email", "postal_code", "place", "street", "document_number", "occupation",
)  # fmt: skip
_SEAL: Final = 32
_FIELDS: Final = len(tokens.FIELDS)


@dataclass(frozen=True)
class Sealed:
    """What became of a batch of records.

    Of each token: the number of its pieces, the record it is of, and its seal of 32 bytes. Then the pieces, how many
    records gave no token, and for each role how many values could not be read.
    """

    places: npt.NDArray[np.uint32]
    owners: npt.NDArray[np.uint32]
    seals: npt.NDArray[np.uint8]
    pieces: Pieces
    records: int
    skipped: int
    faults: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.places)


Cells = tuple[str, npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.uint8]]
"""A column: its role, where each cell begins, where it ends, and the letters."""


def sealed(
    library: ctypes.CDLL, columns: Sequence[Cells], rows: int, secret: bytes, person: bytes
) -> Sealed:
    """Seal the tokens of so many rows, whose letters are all ASCII."""
    room = rows * tokens.MOST
    places, owners = np.empty(room, np.uint32), np.empty(room, np.uint32)
    seals = np.empty((room, _SEAL), np.uint8)
    cells = 2 * rows * identity.NAMES * _FIELDS  # each name also the other way round
    starts, codes = np.zeros(cells + 1, np.uint32), np.empty(cells * tokens.GRAMS + 8, np.uint64)
    counts, faults = np.zeros(3, np.uint64), np.zeros(len(ROLES), np.uint64)
    roles, kept = _columns(columns)
    done = library.dl_tokens(
        _encoder(library),
        secret,
        ctypes.c_size_t(len(secret)),
        person.ljust(16, b"\0"),
        ctypes.c_size_t(rows),
        ctypes.c_size_t(len(columns)),
        pointer(roles),
        *(_pointers(arrays) for arrays in kept),
        *(pointer(one) for one in (places, owners, seals, starts, codes, counts, faults)),
    )
    if done:
        raise Unavailable("There is no memory left.", "Close something and try again.")
    number, names, skipped = (int(one) for one in counts)
    told = Pieces(_FIELDS, starts[: names * _FIELDS + 1], codes)
    cut_short = (places[:number], owners[:number], seals[:number])
    return Sealed(*cut_short, told, rows, skipped, _unread(faults))


@dataclass(frozen=True)
class Cut:
    """The pieces of each name of some records, the record of each, and for each role how many were not read."""

    pieces: Pieces
    owners: npt.NDArray[np.uint32]
    faults: Mapping[str, int]


def cut(library: ctypes.CDLL, columns: Sequence[Cells], rows: int) -> Cut:
    """Cut so many rows to pieces, whose letters are all ASCII; without any token."""
    cells = rows * identity.NAMES * _FIELDS
    owners, counts = np.empty(rows * identity.NAMES, np.uint32), np.zeros(1, np.uint64)
    starts, codes = np.zeros(cells + 1, np.uint32), np.empty(cells * tokens.GRAMS + 8, np.uint64)
    faults = np.zeros(len(ROLES), np.uint64)
    roles, kept = _columns(columns)
    done = library.dl_pieces(
        _encoder(library),
        ctypes.c_size_t(rows),
        ctypes.c_size_t(len(columns)),
        pointer(roles),
        *(_pointers(arrays) for arrays in kept),
        *(pointer(one) for one in (owners, starts, codes, counts, faults)),
    )
    if done:
        raise Unavailable("There is no memory left.", "Close something and try again.")
    names = int(counts[0])
    told = Pieces(_FIELDS, starts[: names * _FIELDS + 1], codes)
    return Cut(told, owners[:names], _unread(faults))


def _unread(faults: npt.NDArray[np.uint64]) -> Mapping[str, int]:
    return {role: int(times) for role, times in zip(ROLES, faults, strict=True) if times}


def _columns(
    columns: Sequence[Cells],
) -> tuple[npt.NDArray[np.int32], list[list[npt.NDArray[Any]]]]:
    """Roles as numbers; then where cells begin, where they end, and the letters, to be kept while they are used."""
    roles = np.array([ROLES.index(one[0]) for one in columns], np.int32)
    return roles, [[np.ascontiguousarray(one[at]) for one in columns] for at in (1, 2, 3)]


def _pointers(arrays: Sequence[npt.NDArray[Any]]) -> Any:
    return (ctypes.c_void_p * max(len(arrays), 1))(*(one.ctypes.data for one in arrays))


@cache
def _encoder(library: ctypes.CDLL) -> ctypes.c_void_p:
    """The tables of words and the kinds of tokens, in the kernel's memory as long as the process lives."""
    tables = (
        nicknames.ROOTS,
        identity.PLACES,
        identity.STREETS,
        identity.SEXES,
        dict.fromkeys(identity.PARTICLES, ""),
    )
    texts = [
        b"".join(f"{key}\0{value}\0".encode("ascii") for key, value in table.items())
        for table in tables
    ]
    sizes = np.array([len(one) for one in texts], np.uint64)
    parts = b"".join(
        bytes([len(kind), *(PARTS.index(part) for part in kind)]).ljust(5, b"\0")
        for kind in tokens.KINDS
    )
    names = b"".join("+".join(kind).encode() + b"\0" for kind in tokens.KINDS)
    library.dl_encoder.restype = ctypes.c_void_p
    made = library.dl_encoder(
        b"".join(texts), pointer(sizes), ctypes.c_int(len(tokens.KINDS)), parts, names
    )
    if not made:
        raise Unavailable("There is no memory left.", "Close something and try again.")
    return ctypes.c_void_p(made)
