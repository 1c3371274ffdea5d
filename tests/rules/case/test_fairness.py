"""The audit of screens: intervals that hold, and no small number to be read or reckoned out."""

from hypothesis import given
from hypothesis import strategies as st

from dotline.case.rules import fairness
from dotline.case.rules.fairness import FEWEST, Screened

rows = st.lists(
    st.builds(
        lambda group, positive, later: Screened(
            "raft", "2021", positive, positive and later, {"gender": group}
        ),
        st.sampled_from("abcd"),
        st.booleans(),
        st.booleans(),
    ),
    max_size=90,
)


def many(group: str, hits: int, n: int, right: int = 0) -> list[Screened]:
    return [Screened("raft", "2021", at < hits, at < right, {"gender": group}) for at in range(n)]


@given(rows)
def test_no_small_number_is_shown_or_left_over(screens: list[Screened]) -> None:
    for audit in fairness.audit(screens, ["gender"]):
        total, *groups = audit.lines
        shown = [one for one in audit.lines if one.screened is not None and one.positive]
        for one in shown:
            assert one.screened is not None
            assert one.positive is not None
            hits = round(one.positive.share * one.screened)
            assert min(hits, one.screened - hits) >= FEWEST
            if one.confirmed is not None:
                assert one.confirmed.share * hits >= FEWEST - 1e-9
        hidden = [one for one in groups if one.screened is None]
        if total.screened is None:
            assert len(hidden) == len(groups)
        elif hidden:
            assert len(hidden) > 1
            left = total.screened - sum(one.screened or 0 for one in groups)
            assert left >= 2 * FEWEST


def test_one_small_group_takes_another_with_it() -> None:
    screens = [*many("a", 30, 60), *many("b", 12, 40), *many("c", 1, 8)]
    lines = fairness.audit(screens, ["gender"])[0].lines
    assert [(one.group, one.screened) for one in lines] == [
        ("", 108), ("a", 60), ("b", None), ("c", None),
    ]  # fmt: skip


def test_groups_are_apart_only_when_their_intervals_do_not_touch() -> None:
    far = [*many("a", 80, 100, right=40), *many("b", 20, 100, right=8)]
    total, one, other = fairness.audit(far, ["gender"])[0].lines
    assert fairness.apart(one, other)
    assert not fairness.apart(one, one)
    assert total.confirmed is not None
    assert other.confirmed is not None
    near = [*many("a", 50, 100), *many("b", 45, 100)]
    _total, one, other = fairness.audit(near, ["gender"])[0].lines
    assert not fairness.apart(one, other)
    assert one.confirmed is None  # nobody was determined later: a zero is small too
