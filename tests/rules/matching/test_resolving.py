"""Resolving: probabilities follow the share of the file, one to one is one to one, and points decide."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.matching import kernel, resolving, scores

MODEL = scores.shipped()
rows = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(MODEL.floor, 25_000)), max_size=40
)


def resolved(told: list[tuple[int, int, int]], compared: int = 0) -> resolving.Linked:
    one, two, points = (np.array(column, np.int64) for column in zip(*told, strict=True))
    return resolving.resolve(one, two, points, MODEL, compared or len(told))


@given(rows)
def test_each_pair_stands_once_with_its_middle_row_and_what_it_shares(
    told: list[tuple[int, int, int]],
) -> None:
    if not told:
        assert len(resolving.resolve(*(np.empty(0, np.int64) for _ in range(3)), MODEL, 9)) == 0
        return
    linked = resolved(told)
    pairs = {(one, two) for one, two, _points in told}
    assert set(zip(linked.one.tolist(), linked.two.tolist(), strict=True)) == pairs
    for one, two, points, shared in zip(
        linked.one, linked.two, linked.points, linked.shared, strict=True
    ):
        mine = sorted((row[2] for row in told if row[:2] == (one, two)), reverse=True)
        assert shared == len(mine)
        assert points == mine[len(mine) // 2] + int(MODEL.count(np.array([len(mine)]))[0])
    order = np.argsort(linked.points, kind="stable")
    assert (np.diff(linked.probability[order]) >= 0).all()


@given(rows)
def test_one_to_one_takes_the_surest_and_no_record_twice(told: list[tuple[int, int, int]]) -> None:
    if not told:
        return
    linked = resolved(told)
    alone = resolving.one_to_one(linked)
    assert len(set(alone.one.tolist())) == len(alone) == len(set(alone.two.tolist()))
    assert linked.points.max() in alone.points
    for one, two, points in zip(linked.one, linked.two, linked.points, strict=True):
        taken = (alone.one == one) | (alone.two == two)
        assert alone.points[taken].max() >= points


def test_pairs_without_rivals_are_surer_and_keep_their_order() -> None:
    random = np.random.default_rng(1)
    own, other = random.normal(6_000, 3_000, 500), random.normal(-4_000, 2_000, 4_500)
    points = np.concatenate([own, other]).astype(np.int64)
    two = np.concatenate([np.arange(500), random.integers(0, 500, 4_500)])
    one = np.concatenate([np.arange(500), random.integers(0, 500, 4_500)])
    linked = resolving.resolve(one, two, points, MODEL, len(points))
    before = resolving.one_to_one(linked)
    after = resolving.without_rivals(before, MODEL)
    assert after.prior > before.prior
    assert (after.probability > before.probability).all()
    assert (np.argsort(after.probability) == np.argsort(before.probability)).all()
    none = before.only(np.zeros(len(before), bool))
    assert len(resolving.without_rivals(none, MODEL)) == 0


@pytest.mark.skipif(kernel.library() is None, reason="no C compiler")
@given(
    st.lists(
        st.tuples(st.integers(-1, 70), st.integers(-1, 70), st.integers(-9_000, -8_990)), max_size=200
    ),
    st.booleans(),
)  # fmt: skip
def test_every_kernel_makes_the_same_pairs_of_records(
    told: list[tuple[int, int, int]], alone: bool
) -> None:
    one, two, points = np.array(told, np.int64).reshape(-1, 3).T
    found = []
    for kind in ("c", "numpy"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DOTLINE_KERNEL", kind)
            linked = resolving.resolve(one, two, points, MODEL, len(told) + 9, alone=alone)
            found.append((linked, resolving.one_to_one(linked)))
    for ours, theirs in zip(*found, strict=True):
        for name in ("one", "two", "points", "shared", "middle", "probability"):
            assert getattr(ours, name).tolist() == getattr(theirs, name).tolist(), name
        assert ours.prior == theirs.prior
    whole = found[0][0]
    assert (whole.one >= 0).all()
    assert (whole.two >= 0).all()
    assert (whole.one < whole.two).all() or not alone
    assert points[whole.middle].tolist() == (whole.points - MODEL.count(whole.shared)).tolist()


def test_the_same_points_mean_less_where_few_are_one_person() -> None:
    random = np.random.default_rng(1)
    sure, other = random.normal(9_000, 2_500, 60), random.normal(-9_000, 2_500, 5_000)
    points = np.concatenate([sure, other]).astype(np.int64)
    few = resolving.share(points, 0, MODEL)
    many = resolving.share(points[:120], 0, MODEL)
    assert 0.008 < few < 0.016
    assert 0.4 < many < 0.6
    same = np.array([3_000])
    assert resolving.probability(same, few)[0] < 0.5 < resolving.probability(same, many)[0]
    nobody = resolving.share(points[60:], 100_000, MODEL)
    assert nobody < 1e-4
    assert (resolving.probability(points[60:], nobody) < resolving.MATCH).all()


def test_the_shipped_model_knows_a_household_from_a_person() -> None:
    level = {
        "given": 7,
        "middle": 7,
        "family": 7,
        "birth": 7,
        "phone": 7,
        "area": 7,
        "street": 7,
        "sex": 7,
    }

    def points(**other: int) -> int:
        told = {**level, **other}
        packed = sum(told[name] << 3 * at for at, name in enumerate(scores.FIELDS))
        steps = scores.waterfall(MODEL, packed, 4)
        return sum(step.points for step in steps)

    assert points() > 5 * scores.UNIT
    assert points(given=1, birth=1, middle=1, sex=1) < -3 * scores.UNIT
    assert points(phone=0, street=0, area=1, middle=0) > 3 * scores.UNIT
