"""Tables and single numbers of an edition, each with its way back."""

from dataclasses import dataclass
from uuid import UUID

from dotline.audit.stores import Store
from dotline.base.errors import NotFound, not_found
from dotline.base.reader import Reader
from dotline.gates.protect import CellKey, leaves_of_time, name_of_time
from dotline.statistics.models import Cell, Release
from dotline.statistics.queries.releases import release
from dotline.statistics.rules.measures import (
    ALL,
    COUNTRY,
    Definitions,
    Label,
    Measure,
    Table,
    definitions,
)
from dotline.statistics.rules.periods import words_en, words_fr


@dataclass(frozen=True)
class Number:
    """One published number, or the sign that it is hidden, with everything that leads back."""

    id: UUID
    value: int | None
    known_zero: bool
    measure: Measure
    table: Table
    time: Label
    place: Label
    category: Label | None
    release: Release

    @property
    def hidden(self) -> bool:
        """Whether it is protected."""
        return self.value is None


@dataclass(frozen=True)
class TableView:
    """One table of an edition: row headings, column headings and the numbers between."""

    table: Table
    release: Release
    measure: Measure
    columns: tuple[Label, ...]
    rows: tuple[tuple[Label, tuple[Number | None, ...]], ...]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers, row by row."""
        return tuple(one for _, row in self.rows for one in row if one is not None)

    @property
    def hidden(self) -> int:
        """How many are hidden."""
        return sum(one.hidden for one in self.numbers)


def table(reader: Reader, code: str, edition: str = "") -> TableView:
    """A registered table in an edition (the newest for ''). Raises NotFound."""
    said = definitions()
    spec = said.table(code)
    row = release(reader, edition)
    cells = Cell.objects.using(Store.OPEN).filter(table__release=row, table__code=code)
    numbers = [_number(said, cell, spec, row) for cell in cells.order_by("place_in_table")]
    if not numbers:
        raise not_found("table")
    return _grid(spec, row, numbers, said)


def held(reader: Reader, edition: str = "") -> frozenset[str]:
    """The codes of the tables that hold numbers in an edition (the newest for ''). Raises NotFound."""
    rows = release(reader, edition).tables.filter(cells__gt=0)
    return frozenset(rows.values_list("code", flat=True))


def tables(reader: Reader, edition: str = "") -> tuple[TableView, ...]:
    """Every table that holds numbers in an edition (the newest for ''), in the order of the closed set.

    A table of whole years holds none in an edition of one quarter. Raises NotFound.
    """
    row = release(reader, edition)
    there = held(reader, edition)
    found = [code for code in definitions().tables if code in there]
    if not found:
        raise not_found("table")
    return tuple(table(reader, code, str(row.edition)) for code in found)


def number(
    reader: Reader, measure: str, period: str, place: str = COUNTRY, edition: str = ""
) -> Number:
    """The number of a measure for a period such as '2025' or '2025-Q1' and a place such as 'ON'.

    `value` is None where it is hidden. Raises NotFound where it is not in the closed set or the
    edition, Invalid where the period cannot be read.
    """
    said = definitions()
    meant = said.measure(measure)
    time = name_of_time(leaves_of_time(period))
    row = release(reader, edition)
    cell = (
        Cell.objects.using(Store.OPEN)
        .select_related("table")
        .filter(table__release=row, measure=meant.counts, part=meant.part, time=time, place=place)
        .first()
    )
    if cell is None:
        raise NotFound(
            "No published table holds {measure} for {period} and {place}.",
            "Look at the tables: dotline statistics table {table}",
            measure=measure,
            period=time,
            place=place[:10],
            table=meant.table,
        )
    return _number(said, cell, said.table(cell.table.code), row)


def number_by_id(reader: Reader, cell_id: UUID) -> Number:
    """The number with this id, of any edition in force. Raises NotFound."""
    del reader  # everybody may follow a number back
    cells = Cell.objects.using(Store.OPEN).select_related("table__release")
    cell = cells.filter(pk=cell_id, table__release__void=False).first()
    said = definitions()
    if cell is None or cell.table.code not in said.tables:
        raise not_found("number")
    return _number(said, cell, said.table(cell.table.code), cell.table.release)


def _number(said: Definitions, cell: Cell, table: Table, row: Release) -> Number:
    key = CellKey(cell.measure, cell.time, cell.place, cell.part)
    return Number(
        cell.id,
        cell.value,
        cell.known_zero,
        said.measure_of(key),
        table,
        Label(cell.time, words_en(cell.time), words_fr(cell.time)),
        said.place(cell.place),
        said.category(cell.part) if cell.part != ALL else None,
        row,
    )


def _grid(table: Table, row: Release, numbers: list[Number], said: Definitions) -> TableView:
    """Times down and places across; with categories: times and places down, categories across."""
    by_part = bool(table.spec.part)
    places = {one.place.code for one in numbers}
    found: dict[tuple[str, str], tuple[Label, dict[str, Number]]] = {}
    columns: dict[str, Label] = {}
    for one in numbers:
        column = one.category if by_part and one.category else one.place
        columns[column.code] = column
        at = (one.time.code, one.place.code if by_part else "")
        found.setdefault(at, (_heading(one, by_part and len(places) > 1), {}))[1][column.code] = one
    # The whole country stands first: it is what most people look for.
    order = sorted(columns.values(), key=lambda label: label.code != COUNTRY)
    rows = tuple(
        (heading, tuple(cells.get(column.code) for column in order))
        for heading, cells in found.values()
    )
    own = next((m for m in said.measures.values() if m.table == table.code), numbers[0].measure)
    return TableView(table, row, own, tuple(order), rows)


def _heading(one: Number, with_place: bool) -> Label:
    if not with_place:
        return one.time
    return Label(
        f"{one.time.code} {one.place.code}",
        f"{one.time.label_en}, {one.place.label_en}",
        f"{one.time.label_fr}, {one.place.label_fr}",
    )
