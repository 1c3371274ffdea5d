"""What an attacker can write down: unknown finest counts and how each cell adds them up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from dotline.gates.protect.counting import Counts, Leaf
from dotline.gates.protect.tables import (
    ALL,
    CellKey,
    ClosedSet,
    TableSpec,
    leaves_of_time,
)

Vector = NDArray[np.int64]
Floats = NDArray[np.float64]

# Where nothing published holds a count from above, the attacker still knows that no count is ever
# so great.
BEYOND = 10_000_000.0


@dataclass(frozen=True)
class System:
    """One measure as whole-number unknowns x >= 0, with `cells @ x` the numbers and links between
    them.

    `links @ x` lies between `link_low` and `link_high`: categories add up to the count without
    them, or, where they overlap, none exceeds it and together they reach it. `high` is 0 for what
    everybody knows to be zero. Unknowns that every cell treats alike are one unknown; that loses no
    attack, since any split of it fits.
    """

    keys: tuple[CellKey, ...]
    cells: "csr_array"
    links: "csr_array"
    link_low: Floats
    link_high: Floats
    high: Floats
    unknowns: tuple[tuple[str, frozenset[Leaf]], ...]

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return len(self.unknowns)

    def truth(self, measure: str, counts: Counts) -> Vector:
        """The unknowns, counted."""
        found = [counts.of(measure, part, leaves)[0] for part, leaves in self.unknowns]
        return np.array(found, dtype=np.int64)

    def holds(self, x: Vector) -> bool:
        """Whether a whole-number table is possible at all: not negative, links kept, known zeros
        zero.
        """
        linked = self.links @ x
        return bool(
            (x >= 0).all()
            and (x <= self.high).all()
            and (linked >= self.link_low).all()
            and (linked <= self.link_high).all()
        )


def build(closed: ClosedSet, keys: Iterable[CellKey]) -> System:
    """The system of one measure over all its cells, of this release and of every earlier one it is
    linked to.
    """
    ordered = tuple(sorted(set(keys)))
    measure = ordered[0].measure
    leaves = {key: _leaves(closed, key) for key in ordered}
    base = sorted({leaf for held in leaves.values() for leaf in held})
    unknowns: list[tuple[str, frozenset[Leaf]]] = [(ALL, frozenset([leaf])) for leaf in base]
    at: dict[Leaf, int] = {leaf: n for n, leaf in enumerate(base)}
    rows: list[dict[int, int]] = []
    low: list[float] = []
    high: list[float] = []
    in_group: dict[str, dict[Leaf, int]] = {}
    for spec in _dimensions(closed, measure):
        groups = _groups([key for key in ordered if key.part in spec.part_codes()], leaves)
        for group in groups:
            first = len(unknowns)
            for n, part in enumerate(spec.part_codes()):
                unknowns.append((part, group))
                in_group.setdefault(part, {}).update(dict.fromkeys(group, first + n))
            _link(spec, first, [at[leaf] for leaf in sorted(group)], rows, low, high)
    cells = [_sum_of(key, leaves[key], at, in_group) for key in ordered]
    limits = [
        0.0 if all(closed.is_known_zero(measure, *leaf) for leaf in group) else BEYOND
        for _, group in unknowns
    ]
    return System(
        ordered,
        _matrix(cells, len(unknowns)),
        _matrix(rows, len(unknowns)),
        np.array(low),
        np.array(high),
        np.array(limits),
        tuple(unknowns),
    )


def _leaves(closed: ClosedSet, key: CellKey) -> frozenset[Leaf]:
    places = closed.leaves_of_place(key.place)
    return frozenset((quarter, place) for quarter in leaves_of_time(key.time) for place in places)


def _dimensions(closed: ClosedSet, measure: str) -> list[TableSpec]:
    """One table of each further dimension of a measure."""
    return list({spec.part: spec for spec in closed.of(measure) if spec.part}.values())


def _groups(
    keys: list[CellKey], leaves: Mapping[CellKey, frozenset[Leaf]]
) -> list[frozenset[Leaf]]:
    """Leaves that the cells of a dimension never tell apart, together."""
    seen: dict[Leaf, set[tuple[str, str]]] = defaultdict(set)
    for key in keys:
        for leaf in leaves[key]:
            seen[leaf].add((key.time, key.place))
    groups: dict[frozenset[tuple[str, str]], set[Leaf]] = defaultdict(set)
    for leaf, held in seen.items():
        groups[frozenset(held)].add(leaf)
    return sorted((frozenset(group) for group in groups.values()), key=sorted)


def _link(
    spec: TableSpec,
    first: int,
    base: list[int],
    rows: list[dict[int, int]],
    low: list[float],
    high: list[float],
) -> None:
    parts = range(first, first + len(spec.parts))
    together = dict.fromkeys(parts, 1) | dict.fromkeys(base, -1)
    rows.append(together)
    low.append(0.0)
    high.append(np.inf if spec.overlapping else 0.0)
    if spec.overlapping:
        for part in parts:
            rows.append({part: 1} | dict.fromkeys(base, -1))
            low.append(-np.inf)
            high.append(0.0)


def _sum_of(
    key: CellKey,
    leaves: frozenset[Leaf],
    at: Mapping[Leaf, int],
    in_group: Mapping[str, Mapping[Leaf, int]],
) -> dict[int, int]:
    where = at if key.part == ALL else in_group[key.part]
    return dict.fromkeys((where[leaf] for leaf in leaves), 1)


def _matrix(rows: list[dict[int, int]], width: int) -> "csr_array":
    spots = [(r, c, v) for r, row in enumerate(rows) for c, v in sorted(row.items())]
    r, c, v = (list(one) for one in zip(*spots, strict=True)) if spots else ([], [], [])
    return csr_array((np.array(v, dtype=np.int64), (r, c)), shape=(len(rows), width))
