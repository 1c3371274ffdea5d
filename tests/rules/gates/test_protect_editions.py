"""Protect over time: no two editions, put side by side, tell more than each alone may."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Refused
from dotline.gates.protect import (
    CellKey,
    ClosedSet,
    CountingRow,
    Counts,
    Edition,
    Protected,
    Rule,
    TableSpec,
    attack,
    count,
    leaves_of_time,
    protect,
)

SIZES = {"ON": 16_000, "QC": 9_000, "BC": 5_700, "NU": 40}
CLOSED = ClosedSet((TableSpec("calls", "calls"),), SIZES)
RULE = Rule()
YEAR = leaves_of_time("2025")
THREE = YEAR[:3]


def counted(numbers: list[int], quarters: tuple[str, ...] = YEAR) -> Counts:
    """So many calls per (quarter, place)."""
    rows = [
        CountingRow(f"{quarter}{place}{i}", "calls", {"quarter": quarter, "province": place})
        for (quarter, place), n in zip(itertools.product(quarters, SIZES), numbers, strict=False)
        for i in range(n)
    ]
    return count(rows, CLOSED, quarters, b"key")


def edition(protected: Protected) -> Edition:
    """What readers keep of a release."""
    return Edition(protected.quarters, protected.values())


THREE_QUARTERS = [50, 30, 20, 3, 60, 35, 22, 2, 55, 31, 25, 4]
WHOLE_YEAR = [*THREE_QUARTERS, 58, 33, 21, 6]


@given(st.lists(st.integers(0, 9) | st.sampled_from([0, 1, 3, 25, 70]), min_size=16, max_size=16))
def test_a_longer_period_does_not_uncover_what_the_shorter_one_hid(numbers: list[int]) -> None:
    try:
        first = protect(counted(numbers[:12], THREE))
        second = protect(counted(numbers), earlier=[edition(first)])
    except Refused:
        return
    true = counted(numbers)
    for one in attack(CLOSED, second.values(), [first.values()]):
        leaves = [
            (q, p)
            for q in leaves_of_time(one.key.time)
            for p in CLOSED.leaves_of_place(one.key.place)
        ]
        value = true.of("calls", "all", leaves)[0]
        assert one.low <= value <= one.high
        assert one.width > 0
        if value < RULE.threshold:
            assert RULE.is_wide(one.low, one.high)


def test_a_cell_hidden_once_stays_hidden_and_a_printed_one_printed() -> None:
    first = protect(counted(THREE_QUARTERS, THREE))
    second = protect(counted(WHOLE_YEAR), earlier=[edition(first)])
    shared = set(first.figures) & set(second.figures)
    assert len(shared) == 15
    for key in shared:
        assert first.figures[key].value == second.figures[key].value


def test_two_editions_made_blind_to_each_other_are_what_the_attack_breaks() -> None:
    """The reason for looking back: each of the pair is safe alone, and together they are not."""
    numbers = [1, 70, 1, 25, 25, 0, 3, 70, 70, 0, 25, 70, 1, 25, 70, 0]
    first = protect(counted(numbers[:12], THREE))
    blind = protect(counted(numbers))
    careful = protect(counted(numbers), earlier=[edition(first)])
    assert min(one.width for one in attack(CLOSED, blind.values(), [first.values()])) == 0
    assert min(one.width for one in attack(CLOSED, careful.values(), [first.values()])) > 0


@pytest.mark.parametrize("change", [1, -1, 4])
def test_a_correction_that_would_tell_on_few_persons_is_refused(change: int) -> None:
    first = protect(counted(WHOLE_YEAR))
    corrected = [WHOLE_YEAR[0] + change, *WHOLE_YEAR[1:]]
    with pytest.raises(Refused, match="two editions together"):
        protect(counted(corrected), earlier=[edition(first)])


def test_a_correction_inside_the_hidden_cells_is_refused_when_a_total_shows_it() -> None:
    first = protect(counted(WHOLE_YEAR))
    hidden = CellKey("calls", "2025-Q1", "NU")
    assert first.figures[hidden].value is None
    corrected = [*WHOLE_YEAR[:3], WHOLE_YEAR[3] + 1, *WHOLE_YEAR[4:]]
    with pytest.raises(Refused):
        protect(counted(corrected), earlier=[edition(first)])


def test_a_correction_large_enough_to_hide_a_person_in_may_pass() -> None:
    first = protect(counted(WHOLE_YEAR))
    corrected = [WHOLE_YEAR[0] + 9, *WHOLE_YEAR[1:]]
    second = protect(counted(corrected), earlier=[edition(first)])
    assert second.revised
    assert second.figures[CellKey("calls", "2025-Q1", "ON")].value == 59
    hidden = {key for key, figure in first.figures.items() if figure.value is None}
    assert hidden <= {key for key, figure in second.figures.items() if figure.value is None}


def test_new_quarters_alone_are_not_held_up_by_a_correction_of_old_ones() -> None:
    first = protect(counted(THREE_QUARTERS, THREE))
    numbers = [THREE_QUARTERS[0] + 1, *THREE_QUARTERS[1:], 58, 33, 21, 6]
    alone = protect(counted(numbers), YEAR[3:], earlier=[edition(first)])
    assert {key.time for key in alone.figures} == {"2025-Q4"}


def test_counts_that_leave_out_a_linked_edition_are_a_bug_and_say_so() -> None:
    first = protect(counted(WHOLE_YEAR))
    with pytest.raises(ValueError, match="linked"):
        protect(counted(THREE_QUARTERS, THREE), earlier=[edition(first)])


def test_a_category_taken_out_of_the_set_after_publishing_is_refused() -> None:
    forms = TableSpec("by_form", "calls", ("year",), ("country",), "form", ("sex", "other"))
    wide = ClosedSet((*CLOSED.tables, forms), SIZES)
    rows = [CountingRow(str(i), "calls", {"quarter": YEAR[0], "province": "ON"}) for i in range(90)]
    first = protect(count(rows, wide, YEAR, b"key"))
    with pytest.raises(Refused, match="no longer hold"):
        protect(count(rows, CLOSED, YEAR, b"key"), earlier=[edition(first)])
