"""The closed set of tables, registered before counting: nobody can ask a new question."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dotline.base.errors import Invalid

ALL = "all"
COUNTRY = "CA"
UNKNOWN_PLACE = "XX"
OTHER = "other"

PLACES = ("province", "country")

_QUARTER = re.compile(r"(\d{4})-Q([1-4])\Z")


class CellKey(NamedTuple):
    """One number of the closed set. `time`: '2025-Q1', '2025' or '2024-Q1..2026-Q3'; `part`:
    'form=sex' or 'all'.
    """

    measure: str
    time: str
    place: str
    part: str = ALL


@dataclass(frozen=True)
class TableSpec:
    """One registered table: a measure by times and places, and by one further dimension if `part`
    names one.

    `parts` are the categories of that dimension; what is not among them counts as 'other' when that
    is one. `overlapping`: one unit may stand in several categories (a caller with two unmet needs),
    so they do not add up. `marks`: a unit that also has a row in this other measure stands in the
    category that its row names (the first where it names none), every other unit in the last. So a
    room that knows only what came of a unit can split what another room counted. `pool`: first year and years of the
    windows of a table whose times hold 'pooled', where one year is too small.
    """

    code: str
    measure: str
    times: tuple[str, ...] = ("quarter", "year", "period")
    places: tuple[str, ...] = PLACES
    part: str = ""
    parts: tuple[str, ...] = ()
    overlapping: bool = False
    marks: str = ""
    pool: tuple[int, int] = (0, 0)

    def part_codes(self) -> tuple[str, ...]:
        """The part of each cell key: 'all', or 'dimension=category'."""
        return tuple(f"{self.part}={one}" for one in self.parts) if self.part else (ALL,)


@dataclass(frozen=True)
class ClosedSet:
    """All tables that will ever be released together, the places they know and what is known
    beforehand.

    `sizes` gives each place a public size (its population). Which cell is sacrificed to protect
    another one follows this public order and never the counts, so the choice itself gives nothing
    away. `known_zero`: (measure, place) -> first quarter served; before it the count is zero and
    everybody knows.
    """

    tables: tuple[TableSpec, ...]
    sizes: Mapping[str, int]
    known_zero: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises Invalid when the tables of one dimension disagree about its categories."""
        seen: dict[tuple[str, str], tuple[object, ...]] = {}
        for spec in self.tables:
            shape = (spec.parts, spec.overlapping, spec.marks)
            if seen.setdefault((spec.measure, spec.part), shape) != shape:
                raise Invalid(
                    "Two tables of {measure} disagree about the categories of {part}.",
                    "Give both the same list.",
                    measure=spec.measure,
                    part=spec.part,
                )

    @property
    def measures(self) -> tuple[str, ...]:
        """Each measure once, in the order of the tables. Tables of one measure are linked; measures
        are not.
        """
        return tuple(dict.fromkeys(spec.measure for spec in self.tables))

    @property
    def places(self) -> tuple[str, ...]:
        """The finest places, in a fixed order."""
        return tuple(sorted(self.sizes))

    def of(self, measure: str) -> tuple[TableSpec, ...]:
        """The tables of one measure."""
        return tuple(spec for spec in self.tables if spec.measure == measure)

    def leaves_of_place(self, place: str) -> tuple[str, ...]:
        """The finest places that a place is made of."""
        return self.places if place == COUNTRY else (place,)

    def is_known_zero(self, measure: str, quarter: str, place: str) -> bool:
        """Whether everybody knows that nobody can have been counted there and then."""
        return quarter < self.known_zero.get((measure, place), "")


def leaves_of_time(time: str) -> tuple[str, ...]:
    """The quarters of '2025-Q1', '2025' or '2024-Q1..2026-Q3', oldest first. Raises Invalid on
    anything else.
    """
    first, dots, last = time.partition("..")
    if not dots and re.fullmatch(r"\d{4}", first):
        first, last = f"{first}-Q1", f"{first}-Q4"
    start, end = _QUARTER.match(first), _QUARTER.match(last or first)
    if not start or not end:
        raise _no_period(time)
    from_, to = (int(one[1]) * 4 + int(one[2]) - 1 for one in (start, end))
    if from_ > to or from_ < 1900 * 4:
        raise _no_period(time)
    return tuple(f"{n // 4}-Q{n % 4 + 1}" for n in range(from_, to + 1))


def _no_period(text: str) -> Invalid:
    return Invalid(
        "“{text}” is not a period.",
        "Write a year (2025), a quarter (2025-Q1) or quarters from..to (2024-Q1..2026-Q3).",
        text=text[:40],
    )


def name_of_time(quarters: Sequence[str]) -> str:
    """The one name of a run of quarters, so that the same time has the same key in every
    edition.
    """
    first, last = quarters[0], quarters[-1]
    if len(quarters) == 1:
        return first
    if len(quarters) == 4 and first.endswith("Q1") and last.endswith("Q4"):
        return first[:4]
    return f"{first}..{last}"


def windows(first: int, years: int, held: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The windows of so many years, first and last year, that lie wholly in the years `held`.

    They begin with the year `first` and never overlap: of two that do, a reader would subtract one from the other.
    """
    whole = set(held)
    return tuple(
        (start, start + years - 1)
        for start in range(first, max(held, default=first) + 1, years)
        if whole.issuperset(range(start, start + years))
    )


def times_of(spec: TableSpec, quarters: Sequence[str]) -> tuple[str, ...]:
    """The times that a table shows of a period: only whole years, for a part of a year moves with
    each edition.
    """
    held = set(quarters)
    years = sorted({quarter[:4] for quarter in quarters})
    found: list[str] = list(quarters) if "quarter" in spec.times else []
    if "year" in spec.times:
        found += [year for year in years if held.issuperset(leaves_of_time(year))]
    if "pooled" in spec.times:
        full = [int(year) for year in years if held.issuperset(leaves_of_time(year))]
        for first, last in windows(*spec.pool, full):
            found.append(name_of_time(leaves_of_time(f"{first}-Q1..{last}-Q4")))
    if "period" in spec.times:
        found.append(name_of_time(quarters))
    return tuple(dict.fromkeys(found))


def cells_of(closed: ClosedSet, spec: TableSpec, quarters: Sequence[str]) -> Iterator[CellKey]:
    """Every cell that a table shows of a period, in a fixed order."""
    places = (closed.places if "province" in spec.places else ()) + (
        (COUNTRY,) if "country" in spec.places else ()
    )
    for time in times_of(spec, quarters):
        for place in places:
            for part in spec.part_codes():
                yield CellKey(spec.measure, time, place, part)


def public_size(closed: ClosedSet, key: CellKey) -> float:
    """How much a cell tells, from public knowledge alone: people of the place x quarters, shared
    over categories.
    """
    people = sum(closed.sizes[place] for place in closed.leaves_of_place(key.place))
    dimension = key.part.partition("=")[0] if key.part != ALL else ""
    shares = next((len(s.parts) for s in closed.of(key.measure) if s.part == dimension), 1) or 1
    return 1 + people * len(leaves_of_time(key.time)) / shares
