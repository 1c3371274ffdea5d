"""Link charts: who and what hangs together, as a drawing without script, placed the same way every time. Pure.

The start stands in the middle, what is one step away on the first ring, and so on; each ring has room for all on it.
Nodes show numbers, which the table beside the drawing explains: no word overlaps another.
"""

import math
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dotline.base.errors import N_, Invalid
from dotline.ui import drawing

MOST: Final = 300
RADIUS: Final = 15.0  # of a node
APART: Final = 42.0  # of two nodes, and of two rings at least
SHAPES: Final = ("circle", "square", "diamond", "triangle")


@dataclass(frozen=True)
class ChartNode:
    """Somebody or something; `kind` picks its shape, by its place in the chart's kinds."""

    key: str
    label: str
    kind: int = 0
    address: str = ""


@dataclass(frozen=True)
class ChartLink:
    """That two hang together, how, and where that stands."""

    one: str
    two: str
    label: str
    source: str


@dataclass(frozen=True)
class LinkChart:
    """A chart around its first node. Raises Invalid for more than MOST nodes, and for links to nothing."""

    title: str
    kinds: tuple[str, ...]
    nodes: tuple[ChartNode, ...]
    links: tuple[ChartLink, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be read."""
        if len(self.nodes) > MOST:
            raise Invalid(
                N_("This chart would show more than {most} people, cases and numbers."),
                N_("Begin at a case with fewer links, or ask for a part of it."),
                most=MOST,
            )
        known = {one.key for one in self.nodes}
        if not known or any({one.one, one.two} - known for one in self.links):
            raise Invalid("A chart has a node for each end of a link.", "")

    def numbers(self) -> Mapping[str, int]:
        """The number that each node shows."""
        return {one.key: at for at, one in enumerate(self.nodes, 1)}

    def svg(self, name: str) -> str:
        """The drawing; `name` keeps its ids apart from others on the page."""
        at, numbers = places(self), self.numbers()
        reach = max(math.hypot(x, y) for x, y in at.values()) + 2 * RADIUS
        size = max(2 * reach, 240.0)
        body = [_edge(at[one.one], at[one.two]) for one in self.links]
        body += [_node(one, at[one.key], numbers[one.key]) for one in self.nodes]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title" '
            f'viewBox="{drawing.n(-size / 2)} {drawing.n(-size / 2)} {drawing.n(size)} {drawing.n(size)}" '
            f'width="{drawing.n(size)}" height="{drawing.n(size)}" font-family="system-ui, sans-serif" font-size="12">'
            f'<title id="{name}-title">{drawing.esc(self.title)}</title>' + "".join(body) + "</svg>"
        )


def places(chart: LinkChart) -> Mapping[str, tuple[float, float]]:
    """Where each node stands, the first in the middle; two are never nearer than they are wide."""
    below, depth, roots = _tree(chart)
    leaves: dict[str, int] = {}
    for key in sorted(depth, key=lambda one: -depth[one]):
        leaves[key] = max(1, sum(leaves[child] for child in below[key]))
    whole = sum(leaves[one] for one in roots)
    step = max(APART, APART * whole / (2 * math.pi))
    found: dict[str, tuple[float, float]] = {}
    begin = 0.0
    todo = deque[tuple[str, float]]()
    for root in roots:
        todo.append((root, begin))
        begin += leaves[root]
    while todo:
        key, first = todo.popleft()
        ring = depth[key] if len(roots) == 1 else depth[key] + 1
        angle = 2 * math.pi * (first + leaves[key] / 2) / whole
        radius = 0.0 if not ring else step + (ring - 1) * APART * 1.5
        found[key] = (radius * math.cos(angle), radius * math.sin(angle))
        for child in below[key]:
            todo.append((child, first))
            first += leaves[child]
    return found


def _tree(
    chart: LinkChart,
) -> tuple[Mapping[str, Sequence[str]], dict[str, int], list[str]]:
    """What is reached from what, first come first served; how many steps away; where a part begins."""
    beside: dict[str, list[str]] = defaultdict(list)
    for one in chart.links:
        beside[one.one].append(one.two)
        beside[one.two].append(one.one)
    below: dict[str, list[str]] = {one.key: [] for one in chart.nodes}
    depth: dict[str, int] = {}
    roots: list[str] = []
    for node in chart.nodes:
        if node.key in depth:
            continue
        roots.append(node.key)
        depth[node.key] = 0
        todo = deque([node.key])
        while todo:
            key = todo.popleft()
            for other in beside[key]:
                if other not in depth:
                    depth[other] = depth[key] + 1
                    below[key].append(other)
                    todo.append(other)
    return below, depth, roots


def _edge(one: tuple[float, float], two: tuple[float, float]) -> str:
    """A line from the rim of one node to the rim of the other."""
    long = math.dist(one, two)
    if long <= 2 * RADIUS:
        return ""
    share = RADIUS / long
    (x1, y1), (x2, y2) = (
        (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
        for a, b in ((one, two), (two, one))
    )
    return drawing.line(x1, y1, x2, y2)


def _node(one: ChartNode, at: tuple[float, float], number: int) -> str:
    x, y = at
    r, kind = RADIUS, one.kind % len(SHAPES)
    shapes = {
        "circle": f"M{drawing.n(x - r)} {drawing.n(y)}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z",
        "square": f"M{drawing.n(x - 13)} {drawing.n(y - 13)}h26v26h-26z",
        "diamond": f"M{drawing.n(x)} {drawing.n(y - 17)}l17 17l-17 17l-17 -17z",
        "triangle": f"M{drawing.n(x)} {drawing.n(y - 17)}l17 29h-34z",
    }
    look = f'fill="none" stroke="{drawing.FILLS[kind]}" stroke-width="2"'
    line = f'<path class="l{kind}" d="{shapes[SHAPES[kind]]}" {look}/>'
    told = f"<title>{drawing.esc(one.label)}</title>"
    return f"<g>{told}{line}{drawing.text(x, y + 4, str(number), anchor='middle')}</g>"
