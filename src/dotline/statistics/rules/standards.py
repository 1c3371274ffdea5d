"""What the world asks a country to count, which of our tables answers, and where official series differ. Pure.

Sources: research/publish.md 5. A question that no table answers says why; nothing is filled in for it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotline.base.errors import NotFound
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.statistics.rules.measures import Label, definitions
from dotline.ui.bilingual import Text

DATA = Path(__file__).parents[1] / "data"
PER = 100_000


@dataclass(frozen=True)
class AskedNumber:
    """One number that a standard asks for: the table that answers it and how ours differs, or why there is none."""

    code: str
    unit: Label
    asked: Text
    table: str
    rate: bool
    differs: Text | None
    missing: Text | None


@dataclass(frozen=True)
class Standard:
    """A standard with all it asks for. `verified`: its own words were read at the source."""

    code: str
    title: Text
    asks: Text
    source: Text
    verified: bool
    note: Text
    asked: tuple[AskedNumber, ...]


@dataclass(frozen=True)
class OfficialSeries:
    """What one office says year by year, by which definition, and where we read it."""

    code: str
    short: Text
    says: Text
    definition: Text
    source: Text
    values: Mapping[int, int]


@dataclass(frozen=True)
class Comparison:
    """Series that answer one question and do not agree: side by side, never averaged.

    `table` and `part` name the published cells of our own that come nearest.
    """

    code: str
    question: Text
    why: Text
    series: tuple[OfficialSeries, ...]
    table: str
    part: str
    ours_why: Text

    @property
    def years(self) -> tuple[int, ...]:
        """Every year of which an office says a number, oldest first."""
        return tuple(sorted({year for one in self.series for year in one.values}))


def per_100_000(value: int, people: int) -> float:
    """The rate for 100,000 people, to one decimal. `people`: thousands of them, one or more."""
    return round(value * PER / (people * 1000), 1)


def standards() -> tuple[Standard, ...]:
    """Every standard, by its code."""
    return STANDARDS.value()


def standard(code: str) -> Standard:
    """One standard. Raises NotFound with those there are."""
    for one in standards():
        if one.code == code:
            return one
    raise NotFound(
        "“{code}” is not among what is published.",
        "Choose one of: {known}.",
        code=code[:40],
        known=", ".join(one.code for one in standards()),
    )


def comparisons() -> tuple[Comparison, ...]:
    """Every question that official series answer differently."""
    return SERIES.value()


def _text(row: Row, name: str) -> Text:
    return Text(row.text(f"{name}_en"), row.text(f"{name}_fr"))


def _unit(code: str) -> Label:
    words = [vocabulary.label("counted_units", code, lang) for lang in ("en", "fr")]
    return Label(code, *words)


def _asked(row: Row) -> AskedNumber:
    return AskedNumber(
        row.text("code"),
        _unit(row.text("unit")),
        _text(row, "asked"),
        row.text("table"),
        row.flag("rate"),
        _text(row, "differs") if row.text("differs_en") else None,
        _text(row, "missing") if row.text("missing_en") else None,
    )


def _standard(top: Row) -> Standard:
    return Standard(
        top.text("standard"),
        _text(top, "title"),
        _text(top, "asks"),
        _text(top, "source"),
        top.flag("verified"),
        _text(top, "note"),
        tuple(_asked(row) for row in top.rows("asked")),
    )


def _standards(data: DataSet) -> tuple[Standard, ...]:
    return tuple(sorted((_standard(top) for top in data.tops()), key=lambda one: one.code))


def _one_series(row: Row) -> OfficialSeries:
    values = {one.number("year") or 0: one.number("value") or 0 for one in row.rows("values")}
    short, says = _text(row, "short"), _text(row, "says")
    definition, source = _text(row, "definition"), _text(row, "source")
    return OfficialSeries(row.text("code"), short, says, definition, source, values)


def _comparison(row: Row) -> Comparison:
    ours = row.row("ours")
    assert ours is not None  # noqa: S101 - the schema demands it
    return Comparison(
        row.text("code"),
        _text(row, "question"),
        _text(row, "why"),
        tuple(_one_series(one) for one in row.rows("series")),
        ours.text("table"),
        ours.text("part"),
        _text(row, "ours_why"),
    )


def _comparisons(data: DataSet) -> tuple[Comparison, ...]:
    return tuple(_comparison(row) for row in data.rows("comparisons"))


def _known() -> Mapping[str, Collection[str]]:
    """What a file of standards may refer to."""
    units = {one.code for one in vocabulary.codes("counted_units")}
    return {"unit": units, "table": set(definitions().tables)}


STANDARDS: Holder[tuple[Standard, ...]] = Holder(
    "standards", DATA / "standards", _standards, known=_known
)
SERIES: Holder[tuple[Comparison, ...]] = Holder(
    "series", DATA / "series", _comparisons, known=_known
)
