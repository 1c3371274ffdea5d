"""A strip of time, drawn on the server: lanes of bars between two days, gaps hatched, today marked.

The page always gives the same days as a table; `alt` says in words what the picture shows.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dotline.ui import drawing

LANE, BAR, TOP, FOOT = 44, 16, 22, 26
MOST_YEARS = 12  # more year marks than this would run into each other


@dataclass(frozen=True)
class StripBar:
    """From the first day to the last, both included, in one of the five colours; a gap is hatched."""

    first: date
    last: date
    colour: int = 0
    gap: bool = False


@dataclass(frozen=True)
class StripLane:
    """One line of bars under its label."""

    label: str
    bars: tuple[StripBar, ...]


@dataclass(frozen=True)
class Strip:
    """Lanes over the same span of days. `today` and its word mark a line through all of them."""

    id: str
    title: str
    alt: str
    lanes: tuple[StripLane, ...]
    today: date
    today_word: str

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day drawn: every bar and today, with a month of air."""
        days = [
            self.today,
            *(d for lane in self.lanes for b in lane.bars for d in (b.first, b.last)),
        ]
        air = timedelta(days=30)
        return min(days) - air, max(days) + air

    def svg(self) -> str:
        """The picture, to be put into a page."""
        height = TOP + LANE * len(self.lanes) + FOOT
        body = [self._years(height), *map(self._lane, range(len(self.lanes)), self.lanes)]
        x = self._x(self.today)
        body.append(
            f'<path d="M{drawing.n(x)} {TOP - 4}V{height - FOOT}" stroke="currentColor" '
            'stroke-width="2" stroke-dasharray="5 3"/>'
        )
        side = (
            "end" if x > drawing.WIDTH * 0.8 else "start" if x < drawing.WIDTH * 0.2 else "middle"
        )
        body.append(drawing.text(x, TOP - 8, self.today_word, anchor=side, bold=True))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-labelledby="{self.id}-title {self.id}-desc" '
            f'viewBox="0 0 {drawing.WIDTH} {height}" width="{drawing.WIDTH}" height="{height}" '
            f'font-family="system-ui, sans-serif" font-size="{drawing.FONT}">'
            f'<title id="{self.id}-title">{drawing.esc(self.title)}</title>'
            f'<desc id="{self.id}-desc">{drawing.esc(self.alt)}</desc>'
            f"{drawing.hatch(self.id)}{''.join(body)}</svg>"
        )

    def _x(self, day: date) -> float:
        first, last = self.span
        return (day - first).days / max((last - first).days, 1) * drawing.WIDTH

    def _years(self, height: int) -> str:
        first, last = self.span
        years = range(first.year + 1, last.year + 1)
        step = -(-len(years) // MOST_YEARS) or 1
        drawn = []
        for year in years[::step]:
            x = self._x(date(year, 1, 1))
            drawn.append(drawing.line(x, TOP, x, height - FOOT + 5, faint=True))
            side = "end" if x > drawing.WIDTH - 20 else "start" if x < 20 else "middle"
            drawn.append(drawing.text(x, height - 6, str(year), anchor=side))
        return "".join(drawn)

    def _lane(self, place: int, lane: StripLane) -> str:
        y = TOP + LANE * place
        drawn = [drawing.text(0, y + 15, lane.label)]
        for one in sorted(lane.bars, key=lambda bar: bar.gap):
            x, end = self._x(one.first), self._x(one.last + timedelta(days=1))
            if one.gap:  # a gap of one day must be seen too, over the bars at its sides
                middle, width = (x + end) / 2, max(end - x, 8)
                drawn.append(f'<rect x="{drawing.n(middle - width / 2)}" y="{y + 17}" width="{drawing.n(width)}" '
                             f'height="{BAR + 6}" fill="#fff"/>')  # fmt: skip
                drawn.append(drawing.hatched(self.id, middle - width / 2, y + 17, width, BAR + 6))
                drawn.append(drawing.marker(middle, y + 12, 2))
            else:
                drawn.append(drawing.bar(x, y + 20, end - x, BAR, one.colour))
        return "".join(drawn)
