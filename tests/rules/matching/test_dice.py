"""Exact Dice search: every kernel finds every pair of the definition and no other, whatever it looks at first."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.matching import dice, kernel, sweeps

HAS_C = kernel.library() is not None
WAYS = [("numpy", 0), ("numba", 0), *[("c", width) for width in (512, 256, 64) if HAS_C]]


def encodings(seed: int, number: int, fill: float, of: np.ndarray | None = None) -> np.ndarray:
    """Encodings by chance; every second one is one of `of`, with some bits turned."""
    random = np.random.default_rng(seed)
    bits = random.random((number, sweeps.BITS)) < random.uniform(0, 2 * fill, (number, 1))
    made = np.packbits(bits, axis=1).view("<u8")
    if of is not None and len(of):
        some = of[random.integers(0, len(of), number)]
        turned = random.random((number, sweeps.BITS)) < random.uniform(0, 0.2, (number, 1))
        near = some ^ np.packbits(turned, axis=1).view("<u8")
        made[::2] = near[::2]
    if number > 3:
        made[3] = 0  # an encoding of nothing is like nobody
    return made


def brute(a: np.ndarray, b: np.ndarray, least: float) -> set[tuple[int, int, int]]:
    """The definition, in whole numbers."""
    found = set()
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            shared = int(np.bitwise_count(one & other).sum())
            weight = int(np.bitwise_count(one).sum() + np.bitwise_count(other).sum())
            if shared and 2 * shared * dice.SCALE >= round(least * dice.SCALE) * weight:
                found.add((i, j, shared))
    return found


def found_by(
    way: str, width: int, head: int, least: float, a: np.ndarray, b: np.ndarray
) -> set[tuple[int, int, int]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(kernel.CHOICE, way)
        told = dice.Search(least, head=head, width=width).pairs(dice.block(a), dice.block(b))
    rows = [(int(one), int(two), int(shared)) for one, two, shared in told.tolist()]
    assert len(set(rows)) == len(rows)
    return set(rows)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    sizes=st.tuples(st.integers(0, 90), st.integers(0, 150)),
    fill=st.sampled_from([0.02, 0.15, 0.4, 0.5]),
    least=st.sampled_from([0.5, 0.6667, 0.8, 0.95, 1.0]),
    head=st.sampled_from(dice.HEADS),
)
def test_every_kernel_finds_every_pair_that_is_alike_enough_and_no_other(
    seed: int, sizes: tuple[int, int], fill: float, least: float, head: int
) -> None:
    a = encodings(seed, sizes[0], fill)
    b = encodings(seed + 1, sizes[1], fill, of=a)
    wanted = brute(a, b, least)
    for way, width in WAYS:
        assert found_by(way, width, head, least, a, b) == wanted, (way, width)


def parts(bits: np.ndarray, size: int) -> list[tuple[int, Callable[[], np.ndarray]]]:
    return [
        (at, partial(bits.__getitem__, slice(at, at + size))) for at in range(0, len(bits), size)
    ]


def test_two_files_in_parts_are_searched_as_whole_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    a = encodings(1, 300, 0.4)
    b = encodings(2, 400, 0.4, of=a)
    told: list[int] = []
    found = np.concatenate(
        list(dice.pairs(parts(a, 70), parts(b, 130), 0.7, lambda: told.append(1)))
    )
    assert {tuple(row) for row in found.tolist()} == brute(a, b, 0.7)
    assert len(told) == 5 * 4
    assert not list(dice.pairs([], parts(b, 130), 0.7, lambda: None))
    monkeypatch.setattr(dice, "MOST", 3)
    with pytest.raises(Invalid, match="pairs are so alike"):
        list(dice.pairs(parts(a, 70), parts(b, 130), 0.7, lambda: None))
    with pytest.raises(Invalid, match="cannot be asked for"):
        dice.whole_dice(0.3)


def test_pairs_that_fill_the_kernel_s_room_are_all_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dice, "_ROOM", 1 << 12)
    bits = np.repeat(encodings(5, 3, 0.4), 70, axis=0)
    for way, width in WAYS:
        assert len(found_by(way, width, 14, 1.0, bits, bits)) == 3 * 70 * 70
