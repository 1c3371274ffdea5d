"""Protect: whatever is counted, no small count can be found out, and the tables stay true."""

import itertools
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dotline.base.errors import Invalid, Refused
from dotline.gates.protect import (
    CellKey,
    ClosedSet,
    CountingRow,
    Protected,
    Rule,
    TableSpec,
    Tally,
    attack,
    count,
    leaves_of_time,
    narrowest,
    protect,
)

SIZES = {"ON": 16_000, "QC": 9_000, "BC": 5_700, "NU": 40}
QUARTERS = leaves_of_time("2025")
FORMS = ("sex", "labour", "other")
KEY = b"operator"

PLAIN = TableSpec("cases", "cases")
BY_FORM = TableSpec("cases_by_form", "cases", ("year",), ("country",), "form", FORMS)
CLOSED = ClosedSet((PLAIN, BY_FORM), SIZES)
RULE = Rule()

counts_of_a_year = st.lists(
    st.integers(0, 12) | st.sampled_from([0, 0, 1, 2, 30, 60]), min_size=16, max_size=16
)


def rows_from(numbers: list[int], *, forms: int = 1, measure: str = "cases") -> list[CountingRow]:
    """So many units per (quarter, place), forms dealt out in turn."""
    rows = []
    for (quarter, place), n in zip(itertools.product(QUARTERS, SIZES), numbers, strict=True):
        for i in range(n):
            dims = {"quarter": quarter, "province": place, "form": FORMS[(i * forms) % 3]}
            rows.append(CountingRow(f"{quarter}/{place}/{i}", measure, dims))
    return rows


def try_protect(rows: list[CountingRow], closed: ClosedSet = CLOSED) -> Protected | None:
    """The release, or None where it was refused: a year so thin that nothing can be hidden behind
    anything.
    """
    try:
        return protect(count(rows, closed, QUARTERS, KEY))
    except Refused:
        return None


@given(counts_of_a_year, st.integers(0, 2))
def test_no_small_count_can_be_found_out_from_all_tables_together(
    numbers: list[int], forms: int
) -> None:
    rows = rows_from(numbers, forms=forms)
    counts = count(rows, CLOSED, QUARTERS, KEY)
    protected = try_protect(rows)
    if protected is None:
        return
    found = {one.key: one for one in attack(CLOSED, protected.values())}
    for key, figure in protected.figures.items():
        true = _true(counts, key)
        if true < RULE.threshold:
            assert figure.value is None, "a small count was printed"
            assert RULE.is_wide(found[key].low, found[key].high)
        if figure.value is None:
            assert found[key].low <= true <= found[key].high, "the attack is wrong"
            assert found[key].width > 0, "a hidden cell can be computed"
        else:
            assert figure.value == true, "a printed number is not the count"


@given(counts_of_a_year)
def test_printed_numbers_add_up(numbers: list[int]) -> None:
    protected = try_protect(rows_from(numbers))
    if protected is None:
        return
    values = protected.values()
    for time in (*QUARTERS, "2025"):
        parts = [values[CellKey("cases", time, place)] for place in SIZES]
        total = values[CellKey("cases", time, "CA")]
        printed = [part for part in parts if part is not None]
        if total is not None:
            assert sum(printed) == total if len(printed) == len(parts) else sum(printed) <= total


@given(counts_of_a_year, st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_and_twice_give_the_same_tables(
    numbers: list[int], chance: random.Random
) -> None:
    rows = rows_from(numbers)
    first = try_protect(rows)
    chance.shuffle(rows)
    again = try_protect(rows + rows[:5])
    assert (first is None) == (again is None)
    if first is not None and again is not None:
        assert again.values() == first.values()
        assert again.digest == first.digest


SMALL_SET = ClosedSet(
    (TableSpec("calls", "calls", ("quarter", "period"), ("province", "country")),),
    {"NU": 1, "PE": 4, "QC": 50},
)
PLACES = ("NU", "PE", "QC")
TWO = leaves_of_time("2025-Q1..2025-Q2")


@given(st.lists(st.integers(0, 7), min_size=6, max_size=6))
def test_brute_force_over_every_table_finds_what_the_attack_finds(numbers: list[int]) -> None:
    """Two quarters, three places: all tables that fit the printed numbers, one by one."""
    rows = [
        CountingRow(f"{quarter}{place}{i}", "calls", {"quarter": quarter, "province": place})
        for (quarter, place), n in zip(itertools.product(TWO, PLACES), numbers, strict=True)
        for i in range(n)
    ]
    try:
        values = protect(count(rows, SMALL_SET, TWO, KEY)).values()
    except Refused:
        return
    assume(all(values[CellKey("calls", time, "CA")] is not None for time in TWO))
    fits = _all_tables(values)
    assert fits
    for one in attack(SMALL_SET, values):
        seen = [table[one.key.time][("CA", *PLACES).index(one.key.place)] for table in fits]
        assert (one.low, one.high) == (min(seen), max(seen))


def _all_tables(values: dict[CellKey, int | None]) -> list[dict[str, tuple[int, ...]]]:
    """Every table (total first) that agrees with the printed numbers of both quarters and the
    period.
    """

    def fits(time: str, row: tuple[int, ...]) -> bool:
        printed = [values[CellKey("calls", time, place)] for place in ("CA", *PLACES)]
        return all(want is None or want == is_ for want, is_ in zip(printed, row, strict=True))

    rows = {
        time: [
            (total, *row)
            for row in itertools.product(range(total + 1), repeat=3)
            if fits(time, (sum(row), *row))
        ]
        for time in TWO
        if (total := values[CellKey("calls", time, "CA")]) is not None
    }
    both = "2025-Q1..2025-Q2"
    return [
        {TWO[0]: first, TWO[1]: second, both: sums}
        for first, second in itertools.product(rows[TWO[0]], rows[TWO[1]])
        if fits(both, sums := tuple(a + b for a, b in zip(first, second, strict=True)))
    ]


def test_one_small_place_takes_others_with_it_and_never_only_itself() -> None:
    numbers = [40, 30, 20, 2] * 4
    protected = protect(count(rows_from(numbers), CLOSED, QUARTERS, KEY))
    for quarter in QUARTERS:
        hidden = [p for p in SIZES if protected.figures[CellKey("cases", quarter, p)].value is None]
        assert "NU" in hidden
        assert len(hidden) != 1 or protected.figures[CellKey("cases", quarter, "CA")].value is None


def test_primary_suppression_alone_is_what_the_attack_breaks() -> None:
    """The reason for the rest: hide the small cells only, and each comes back exactly."""
    numbers = [40, 30, 20, 2] * 4
    counts = count(rows_from(numbers), CLOSED, QUARTERS, KEY)
    honest = protect(counts).values()
    naive = {key: true if (true := _true(counts, key)) >= 5 else None for key in honest}
    assert narrowest(attack(CLOSED, naive)).width == 0  # type: ignore[union-attr]
    assert narrowest(attack(CLOSED, honest)).width >= 1  # type: ignore[union-attr]


def test_nobody_can_tell_a_small_cell_from_one_hidden_for_its_sake() -> None:
    figure = protect(count(rows_from([40, 30, 20, 2] * 4), CLOSED, QUARTERS, KEY)).figures
    hidden = [one for one in figure.values() if one.value is None]
    assert {one.known_zero for one in hidden} == {False}
    assert set(vars(hidden[0])) == {"key", "value", "known_zero"}


def test_zero_is_printed_only_where_everybody_knows_it() -> None:
    numbers = [40, 30, 20, 0] * 4
    unknown = protect(count(rows_from(numbers), CLOSED, QUARTERS, KEY))
    assert unknown.figures[CellKey("cases", "2025-Q1", "NU")].value is None
    known = ClosedSet((PLAIN, BY_FORM), SIZES, known_zero={("cases", "NU"): "2026-Q1"})
    printed = protect(count(rows_from(numbers), known, QUARTERS, KEY))
    cell = printed.figures[CellKey("cases", "2025-Q1", "NU")]
    assert (cell.value, cell.known_zero) == (0, True)


def test_a_count_that_few_units_make_up_is_hidden_however_great() -> None:
    rows = rows_from([40, 30, 20, 10] * 4)
    rows += [
        CountingRow("one", "cases", {"quarter": "2025-Q1", "province": "NU", "form": "sex"}, 5)
    ]
    few = [row for row in rows if "NU" not in row.dims["province"] or row.unit == "one"]
    protected = protect(count(few, CLOSED, QUARTERS, KEY))
    assert protected.figures[CellKey("cases", "2025-Q1", "NU")].value is None


def test_categories_that_overlap_are_attacked_with_what_overlap_allows() -> None:
    needs = ("shelter", "legal", "other")
    closed = ClosedSet(
        (
            TableSpec("unmet", "unmet_needs"),
            TableSpec("by_need", "unmet_needs", ("year",), ("country",), "need", needs, True),
        ),
        SIZES,
    )
    rows = []
    for row in rows_from([20, 12, 9, 7] * 4, measure="unmet_needs"):
        rows.append(CountingRow(row.unit, row.measure, {**row.dims, "need": "shelter"}))
        if row.unit.endswith("/0"):
            rows.append(CountingRow(row.unit, row.measure, {**row.dims, "need": "legal"}))
    rows.append(
        CountingRow(
            "lone", "unmet_needs", {"quarter": "2025-Q1", "province": "ON", "need": "unlisted"}
        )
    )
    protected = protect(count(rows, closed, QUARTERS, KEY))
    values = protected.values()
    assert values[CellKey("unmet_needs", "2025", "CA", "need=legal")] == 16
    assert values[CellKey("unmet_needs", "2025", "CA", "need=other")] is None
    interval = {one.key: one for one in attack(closed, values)}
    other = interval[CellKey("unmet_needs", "2025", "CA", "need=other")]
    assert RULE.is_wide(other.low, other.high)


def test_marks_split_a_measure_and_the_rest_is_protected_like_any_count() -> None:
    closed = ClosedSet(
        (
            TableSpec("sent", "sent"),
            TableSpec(
                "in_time",
                "sent",
                ("quarter",),
                ("country",),
                "answer",
                ("in_time", "late"),
                marks="answered",
            ),
        ),
        SIZES,
    )
    sent = rows_from([20, 15, 10, 6] * 4, measure="sent")
    late = {"2025-Q1/ON/0", "2025-Q1/ON/1"}
    answered = [CountingRow(r.unit, "answered", r.dims) for r in sent if r.unit not in late]
    values = protect(count(sent + answered, closed, QUARTERS, KEY)).values()
    assert values[CellKey("sent", "2025-Q1", "CA", "answer=late")] is None
    both = (
        values[CellKey("sent", "2025-Q1", "CA")],
        values[CellKey("sent", "2025-Q1", "CA", "answer=in_time")],
    )
    assert None in both, "sent minus in time would be the late ones"


def test_the_digest_says_nothing_without_the_key() -> None:
    rows = rows_from([9] * 16)
    digests = {count(rows, CLOSED, QUARTERS, key).digest for key in (b"a", b"b")}
    assert len(digests) == 2
    assert count(rows[1:], CLOSED, QUARTERS, b"a").digest not in digests


@pytest.mark.parametrize(
    "dims",
    [
        {"province": "ON"},
        {"quarter": "2025-Q1", "province": "Atlantis"},
    ],
)
def test_a_row_that_cannot_be_placed_is_refused_without_naming_its_unit(
    dims: dict[str, str],
) -> None:
    tally = Tally(CLOSED, QUARTERS, KEY)
    with pytest.raises(Invalid) as refusal:
        tally.add(CountingRow("unit-7", "cases", dims))
    assert "unit-7" not in str(refusal.value)


def test_a_row_in_two_categories_that_must_not_overlap_is_refused() -> None:
    rows = [
        CountingRow("u", "cases", {"quarter": "2025-Q1", "province": "ON", "form": form})
        for form in ("sex", "labour")
    ]
    with pytest.raises(Invalid):
        count(rows, CLOSED, QUARTERS, KEY)


@pytest.mark.parametrize(
    "text", ["", "2025-Q5", "25", "2025-Q2..2025-Q1", "2025..2026", "soon", "0000"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        leaves_of_time(text)


def _true(counts: object, key: CellKey) -> int:
    places = CLOSED.leaves_of_place(key.place)
    leaves = [(quarter, place) for quarter in leaves_of_time(key.time) for place in places]
    return counts.of(key.measure, key.part, leaves)[0]  # type: ignore[attr-defined,no-any-return]


PLACES_OF_FOUR = {"NU": 1, "PE": 4, "NB": 9, "QC": 50}


@pytest.mark.parametrize("total", [6, 8])
def test_not_even_who_knows_the_program_finds_a_hidden_number(total: int) -> None:
    """Run the program on every table with this total: each printed answer fits several tables."""
    closed = ClosedSet(
        (TableSpec("calls", "calls", ("quarter",), ("province", "country")),), PLACES_OF_FOUR
    )
    answers: dict[object, list[tuple[int, ...]]] = {}
    for numbers in itertools.product(range(total + 1), repeat=4):
        if sum(numbers) == total:
            rows = [
                CountingRow(f"{place}{i}", "calls", {"quarter": TWO[0], "province": place})
                for place, n in zip(PLACES_OF_FOUR, numbers, strict=True)
                for i in range(n)
            ]
            values = protect(count(rows, closed, TWO[:1], KEY)).values()
            answers.setdefault(tuple(sorted(values.items())), []).append(numbers)
    for answer, tables in answers.items():
        printed = {key.place: value for key, value in answer}  # type: ignore[attr-defined]
        for at, place in enumerate(PLACES_OF_FOUR):
            if printed[place] is None:
                possible = {numbers[at] for numbers in tables}
                assert RULE.is_wide(min(possible), max(possible))
