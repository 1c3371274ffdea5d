"""Rows of an encoded file: put together from sealed tokens, decoys among them, and sorted by token. Pure."""

import ctypes
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.files import ROW, Rows, same_token, sorted_rows
from dotline.gates.encode.table import Column
from dotline.matching import filters, kernel, tokens
from dotline.matching.batches import Sealed
from dotline.matching.filters import Pieces, pointer

GROUPS = 256
Bytes = npt.NDArray[np.uint8]
_FIELDS = len(tokens.FIELDS)
_NOBODY = Pieces(
    _FIELDS,
    np.arange(_FIELDS + 1, dtype=np.uint32),
    np.array([filters.code(field, "?") for field in range(_FIELDS)], np.uint64),
)
"""A decoy: one piece of each field. Under a salt by chance it gives a filter by chance, of the weight that all have."""
_NOTHING: Final = Pieces(1, _NOBODY.starts[:2], _NOBODY.codes[:1])
"""The same for one field that is not given."""


@dataclass(frozen=True)
class Made:
    """The rows of a batch, grouped by the first byte of their token; and for their owner a line for each real one."""

    rows: Rows
    ends: npt.NDArray[np.uint64]
    lines: bytes
    tokens: int
    decoys: int


def made(told: Sealed, ids: Column, decoys: float) -> Made:
    """Rows under fresh pseudonyms, and for each of them so many decoys."""
    real, number = len(told), round(len(told) * decoys)
    whole = real + number
    seals = np.concatenate([told.seals, chance(number, 32)])
    pseudonyms = chance(whole, 8)
    where, ends = _grouped(seals)
    rows = np.empty(whole, ROW)  # every byte of it is written
    _heads(rows, seals, pseudonyms, where)
    salts = seals.view("<u8").reshape(whole, 4)[:, 2:]
    # The kernel fills eight filters at once where rows of the same pieces stand together: turned names stand between.
    together = np.argsort(told.places, kind="stable")
    filters.put(
        rows["filters"], told.places[together], salts[together], told.pieces, where[together]
    )
    filters.put(rows["filters"], np.zeros(number, np.uint32), salts[real:], _NOBODY, where[real:])
    filters.tag(rows["tags"], rows["filters"], salts, where)
    return Made(rows, ends, lines(pseudonyms[:real], told.owners, ids), real, number)


def chance(rows: int, size: int) -> Bytes:
    """So many rows of so many bytes of the operating system's randomness."""
    return np.frombuffer(os.urandom(rows * size), np.uint8).reshape(rows, size)


def filled(rows: Rows) -> Rows:
    """The rows, in each field that is not given a filter and a tag by chance: which fields a row has, nobody sees.

    Who holds another row of its token, and that alone, sees which fields both have: there the tags are the same.
    """
    number = _gaps(rows)
    return fill(rows, chance(number, 16).view("<u8"), chance(number, 1)[:, 0])


def _gaps(rows: Rows) -> int:
    library = kernel.chosen()
    if library is None:
        return int(np.count_nonzero(rows["tags"] == 0))
    library.dl_gaps.restype = ctypes.c_size_t
    return int(
        library.dl_gaps(
            ctypes.c_size_t(len(rows)), ctypes.c_size_t(ROW.itemsize), pointer(rows["tags"])
        )
    )


def fill(rows: Rows, salts: npt.NDArray[np.uint64], tags: Bytes) -> Rows:
    """The same with chance at hand: for each field that is not given, row by row, a salt and a tag; 0 is said as 1."""
    library = kernel.chosen()
    if library is None:
        at, field = np.nonzero(rows["tags"] == 0)
        made = filters.filters(np.zeros(len(at), np.uint32), salts, _NOTHING)
        rows["filters"][at, field] = made[:, 0]
        rows["tags"][at, field] = np.maximum(tags, 1)
        return rows
    library.dl_fill_gaps(
        ctypes.c_size_t(len(rows)), ctypes.c_size_t(ROW.itemsize), pointer(salts), pointer(tags),
        ctypes.c_uint64(int(_NOTHING.codes[0])), ctypes.c_int(filters.WEIGHT),
        pointer(rows["filters"]), pointer(rows["tags"]),
    )  # fmt: skip
    return rows


def _grouped(seals: Bytes) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]:
    """The place of each row where rows lie in groups by the first byte, and where each group ends."""
    library, rows = kernel.chosen(), len(seals)
    where, ends = np.empty(rows, np.uint32), np.empty(GROUPS, np.uint64)
    if library is not None:
        library.dl_groups(ctypes.c_size_t(rows), *(pointer(one) for one in (seals, where, ends)))
        return where, ends
    where[np.argsort(seals[:, 0], kind="stable")] = np.arange(rows, dtype=np.uint32)
    ends[:] = np.cumsum(np.bincount(seals[:, 0], minlength=GROUPS))
    return where, ends


def _heads(rows: Rows, seals: Bytes, pseudonyms: Bytes, where: npt.NDArray[np.uint32]) -> None:
    library = kernel.chosen()
    if library is None:
        rows["token"][where] = np.ascontiguousarray(seals[:, :16]).view("V16")[:, 0]
        rows["pseudonym"][where] = pseudonyms.view("V8")[:, 0]
        return
    library.dl_heads(
        ctypes.c_size_t(len(seals)),
        *(pointer(one) for one in (seals, pseudonyms, where)),
        ctypes.c_size_t(ROW.itemsize),
        pointer(rows),
    )


def lines(pseudonyms: Bytes, owners: npt.NDArray[np.uint32], ids: Column) -> bytes:
    """`pseudonym TAB id`, a line for each row."""
    library = kernel.chosen()
    if library is None:
        told = ids.texts()
        pairs = zip(pseudonyms.view("V8")[:, 0].tolist(), owners.tolist(), strict=True)
        return "".join(f"{one.hex()}\t{told[owner]}\n" for one, owner in pairs).encode()
    size = len(owners) * 18 + int((ids.ends - ids.begins)[owners].sum())
    out = np.empty(size, np.uint8)
    kept = [np.ascontiguousarray(one) for one in (pseudonyms, owners, ids.begins, ids.ends)]
    library.dl_lines(
        ctypes.c_size_t(len(owners)), *(pointer(one) for one in (*kept, ids.data, out))
    )
    return out.tobytes()


def kept(parts: Sequence[Rows], limit: int) -> Rows:
    """The rows of one group by token, then by pseudonym; without those of a token that more than `limit` share."""
    library = kernel.chosen()
    if library is None:
        ordered = sorted_rows(np.concatenate([np.empty(0, ROW), *parts]))
        return ordered[same_token(ordered) <= limit]
    told = [np.ascontiguousarray(part) for part in parts]
    sizes = np.array([len(part) for part in told], np.uint64)
    out = np.empty(int(sizes.sum()), ROW)
    library.dl_sort.restype = ctypes.c_int64
    number = library.dl_sort(
        ctypes.c_size_t(len(told)),
        pointer(sizes),
        (ctypes.c_void_p * max(len(told), 1))(*(part.ctypes.data for part in told)),
        ctypes.c_size_t(ROW.itemsize),
        ctypes.c_size_t(limit),
        pointer(out),
    )
    if number < 0:
        raise MemoryError
    return out[:number]
