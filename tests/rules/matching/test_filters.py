"""Filters: the compiled kernel and NumPy give the same bits, of one weight, comparable under one salt alone."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.matching import filters, kernel

FIELDS = 3
KERNELS = [
    *(["c"] if kernel.library() else []),
    *(["numba"] if kernel.has_numba() else []),
    "numpy",
]
grams = st.lists(st.text("abcdefgh_~=0123", min_size=1, max_size=7), max_size=24, unique=True)
records = st.lists(st.lists(grams, min_size=FIELDS, max_size=FIELDS), min_size=1, max_size=6)
salts = st.lists(st.tuples(*[st.integers(0, 2**64 - 1)] * 2), min_size=1, max_size=20)


def brute(pieces: Sequence[int], k0: int, k1: int, field: int) -> int:
    """The definition, bit by bit."""

    def sip(message: int) -> int:
        first, second = (np.array([one], np.uint64) for one in (k0, k1))
        return int(filters.siphash(first, second, np.uint64(message))[0])

    if not pieces:
        return 0
    sequence = [
        (hash_ >> 7 * at) & 127
        for hash_ in sorted(map(sip, pieces))
        for at in range(filters.PER_PIECE)
    ]
    for pad in range(filters.PADS):
        told = sip(7 << 56 | 1 << 31 | field << 8 | pad)
        sequence += [(told >> 7 * at) & 127 for at in range(filters.PER_PAD)]
    chosen = list(dict.fromkeys(sequence))[: filters.WEIGHT]
    return sum(1 << at for at in chosen)


@settings(max_examples=40)
@given(records, salts)
def test_every_kernel_gives_the_bits_of_the_definition(
    told: list[list[list[str]]], keys: list[tuple[int, int]]
) -> None:
    pieces = filters.pieces(told, FIELDS)
    rows = np.array([at % len(told) for at in range(len(keys))], np.uint32)
    words = np.array(keys, np.uint64)
    in_numpy = filters._in_numpy(rows, words, pieces)
    for kind in KERNELS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DOTLINE_KERNEL", kind)
            assert (filters.filters(rows, words, pieces) == in_numpy).all(), kind
    for at, (k0, k1) in enumerate(keys[:3]):
        for field in range(FIELDS):
            first, last = pieces.starts[int(rows[at]) * FIELDS + field :][:2]
            low, high = (int(one) for one in in_numpy[at, field])
            codes = [int(one) for one in pieces.codes[first:last]]
            assert high << 64 | low == brute(codes, k0, k1, field)


@settings(max_examples=40)
@given(salts, st.randoms(use_true_random=False))
def test_every_kernel_gives_the_tags_of_the_definition(
    keys: list[tuple[int, int]], random: Random
) -> None:
    """A byte of the hash for each field that is given, never zero; rows lie in an order of their own."""
    row = np.dtype([("filters", "<u8", (8, 2)), ("tags", "u1", (8,))])
    places = random.sample(range(len(keys)), len(keys))
    words, where = np.array(keys, np.uint64), np.array(places, np.uint32)
    given_ = [[random.random() < 0.5 for _field in range(8)] for _key in keys]
    out = np.zeros(len(keys), row)
    for at, place in enumerate(where):
        out["filters"][place, :, random.randrange(2)] = given_[at]
    for kind in KERNELS:
        out["tags"] = 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DOTLINE_KERNEL", kind)
            filters.tag(out["tags"], out["filters"], words, where)
        for at, place in enumerate(where):
            said = int(
                filters.siphash(words[at : at + 1, 0], words[at : at + 1, 1], filters.TAGS)[0]
            )
            each = [max(said >> 8 * field & 255, 1) for field in range(8)]
            expected = [one if there else 0 for one, there in zip(each, given_[at], strict=True)]
            assert out["tags"][place].tolist() == expected, kind


def test_siphash_is_that_of_its_paper() -> None:
    low, high = (np.array([one], np.uint64) for one in (0x0706050403020100, 0x0F0E0D0C0B0A0908))
    found = filters.siphash(low, high, np.uint64(7 << 56 | 0x06050403020100))
    assert int(found[0]) == 0xAB0200F58B01D137


def test_every_filter_weighs_the_same_and_names_compare_under_one_salt_only() -> None:
    told = filters.pieces(
        [[["_t", "tr", "re"], ["_x"], []], [["_t", "tr", "rx"], ["_x"], []]], FIELDS
    )
    rows = np.array([0, 1, 1], np.uint32)
    same, other = (11, 12), (13, 14)
    found = filters.filters(rows, np.array([same, same, other], np.uint64), told)
    weight = np.bitwise_count(found).sum(axis=2)
    assert (weight[:, :2] == filters.WEIGHT).all()
    assert (weight[:, 2] == 0).all()
    shared = np.bitwise_count(found[0] & found[1]).sum(axis=1)
    by_chance = np.bitwise_count(found[0] & found[2]).sum(axis=1)
    assert shared[1] == filters.WEIGHT
    assert shared[0] > by_chance[0] + 10


def test_a_kernel_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOTLINE_KERNEL", "fortran")
    with pytest.raises(Invalid):
        kernel.chosen()
    monkeypatch.setenv("DOTLINE_KERNEL", "numpy")
    assert kernel.chosen() is None
