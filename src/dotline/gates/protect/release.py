"""One protected release: hide, attack, and refuse unless the attack fails."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dotline.base.errors import Refused
from dotline.gates.protect.attacking import Solver
from dotline.gates.protect.counting import Counts
from dotline.gates.protect.editions import Edition, check_revision, linked, merged
from dotline.gates.protect.rule import Rule
from dotline.gates.protect.suppress import Mask, Search, cannot
from dotline.gates.protect.system import System, Vector, build
from dotline.gates.protect.tables import ALL, CellKey, ClosedSet, TableSpec, cells_of, public_size


@dataclass(frozen=True)
class Figure:
    """A cell as it leaves: its number, or None. `known_zero`: printed because everybody knows it
    beforehand.

    Nothing says whether a hidden cell is small itself or hidden for another's sake: that would give
    it away.
    """

    key: CellKey
    value: int | None
    known_zero: bool = False


@dataclass(frozen=True)
class Protected:
    """Tables that withstood the attack. Holds no pseudonym and no hidden number."""

    quarters: tuple[str, ...]
    figures: Mapping[CellKey, Figure]
    rule: Rule
    digest: str
    rows: int
    revised: bool

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(figure.value is None for figure in self.figures.values())

    def table(self, closed: ClosedSet, spec: TableSpec) -> list[Figure]:
        """One table, in its fixed order."""
        return [self.figures[key] for key in cells_of(closed, spec, self.quarters)]

    def values(self) -> dict[CellKey, int | None]:
        """What a reader of the release knows, for the attack and for later editions."""
        return {key: figure.value for key, figure in self.figures.items()}


def protect(
    counts: Counts,
    quarters: Sequence[str] = (),
    *,
    earlier: Sequence[Edition] = (),
    rule: Rule | None = None,
) -> Protected:
    """Hide what is small and what would give it away, over all linked tables and editions at once;
    then attack.

    `counts` must cover the quarters released and those of every earlier edition linked to them
    (`editions.linked`). Deterministic: the same counts and editions give the same cells; there is
    no noise and no rounding that repeated questions could average away. Raises Refused when a small
    count cannot be protected, or when a number already published would change so little that the
    two editions tell on few persons.
    """
    rule = rule or Rule()
    quarters = tuple(quarters) or counts.quarters
    near, held = linked(earlier, quarters)
    if not set(held) <= set(counts.quarters):
        message = "the counts do not cover the quarters of the editions linked to this release"
        raise ValueError(message)
    before = merged(near)
    figures: dict[CellKey, Figure] = {}
    revised = False
    for measure in counts.closed.measures:
        known = {key: value for key, value in before.items() if key.measure == measure}
        if not known and not _has_cells(counts.closed, measure, quarters):
            continue
        found, changed = _measure(counts, measure, quarters, known, rule)
        figures |= found
        revised |= changed
    return Protected(quarters, figures, rule, counts.digest, counts.rows, revised)


def _has_cells(closed: ClosedSet, measure: str, quarters: tuple[str, ...]) -> bool:
    """Whether a release of these quarters shows anything of a measure: one of whole years has none in a quarter."""
    return any(True for spec in closed.of(measure) for _key in cells_of(closed, spec, quarters))


@dataclass(frozen=True)
class _Block:
    """One measure, counted: every cell of the new tables and of the editions linked to them."""

    closed: ClosedSet
    system: System
    truth: Vector
    values: dict[CellKey, int]
    units: dict[CellKey, int]
    new: tuple[CellKey, ...]

    def mask(self, keys: Collection[CellKey]) -> Mask:
        return np.array([key in keys for key in self.system.keys])

    def known_zeros(self) -> set[CellKey]:
        possible = self.system.cells @ np.minimum(self.system.high, 1)
        return {key for key, most in zip(self.system.keys, possible, strict=True) if most == 0}


def _count(
    counts: Counts, measure: str, quarters: tuple[str, ...], before: Collection[CellKey]
) -> _Block:
    closed = counts.closed
    new = tuple(
        dict.fromkeys(
            key for spec in closed.of(measure) for key in cells_of(closed, spec, quarters)
        )
    )
    parts = {part for spec in closed.of(measure) for part in spec.part_codes()} | {ALL}
    if any(key.part not in parts for key in before):
        raise Refused(
            "The registered tables of {measure} no longer hold categories that were published.",
            "Put them back: a closed set may grow at the next period, it may not be exchanged.",
            measure=measure,
        )
    system = build(closed, [*new, *before])
    truth = system.truth(measure, counts)
    values = dict(zip(system.keys, (system.cells @ truth).tolist(), strict=True))
    units = {key: counts.units_of(key) for key in system.keys}
    return _Block(closed, system, truth, values, units, new)


def _measure(
    counts: Counts,
    measure: str,
    quarters: tuple[str, ...],
    before: Mapping[CellKey, int | None],
    rule: Rule,
) -> tuple[dict[CellKey, Figure], bool]:
    block = _count(counts, measure, quarters, before)
    revised = check_revision(counts.closed, before, block.values, rule)
    zeros, new = block.known_zeros(), set(block.new)
    printed = {key for key, value in before.items() if value is not None}
    # A corrected number that only an earlier edition shows: what is known of it belongs to the old
    # count.
    stale = {key for key in printed - new if before[key] != block.values[key]}
    small = {
        key
        for key, value in block.values.items()
        if key not in printed | zeros and rule.is_small(value, block.units[key])
    }
    guarded = small | {key for key, value in before.items() if value is None}
    search = Search(
        block.system,
        block.truth,
        rule,
        cost=np.array([public_size(counts.closed, key) for key in block.system.keys]),
        fixed=block.mask(printed - stale),
        hidden=block.mask(guarded | stale),
        guarded=block.mask(guarded),
        small=block.mask(small),
    )
    held = {key for key, hides in zip(block.system.keys, search.run(), strict=True) if hides}
    _attack(block, held, small, held - small - stale, rule)
    figures = {
        key: Figure(key, None if key in held else block.values[key], key in zeros)
        for key in block.new
    }
    return figures, revised


def _attack(
    block: _Block,
    hidden: Collection[CellKey],
    small: Collection[CellKey],
    others: Collection[CellKey],
    rule: Rule,
) -> None:
    """Attack with the printed numbers alone. Raises Refused when one hidden cell is pinned down."""
    known = {key: value for key, value in block.values.items() if key not in hidden}
    solver = Solver(block.system, known)
    found = [
        *solver.narrow(small, rule.is_wide),
        *solver.narrow(others, lambda low, high: high > low),
    ]
    if found:
        raise cannot(found[0].key)
