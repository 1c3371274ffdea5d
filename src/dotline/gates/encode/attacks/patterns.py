"""Pattern mining: bits that are set together belong to one piece of a name, and are known by how often it occurs.

Source: Christen, Vidanage, Ranbaduge and Schnell, Pattern-mining based cryptanalysis of Bloom filters, PAKDD 2018. Bits
that go together are grown to patterns; patterns and pieces are paired by how often each occurs, alone and with the
others; then each encoding is read by its patterns. Pure.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.gates.encode.attacks import Bits, Guesses, graphs

PATTERNS: Final = 200
TOGETHER: Final = 0.55
"""The least correlation of bits of one pattern."""
_KEPT: Final = 0.93  # a bit that takes more of a pattern away is of another one
_PIECES: Final = 3  # so many pieces for each pattern are thought of
_FREQUENCY: Final = 30.0
_NEAREST: Final = 15
_Table = npt.NDArray[Any]


def mined(codes: Bits, people: Bits) -> Guesses:
    """Whom each encoding is taken for; -1 where no pattern is found."""
    held = _patterns(codes)
    if held.shape[1] < 2:
        return np.full(len(codes), -1, np.int64)
    common = np.argsort(-people.sum(0), kind="stable")[: _PIECES * held.shape[1]]
    pieces = people[:, common]
    ours, theirs = _along(held), _along(pieces)
    often = _FREQUENCY * np.abs(held.mean(0)[:, None] - pieces.mean(0)[None])
    nearest = min(_NEAREST, len(ours), len(theirs))
    spread = graphs.apart(*(-np.sort(-side, 1)[:, :nearest] for side in (ours, theirs)))
    read = graphs.paired(ours, theirs, often**2, spread)
    known = read >= 0
    rate = pieces.mean(0)
    weight = 1 / np.sqrt(rate * (1 - rate) + 1e-3)
    seen = (held - held.mean(0))[:, known]
    told = ((pieces - rate) * weight)[:, read[known]]
    told /= np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-9)
    guesses: Guesses = (seen @ told.T).argmax(1).astype(np.int64)
    return guesses


def _patterns(codes: Bits) -> Bits:
    """For each encoding which patterns it has: all their bits are set."""
    live = codes[:, codes.std(0) > 0]
    along = _along(live)
    left, found = along.copy(), list[_Table]()
    while left.size and len(found) < PATTERNS:
        one, other = np.unravel_index(int(left.argmax()), left.shape)
        if left[one, other] < TOGETHER:
            break
        bits, both = [one, other], live[:, one] * live[:, other]
        near = np.minimum(along[one], along[other]) >= TOGETHER
        for bit in np.flatnonzero(near & left.any(0)):
            all_three = both * live[:, bit]
            if bit not in bits and all_three.sum() >= _KEPT * both.sum():
                bits, both = [*bits, bit], all_three
        left[bits] = 0
        left[:, bits] = 0
        found.append(both)
    return np.stack(found, axis=1) if found else np.zeros((len(codes), 0), np.float32)


def _along(held: Bits) -> _Table:
    """How each column goes along with every other: correlation, nothing with itself."""
    each = (held - held.mean(0)) / np.maximum(held.std(0), 1e-3)
    told: _Table = each.T @ each / len(held)
    np.fill_diagonal(told, 0)
    return told
