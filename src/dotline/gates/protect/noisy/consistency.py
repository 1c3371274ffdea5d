"""Few tables: estimates that agree wherever tables overlap, and are never below nobody.

Where two tables share columns, both tell the same margin. Each margin is estimated once from all
tables that hold it, each weighed by what noise it carries (weighted least squares), and every table
is then moved as little as possible to it. Blank cells are counted nowhere, so a finer table may lawfully add up to
less; whether it does is read off the noisy totals.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from dotline.gates.protect.noisy.lattice import Key, Real, shape_of

_ROUNDS = 300
# Two totals differ by blanks, not by noise, when they are further apart than this many of its sds.
_APART = 4.0
_NEAR = 1e-3


def margins(keys: Sequence[Key]) -> list[Key]:
    """The total, every margin that two tables share, and the tables; fewest columns first."""
    found = set(keys)
    fresh = set(keys)
    while fresh:
        shared = {
            tuple(column for column in one if column in other)
            for one, other in combinations(found, 2)
        }
        fresh = {key for key in shared if key} - found
        found |= fresh
    return [(), *sorted(found, key=lambda key: (len(key), key))]


def agreed(
    counts: Mapping[Key, Real], sigma: Mapping[Key, float], sizes: Sequence[int]
) -> dict[Key, Real]:
    """Estimates of the tables, agreeing with one another and never negative; flat arrays."""
    tables = {key: counts[key].reshape(shape_of(key, sizes)) for key in sorted(counts, key=len)}
    pairs = [
        (small, large)
        for small in margins(list(tables))
        for large in tables
        if set(small) < set(large)
    ]
    wholes = {pair: _summed(pair[1], pair[0], tables[pair[1]]) for pair in pairs}
    full = [pair for pair in pairs if _is_full(pair, tables, wholes, sigma)]
    best = _margins(full, tables, wholes, sigma)
    final: dict[Key, Real] = {}
    for margin, estimate in best.items():
        inside = [
            (small, final[small])
            for small in final
            if set(small) < set(margin)
            and any((small, large) in full for key, large in full if key == margin)
        ]
        final[margin] = _moved(margin, estimate, inside, sizes)
    done: dict[Key, Real] = {}
    for key, table in tables.items():
        inside = [(small, final[small]) for small, large in full if large == key]
        done[key] = final.get(key, _moved(key, table, inside, sizes)).ravel()
    return done


def _moved(key: Key, table: Real, inside: Sequence[tuple[Key, Real]], sizes: Sequence[int]) -> Real:
    """A table moved as little as possible to its margins, and to nobody where it was below."""
    fitted = table if inside else _lawful(table)
    for _ in range(_ROUNDS):
        moved = 0.0
        for small, target in inside:
            gap = target - _summed(key, small, fitted)
            moved = max(moved, float(np.abs(gap).max()))
            fitted = fitted + _spread(key, small, gap, sizes)
        fitted = np.maximum(fitted, 0.0)
        if moved < _NEAR:
            break
    return fitted


def _lawful(table: Real) -> Real:
    """A table that shares nothing with another: none below nobody, and no more people for it than were measured."""
    return nearest(table.ravel(), max(0.0, float(table.sum()))).reshape(table.shape)


def nearest(counts: Real, total: float) -> Real:
    """The nearest numbers that are none below zero and add up to a total (Euclidean projection)."""
    falling = np.sort(counts)[::-1]
    over = (np.cumsum(falling) - total) / np.arange(1, len(falling) + 1)
    cut = over[np.flatnonzero(falling >= over)[-1]]
    moved: Real = np.maximum(counts - cut, 0.0)
    return moved


def _summed(large: Key, small: Key, table: Real) -> Real:
    """A table added up to a margin."""
    over = tuple(at for at, column in enumerate(large) if column not in small)
    total: Real = np.asarray(table.sum(axis=over))
    return total


def _spread(large: Key, small: Key, gap: Real, sizes: Sequence[int]) -> Real:
    """A gap of a margin, shared evenly over the cells that make up each of its cells."""
    shape = tuple(sizes[column] if column in small else 1 for column in large)
    share = np.prod([sizes[column] for column in large if column not in small])
    return gap.reshape(shape) / float(share)


def _is_full(
    pair: tuple[Key, Key],
    tables: Mapping[Key, Real],
    wholes: Mapping[tuple[Key, Key], Real],
    sigma: Mapping[Key, float],
) -> bool:
    """Whether the finer table holds everybody of the margin, by the noisy totals.

    A margin that is no table itself is held to be whole in all tables alike or in none: the largest
    total is compared.
    """
    small, large = pair
    mine, noise = float(wholes[pair].sum()), sigma[large] ** 2 * tables[large].size
    others = [
        (float(wholes[small, one].sum()), sigma[one] ** 2 * tables[one].size)
        for one in tables
        if (small, one) in wholes and one != large
    ]
    if small in tables:
        others.append((float(tables[small].sum()), sigma[small] ** 2 * tables[small].size))
    if not others:
        return False
    most, spread = max(others)
    return bool(mine > most - _APART * np.sqrt(noise + spread))


def _margins(
    full: Sequence[tuple[Key, Key]],
    tables: Mapping[Key, Real],
    wholes: Mapping[tuple[Key, Key], Real],
    sigma: Mapping[Key, float],
) -> dict[Key, Real]:
    """Each margin from all tables that hold it, weighed by their noise."""
    best: dict[Key, Real] = {}
    for small in dict.fromkeys(pair[0] for pair in full):
        seen = [(wholes[pair], tables[pair[1]].size) for pair in full if pair[0] == small]
        weights = [
            wholes[pair].size / (sigma[pair[1]] ** 2 * tables[pair[1]].size)
            for pair in full
            if pair[0] == small
        ]
        values = [one for one, _size in seen]
        if small in tables:
            values.append(tables[small])
            weights.append(1 / sigma[small] ** 2)
        mean: Real = sum(
            (weight * value for weight, value in zip(weights, values, strict=True)),
            start=np.zeros_like(values[0]),
        ) / sum(weights)
        best[small] = mean
    return best
