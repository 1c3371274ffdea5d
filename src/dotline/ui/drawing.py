"""Small pieces of SVG as text: shapes, labels, ticks. Attributes only: pages allow no inline style.

Colours are classes c0..c4 (fill) and l0..l4 (line) with a printed default as attribute: a page's
style sheet overrides it in dark mode, a PDF keeps it. Text and hatching take the text's colour.
"""

import math
from html import escape

WIDTH = 640
FONT = 14
ROW = 18
FILLS = ("#26374a", "#5c95d6", "#c2d7f0", "#7a5a9e", "#d9b99b")
DASHES = ("", "7 4", "2 4", "10 3 2 3", "1 3")
MARKERS = ("circle", "square", "triangle", "diamond", "cross")


def esc(text: str) -> str:
    """Text for an element or attribute."""
    return escape(text, quote=True)


def n(value: float) -> str:
    """A coordinate with at most one decimal, so that files stay small and equal on every machine."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def text(x: float, y: float, words: str, *, anchor: str = "start", bold: bool = False) -> str:
    """A line of text; y is its baseline."""
    weight = ' font-weight="600"' if bold else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{n(x)}" y="{n(y)}"{place}{weight} fill="currentColor">{esc(words)}</text>'


def bar(x: float, y: float, width: float, height: float, colour: int) -> str:
    """A filled bar with a thin edge, so that pale ones show on white paper."""
    return (
        f'<rect class="c{colour}" x="{n(x)}" y="{n(y)}" width="{n(max(width, 1))}" height="{n(height)}" '
        f'fill="{FILLS[colour]}" stroke="currentColor" stroke-width=".7"/>'
    )


def hatch(chart_id: str) -> str:
    """The pattern of what is hidden; to be put once into a drawing."""
    return (
        f'<defs><pattern id="{esc(chart_id)}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V6" stroke="currentColor" stroke-width="1.6"/></pattern></defs>'
    )


def hatched(chart_id: str, x: float, y: float, width: float, height: float) -> str:
    """A hatched box with a dashed edge: something is here, its size is not shown."""
    return (
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" fill="url(#{esc(chart_id)}-hatch)" '
        'stroke="currentColor" stroke-dasharray="3 2"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, faint: bool = False) -> str:
    """An axis or, when faint, a grid line."""
    opacity = ' stroke-opacity=".25"' if faint else ""
    return f'<path d="M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}" stroke="currentColor"{opacity}/>'


def path(points: list[tuple[float, float]], colour: int) -> str:
    """A run of points joined by a line of one series."""
    steps = "L".join(f"{n(x)} {n(y)}" for x, y in points)
    dash = f' stroke-dasharray="{DASHES[colour]}"' if DASHES[colour] else ""
    return f'<path class="l{colour}" d="M{steps}" fill="none" stroke="{FILLS[colour]}" stroke-width="2.5"{dash}/>'


def marker(x: float, y: float, colour: int) -> str:
    """A point of a series; each series has a shape of its own."""
    shapes = {
        "circle": f"M{n(x - 4)} {n(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
        "square": f"M{n(x - 4)} {n(y - 4)}h8v8h-8z",
        "triangle": f"M{n(x)} {n(y - 5)}l5 9h-10z",
        "diamond": f"M{n(x)} {n(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z",
        "cross": f"M{n(x - 5)} {n(y - 2)}h3v-3h4v3h3v4h-3v3h-4v-3h-3z",
    }
    return (
        f'<path class="c{colour}" d="{shapes[MARKERS[colour]]}" fill="{FILLS[colour]}" '
        'stroke="currentColor" stroke-width=".7"/>'
    )


def width_of(words: str) -> float:
    """About how wide a text is; no font is at hand on the server, so rather too wide than too narrow."""
    digits, percents = sum(map(str.isdigit, words)), words.count("%")
    return (len(words) * 0.56 + digits * 0.08 + percents * 0.39) * FONT  # wider than most letters


def wrap(words: str, width: float) -> list[str]:
    """The words in lines of about that width."""
    lines: list[str] = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def ticks(highest: float) -> list[float]:
    """Round steps from zero to at least the highest value, four to six of them."""
    if highest <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(highest / 4))
    step = next(size * power for size in (1, 2, 2.5, 5, 10) if highest / (size * power) <= 5)
    return [round(step * i, 10) for i in range(math.ceil(highest / step - 1e-9) + 1)]
