"""One person for each token of a file: rows that would stand beside another person's are left out. Pure.

Two rows of one token compare field by field, so who knows whose one of them is finds the other in a table of people:
her sister, a tenant of the house, a stranger of that name born in that month. Who knew one person in five so named one
in ten of the others (attacks/neighbours). So of the people of a file who share a token one stays. Who, follows from the
filters alone: two agencies that hold both keep the same one, which is what makes it cheap (docs/decisions/0036).
Further records of that person stay with her.
"""

import ctypes
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.files import Rows, same_token
from dotline.matching import comparing, kernel, scores, tokens
from dotline.matching.filters import pointer

SURE: Final = 6 * scores.UNIT
"""Points, 400 to 1, from which on two rows of a token are taken for records of one person."""
AGREED: Final = {"given": scores.SAME - 1, "birth": scores.SAME}
"""The least level at which these fields then agree: what a household shares proves nobody, nor does a name alone."""
_ORDER: Final = [
    tokens.FIELDS.index(name)
    for name in ("given", "birth", "family", "sex", "area", "middle", "street", "phone")
]
"""Who stays: what differs most in a household first, then what is there most; the same in score.c."""


def apart(rows: Rows) -> Rows:
    """Of each token of sorted rows those of one person. The array may be used anew."""
    library, (level, tables, least) = kernel.chosen(), _model()
    if library is None:
        return _in_numpy(rows)
    library.dl_apart.restype = ctypes.c_size_t
    told = np.require(rows, requirements=["C", "W"])
    number = library.dl_apart(
        ctypes.c_size_t(len(told)), *(pointer(one) for one in (told, level, tables)),
        ctypes.c_int32(least),
    )  # fmt: skip
    return told[:number]


@lru_cache(maxsize=1)
def _model() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32], int]:
    model = scores.shipped()
    return model.level, np.ascontiguousarray(model.tables), SURE - model.base


def _in_numpy(rows: Rows) -> Rows:
    """The definition of what the kernel does."""
    level, tables, least = _model()
    shared = np.flatnonzero(same_token(rows) > 1)
    if not len(shared):
        return rows
    some: npt.NDArray[Any] = rows[shared]
    cells = np.ascontiguousarray(some["token"])
    block = np.cumsum(np.r_[0, cells[1:] != cells[:-1]])
    words = np.ascontiguousarray(some["filters"][:, _ORDER]).view(">u8").reshape(len(some), -1)
    order = np.lexsort([*(~words).T[::-1], block])
    first = order[np.r_[True, np.diff(block[order]) > 0]][block]
    letters = np.ascontiguousarray(some).view(np.uint8).reshape(len(some), comparing.ROW_BYTES)
    every = np.arange(len(some))
    beside = comparing.levels_of(letters, letters, every, first, level)
    kept = np.ones(len(rows), np.bool_)
    same = scores.points(beside, tables) >= least
    for name, agreed in AGREED.items():
        same &= (beside >> np.uint32(3 * tokens.FIELDS.index(name)) & np.uint32(7)) >= agreed
    kept[shared] = (first == every) | same
    return rows[kept]
