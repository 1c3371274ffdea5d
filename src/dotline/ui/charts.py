"""Charts drawn on the server: bars, stacked bars and lines as SVG, always with the same numbers as a table.

A hidden cell is drawn hatched and printed with its sign; it is never zero. Every chart has a description for people who
do not see it; without one it cannot be made.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from dotline.base.errors import Invalid
from dotline.ui import drawing
from dotline.ui.bilingual import Lang, Text
from dotline.ui.french import colon
from dotline.ui.numbers import (
    Hidden,
    Value,
    explanation_of,
    meaning_of,
    number,
    percent,
    shown,
    sign_of,
)

ID = re.compile(r"[a-z][a-z0-9-]{0,60}")
MOST_SERIES = len(drawing.FILLS)
RANGE = 3
STUB = 30  # width of the hatched box that stands for a hidden bar


class Kind(Enum):
    """How the numbers are drawn."""

    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"
    RANGES = "ranges"  # three series: the lower end, the figure, the upper end


class Unit(Enum):
    """What the numbers are: counts, or shares between 0 and 1."""

    COUNT = "count"
    SHARE = "share"


@dataclass(frozen=True)
class Series:
    """One row of numbers, as many as the chart has categories."""

    label: Text
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Chart:
    """A chart as a value. `alt` says in words what the picture shows; `heading` names the categories' column."""

    id: str
    kind: Kind
    title: Text
    alt: Text
    heading: Text
    categories: tuple[Text, ...]
    series: tuple[Series, ...]
    unit: Unit = Unit.COUNT

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise Invalid(
                "'{id}' cannot name a chart.", "Use small letters, digits and hyphens.", id=self.id
            )
        if not self.categories or not 1 <= len(self.series) <= MOST_SERIES:
            raise Invalid(
                "The chart '{id}' needs at least one category and one to {most} series.",
                id=self.id,
                most=MOST_SERIES,
            )
        if self.kind is Kind.RANGES and len(self.series) != RANGE:
            raise Invalid(
                "The chart '{id}' needs a lower end, a figure and an upper end.", id=self.id
            )
        for one in self.series:
            if len(one.values) != len(self.categories):
                raise Invalid(
                    "The chart '{id}' has {have} numbers in '{series}' and {want} categories.",
                    "Give one number per category; use a hidden mark where there is none.",
                    id=self.id, have=len(one.values), want=len(self.categories), series=one.label.en,
                )  # fmt: skip
            if any(
                not isinstance(v, Hidden) and not (math.isfinite(v) and v >= 0) for v in one.values
            ):
                raise Invalid(
                    "The chart '{id}' has a number below zero or without end.", id=self.id
                )

    def svg(self, lang: Lang) -> str:
        """The picture, to be put into a page or a file."""
        body, height = DRAWN[self.kind](self, lang)
        notes = [
            line
            for kind in self.hidden()
            for line in drawing.wrap(explanation_of(kind, lang), drawing.WIDTH)
        ]
        texts = [
            drawing.text(0, height + drawing.ROW * (i + 1), note) for i, note in enumerate(notes)
        ]
        height += drawing.ROW * len(notes) + 6
        name = f"{self.id}-{lang}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
            f'viewBox="0 0 {drawing.WIDTH} {drawing.n(height)}" width="{drawing.WIDTH}" height="{drawing.n(height)}" '
            f'font-family="system-ui, sans-serif" font-size="{drawing.FONT}">'
            f'<title id="{name}-title">{drawing.esc(self.title.in_(lang))}</title>'
            f'<desc id="{name}-desc">{drawing.esc(self.alt.in_(lang))}</desc>'
            + (drawing.hatch(self.id) if self.hidden() else "")
            + "".join([*body, *texts])
            + "</svg>"
        )

    def table(self, lang: Lang, *, caption: str = "") -> str:
        """The same numbers as an HTML table with header row and header column."""
        head = "".join(
            f'<th scope="col" class="amount">{drawing.esc(s.label.in_(lang))}</th>'
            for s in self.series
        )
        rows = "".join(
            f'<tr><th scope="row">{drawing.esc(category.in_(lang))}</th>'
            + "".join(
                f'<td class="amount">{self._cell(s.values[i], lang)}</td>' for s in self.series
            )
            + "</tr>"
            for i, category in enumerate(self.categories)
        )
        notes = "".join(
            f'<p class="quiet">{drawing.esc(explanation_of(kind, lang))}</p>'
            for kind in self.hidden()
        )
        return (
            f"<table><caption>{drawing.esc(caption or self.title.in_(lang))}</caption><thead><tr>"
            f'<th scope="col">{drawing.esc(self.heading.in_(lang))}</th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table>{notes}"
        )

    def hidden(self) -> tuple[Hidden, ...]:
        """Which kinds of hidden cells the chart holds."""
        return tuple(
            kind for kind in Hidden if any(v is kind for s in self.series for v in s.values)
        )

    def highest(self) -> float:
        """The longest bar or highest point, hidden cells left out."""
        if self.kind is Kind.STACKED:
            return max(
                sum(_amounts(s.values[i] for s in self.series)) for i in range(len(self.categories))
            )
        return max(_amounts(v for s in self.series for v in s.values), default=0.0)

    def words(self, value: Value, lang: Lang) -> str:
        """A number as printed: '1,250', '69%', or the sign of a hidden cell."""
        if self.unit is Unit.SHARE and not isinstance(value, Hidden):
            return percent(value, lang)
        return shown(value, lang)

    def _cell(self, value: Value, lang: Lang) -> str:
        if isinstance(value, Hidden):
            return (
                f'<span class="hid"><span aria-hidden="true">{sign_of(value)}</span>'
                f'<span class="unseen">{drawing.esc(meaning_of(value, lang))}</span></span>'
            )
        return drawing.esc(self.words(value, lang))


def _amounts(values: Iterator[Value]) -> list[float]:
    return [float(v) for v in values if not isinstance(v, Hidden)]


def _legend(chart: Chart, lang: Lang) -> tuple[list[str], float]:
    """The names of the series beside their colour and shape; nothing for a single series."""
    if len(chart.series) == 1:
        return [], 0.0
    parts, x, y = [], 0.0, 14.0
    for colour, series in enumerate(chart.series):
        words = series.label.in_(lang)
        if x and x + 30 + drawing.width_of(words) > drawing.WIDTH:
            x, y = 0.0, y + 22
        if chart.kind is Kind.LINES:
            parts += [
                drawing.path([(x, y - 5), (x + 26, y - 5)], colour),
                drawing.marker(x + 13, y - 5, colour),
            ]
        else:
            parts.append(drawing.bar(x + 6, y - 11, 14, 14, colour))
        parts.append(drawing.text(x + 32, y, words))
        x += 32 + drawing.width_of(words) + 26
    return parts, y + 14


def _bars(chart: Chart, lang: Lang) -> tuple[list[str], float]:
    """Lying bars, each with its label above: long words stay readable, and no axis has to be read."""
    parts, y = _legend(chart, lang)
    room = drawing.WIDTH - 90  # the numbers stand to the right of the longest bar
    highest = chart.highest()
    room -= STUB * len(chart.series) if chart.kind is Kind.STACKED and chart.hidden() else 0
    scale = room / highest if highest else 0.0
    for i, category in enumerate(chart.categories):
        for words in drawing.wrap(category.in_(lang), drawing.WIDTH):
            parts.append(drawing.text(0, y + 14, words))
            y += drawing.ROW
        y += 2
        values = [series.values[i] for series in chart.series]
        if chart.kind is Kind.STACKED:
            parts += _stack(chart, values, y, scale, lang)
            y += 22
        else:
            for colour, value in enumerate(values):
                parts += _bar(chart, value, y, scale, colour, lang)
                y += 20 if len(values) > 1 else 22
        y += 12
    return parts, y - 6


def _bar(chart: Chart, value: Value, y: float, scale: float, colour: int, lang: Lang) -> list[str]:
    height = 18 if len(chart.series) > 1 else 20
    words = chart.words(value, lang)
    if value is Hidden.SUPPRESSED:
        return [
            drawing.hatched(chart.id, 0, y, STUB, height),
            drawing.text(STUB + 8, y + 15, words),
        ]
    if isinstance(value, Hidden):
        return [drawing.text(0, y + 15, words)]
    width = float(value) * scale
    return [
        drawing.bar(0, y, width, height, colour),
        drawing.text(width + 8, y + 15, words, bold=True),
    ]


def _stack(chart: Chart, values: list[Value], y: float, scale: float, lang: Lang) -> list[str]:
    parts, x = [], 0.0
    for colour, value in enumerate(values):
        if value is Hidden.SUPPRESSED:
            parts.append(drawing.hatched(chart.id, x, y, STUB, 20))
            x += STUB
        elif not isinstance(value, Hidden) and value:
            parts.append(drawing.bar(x, y, float(value) * scale, 20, colour))
            x += float(value) * scale
    # A total beside hidden parts would give them away, so the bar then ends with their sign.
    gone = next((v for v in values if isinstance(v, Hidden)), None)
    total = sign_of(gone) if gone else chart.words(sum(_amounts(iter(values))), lang)
    return [*parts, drawing.text(x + 8, y + 15, total, bold=not gone)]


def _lines(chart: Chart, lang: Lang) -> tuple[list[str], float]:
    """Lines over time from zero up; a hidden point breaks the line and hatches its place."""
    parts, top = _legend(chart, lang)
    top += 12
    steps = drawing.ticks(chart.highest())
    names = [
        chart.words(step, lang) if chart.unit is Unit.SHARE else number(step, lang)
        for step in steps
    ]
    left = max(drawing.width_of(name) for name in names) + 10
    bottom, right = top + 220, drawing.WIDTH - 30
    for step, name in zip(steps, names, strict=True):
        y = bottom - step / steps[-1] * 220
        parts += [
            drawing.line(left, y, right, y, faint=step > 0),
            drawing.text(left - 8, y + 5, name, anchor="end"),
        ]
    gap = (right - left) / len(chart.categories)
    places = [left + gap * (i + 0.5) for i in range(len(chart.categories))]
    widest = max(drawing.width_of(c.in_(lang)) for c in chart.categories) + 12
    every = max(1, math.ceil(widest / gap))
    for i in range(0, len(places), every):
        parts.append(
            drawing.text(places[i], bottom + 20, chart.categories[i].in_(lang), anchor="middle")
        )
    for i, x in enumerate(places):
        if any(series.values[i] is Hidden.SUPPRESSED for series in chart.series):
            parts += [
                drawing.hatched(chart.id, x - 7, top, 14, 220),
                drawing.text(x, top - 4, "x", anchor="middle"),
            ]
    for colour, series in enumerate(chart.series):
        for run in _runs(series.values):
            points = [(places[i], bottom - value / steps[-1] * 220) for i, value in run]
            parts += [drawing.path(points, colour)] if len(points) > 1 else []
            parts += [drawing.marker(x, y, colour) for x, y in points]
    return parts, bottom + 30


def _ranges(chart: Chart, lang: Lang) -> tuple[list[str], float]:
    """A point between two ends for each category, from zero up; the words above each line say the same."""
    steps = drawing.ticks(chart.highest())
    names = [number(step, lang) for step in steps]
    right = drawing.WIDTH - drawing.width_of(names[-1]) / 2 - 4
    scale = (right - 8) / steps[-1]
    parts, y = [], 0.0
    for i, category in enumerate(chart.categories):
        low, middle, high = (series.values[i] for series in chart.series)
        for words in drawing.wrap(
            f"{category.in_(lang)}{colon(lang)} {chart.words(middle, lang)}", right
        ):
            y += drawing.ROW
            parts.append(drawing.text(0, y, words))
        y += 16
        if Hidden.SUPPRESSED in {low, middle, high}:
            parts.append(drawing.hatched(chart.id, 8, y - 10, STUB, 20))
        if not isinstance(low, Hidden) and not isinstance(high, Hidden):
            ends = [(8 + float(end) * scale, y) for end in (low, high)]
            parts.append(drawing.path(ends, 0))
            parts += [drawing.line(x, y - 6, x, y + 6) for x, _y in ends]
        if not isinstance(middle, Hidden):
            parts.append(drawing.marker(8 + float(middle) * scale, y, 1))
        y += 16
    for step, name in zip(steps, names, strict=True):
        x = 8 + step * scale
        parts.append(drawing.line(x, 0, x, y, faint=True))
        parts.append(
            drawing.text(max(x, drawing.width_of(name) / 2), y + 18, name, anchor="middle")
        )
    return parts, y + 24


def _runs(values: tuple[Value, ...]) -> Iterator[list[tuple[int, float]]]:
    """Stretches of shown values with their positions: no line is drawn across a hidden one."""
    run: list[tuple[int, float]] = []
    for i, value in enumerate(values):
        if isinstance(value, Hidden):
            if run:
                yield run
            run = []
        else:
            run.append((i, float(value)))
    if run:
        yield run


DRAWN = {Kind.BARS: _bars, Kind.STACKED: _bars, Kind.LINES: _lines, Kind.RANGES: _ranges}
