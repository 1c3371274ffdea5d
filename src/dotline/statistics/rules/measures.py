"""The measures file as values: what is counted, in which closed set of tables, and in which
words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from dotline.base.errors import NotFound
from dotline.gates.protect import CellKey, ClosedSet, CountingRow, TableSpec
from dotline.reference import needs, vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row

FOLDER = Path(__file__).parents[1] / "data"
T = TypeVar("T")
ALL, COUNTRY, UNKNOWN_PLACE = "all", "CA", "XX"


@dataclass(frozen=True)
class Label:
    """A name in both languages."""

    code: str
    label_en: str
    label_fr: str


@dataclass(frozen=True)
class CountingRule:
    """What one is, whose decision makes it count, and the day that places it: codes of the lists counted_units,
    counted_decisions and counted_days.
    """

    unit: str
    decision: str
    day: str

    def labels(self) -> tuple[Label, Label, Label]:
        """The three of them in words."""
        return (
            _words("counted_units", self.unit),
            _words("counted_decisions", self.decision),
            _words("counted_days", self.day),
        )


@dataclass(frozen=True)
class Measure:
    """What a number counts, in words, and where its numbers stand: `counts` and `part` of the
    cells.
    """

    code: str
    counts: str
    part: str
    table: str
    counting: CountingRule
    label_en: str
    label_fr: str
    definition_en: str
    definition_fr: str
    unit_en: str
    unit_fr: str
    rule_en: str
    rule_fr: str
    coverage_en: str
    coverage_fr: str
    bound_en: str
    bound_fr: str


@dataclass(frozen=True)
class Pooled:
    """Windows of years that a table tells together, because one is too small. `yearly`: how many a year, publicly."""

    first: int
    years: int
    yearly: int


@dataclass(frozen=True)
class Table:
    """A registered table with its names."""

    spec: TableSpec
    label_en: str
    label_fr: str
    dimension: Label | None
    pooled: Pooled | None = None

    @property
    def code(self) -> str:
        """Its name in addresses and files."""
        return self.spec.code


@dataclass(frozen=True)
class Agreement:
    """Whether the data steward's agreement (OCAP) is needed, and why or why not."""

    needed: bool
    reason_en: str
    reason_fr: str


@dataclass(frozen=True)
class Definitions:
    """Everything the measures file says, and the digest of the file."""

    measures: Mapping[str, Measure]
    tables: Mapping[str, Table]
    categories: Mapping[str, Label]
    takes: Mapping[str, str]
    closed: ClosedSet
    sizes_of_parts: Mapping[str, Mapping[str, int]]
    agreement: Agreement
    digest: str

    def measure(self, code: str) -> Measure:
        """One measure. Raises NotFound with the codes there are."""
        return _one(self.measures, code)

    def table(self, code: str) -> Table:
        """One table. Raises NotFound with the codes there are."""
        return _one(self.tables, code)

    def shares(self, dimension: str) -> Mapping[str, int]:
        """The public sizes of a dimension's categories; all alike where none are said."""
        return self.sizes_of_parts[dimension]

    def measure_of(self, key: CellKey) -> Measure:
        """The measure that tells a cell's definition: its own, or the one its rows are counted
        for.
        """
        own = [one for one in self.measures.values() if one.counts == key.measure]
        return next((one for one in own if one.part == key.part), own[0])

    def place(self, code: str) -> Label:
        """A place's name."""
        if code == COUNTRY:
            return Label(code, "Canada", "Canada")
        if code == UNKNOWN_PLACE:
            return Label(code, "Not known", "Non connu")
        found = vocabulary.find("provinces", code)
        return Label(code, found.label_en, found.label_fr) if found else Label(code, code, code)

    def category(self, part: str) -> Label:
        """A category's name, for a part such as 'form=sex'; 'all' has none."""
        return self.categories.get(part, Label(ALL, "All", "Tous"))


def _one(found: Mapping[str, T], code: str) -> T:
    if code not in found:
        raise NotFound(
            "“{code}” is not among what is published.",
            "Choose one of: {known}.",
            code=code[:40],
            known=", ".join(found),
        )
    return found[code]


def roll_up(row: CountingRow, takes: Mapping[str, str]) -> CountingRow:
    """A row with its need raised to the category that publishes it: a term counts in its group."""
    code = row.dims.get("need")
    if code is None:
        return row
    above = [need.code for need in needs.path(code)] if needs.is_need(code) else []
    category = next((takes[one] for one in reversed(above) if one in takes), "other")
    return CountingRow(row.unit, row.measure, {**row.dims, "need": category}, row.weight)


def _build(data: DataSet) -> Definitions:
    (top,) = data.tops()
    dimensions = {row.text("code"): row for row in data.rows("dimensions")}
    categories, takes = _categories(dimensions)
    measures = {row.text("code"): _measure(row) for row in data.rows("measures")}
    tables = {row.text("code"): _table(row, dimensions) for row in data.rows("tables")}
    known_zero = {
        (row.text("counts"), start.text("place")): start.text("quarter")
        for row in data.rows("measures")
        for start in row.rows("starts")
    }
    closed = ClosedSet(
        tuple(table.spec for table in tables.values()),
        {row.text("code"): row.number("size") or 1 for row in data.rows("places")},
        known_zero,
    )
    said = top.row("agreement")
    assert said is not None  # noqa: S101 - the schema demands it
    agreement = Agreement(said.flag("needed"), said.text("reason_en"), said.text("reason_fr"))
    shares = {code: _shares(row) for code, row in dimensions.items()}
    return Definitions(measures, tables, categories, takes, closed, shares, agreement, data.digest)


def _shares(dimension: Row) -> Mapping[str, int]:
    said = {row.text("code"): row.number("share") for row in dimension.rows("categories")}
    if None in said.values():
        return dict.fromkeys(said, 1)
    return {code: share or 0 for code, share in said.items()}


def _categories(dimensions: Mapping[str, Row]) -> tuple[dict[str, Label], dict[str, str]]:
    labels: dict[str, Label] = {}
    takes: dict[str, str] = {}
    for code, dimension in dimensions.items():
        for row in dimension.rows("categories"):
            labels[f"{code}={row.text('code')}"] = _label(row)
            takes.update(dict.fromkeys(row.texts("takes"), row.text("code")))
    return labels, takes


def _label(row: Row) -> Label:
    return Label(row.text("code"), row.text("label_en"), row.text("label_fr"))


def _words(name: str, code: str) -> Label:
    return Label(code, vocabulary.label(name, code), vocabulary.label(name, code, "fr"))


def _measure(row: Row) -> Measure:
    words = {
        name: row.text(name)
        for name in Measure.__dataclass_fields__
        if name.endswith(("_en", "_fr"))
    }
    said = row.row("counting")
    assert said is not None  # noqa: S101 - the schema demands it
    counting = CountingRule(said.text("unit"), said.text("decision"), said.text("day"))
    part = row.text("part", ALL)
    return Measure(row.text("code"), row.text("counts"), part, row.text("table"), counting, **words)


def _table(row: Row, dimensions: Mapping[str, Row]) -> Table:
    dimension = dimensions.get(row.text("dimension"))
    pooled = _pooled(row)
    spec = TableSpec(
        row.text("code"),
        row.text("counts"),
        row.texts("times"),
        row.texts("places"),
        pool=(pooled.first, pooled.years) if pooled else (0, 0),
    )
    if dimension is not None:
        spec = replace(
            spec,
            part=dimension.text("code"),
            parts=tuple(one.text("code") for one in dimension.rows("categories")),
            overlapping=dimension.flag("overlapping"),
            marks=dimension.text("marks"),
        )
    label = _label(dimension) if dimension is not None else None
    return Table(spec, row.text("label_en"), row.text("label_fr"), label, pooled)


def _pooled(row: Row) -> Pooled | None:
    said = row.row("pooled")
    if said is None:
        return None
    first, years, yearly = (said.number(name) or 0 for name in ("first", "years", "yearly"))
    return Pooled(first, years, yearly)


def _known() -> Mapping[str, Collection[str]]:
    """The codes of a counting rule, which stand in vocabularies."""
    return {
        name: {one.code for one in vocabulary.codes(f"counted_{name}s")}
        for name in ("unit", "decision", "day")
    }


HOLDER = Holder("statistics", FOLDER, _build, known=_known)


def definitions() -> Definitions:
    """What the measures file in use says."""
    return HOLDER.value()
