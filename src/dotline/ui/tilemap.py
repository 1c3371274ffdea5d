"""A map of tiles, drawn on the server: each of the 13 provinces and territories is one tile of the same size.

A small territory is as easy to read as a large province, and no coordinate is needed. What is hidden is
hatched; the same numbers always stand under it as a table.
"""

from dataclasses import dataclass

from dotline.base.errors import Invalid
from dotline.ui import drawing
from dotline.ui.bilingual import Lang
from dotline.ui.charts import Chart, Unit
from dotline.ui.numbers import Hidden, Value, explanation_of

# Column and row of each tile: about where the place lies.
PLACES = {
    "YT": (0, 0), "NT": (1, 0), "NU": (2, 0),
    "BC": (0, 1), "AB": (1, 1), "SK": (2, 1), "MB": (3, 1), "ON": (4, 1), "QC": (5, 1), "NL": (7, 1),
    "NB": (6, 2), "PE": (7, 2), "NS": (7, 3),
}  # fmt: skip
TILE, GAP, BAR = 74, 6, 10


@dataclass(frozen=True)
class TileMap:
    """A chart of one series over the 13 places, drawn as tiles. `codes` are its categories, in order."""

    chart: Chart
    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        if set(self.codes) != set(PLACES) or len(self.chart.series) != 1:
            raise Invalid(
                "The map '{id}' needs one number for each province and territory.", id=self.chart.id
            )

    @property
    def id(self) -> str:
        """Its name on the page."""
        return self.chart.id

    @property
    def title(self) -> object:
        """What it shows, in both languages."""
        return self.chart.title

    def table(self, lang: Lang, *, caption: str = "") -> str:
        """The same numbers as an HTML table."""
        return self.chart.table(lang, caption=caption)

    def svg(self, lang: Lang) -> str:
        """The tiles: code, number, and a bar as long as the number is great; hatched where it is hidden."""
        values = dict(zip(self.codes, self.chart.series[0].values, strict=True))
        most = 1.0 if self.chart.unit is Unit.SHARE else (self.chart.highest() or 1.0)
        body = [part for code in PLACES for part in self._tile(code, values[code], most, lang)]
        height = 4 * (TILE + GAP)
        for kind in self.chart.hidden():
            for line in drawing.wrap(explanation_of(kind, lang), drawing.WIDTH):
                height += drawing.ROW
                body.append(drawing.text(0, height, line))
        name = f"{self.id}-{lang}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
            f'viewBox="0 0 {drawing.WIDTH} {height + 6}" width="{drawing.WIDTH}" height="{height + 6}" '
            f'font-family="system-ui, sans-serif" font-size="{drawing.FONT}">'
            f'<title id="{name}-title">{drawing.esc(self.chart.title.in_(lang))}</title>'
            f'<desc id="{name}-desc">{drawing.esc(self.chart.alt.in_(lang))}</desc>'
            + (drawing.hatch(self.id) if self.chart.hidden() else "")
            + "".join(body)
            + "</svg>"
        )

    def _tile(self, code: str, value: Value, most: float, lang: Lang) -> list[str]:
        column, row = PLACES[code]
        x, y = column * (TILE + GAP) + 1.0, row * (TILE + GAP) + 1.0
        edge = (
            f'<rect x="{drawing.n(x)}" y="{drawing.n(y)}" width="{TILE}" height="{TILE}" fill="none" '
            'stroke="currentColor"/>'
        )
        middle = x + TILE / 2
        words = [
            drawing.text(middle, y + 24, code, anchor="middle", bold=True),
            drawing.text(middle, y + 46, self.chart.words(value, lang), anchor="middle"),
        ]
        under = y + TILE - BAR - 6
        if isinstance(value, Hidden):
            return [edge, *words, drawing.hatched(self.id, x + 6, under, TILE - 12, BAR)]
        if not value:
            return [edge, *words]
        return [edge, *words, drawing.bar(x + 6, under, (TILE - 12) * float(value) / most, BAR, 1)]
