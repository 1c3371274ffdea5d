"""Exact Dice search: every pair of two files of record-level encodings that is alike enough, none lost. Pure.

A pair shares at most what its first words share and half of what is left of the two together. Most pairs fall short
after less than half of their bits, and need no more; the others are counted in full (the bound of the prefix filter of
Xiao, Wang, Lin and Yu 2011, on words). Dice is compared in whole numbers, so that every kernel finds the same pairs.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.base.ahead import ahead
from dotline.base.errors import Invalid
from dotline.matching import kernel
from dotline.matching.filters import Words, pointer
from dotline.matching.sweeps import WORDS

SCALE: Final = 10_000
LEAST: Final = 0.5
"""The least Dice that can be asked for: below it encodings of two people meet by chance."""
MOST: Final = 20_000_000
"""Pairs that one search may find: more are no finding, and would not fit into memory."""
HEADS: Final = (8, 10, 12, 14, 16, 20, 24, 32)
"""How many words of 32 bits may be looked at first; the last is all."""
_HIGH, _WIDE = 4, 64
_ROOM: Final = 1 << 17
_SAMPLE: Final = 1_024
_IN_FULL: Final = {512: 800.0, 256: 200.0}
"""To count one pair in full takes as long as so many words of a pair in a tile, by the width of registers."""
_NEVER: Final = np.int32(-(1 << 24))
_PIECE: Final = 512
Rows = npt.NDArray[Any]
PAIR: Final = np.dtype([("one", "<u4"), ("two", "<u4"), ("shared", "<u4")])
"""The places of two encodings, and how many bits they share."""


@dataclass(frozen=True)
class Block:
    """Encodings in order of weight: their words, their weights, and the place of each where it was taken from."""

    bits: Words
    weights: npt.NDArray[np.uint32]
    places: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.places)


def block(bits: Words, first: int = 0) -> Block:
    """Encodings, the first of which stands at `first`; those of no bit at all are like nobody and left out."""
    weights = np.bitwise_count(bits).sum(axis=1, dtype=np.uint32)
    order = np.argsort(weights, kind="stable")
    order = order[weights[order] > 0]
    return Block(np.ascontiguousarray(bits[order]), weights[order], order + first)


def whole_dice(dice: float) -> int:
    """Dice in ten-thousandths. Raises Invalid for what cannot be asked for."""
    if not LEAST <= dice <= 1:
        raise Invalid(
            "A Dice coefficient of {told} cannot be asked for.",
            "Give a number from {least} to 1, such as 0.8.",
            told=dice,
            least=LEAST,
        )
    return round(dice * SCALE)


def head_of(a: Block, b: Block, dice: float, width: int = 0) -> int:
    """How many words to look at first: what costs least on some pairs of two blocks."""
    in_full = _IN_FULL.get(_width(width))
    asked = whole_dice(dice)
    one, two = (side.bits[:: max(1, len(side) // _SAMPLE)][:_SAMPLE] for side in (a, b))
    if not len(one) or not len(two) or in_full is None:
        return HEADS[-1]
    drawn = np.random.default_rng(len(one)).permutation(max(len(one), len(two)))
    pairs = min(len(one), len(two))
    x, y = one[drawn[drawn < pairs]], two[:pairs]
    sizes = [np.bitwise_count(side).astype(np.int64) for side in (x, y)]
    both = np.bitwise_count(x & y).astype(np.int64)
    needed = asked * (sizes[0].sum(1) + sizes[1].sum(1))
    costs = {}
    for words in HEADS:
        left = sum(side[:, words // 2 :].sum(1) for side in sizes)
        may = SCALE * (2 * both[:, : words // 2].sum(1) + left) >= needed
        costs[words] = words + 1 + in_full * float(may.mean())
    return min(costs, key=lambda words: costs[words])


def _width(asked: int) -> int:
    """The widest registers that the processor counts bits in, or those asked for where it has them."""
    library = kernel.chosen()
    best = 64 if library is None else int(library.dl_dice_width())
    return min(asked or best, best)


class Search:
    """Compares blocks at one Dice coefficient. `head`: words of 32 bits looked at first; `width`: of the registers."""

    def __init__(self, dice: float, *, head: int, width: int = 0) -> None:
        self.dice, self.width = whole_dice(dice), _width(width)
        self._library = kernel.chosen()
        self._head = head if self.width in _IN_FULL else HEADS[-1]

    def pairs(self, a: Block, b: Block) -> Rows:
        """The pairs of two blocks, as PAIR, by the places their encodings were taken from."""
        if not len(a) or not len(b):
            return np.empty(0, PAIR)
        if self._library is None:
            found = self._in_numba(a, b) if kernel.choice() == "numba" else self._in_numpy(a, b)
        else:
            found = self._in_c(self._library, a, b)
        told = np.empty(len(found), PAIR)
        told["one"], told["two"] = a.places[found[:, 0]], b.places[found[:, 1]]
        told["shared"] = found[:, 2]
        return told

    def _in_c(self, library: ctypes.CDLL, a: Block, b: Block) -> npt.NDArray[np.uint32]:
        high, wide = _filled(a, _HIGH), _filled(b, _WIDE)
        start, need = self._bounds(high, wide, len(a), len(b))
        heads = self._laid(high.bits, 1), self._laid(wide.bits, self.width)
        done = np.zeros(4, np.uint64)
        out = [np.empty(_ROOM, np.uint32) for _ in range(3)]
        parts = []
        while True:
            done[2] = 0
            library.dl_dice(
                ctypes.c_int(self.width), ctypes.c_size_t(self._head), ctypes.c_uint32(self.dice),
                ctypes.c_size_t(len(high)), pointer(heads[0]), pointer(high.bits), pointer(high.weights),
                pointer(need), ctypes.c_size_t(len(wide)), pointer(heads[1]), pointer(wide.bits),
                pointer(wide.weights), pointer(start), ctypes.c_size_t(_ROOM), *(pointer(one) for one in out),
                pointer(done),
            )  # fmt: skip
            parts.append(np.stack([one[: int(done[2])] for one in out], axis=1))
            if int(done[0]) >= len(wide):
                return np.concatenate(parts)

    def _bounds(
        self, a: Block, b: Block, rows_a: int, rows_b: int
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """What each of B adds to what is shared so far, and what the sum must reach for each of A.

        Half of what is left of either is no less than the lesser of the two. Filled places never reach it.
        """
        least = [(self.dice * side.weights.astype(np.int64)) // (2 * SCALE) for side in (a, b)]
        half = [-(-_rest(side.bits, self._head) // 2) for side in (a, b)]
        start, need = (half[1] - least[1]).astype(np.int32), (least[0] - half[0]).astype(np.int32)
        start[rows_b:], need[rows_a:] = _NEVER, -_NEVER
        return start, need

    def _laid(self, bits: Words, width: int) -> npt.NDArray[Any]:
        """The first words as the kernel reads them: of A in a row, of B side by side."""
        first = np.ascontiguousarray(bits[:, : self._head // 2])
        if self.width == 256:
            bytes_ = first.view(np.uint8)
            nibbles = np.stack([bytes_ & 15, bytes_ >> 4], axis=2).reshape(len(first), -1)
            return nibbles if width == 1 else _side_by_side(nibbles, 32)
        return _side_by_side(first.view("<u4"), 16) if width == 512 else first

    def _in_numba(self, a: Block, b: Block) -> npt.NDArray[np.uint32]:
        from dotline.matching.kernel import jit  # noqa: PLC0415 - compiles when it is loaded

        return jit.dice(a.bits, b.bits, self.dice, self._head // 2, _ROOM)

    def _in_numpy(self, a: Block, b: Block) -> npt.NDArray[np.uint32]:
        """Bits as numbers: whole numbers below 1024 are exact in a product of matrices of 32-bit floats."""
        parts = [np.empty((0, 3), np.uint32)]
        ones, others = (
            [slice(at, at + _PIECE) for at in range(0, len(side), _PIECE)] for side in (a, b)
        )
        for other in others:
            there = _as_numbers(b.bits[other]).T
            for one in ones:
                shared = (_as_numbers(a.bits[one]) @ there).astype(np.int64)
                weights = np.add.outer(
                    a.weights[one].astype(np.int64), b.weights[other].astype(np.int64)
                )
                x, y = np.nonzero(2 * SCALE * shared >= self.dice * weights)
                told = (x + one.start, y + other.start, shared[x, y])
                parts.append(np.stack(told, axis=1).astype(np.uint32))
        return np.concatenate(parts)


def _rest(bits: Words, head: int) -> npt.NDArray[np.int64]:
    """How many bits are set after the first words."""
    told: npt.NDArray[np.int64] = np.bitwise_count(bits[:, head // 2 :]).sum(1, dtype=np.int64)
    return told


def _as_numbers(bits: Words) -> npt.NDArray[np.float32]:
    told: npt.NDArray[np.float32] = np.unpackbits(bits.view(np.uint8), axis=1).astype(np.float32)
    return told


def _side_by_side(rows: npt.NDArray[Any], lanes: int) -> npt.NDArray[Any]:
    return np.ascontiguousarray(rows.reshape(-1, lanes, rows.shape[1]).transpose(0, 2, 1))


def _filled(told: Block, to: int) -> Block:
    """With empty places behind, up to whole tiles; they weigh as much as the last."""
    more = -len(told) % to
    if not more:
        return told
    bits = np.concatenate([told.bits, np.zeros((more, WORDS), np.uint64)])
    weights = np.concatenate([told.weights, np.repeat(told.weights[-1:], more)])
    return Block(bits, weights, np.arange(len(bits)))


Part = Callable[[], Words]
"""Reads some encodings of a file when it is called."""


def pairs(
    a: Sequence[tuple[int, Part]],
    b: Sequence[tuple[int, Part]],
    dice: float,
    told: Callable[[], object],
) -> Iterator[Rows]:
    """Every pair of two files in parts, each with the place of its first row; `told` after each pair of parts.

    As many parts of B as there are processors are held at once, and one of A. Raises Invalid, also where more pairs
    are alike than is any finding.
    """
    number = 0
    for found in ahead(_task, _tasks(a, b, dice)):
        told()
        number += len(found)
        if number > MOST:
            raise _too_many()
        yield found


def _tasks(
    a: Sequence[tuple[int, Part]], b: Sequence[tuple[int, Part]], dice: float
) -> Iterator[tuple[Search, Block, int, Part]]:
    search = None
    for first, part in a:
        held = block(part(), first)
        for at, there in b:
            search = search or Search(dice, head=head_of(held, block(there()), dice))
            yield search, held, at, there


def _task(on: tuple[Search, Block, int, Part]) -> Rows:
    search, held, first, part = on
    return search.pairs(held, block(part(), first))


def _too_many() -> Invalid:
    return Invalid(
        "More than {most} pairs are so alike: that is no finding.",
        "Ask for a higher Dice coefficient.",
        most=MOST,
    )
