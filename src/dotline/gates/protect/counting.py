"""Counting: rows in, distinct units per cell out; no row is kept beyond the tally."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from dotline.base.crypto import keyed_digest
from dotline.base.errors import Invalid
from dotline.gates.protect.tables import (
    ALL,
    OTHER,
    UNKNOWN_PLACE,
    CellKey,
    ClosedSet,
    TableSpec,
    leaves_of_time,
)


@dataclass(frozen=True)
class CountingRow:
    """One unit (a contact, a person, a referral) that stands in one measure.

    `unit` is an opaque pseudonym; `dims` holds 'quarter' ('2025-Q1'), 'province' ('ON', 'XX'
    unknown) and, where the measure has it, one code of a further dimension ('form', 'need',
    'disposition'). `weight` is how much the unit counts, a whole number from 1 on. `stewards` are
    the First Nations, Inuit and Métis bodies that govern the data of whoever it is about: the clean
    room lets the row through when each of them agrees, and no table ever sees them.
    """

    unit: str
    measure: str
    dims: Mapping[str, str] = field(hash=False)
    weight: int = 1
    stewards: frozenset[UUID] = frozenset()


Leaf = tuple[str, str]  # quarter, place
Units = dict[str, int]  # unit -> weight


@dataclass(frozen=True)
class Counts:
    """The finest counts of each measure: leaf and part to units. Holds pseudonyms: never stored,
    never printed.
    """

    closed: ClosedSet
    quarters: tuple[str, ...]
    units: Mapping[tuple[str, str], Mapping[Leaf, Mapping[str, int]]]
    rows: int
    digest: str

    def units_of(self, key: CellKey) -> int:
        """How many distinct units stand behind a cell."""
        places = self.closed.leaves_of_place(key.place)
        leaves = [(quarter, place) for quarter in leaves_of_time(key.time) for place in places]
        return self.of(key.measure, key.part, leaves)[1]

    def of(self, measure: str, part: str, leaves: Iterable[Leaf]) -> tuple[int, int]:
        """(value, distinct units) of a set of leaves. The value adds the leaves up, so margins
        always fit.
        """
        table = self.units.get((measure, part), {})
        value, who = 0, set[str]()
        for leaf in leaves:
            units = table.get(leaf, {})
            value += sum(units.values())
            who.update(units)
        return value, len(who)


class Tally:
    """Takes counting rows one by one, in any order; a row given twice counts once.

    `key` is the operator's: the digest proves later which input was counted, and lets nobody
    without the key test a guess about a row.
    """

    def __init__(self, closed: ClosedSet, quarters: Sequence[str], key: bytes) -> None:
        self._closed = closed
        self._quarters = tuple(quarters)
        self._held = frozenset(quarters)
        self._key = key
        self._digests: set[bytes] = set()
        self._base: dict[str, dict[Leaf, Units]] = defaultdict(lambda: defaultdict(dict))
        self._parts: dict[tuple[str, str], dict[Leaf, Units]] = defaultdict(
            lambda: defaultdict(dict)
        )
        self._marks: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._read = set(closed.measures) | {spec.marks for spec in closed.tables if spec.marks}

    def add(self, row: CountingRow) -> None:
        """Count one row. Rows of measures or quarters outside the set are passed over.

        Raises Invalid on a row without quarter, with a place that the set does not know, or a
        weight below 1. A unit that stands in two quarters or places counts in each, and once only
        as a unit behind their total.
        """
        if row.measure not in self._read:
            return
        quarter = row.dims.get("quarter", "")
        place = row.dims.get("province") or UNKNOWN_PLACE
        if not quarter or place not in self._closed.sizes or row.weight < 1:
            raise _bad_row(row.measure, quarter, place)
        if quarter not in self._held:
            return
        leaf = (quarter, place)
        units = self._base[row.measure][leaf]
        units[row.unit] = max(row.weight, units.get(row.unit, 0))
        canonical = json.dumps(
            [row.measure, row.unit, sorted(row.dims.items()), row.weight], ensure_ascii=True
        )
        self._digests.add(bytes.fromhex(keyed_digest(self._key, canonical.encode())))
        self._count_parts(row, leaf)
        self._note_mark(row)

    def _count_parts(self, row: CountingRow, leaf: Leaf) -> None:
        for spec in self._closed.of(row.measure):
            if spec.part and not spec.marks:
                part = f"{spec.part}={_category(spec, row.dims.get(spec.part, OTHER))}"
                units = self._parts[row.measure, part][leaf]
                units[row.unit] = max(row.weight, units.get(row.unit, 0))

    def _note_mark(self, row: CountingRow) -> None:
        for spec in self._closed.tables:
            if spec.marks == row.measure:
                code = row.dims.get(spec.part, spec.parts[0])
                # Of two rows of one unit the earlier category of the list holds, in any order.
                known = self._marks[spec.marks, spec.part].get(row.unit, spec.parts[-1])
                found = (_category(spec, code), known)
                self._marks[spec.marks, spec.part][row.unit] = min(found, key=spec.parts.index)

    def counts(self) -> Counts:
        """What was counted. Raises Invalid when a unit stands in two categories that must not
        overlap.
        """
        for spec in self._closed.tables:
            if spec.marks:
                self._mark(spec)
            if spec.part and not spec.overlapping:
                self._check_partition(spec)
        for measure in self._closed.measures:
            self._parts[measure, ALL] = self._base[measure]
        digest = keyed_digest(self._key, hashlib.sha256(b"".join(sorted(self._digests))).digest())
        frozen = {key: dict(table) for key, table in self._parts.items()}
        return Counts(self._closed, self._quarters, frozen, len(self._digests), digest)

    def _mark(self, spec: TableSpec) -> None:
        """Split the units of a measure by what their rows in `marks` say; the last category is the rest."""
        marked = self._marks[spec.marks, spec.part]
        for leaf, units in self._base[spec.measure].items():
            for unit, weight in units.items():
                part = f"{spec.part}={marked.get(unit, spec.parts[-1])}"
                self._parts[spec.measure, part][leaf][unit] = weight

    def _check_partition(self, spec: TableSpec) -> None:
        tables = [self._parts[spec.measure, part] for part in spec.part_codes()]
        for leaf, units in self._base[spec.measure].items():
            if sum(sum(table[leaf].values()) for table in tables) != sum(units.values()):
                raise _two_categories(spec)


def count(
    rows: Iterable[CountingRow], closed: ClosedSet, quarters: Sequence[str], key: bytes = b""
) -> Counts:
    """Tally a whole iterable of rows."""
    tally = Tally(closed, quarters, key)
    for row in rows:
        tally.add(row)
    return tally.counts()


def _category(spec: TableSpec, code: str) -> str:
    if code in spec.parts:
        return code
    if OTHER in spec.parts:
        return OTHER
    raise Invalid(
        "A counting row of {measure} carries a code of {part} that the registered table does not "
        "list.",
        "Add the code to the measures file, or 'other' to take in what is not listed.",
        measure=spec.measure,
        part=spec.part,
    )


def _bad_row(measure: str, quarter: str, place: str) -> Invalid:
    return Invalid(
        "A counting row of {measure} cannot be placed (quarter “{quarter}”, place “{place}”).",
        "Each row needs a quarter like 2025-Q1, a place of the measures file (XX if unknown) and "
        "a weight from 1 on.",
        measure=measure,
        quarter=quarter[:10],
        place=place[:10],
    )


def _two_categories(spec: TableSpec) -> Invalid:
    return Invalid(
        "A unit of {measure} stands in two categories of {part}, which must not overlap.",
        "Let the room that sends the rows give one category, or register the dimension as "
        "overlapping.",
        measure=spec.measure,
        part=spec.part,
    )
