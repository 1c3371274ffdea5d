"""What the standards ask for, with the published numbers that answer; and official series beside our own."""

from dataclasses import dataclass

from dotline.base.errors import NotFound
from dotline.base.reader import Reader
from dotline.gates.protect import leaves_of_time
from dotline.statistics.queries.figures import Number, TableView, table
from dotline.statistics.queries.releases import latest_release
from dotline.statistics.rules.measures import ALL, COUNTRY, definitions
from dotline.statistics.rules.standards import (
    AskedNumber,
    Comparison,
    Standard,
    comparisons,
    per_100_000,
    standards,
)


@dataclass(frozen=True)
class Answered:
    """One number asked for, with the cells of the newest whole year that answer it; none where none is published."""

    asked: AskedNumber
    view: TableView | None
    numbers: tuple[Number, ...]

    def rate(self, number: Number) -> float | None:
        """The number for 100,000 people of the country; None where it is hidden or no rate was asked for."""
        if not self.asked.rate or number.value is None:
            return None
        return per_100_000(number.value, sum(definitions().closed.sizes.values()))


@dataclass(frozen=True)
class StandardShown:
    """A standard with its answers."""

    standard: Standard
    answers: tuple[Answered, ...]


@dataclass(frozen=True)
class ComparisonShown:
    """Series side by side with our own number of each year; None where an office or we say none."""

    comparison: Comparison
    rows: tuple[tuple[int, tuple[int | None, ...], Number | None], ...]


def answered(reader: Reader) -> tuple[StandardShown, ...]:
    """Every standard with what the newest edition answers."""
    return tuple(
        StandardShown(one, tuple(_answer(reader, asked) for asked in one.asked))
        for one in standards()
    )


def compared(reader: Reader) -> tuple[ComparisonShown, ...]:
    """Every comparison, year by year, each series in its own column."""
    return tuple(_compare(reader, one) for one in comparisons())


def _view(reader: Reader, code: str) -> TableView | None:
    if not code or latest_release(reader) is None:
        return None
    try:
        return table(reader, code)
    except NotFound:  # a table of whole years holds nothing in an edition of one quarter
        return None


def _years(view: TableView | None) -> dict[int, list[Number]]:
    """The numbers of the whole country by whole year."""
    found: dict[int, list[Number]] = {}
    for one in view.numbers if view else ():
        code = one.time.code
        if one.place.code == COUNTRY and ".." not in code and len(leaves_of_time(code)) == 4:
            found.setdefault(int(code), []).append(one)
    return found


def _answer(reader: Reader, asked: AskedNumber) -> Answered:
    view = _view(reader, asked.table)
    years = _years(view)
    return Answered(asked, view, tuple(years[max(years)]) if years else ())


def _compare(reader: Reader, one: Comparison) -> ComparisonShown:
    view = _view(reader, one.table)
    own = {
        year: number
        for year, numbers in _years(view).items()
        for number in numbers
        if _part(number) == one.part
    }
    rows = tuple(
        (year, tuple(series.values.get(year) for series in one.series), own.get(year))
        for year in sorted({*one.years, *own})
    )
    return ComparisonShown(one, rows)


def _part(number: Number) -> str:
    dimension = number.table.dimension
    if dimension is None or number.category is None:
        return ALL
    return f"{dimension.code}={number.category.code}"
