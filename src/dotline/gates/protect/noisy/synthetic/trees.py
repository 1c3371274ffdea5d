"""Rows of many columns: a tree of the pairs that tell most of one another, then mended to all tables.

A joint distribution of many columns cannot be held. Rows are drawn along the tree of largest mutual
information (Chow and Liu 1968) and then mended until all tables, pairs and triples alike, are as
near to the release's estimates as they come (`rows`).
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import prod

import numpy as np

from dotline.gates.protect.noisy.kept import Kept
from dotline.gates.protect.noisy.lattice import Key, Real, shape_of
from dotline.gates.protect.noisy.synthetic.evidence import Evidence
from dotline.gates.protect.noisy.synthetic.rows import Mending, Rows

# Cells of all tables that rows are mended to: 200 MB of targets.
_MOST_TARGETS = 50_000_000
# Portions of mending for each column: many rows need more of them. Tried on 5,000 and 193,025 people.
_LEAST_PORTIONS, _MOST_PORTIONS = 30, 160
_ROWS_A_PORTION = 1_200
# A pair is scaled so many times to what its columns tell; a cell that the pair does not show keeps
# this part of what independence would put there.
_BALANCING = 20
_APART = 1e-3


def portions(many: int) -> int:
    """How many portions of mending so many rows get."""
    return max(_LEAST_PORTIONS, min(_MOST_PORTIONS, many // _ROWS_A_PORTION))


def rows(
    kept: Kept,
    told: Evidence,
    columns: Sequence[int],
    many: int,
    chance: np.random.Generator,
    tick: Callable[[], None],
) -> Rows:
    """So many rows of these columns; `told` numbers them from 0."""
    targets = _targets(kept, told, columns)
    start = _drawn(told, targets, many, chance)
    tick()
    scale = many / max(1.0, told.people)
    mending = Mending(start, told.sizes, {key: table * scale for key, table in targets.items()})
    for _ in range(portions(many)):
        mending.mend(len(columns), chance)
        tick()
    return mending.rows


def _targets(kept: Kept, told: Evidence, columns: Sequence[int]) -> dict[Key, Real]:
    """The release's estimates of all tables within these columns, coarse ones first while there is room."""
    place = {column: at for at, column in enumerate(columns)}
    found: dict[Key, Real] = {}
    room = _MOST_TARGETS
    for table in sorted(kept.tables, key=lambda one: len(one.key)):
        if not set(table.key) <= place.keys():
            continue
        key = tuple(place[column] for column in table.key)
        room -= prod(shape_of(key, told.sizes))
        if room < 0:
            break
        found[key] = np.zeros(prod(shape_of(key, told.sizes)))
        found[key][table.cells] = np.maximum(table.estimates, 0.0)
    for column in range(len(columns)):
        found[column,] = told.tables[column,].counts
    return found


def _drawn(
    told: Evidence, targets: Mapping[Key, Real], many: int, chance: np.random.Generator
) -> Rows:
    """Rows drawn along the tree, from the column that is told best to the leaves."""
    found = np.zeros((many, len(told.sizes)), np.int16)
    links = _tree(told, targets)
    for column in range(len(told.sizes)):
        if column not in {child for _parent, child in links}:
            one = told.tables[column,].counts
            blank = max(0.0, told.people - float(one.sum())) if told.blanks[column] else 0.0
            found[:, column] = chance.permutation(_spread(np.append(blank, one), many, chance))
    for parent, child in links:
        table = _balanced(_with_blanks(told, targets, parent, child), told, parent, child)
        for value in range(len(table)):
            some = chance.permutation(np.flatnonzero(found[:, parent] == value))
            found[some, child] = _spread(table[value], len(some), chance)
    return found


def _spread(weights: Real, many: int, chance: np.random.Generator) -> Rows:
    """So many codes in proportion to the weights, spread evenly; blank where nothing is told."""
    rising = np.cumsum(weights)
    if rising[-1] <= 0:
        return np.zeros(many, np.int16)
    at = (np.arange(many) + chance.random(many)) / max(1, many) * rising[-1]
    codes: Rows = np.minimum(np.searchsorted(rising, at), len(weights) - 1).astype(np.int16)
    return codes


def _tree(told: Evidence, targets: Mapping[Key, Real]) -> list[tuple[int, int]]:
    """Parent and child of each link, parents first: the spanning forest of largest information."""
    links = sorted(
        (
            (-_information(_with_blanks(told, targets, *key)), key)
            for key in combinations(range(len(told.sizes)), 2)
            if key in targets
        ),
    )
    group = list(range(len(told.sizes)))
    beside: dict[int, list[int]] = {column: [] for column in group}
    for _information_of, (one, other) in links:
        if group[one] != group[other]:
            beside[one].append(other)
            beside[other].append(one)
            group = [group[one] if each == group[other] else each for each in group]
    found: list[tuple[int, int]] = []
    seen: set[int] = set()
    for root in sorted(beside, key=lambda column: -len(beside[column])):
        waiting = [] if root in seen else [root]
        seen |= set(waiting)
        while waiting:
            parent = waiting.pop()
            fresh = [child for child in beside[parent] if child not in seen]
            found += [(parent, child) for child in fresh]
            seen |= set(fresh)
            waiting += fresh
    return found


def _with_blanks(told: Evidence, targets: Mapping[Key, Real], one: int, other: int) -> Real:
    """A pair with a row and a column for blanks, as far as the single columns tell of them."""
    key = (min(one, other), max(one, other))
    table = targets[key].reshape(shape_of(key, told.sizes))
    table = table if one < other else table.T
    full = np.zeros((table.shape[0] + 1, table.shape[1] + 1))
    full[1:, 1:] = table
    if told.blanks[other]:
        full[1:, 0] = np.maximum(told.tables[one,].counts - table.sum(axis=1), 0.0)
    if told.blanks[one]:
        full[0, 1:] = np.maximum(told.tables[other,].counts - table.sum(axis=0), 0.0)
    if told.blanks[one] and told.blanks[other]:
        full[0, 0] = max(0.0, told.people - float(full.sum()))
    return full


def _balanced(table: Real, told: Evidence, one: int, other: int) -> Real:
    """A pair scaled until its columns have the numbers that the single columns tell."""
    targets = []
    for column in (one, other):
        counts = told.tables[column,].counts
        blank = max(0.0, told.people - float(counts.sum())) if told.blanks[column] else 0.0
        targets.append(np.append(blank, counts))
    apart = np.outer(*targets) / max(1.0, told.people)
    table = np.where(apart > 0, np.maximum(table, _APART * apart), 0.0)
    for _ in range(_BALANCING):
        for axis, target in enumerate(targets):
            sums = table.sum(axis=1 - axis, keepdims=True)
            table = table * (np.expand_dims(target, 1 - axis) / np.maximum(sums, 1e-9))
    return table


def _information(table: Real) -> float:
    """The mutual information of a table, in nats."""
    whole = float(table.sum())
    if whole <= 0:
        return 0.0
    share = table / whole
    apart = np.outer(share.sum(axis=1), share.sum(axis=0))
    there = share > 0
    return float((share[there] * np.log(share[there] / apart[there])).sum())
