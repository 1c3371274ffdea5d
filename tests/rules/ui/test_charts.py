"""Charts: every number is in the table, what is hidden is hatched, nothing leans on colour."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.ui import drawing
from dotline.ui.bilingual import LANGS, Text
from dotline.ui.charts import Chart, Kind, Series, Unit
from dotline.ui.numbers import Hidden, Value
from tests.rules.ui.sample_report import CHART

SVG = "{http://www.w3.org/2000/svg}"
values = st.one_of(st.integers(0, 10**6), st.floats(0, 1e6, width=32), st.sampled_from(Hidden))


def chart_of(rows: list[list[Value]], kind: Kind) -> Chart:
    return Chart(
        "made",
        kind,
        Text("A <title> & more", "Un <titre> & plus"),
        Text("Words", "Mots"),
        Text("Place", "Endroit"),
        tuple(Text(f"Place {i}", f"Endroit {i}") for i in range(len(rows[0]))),
        tuple(Series(Text(f"Row {i}", f"Ligne {i}"), tuple(row)) for i, row in enumerate(rows)),
    )


tables = st.integers(1, 6).flatmap(
    lambda wide: st.lists(st.lists(values, min_size=wide, max_size=wide), min_size=1, max_size=5)
)


# A range is a lower end, a figure and an upper end.
drawn = st.tuples(tables, st.sampled_from(Kind)).map(
    lambda both: ((both[0] * 3)[:3] if both[1] is Kind.RANGES else both[0], both[1])
)


@given(drawn)
def test_any_chart_is_sound_svg_with_words_and_hatching_exactly_where_hidden(
    rows_and_kind: tuple[list[list[Value]], Kind],
) -> None:
    rows, kind = rows_and_kind
    chart = chart_of(rows, kind)
    for lang in LANGS:
        svg = ET.fromstring(chart.svg(lang))
        assert svg.get("role") == "img"
        assert svg.findtext(f"{SVG}title") == chart.title.in_(lang)
        assert svg.findtext(f"{SVG}desc") == chart.alt.in_(lang)
        assert not [node for node in svg.iter() if node.get("style")]
        hatched = [n for n in svg.iter() if n.get("fill") == "url(#made-hatch)"]
        assert bool(hatched) is any(v is Hidden.SUPPRESSED for row in rows for v in row)


@given(drawn)
def test_the_table_holds_one_cell_per_number_and_headers_both_ways(
    rows_and_kind: tuple[list[list[Value]], Kind],
) -> None:
    rows, kind = rows_and_kind
    table = ET.fromstring(f"<div>{chart_of(rows, kind).table('en')}</div>")
    assert len(table.findall(".//td")) == sum(map(len, rows))
    assert len(table.findall(".//th[@scope='row']")) == len(rows[0])
    assert len(table.findall(".//th[@scope='col']")) == len(rows) + 1


def test_a_hidden_bar_says_x_and_is_no_bar() -> None:
    svg = ET.fromstring(CHART.svg("en"))
    bars = [node for node in svg.iter(f"{SVG}rect") if node.get("class")]
    words = ["".join(node.itertext()) for node in svg.iter(f"{SVG}text")]
    assert len(bars) == 2
    assert words[-2:] == ["x", "x: hidden to protect people. It does not mean zero."]


def test_a_stack_with_a_hidden_part_prints_no_total() -> None:
    chart = chart_of([[3, 5], [Hidden.SUPPRESSED, 4]], Kind.STACKED)
    words = ["".join(node.itertext()) for node in ET.fromstring(chart.svg("en")).iter(f"{SVG}text")]
    assert "9" in words
    assert "3" not in words


def test_a_line_is_broken_where_a_number_is_hidden() -> None:
    chart = chart_of([[1, 2, Hidden.SUPPRESSED, 3, 4]], Kind.LINES)
    svg = ET.fromstring(chart.svg("en"))
    assert len([n for n in svg.iter(f"{SVG}path") if n.get("class") == "l0"]) == 2


def test_shares_are_printed_in_per_cent() -> None:
    chart = replace(chart_of([[0.5]], Kind.BARS), unit=Unit.SHARE)
    assert ">50%<" in chart.svg("en")


@pytest.mark.parametrize(
    "rows", [[[1, -1]], [[float("nan")]], [[float("inf")]], [[1], [1, 2]], [[1]] * 6, [[]]]
)
def test_numbers_that_cannot_be_drawn_are_refused(rows: list[list[Value]]) -> None:
    with pytest.raises(Invalid):
        chart_of(rows, Kind.BARS)


def test_series_differ_without_colour() -> None:
    assert len(set(drawing.MARKERS)) == len(set(drawing.DASHES)) == len(drawing.FILLS)


@given(st.floats(1e-6, 1e12))
def test_the_steps_of_an_axis_start_at_zero_and_cover_the_highest_value(highest: float) -> None:
    steps = drawing.ticks(highest)
    assert steps[0] == 0
    assert steps[-1] >= highest * (1 - 1e-6)
    assert 3 <= len(steps) <= 7
