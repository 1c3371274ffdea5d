"""Which lists act together: main effects alone, forward steps, the best BIC of all models, or a walk downhill."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, pdtr

from dotline.statistics.estimate.captures import CaptureTable, above
from dotline.statistics.estimate.fitting import (
    CELLS,
    Terms,
    fit,
    fit_all,
    main_effects,
    pairs,
)

THRESHOLD = 0.02  # Chan, Silverman and Vincent 2021, section 3.2


@dataclass(frozen=True)
class Chosen:
    """The model that a method chose and the population that it says; NaN where no model says anything."""

    terms: Terms
    total: float
    bic: float = float("nan")


def stepwise_all(
    counts: NDArray[np.int64], lists: int, threshold: float = THRESHOLD
) -> tuple[list[Terms], NDArray[np.float64]]:
    """Forward steps on many tables at once: each table's own model, and its population.

    From main effects on, the two lists whose overlap is least likely under the model are joined, while its one-sided
    Poisson probability is at most `threshold` and the wider model exists and is identifiable.
    """
    every = pairs(lists)
    terms = [main_effects(lists)] * len(counts)
    overlap = above(counts, lists)[:, every]
    begun = fit_all(counts, terms, lists)
    totals = begun.totals.copy()
    chance = _chance(overlap, begun.means, lists)
    open_ = np.flatnonzero(np.isfinite(totals))
    while len(open_):
        place = np.argmin(chance[open_], axis=1)
        going = chance[open_, place] <= threshold
        open_, place = open_[going], place[going]
        wider = [terms[row] | {every[one]} for row, one in zip(open_, place, strict=True)]
        found = fit_all(counts[open_], wider, lists)
        sound = np.isfinite(found.totals)
        chance[open_[~sound], place[~sound]] = (
            np.inf
        )  # the pair is passed over until another has come in
        for row, model in zip(open_[sound], itertools.compress(wider, sound), strict=True):
            terms[row] = model
        totals[open_[sound]] = found.totals[sound]
        chance[open_[sound]] = _chance(overlap[open_[sound]], found.means[sound], lists)
        for row in open_[sound]:
            chance[row, [one in terms[row] for one in every]] = np.inf
    return terms, totals


def _chance(
    overlap: NDArray[np.int64], means: NDArray[np.float64], lists: int
) -> NDArray[np.float64]:
    """For each table and pair the one-sided Poisson probability of their overlap, whichever side it lies on."""
    mean = above(means, lists)[:, pairs(lists)]
    low, high = (
        pdtr(overlap, mean),
        np.where(overlap > 0, gammainc(np.maximum(overlap, 1), mean), 1.0),
    )
    return np.asarray(np.minimum(low, high))


def stepwise(table: CaptureTable, threshold: float = THRESHOLD) -> Chosen:
    """Forward steps (Chan, Silverman and Vincent 2021)."""
    terms, totals = stepwise_all(table.counts[None, :], len(table.lists), threshold)
    return Chosen(terms[0], float(totals[0]))


def main(table: CaptureTable) -> Chosen:
    """The model in which the lists do not depend on one another."""
    model = main_effects(len(table.lists))
    return Chosen(model, *fit(table, model))


def hierarchical(lists: int, order: int) -> list[Terms]:
    """Every model that holds each list, and with a set of lists all its parts; sets have at most `order` lists."""
    models = [main_effects(lists)]
    for size in range(2, order + 1):
        wider = []
        for model in models:
            free = [
                sum(1 << one for one in some)
                for some in combinations(range(lists), size)
                if all(
                    sum(1 << one for one in part) in model for part in combinations(some, size - 1)
                )
            ]
            wider += [
                model | set(chosen)
                for many in range(len(free) + 1)
                for chosen in combinations(free, many)
            ]
        models = wider
    return models


def ranked(table: CaptureTable, order: int = 2) -> list[Chosen]:
    """All models that say something about a table, the lowest BIC first (Silverman, Chan and Vincent 2024)."""
    models = hierarchical(len(table.lists), order)
    same = np.broadcast_to(table.counts, (len(models), len(table.counts)))
    said = fit_all(same, models, len(table.lists))
    found = (
        Chosen(model, float(total), float(bic))
        for model, total, bic in zip(models, said.totals, said.bic, strict=True)
    )
    return sorted((one for one in found if np.isfinite(one.bic)), key=lambda one: one.bic)


def downhill(table: CaptureTable, order: int = 2) -> Chosen:
    """From main effects to the neighbour of lowest BIC, until none is lower; a neighbour has one set more or less."""
    terms, totals = downhill_all(table.counts[None, :], len(table.lists), order)
    return Chosen(terms[0], float(totals[0]))


def downhill_all(
    counts: NDArray[np.int64], lists: int, order: int = 2
) -> tuple[list[Terms], NDArray[np.float64]]:
    """The walk downhill on many tables at once: each table's own model, and its population."""
    terms = [main_effects(lists)] * len(counts)
    begun = fit_all(counts, terms, lists)
    totals, lowest = begun.totals.copy(), _or_worst(begun.bic)
    going = np.arange(len(counts))
    near = lru_cache(maxsize=2_000)(lambda model: tuple(_neighbours(model, lists, order)))
    while len(going):
        moved: list[int] = []
        tried = max(1, 4 * CELLS >> lists)  # rows of tables and neighbours together
        for rows in _chunks(going, [len(near(terms[row])) for row in going], tried):
            asked = [(row, one) for row in rows for one in near(terms[row])]
            owners = np.array([row for row, _one in asked])
            found = fit_all(counts[owners], [one for _row, one in asked], lists)
            bic = _or_worst(found.bic)
            for begin, end in pairwise([0, *(np.flatnonzero(np.diff(owners)) + 1), len(asked)]):
                best, row = begin + int(np.argmin(bic[begin:end])), int(owners[begin])
                if bic[best] < lowest[row]:
                    lowest[row], totals[row], terms[row] = (
                        bic[best],
                        found.totals[best],
                        asked[best][1],
                    )
                    moved.append(row)
        going = np.array(moved, dtype=np.int64)
    return terms, totals


def _chunks(rows: NDArray[np.int64], sizes: list[int], most: int) -> Iterator[NDArray[np.int64]]:
    """The rows in parts whose sizes come to about `most`; rows without any size are left out."""
    sized = np.array(sizes)
    rows, grown = rows[sized > 0], np.cumsum(sized[sized > 0])
    if len(rows):
        yield from np.split(rows, np.flatnonzero(np.diff(grown // most)) + 1)


def _or_worst(bic: NDArray[np.float64]) -> NDArray[np.float64]:
    """BIC, infinite where a model says nothing."""
    return np.where(np.isfinite(bic), bic, np.inf)


def _neighbours(model: Terms, lists: int, order: int) -> Iterator[Terms]:
    for size in range(2, order + 1):
        for some in combinations(range(lists), size):
            term = sum(1 << one for one in some)
            parts = [term ^ 1 << one for one in some]
            if term in model:
                if not any(one != term and one & term == term for one in model):
                    yield model - {term}
            elif all(part in model for part in parts):
                yield model | {term}
