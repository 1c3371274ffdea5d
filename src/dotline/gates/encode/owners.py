"""Owners: the private file beside an encoded one, which tells whose record a pseudonym stands for. Pure."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Invalid, NotFound
from dotline.matching import kernel
from dotline.matching.filters import pointer

_BLOCK: Final = 1 << 24
_NOBODY: Final = -1
Names = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Owners:
    """For each pseudonym asked for the number of its record, -1 for a decoy; and the owner's id of each number."""

    numbers: Numbers
    ids: Sequence[str]


def beside(encoded: Path) -> Path:
    """Where the file of owners of an encoded file lies."""
    return encoded.with_name(f"{encoded.name}.ids")


def owners(path: Path, names: Names) -> Owners:
    """Whose records pseudonyms stand for; `names` each once, as they stand in the rows. Raises NotFound, Invalid.

    Records are numbered in the order of the file.
    """
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    library = kernel.chosen()
    told = _in_python(path, names) if library is None else _in_c(library, path, names)
    if told is None:
        raise Invalid(
            "{file} is no list of owners of an encoded file.", "Encode again.", file=path.name
        )
    return told


def _in_python(path: Path, names: Names) -> Owners | None:
    wanted = {name: at for at, name in enumerate(names.tolist())}
    found = np.full(len(names), _NOBODY, np.int64)
    known: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                pseudonym, tab, owner = line.removesuffix("\n").partition("\t")
                if not tab or len(pseudonym) != 16:
                    return None
                at = wanted.get(int.from_bytes(bytes.fromhex(pseudonym), "little"))
                if at is not None:
                    found[at] = known.setdefault(owner, len(known))
    except ValueError:
        return None
    return Owners(found, list(known))


def _in_c(library: ctypes.CDLL, path: Path, names: Names) -> Owners | None:
    size = 1 << max(4, (2 * len(names)).bit_length())
    slots, marks = np.zeros(size, np.uint32), np.zeros(size, np.uint64)
    numbers, record = np.zeros(size, np.uint32), np.full(len(names), _NOBODY, np.int64)
    begin, length = np.zeros(len(names) + 1, np.uint64), np.zeros(len(names) + 1, np.uint32)
    told, ids, rest = np.zeros(1, np.uint64), list[str](), b""
    mask = ctypes.c_uint64(size - 1)
    held = np.ascontiguousarray(names, np.uint64)
    library.dl_slots(ctypes.c_size_t(len(held)), pointer(held), mask, pointer(slots))
    read = library.dl_owners
    read.restype = ctypes.c_int64
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            text, before = rest + block, int(told[0])
            used = read(
                text, ctypes.c_size_t(len(text)), pointer(held), mask, pointer(slots), pointer(marks), pointer(numbers),
                pointer(record), pointer(begin), pointer(length), pointer(told),
            )  # fmt: skip
            if used < 0:
                return None
            rest = text[used:]
            fresh = slice(before, int(told[0]))
            for at, long in zip(begin[fresh].tolist(), length[fresh].tolist(), strict=True):
                ids.append(text[at : at + long].decode())
    return None if rest else Owners(record, ids)
