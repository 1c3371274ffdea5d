"""From a release to rows of made-up people: which model for which columns, then the rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod

import numpy as np

from dotline.base.errors import Invalid
from dotline.gates.protect.noisy.kept import Kept, KeptTable
from dotline.gates.protect.noisy.lattice import Key, Real, shape_of
from dotline.gates.protect.noisy.synthetic import evidence, fitting, trees
from dotline.gates.protect.noisy.synthetic.evidence import Evidence, Telling
from dotline.gates.protect.noisy.synthetic.joint import MOST_CELLS, Joint
from dotline.gates.protect.noisy.synthetic.rows import Mending, Rows

WHOLE, TREE = "whole", "tree"
MOST_ROWS = 2_000_000
# Newton's curvature is a square of this side: more potentials than this would not fit the machine.
_MOST_POTENTIALS = 5_000
# Tables of the model that rows are mended to: all triples while they are no more cells than this.
_MOST_TARGETS = 4_000_000
_PORTIONS = 80
# Cells of all tables that are weighed against one another: 400 MB.
_MOST_WEIGHED = 50_000_000


@dataclass(frozen=True)
class ModelGroup:
    """Columns that hang together through tables, the evidence about them alone, and their model."""

    columns: tuple[int, ...]
    told: Evidence
    model: str


@dataclass(frozen=True)
class Plan:
    """What a release tells, and by which model rows of each group of columns will be made."""

    kept: Kept
    people: float
    groups: tuple[ModelGroup, ...]

    @property
    def few(self) -> bool:
        """Whether few tables were measured whole and made to agree: their total needed no noise of its own."""
        return self.kept.doubt == 0

    def portions(self, count: int | None) -> int:
        """How many portions of work so many rows are."""
        each = {WHOLE: _PORTIONS, TREE: trees.portions(self.rows(count))}
        return sum(1 + each[group.model] for group in self.groups)

    def rows(self, count: int | None) -> int:
        """How many rows were asked for: None is as many as there are people."""
        if count is not None:
            return count
        return round(self.people) if self.kept.rows is None else len(self.kept.rows)


def planned(kept: Kept) -> Plan:
    """Weigh what a release tells and choose the models."""
    tables = {
        table.key: Telling(_dense(table, kept.sizes), table.sigma**2) for table in kept.tables
    }
    told = evidence.weighed(kept.sizes, tables, kept.people, kept.doubt)
    groups = []
    for columns in _groups([table.key for table in kept.tables]):
        mine = evidence.within(told, columns)
        cells = prod(size + blank for size, blank in zip(mine.sizes, mine.blanks, strict=True))
        potentials = sum(len(table.counts) for key, table in mine.tables.items() if len(key) <= 2)
        fits = cells <= MOST_CELLS and potentials <= _MOST_POTENTIALS
        groups.append(ModelGroup(columns, mine, WHOLE if fits else TREE))
    return Plan(kept, told.people, tuple(groups))


def synthesised(
    plan: Plan,
    count: int | None,
    chance: np.random.Generator,
    tick: Callable[[], None] = lambda: None,
) -> Rows:
    """Rows (0 is blank) whose tables are those of the release, as far as its noise lets them be told.

    Where the release counted its tables from rows, as many rows are those rows, and agree exactly.

    `count`: how many; None for as many as the release says there are people. `tick` is called after
    each portion of work. Raises Invalid for fewer than one row or more than MOST_ROWS.
    """
    many = plan.rows(count)
    if not 1 <= many <= MOST_ROWS:
        raise Invalid(
            "Rows must be at least 1 and at most {most}.",
            "Say --rows N; the release tells of about {people} people.",
            most=f"{MOST_ROWS:,}",
            people=f"{max(0, round(plan.people)):,}",
        )
    if plan.kept.rows is not None and many == len(plan.kept.rows):
        return plan.kept.rows
    rows = np.zeros((many, len(plan.kept.sizes)), np.int16)
    for group in plan.groups:
        if group.model == WHOLE:
            part = _whole(plan, group, many, chance, tick)
        else:
            part = trees.rows(plan.kept, group.told, group.columns, many, chance, tick)
        # Groups share no table: who stands beside whom is chance, and so is the order of rows.
        rows[:, list(group.columns)] = part[chance.permutation(many)]
    return rows


def _weighable(kept: Kept) -> list[KeptTable]:
    """The tables that fit in memory, coarse ones first, and at least one for each column."""
    room, seen, chosen = _MOST_WEIGHED, set[int](), []
    for table in sorted(kept.tables, key=lambda one: (len(one.key), one.key)):
        cells = prod(shape_of(table.key, kept.sizes))
        if cells <= room or not set(table.key) <= seen:
            chosen.append(table)
            seen |= set(table.key)
            room -= cells
    return chosen


def _dense(table: KeptTable, sizes: Sequence[int]) -> Real:
    counts = np.zeros(prod(shape_of(table.key, sizes)))
    counts[table.cells] = table.noisy
    return counts


def _groups(keys: Sequence[Key]) -> list[tuple[int, ...]]:
    """Columns that hang together through tables, smallest first."""
    groups: list[set[int]] = []
    for key in keys:
        joined = [group for group in groups if group & set(key)]
        groups = [group for group in groups if group not in joined]
        groups.append(set(key).union(*joined))
    return sorted(tuple(sorted(group)) for group in groups)


def _whole(
    plan: Plan,
    group: ModelGroup,
    many: int,
    chance: np.random.Generator,
    tick: Callable[[], None],
) -> Rows:
    """Rows of columns whose distribution is held whole.

    Estimates of few tables agree with one another and are best as they are: rows are mended to them. Of
    many tables the model knows more than each.
    """
    told = group.told
    model = fitting.fitted(told, _potentials(told))
    tick()
    start = model.joint.codes(fitting.drawn(model.cells, many, chance))
    targets = _estimates(plan, group, many) if plan.few else _margins(model, told, many)
    mending = Mending(start, told.sizes, targets)
    for _ in range(_PORTIONS):
        mending.mend(len(told.sizes), chance)
        tick()
    return mending.rows


def _estimates(plan: Plan, group: ModelGroup, many: int) -> Mapping[Key, Real]:
    """The release's own estimates of the tables of a group, for so many rows."""
    place = {column: at for at, column in enumerate(group.columns)}
    scale = many / max(1.0, plan.people)
    return {
        tuple(place[column] for column in table.key): table.estimates * scale
        for table in plan.kept.tables
        if set(table.key) <= place.keys()
    }


def _potentials(told: Evidence) -> list[Key]:
    """Tables that carry potentials: all columns and pairs, then finer ones while there is room.

    A finer table whose pairs are all told comes last: most of what it says they say already.
    """
    chosen = [key for key in told.tables if len(key) <= 2]
    room = _MOST_POTENTIALS - sum(len(told.tables[key].counts) for key in chosen)
    finer = [key for key in told.tables if len(key) > 2]

    def said_already(key: Key) -> tuple[bool, int, Key]:
        return all(pair in told.tables for pair in combinations(key, 2)), len(key), key

    for key in sorted(finer, key=said_already):
        if len(told.tables[key].counts) <= room:
            chosen.append(key)
            room -= len(told.tables[key].counts)
    return chosen


def _margins(model: fitting.Fitted, told: Evidence, many: int) -> Mapping[Key, Real]:
    """The model's tables of one, two and three columns, for so many rows."""
    every = range(len(told.sizes))
    keys = [key for order in (1, 2) for key in combinations(every, order)]
    triples = list(combinations(every, 3)) if comb(len(told.sizes), 3) <= 1_000 else []
    if sum(prod(shape_of(key, told.sizes)) for key in triples) <= _MOST_TARGETS:
        keys += triples
    joint = Joint(told.sizes, told.blanks, keys)
    cells = model.cells * np.float32(many / model.people)
    return joint.margins(cells)
