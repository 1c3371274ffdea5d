"""Comparing: every kernel finds the pairs and the points of the definition, whatever the chunks; blocks are capped."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.gates.encode import ROW
from dotline.matching import comparing, kernel, scores
from dotline.matching.comparing import Tally
from dotline.matching.tokens import FIELDS

KERNELS = ("c", "numpy") if kernel.library() else ("numpy",)
Pair = tuple[bytes, bytes, int, int]


def model(seed: int, floor: int) -> scores.Model:
    random = np.random.default_rng(seed)

    def drawn(*size: int) -> scores.Whole:
        return random.integers(-900, 900, size, dtype=np.int32)

    fields, pairs = len(FIELDS), len(scores.PAIRS)
    return scores.Model(
        "test", (24, 29, 34, 39, 44, 48), drawn(fields, 8), drawn(pairs, 8, 8), drawn(8), drawn(12), -70, floor
    )  # fmt: skip


def rows(seed: int, number: int, tokens: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    made = np.zeros(number, ROW)
    told = np.sort(random.integers(0, tokens, number))
    made["token"] = np.frombuffer(b"".join(int(one).to_bytes(16, "big") for one in told), "V16")
    made["pseudonym"] = np.frombuffer(random.bytes(8 * number), "V8")
    words = np.random.default_rng(3).integers(0, 2**64, (4, len(FIELDS), 2), dtype=np.uint64)
    words[0] = 0
    drawn = random.integers(0, 4, (number, len(FIELDS)))
    made["filters"] = words[drawn, np.arange(len(FIELDS))]
    made["tags"] = drawn // 2 + (drawn == 1) * (random.integers(0, 2, (number, 1)) * 7 + 1)
    return made


def brute(a: np.ndarray, b: np.ndarray | None, by: scores.Model) -> list[Pair]:
    """The definition: every pair of rows of one token, its levels, and each weight once."""
    found = []
    there = a if b is None else b
    every = range(len(a))
    both = combinations(every, 2) if b is None else product(every, range(len(b)))
    sizes = [Counter(row["token"].tobytes() for row in side) for side in (a, there)]
    for i, j in both:
        token = a[i]["token"].tobytes()
        if token != there[j]["token"].tobytes():
            continue
        told = []
        for field in range(len(FIELDS)):
            one, two = (
                int(side["filters"][field][0]) | int(side["filters"][field][1]) << 64
                for side in (a[i], there[j])
            )
            tags = {int(side["tags"][field]) for side in (a[i], there[j])}
            given = len(tags) == 1 and tags != {0}
            told.append(1 + sum((one & two).bit_count() >= cut for cut in by.cuts) if given else 0)
        rare = min((sizes[0][token] * sizes[1][token]).bit_length() - 1, 7)
        points = by.base + int(by.rarity[rare])
        points += sum(int(by.single[at][level]) for at, level in enumerate(told))
        points += sum(int(by.pair[n][told[x]][told[y]]) for n, (x, y) in enumerate(scores.PAIRS))
        if points >= by.floor:
            levels = sum(level << 3 * at for at, level in enumerate(told)) | rare << 24
            found.append(
                (a[i]["pseudonym"].tobytes(), there[j]["pseudonym"].tobytes(), points, levels)
            )
    return sorted(found)


def chunks(made: np.ndarray, size: int) -> Iterator[np.ndarray]:
    return (made[at : at + size] for at in range(0, len(made), size))


def compared(
    a: np.ndarray, b: np.ndarray | None, by: scores.Model, size: int = 65_536
) -> tuple[list[Pair], Tally]:
    tally = Tally()
    parts = comparing.compare(chunks(a, size), None if b is None else chunks(b, size), by, tally)
    return sorted(
        (one["one"].tobytes(), one["two"].tobytes(), int(one["points"]), int(one["levels"]))
        for part in parts
        for one in part
    ), tally


@pytest.mark.parametrize("kind", KERNELS)
@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 999), st.integers(0, 40), st.integers(0, 40), st.integers(1, 30), st.integers(1, 9),
    st.sampled_from((-100_000, 0, 3_000)), st.booleans(),
)  # fmt: skip
def test_every_kernel_finds_the_pairs_and_points_of_the_definition(
    kind: str, seed: int, first: int, second: int, tokens: int, size: int, floor: int, alone: bool
) -> None:
    a, b = rows(seed, first, tokens), None if alone else rows(seed + 1, second, tokens)
    by = model(seed, floor)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOTLINE_KERNEL", kind)
        found, tally = compared(a, b, by, size)
    assert found == brute(a, b, by)
    if floor < -50_000:
        assert tally.compared == len(found)


@pytest.mark.parametrize("kind", KERNELS)
@pytest.mark.parametrize("size", [7, 100, 65_536])
def test_a_token_that_too_many_share_is_counted_and_left_out_in_bounded_memory(
    kind: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOTLINE_KERNEL", kind)
    crowd, few = rows(1, 1000, 1), rows(2, 30, 12)
    crowd["token"] = np.frombuffer((5).to_bytes(16, "big"), "V16")
    before = few[[one["token"].tobytes()[-1] < 5 for one in few]]
    after = few[[one["token"].tobytes()[-1] > 5 for one in few]]
    whole, by = np.concatenate([before, crowd, after]), model(4, -100_000)
    found, tally = compared(whole, few, by, size)
    in_five = sum(one["token"].tobytes()[-1] == 5 for one in few)
    assert tally.crowded == (1000 + in_five if in_five else tally.crowded)
    assert found == brute(np.concatenate([before, after]), few, by)
    alone, left = compared(whole, None, by, size)
    assert left.crowded == 1000
    assert alone == brute(np.concatenate([before, after]), None, by)


@pytest.mark.parametrize("kind", KERNELS)
def test_rows_out_of_order_are_refused(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOTLINE_KERNEL", kind)
    made = rows(1, 20, 9)
    with pytest.raises(Invalid):
        compared(made[::-1].copy(), rows(2, 20, 9), model(1, 0))


def test_a_waterfall_adds_up_to_the_points_of_its_pair() -> None:
    by, made = scores.shipped(), rows(8, 60, 12)
    found, _tally = compared(made, None, scores.read(_open(by)))
    for _one, _two, points, levels in found:
        steps = scores.waterfall(by, levels, 3)
        assert sum(step.points for step in steps) == points + int(by.count(np.array([3]))[0])


def _open(by: scores.Model) -> dict[str, object]:
    return {
        "name": by.name, "cuts": by.cuts, "base": by.base, "floor": -(10**9),
        "single": {name: by.single[at].tolist() for at, name in enumerate(FIELDS)},
        "pair": {f"{FIELDS[a]}+{FIELDS[b]}": by.pair[n].tolist() for n, (a, b) in enumerate(scores.PAIRS)},
        "rarity": by.rarity.tolist(), "shared": by.shared.tolist(),
    }  # fmt: skip
