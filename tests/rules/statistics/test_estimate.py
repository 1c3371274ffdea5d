"""Estimates of a hidden population: published figures come out to the printed digit, and bad ground gives none."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.statistics.estimate import (
    METHODS,
    CaptureTable,
    Remark,
    averaging,
    bootstrapping,
    capture_table,
    estimates,
    fitting,
    selecting,
)
from dotline.statistics.estimate.methods import _chosen
from dotline.statistics.formats.captures import as_data, overlaps, read_captures, said
from tests.rules.statistics import published
from tests.rules.statistics.published import (
    ARTIFICIAL,
    DGA_EXAMPLE,
    KOREA,
    NEW_ORLEANS_2021,
    NEW_ORLEANS_2024,
    NEW_ORLEANS_FIVE_2021,
    NEW_ORLEANS_FIVE_2024,
    WESTERN,
)

MAIN_AND = {
    (): "ok", ("AB",): "does_not_exist", ("AC",): "ok", ("BC",): "ok",
    ("AB", "AC"): "does_not_exist", ("AB", "BC"): "does_not_exist", ("AC", "BC"): "ok",
    ("AB", "AC", "BC"): "not_identifiable",
}  # fmt: skip


def terms(table: CaptureTable, *pairs: str) -> fitting.Terms:
    joined = {sum(1 << table.lists.index(one) for one in pair) for pair in pairs}
    return fitting.main_effects(len(table.lists)) | joined


@pytest.mark.parametrize("pairs", MAIN_AND)
def test_whether_an_estimate_exists_is_what_the_paper_of_2021_says(pairs: tuple[str, ...]) -> None:
    assert fitting.verdict(ARTIFICIAL, terms(ARTIFICIAL, *pairs)) == MAIN_AND[pairs]


@pytest.mark.parametrize(
    ("table", "printed", "model"),
    [
        (NEW_ORLEANS_2021, "1183.69", "D:E"),
        (NEW_ORLEANS_FIVE_2021, "1034.15", None),
        (NEW_ORLEANS_2024, "1110.4881", None),
        (NEW_ORLEANS_FIVE_2024, "981.4314", None),
        (WESTERN, "2483.3839", "A:E"),
        (KOREA, "268.7778", "B:C"),
    ],
)
def test_stepwise_gives_the_published_figure(
    table: CaptureTable, printed: str, model: str | None
) -> None:
    found = selecting.stepwise(table)
    assert f"{found.total:.{len(printed.partition('.')[2])}f}" == printed
    assert model is None or table.name(found.terms) == model


def test_main_effects_and_every_model_of_korea_give_the_published_figures() -> None:
    assert f"{selecting.main(NEW_ORLEANS_2021).total:.2f}" == "996.66"
    by_model = {KOREA.name(one.terms): one for one in selecting.ranked(KOREA)}
    assert f"{by_model['B:C'].total:.4f} {by_model['B:C'].bic:.4f}" == "268.7778 58.9686"
    both = by_model["B:C, C:D"]
    assert f"{both.total:.5f} {both.bic:.5f}" == "157.16667 57.14081"


@pytest.mark.parametrize(
    ("table", "method", "printed"),
    [
        (KOREA, "main", -0.001934882),
        (KOREA, "bic", -0.008783628),
        (WESTERN, "stepwise", -0.09501026),
        (NEW_ORLEANS_FIVE_2021, "stepwise", -0.05516147),
        (NEW_ORLEANS_2021, "stepwise", -0.02933242),
    ],
)
def test_the_acceleration_of_the_limits_is_that_of_the_r_package(
    table: CaptureTable, method: str, printed: float
) -> None:
    found = bootstrapping.acceleration(table, _chosen(table, method)[1])
    assert found == pytest.approx(printed, rel=1e-6)


def test_the_readme_of_dga_comes_out_to_the_digit() -> None:
    table = CaptureTable(tuple("abcde"), np.array(DGA_EXAMPLE))
    found = averaging.average(table, 300)
    middle = [found.quantile(level) for level in (0.025, 0.5, 0.975)]
    assert (f"{found.mean:.2f}", middle, found.mode) == ("618.91", [590, 618, 656], 615)
    assert [len(averaging.graphs(lists)) for lists in (2, 3, 4, 5)] == [2, 8, 61, 822]


def test_dga_gives_the_figures_of_the_r_package_with_the_range_it_finds_itself() -> None:
    said = [averaging.average(one).mean for one in (WESTERN, NEW_ORLEANS_FIVE_2021)]
    assert [f"{one:.2f}" for one in said] == ["2257.19", "936.55"]


@pytest.mark.shared_data
def test_the_british_kosovar_and_dutch_tables_give_the_published_figures(shared: Path) -> None:
    def of(name: str) -> CaptureTable:
        return read_captures(shared / "mse" / f"MSE_{name}.csv")

    six, five, kosovo, dutch = of("UKdat"), of("UKdat_5"), of("Kosovo"), of("Ned")
    assert len(selecting.hierarchical(4, 3)) == 113
    told = {
        "UK, five lists, best BIC": (selecting.ranked(five)[0].total, "22991.33"),
        "UK, five lists, downhill": (selecting.downhill(five).total, "12262.41"),
        "UK, six lists, downhill": (selecting.downhill(six).total, "12349.59"),
        "UK, five lists, stepwise": (selecting.stepwise(five).total, "11312.99"),
        "UK, six lists, stepwise": (selecting.stepwise(six).total, "11417.99"),
        "Kosovo, pairs": (selecting.ranked(kosovo)[0].total, "14341.66"),
        "Kosovo, all models": (selecting.ranked(kosovo, 3)[0].total, "10356.52"),
        "Kosovo, dga": (averaging.average(kosovo).mean, "12749.17"),
        "UK, five lists, dga": (averaging.average(five).mean, "21281.97"),
        "Netherlands, stepwise": (selecting.stepwise(dutch).total, "111139.37"),
    }
    assert {name: f"{figure:.2f}" for name, (figure, _) in told.items()} == {
        name: printed for name, (_, printed) in told.items()
    }


def test_limits_of_western_lie_where_the_paper_has_them() -> None:
    (found,) = estimates(WESTERN, ["stepwise"], replicates=2_000, seed=1).methods
    assert found.low == pytest.approx(1293, rel=0.15)
    assert found.high == pytest.approx(3670, rel=0.15)
    assert Remark.FEW_REPLICATES in found.remarks
    assert not found.publishable
    assert found.limits is not None
    assert all(error > 0 for error in found.limits.errors)
    assert found.limits.extreme[0] is (Remark.EXTREME_LIMIT in found.remarks)


def test_the_same_seed_gives_the_same_limits_and_a_limit_at_the_edge_is_marked() -> None:
    one, two = (estimates(WESTERN, ["stepwise"], 300, seed=3).methods[0] for _ in range(2))
    assert (one.low, one.high) == (two.low, two.high)
    kept = np.arange(100.0, 200.0)
    assert bootstrapping.limit(kept, 500.0, 0.0, 0.975) == 199.0
    assert bootstrapping.limit(kept, 150.0, 0.0, 0.5) == pytest.approx(149.5, abs=1)


def test_no_headline_where_methods_differ_by_more_than_two_times() -> None:
    near = estimates(WESTERN)
    assert near.headline is not None
    assert [one.method for one in near.methods] == list(METHODS)
    apart = capture_table("abc", [(1, 0, 0, 400), (0, 1, 0, 300), (0, 0, 1, 900), (1, 1, 0, 90),
                                  (1, 0, 1, 3), (0, 1, 1, 4), (1, 1, 1, 2)])  # fmt: skip
    found = estimates(apart)
    assert found.reached is not None
    assert found.reached[1] > 2 * found.reached[0]
    assert found.headline is None
    assert "No single range" in said(found, "en")[0]


def test_a_list_that_overlaps_nothing_is_named_with_what_would_help() -> None:
    found = estimates(ARTIFICIAL, replicates=100)
    assert (found.identifiable, found.alone) == (False, ("C",))
    assert {one.total for one in found.methods} == {None}
    assert {one.verdict for one in found.methods} == {"not_identifiable"}
    assert any("“C” shares nobody" in line for line in said(found, "en"))


def test_no_cell_of_the_table_is_among_what_is_told() -> None:
    told = as_data(estimates(WESTERN))
    assert set(told) & {"overlaps", "counts", "table"} == set()
    shown = {row["lists"]: row["people"] for row in overlaps(WESTERN)}
    assert shown["A:C"] == 5


BAD: dict[str, tuple[str, str]] = {
    "": ("a list", "This table is empty"),
    "a,b,n\n": ("no line", "holds nobody"),
    "a,b,n\n1,0,3\n0,1,-2\n": ("a count below zero", "Line 3: the count"),
    "a,b,n\n1,0,2.5\n": ("half a person", "Line 2: the count"),
    "a,b,n\n1,0,nan\n": ("no count", "Line 2: the count"),
    "a,b,n\n1,0,inf\n": ("endless people", "Line 2: the count"),
    "a,b,n\n2,0,5\n": ("another mark", "Line 2: each list"),
    "a,b,n\n1,x,5\n": ("a word", "Line 2: column 2"),
    "a,b,n\n1,5\n": ("a column too few", "Line 2 has 2 columns, the first line has 3"),
    "a,b,n\n1,0,0,5\n": ("a column too many", "Line 2 has 4 columns"),
    "a,b,n\n0,0,5\n": ("people on no list", "Line 2: nobody can be counted"),
    "a,n\n1,5\n": ("one list", "between two and 12 lists; this table has 1"),
    "a,a,n\n1,0,5\n": ("one name twice", "a name of its own"),
    "1,0,5\n0,1,5\n": ("no names", "does not name the lists"),
    ",".join("abcdefghijklmn") + "\n" + ",".join("1" * 14): ("13 lists", "this table has 13"),
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_table_is_refused_with_its_line_and_the_reason(text: str, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text)
    with pytest.raises(Invalid) as refused:
        read_captures(file)
    assert BAD[text][1] in str(refused.value)


def test_rows_of_one_history_are_summed_and_marks_may_be_decimals(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b,how many\n1.0,0.0,3.0\n1,0,4\n0,1,5\n\n1,1,6\n0,0,0\n")
    table = read_captures(file)
    assert table.counts.tolist() == [0, 7, 5, 6]
    assert selecting.main(table).total == pytest.approx(18 + 7 * 5 / 6)  # Lincoln and Petersen


@st.composite
def tables(draw: st.DrawFn, least: int = 0) -> CaptureTable:
    lists = draw(st.integers(3, 4))
    counts = draw(
        st.lists(st.integers(least, 60), min_size=(1 << lists) - 1, max_size=(1 << lists) - 1)
    )
    assume(any(counts))
    return CaptureTable(tuple("abcd"[:lists]), np.array([0, *counts]))


@given(tables(), st.data())
def test_a_fit_says_a_figure_just_where_the_linear_program_finds_one(
    table: CaptureTable, data: st.DataObject
) -> None:
    pairs = fitting.pairs(len(table.lists))
    chosen = data.draw(st.sets(st.sampled_from(pairs)))
    model = fitting.main_effects(len(table.lists)) | chosen
    total, _bic = fitting.fit(table, model)
    assert np.isfinite(total) == (fitting.verdict(table, model) == fitting.Existence.SOUND)


def _permuted(table: CaptureTable, order: list[int]) -> CaptureTable:
    counts = np.zeros_like(table.counts)
    for history, people in enumerate(table.counts):
        moved = sum(1 << order.index(one) for one in range(len(order)) if history >> one & 1)
        counts[moved] = people
    return CaptureTable(tuple(table.lists[one] for one in order), counts)


ASKED: dict[str, Callable[[CaptureTable], float]] = {
    "main": lambda table: selecting.main(table).total,
    "bic": lambda table: selecting.ranked(table)[0].bic,
    "dga": lambda table: averaging.average(table, 400).mean,
}


@pytest.mark.parametrize("method", ASKED)
@given(tables(least=1), st.data())
def test_the_order_of_the_lists_changes_nothing(
    method: str, table: CaptureTable, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(table.lists))))
    moved = _permuted(table, list(order))
    assert ASKED[method](moved) == pytest.approx(ASKED[method](table), rel=1e-6)


@given(tables(least=1), st.integers(2, 20))
def test_an_estimate_is_never_below_who_is_known_and_grows_with_the_table(
    table: CaptureTable, times: int
) -> None:
    for method in (selecting.main, selecting.stepwise, selecting.downhill):
        assert method(table).total >= table.known
    larger = CaptureTable(table.lists, table.counts * times)
    assert selecting.main(larger).total == pytest.approx(
        times * selecting.main(table).total, rel=1e-6
    )


def test_many_tables_at_once_say_what_each_says_alone() -> None:
    lists = len(WESTERN.lists)
    drawn = np.random.default_rng(5).multinomial(
        WESTERN.known, WESTERN.counts / WESTERN.known, size=12
    )
    for together in (selecting.stepwise_all, selecting.downhill_all):
        alone = [together(row[None, :], lists)[1][0] for row in drawn]
        assert together(drawn, lists)[1] == pytest.approx(alone, rel=1e-9)


def test_every_pair_of_lists_is_named_once() -> None:
    assert set(fitting.pairs(4)) == {1 << a | 1 << b for a, b in combinations(range(4), 2)}
    assert published.table("AB", A=1, B=2, AB=3).known == 6
