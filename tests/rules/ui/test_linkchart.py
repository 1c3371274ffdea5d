"""Link charts: nobody stands on anybody, the same every time, and no more than can be read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Invalid
from dotline.ui.linkchart import MOST, RADIUS, ChartLink, ChartNode, LinkChart, places


def chart(many: int, pairs: list[tuple[int, int]]) -> LinkChart:
    nodes = tuple(ChartNode(str(at), f"Node <{at}>", at % 4) for at in range(many))
    links = tuple(
        ChartLink(str(one % many), str(two % many), "with", "a file") for one, two in pairs
    )
    return LinkChart("What & who", ("a", "b", "c", "d"), nodes, links)


PAIRS = st.lists(st.tuples(st.integers(0, MOST), st.integers(0, MOST)), max_size=400)


@given(st.integers(1, MOST), PAIRS)
def test_no_node_stands_on_another_and_the_drawing_is_always_the_same(
    many: int, pairs: list[tuple[int, int]]
) -> None:
    drawn = chart(many, pairs)
    found = list(places(drawn).values())
    assert len(found) == many
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for x, y in found:
        near = [
            (math.floor(x / 40) + dx, math.floor(y / 40) + dy)
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
        ]
        assert all(
            math.dist((x, y), one) >= 2 * RADIUS for cell in near for one in cells.get(cell, ())
        )
        cells.setdefault((math.floor(x / 40), math.floor(y / 40)), []).append((x, y))
    assert drawn.svg("one") == chart(many, pairs).svg("one")
    assert "<script" not in drawn.svg("one")
    assert "Node <" not in drawn.svg("one")


def test_a_chart_that_nobody_could_read_is_refused() -> None:
    chart(MOST, [])
    with pytest.raises(Invalid, match="300"):
        chart(MOST + 1, [])
    with pytest.raises(Invalid):
        LinkChart("", ("a",), (), ())
    with pytest.raises(Invalid):
        LinkChart("", ("a",), (ChartNode("a", "a"),), (ChartLink("a", "b", "", ""),))
