"""Log-linear models of capture histories: whether an estimate exists, and what it is, for many tables at once.

Poisson log-linear models with one intercept, each list's own effect and effects of lists that act together
(Fienberg 1972). A set of lists that share nobody has an effect of minus infinity: its histories are left out and the
effect counts as a parameter all the same (Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021, section 2).

No design matrix is ever multiplied: what a model needs are sums over all histories that contain, or are contained in,
a set of lists, and these come from one pass a list (Yates 1937). So each row of a batch may have a model of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.special import gammaln

from dotline.statistics.estimate.captures import CaptureTable, above, below

Terms = frozenset[int]
ROUNDS = 60
NEAR = 1e-10
POSITIVE = 1e-6
NEAR_SUMS = 1e-6
CALM = 0.1  # a last step of logged means below this leads to positive means with the very sums of the table
SMALL = 8  # lists of a table whose models are all remembered
CELLS = 1 << 20  # cells of tables that are worked on together


class Existence(StrEnum):
    """Whether a model says anything about these data."""

    SOUND = "ok"
    NO_ESTIMATE = "does_not_exist"
    NOT_IDENTIFIABLE = "not_identifiable"
    NEITHER = "neither_exists_nor_identifiable"


@dataclass(frozen=True)
class ModelShape:
    """A model for tables in which the lists of `empty` share nobody.

    `cells` are the histories it can explain, `kept` its finite effects, each as a history (0 is the intercept).
    """

    lists: int
    terms: Terms
    empty: Terms
    cells: NDArray[np.int64]
    kept: NDArray[np.int64]
    identifiable: bool

    @property
    def design(self) -> NDArray[np.float64]:
        """Histories by parameters."""
        inside: NDArray[np.bool_] = (self.cells[:, None] & self.kept) == self.kept
        return inside.astype(np.float64)


@dataclass(frozen=True)
class Fits:
    """What models say of tables, one row a table; NaN where a model says nothing. `means` has a column a history."""

    totals: NDArray[np.float64]
    bic: NDArray[np.float64]
    means: NDArray[np.float64]


def main_effects(lists: int) -> Terms:
    """The model in which no lists act together."""
    return frozenset(1 << one for one in range(lists))


def pairs(lists: int) -> tuple[int, ...]:
    """Every two lists, as histories."""
    return tuple(1 << one | 1 << two for two in range(lists) for one in range(two))


def verdict(table: CaptureTable, terms: Terms) -> Existence:
    """Whether the extended maximum likelihood estimate of a model exists and is the only one."""
    lists = len(table.lists)
    model = shape(lists, terms, frozenset(term for term in terms if not table.overlaps[term]))
    exists = _exists(model, table.counts)
    if exists:
        return Existence.SOUND if model.identifiable else Existence.NOT_IDENTIFIABLE
    return Existence.NO_ESTIMATE if model.identifiable else Existence.NEITHER


def shape(lists: int, terms: Terms, empty: Terms) -> ModelShape:
    """All of a model that does not hang on how many were seen."""
    # A shape of twelve lists is a hundred times as large as one of five: few of them are remembered.
    return _small(lists, terms, empty) if lists <= SMALL else _large(lists, terms, empty)


def _made(lists: int, terms: Terms, empty: Terms) -> ModelShape:
    cells = np.arange(1, 1 << lists)
    for term in empty:
        cells = cells[cells & term != term]
    kept = np.array([0, *sorted(terms - empty)], dtype=np.int64)
    told = np.zeros(1 << lists)
    told[cells] = 1.0
    products = above(told, lists)[kept[:, None] | kept]
    known = bool(len(cells) and np.linalg.matrix_rank(products, hermitian=True) == len(kept))
    return ModelShape(lists, terms, empty, cells, kept, known)


_small = lru_cache(maxsize=30_000)(_made)
_large = lru_cache(maxsize=2_000)(_made)


def _exists(model: ModelShape, counts: NDArray[np.int64]) -> bool:
    """Whether some strictly positive table has the same sums as this one.

    It hangs on where people were seen, not on how many: all such tables lie inside the same face of the cone.
    """
    seen = counts[model.cells] > 0
    return bool(seen.all()) or _positive(model.lists, model.terms, model.empty, seen.tobytes())


@lru_cache(maxsize=50_000)
def _positive(lists: int, terms: Terms, empty: Terms, seen: bytes) -> bool:
    """The largest s for which a table with these sums is nowhere below s (Fienberg and Rinaldo 2012)."""
    design = shape(lists, terms, empty).design
    cost = np.zeros(len(design) + 1)
    cost[-1] = -1.0
    answer = linprog(
        cost,
        A_ub=np.hstack([-np.eye(len(design)), np.ones((len(design), 1))]),
        b_ub=np.zeros(len(design)),
        A_eq=np.hstack([design.T, np.zeros((design.shape[1], 1))]),
        b_eq=design.T @ np.frombuffer(seen, dtype=bool).astype(float),
        bounds=[(0, None)] * len(design) + [(None, 1)],
        method="highs",
    )
    return bool(answer.status == 0 and -answer.fun > POSITIVE)


def fit_all(counts: NDArray[np.int64], terms: Sequence[Terms], lists: int) -> Fits:
    """Fit to each table, a row each, a model of its own, by iteratively weighted least squares.

    The population of a table is its people and the mean of the history that no list saw. BIC counts every parameter,
    those at minus infinity too, and people as observations (Silverman, Chan and Vincent 2024). A row whose estimate
    does not exist, or is not the only one, gives NaN.
    """
    found = nothing(counts.shape)
    models = _models(counts, terms, lists)
    alike: dict[int, list[int]] = defaultdict(list)
    for row, model in enumerate(models):
        if model.identifiable:
            alike[len(model.kept)].append(row)
    many = max(1, CELLS >> lists)
    # A row without an estimate runs away from it until its means overflow or vanish; it ends as NaN.
    with np.errstate(all="ignore"):
        for listed in alike.values():
            for begin in range(0, len(listed), many):
                rows = listed[begin : begin + many]
                _fit(found, np.array(rows), [models[row] for row in rows], counts[rows])
    return found


def _models(counts: NDArray[np.int64], terms: Sequence[Terms], lists: int) -> list[ModelShape]:
    """The shape of each row's model. Rows are told apart by model, then by which of its lists share nobody."""
    bare = above(counts, lists) == 0
    by_model: dict[Terms, list[int]] = defaultdict(list)
    for row, model in enumerate(terms):
        by_model[model].append(row)
    found: dict[int, ModelShape] = {}
    for model, rows in by_model.items():
        order = sorted(model)
        held: dict[bytes, ModelShape] = {}
        for row, gone in zip(rows, bare[np.ix_(rows, order)], strict=True):
            key = gone.tobytes()
            if key not in held:
                empty = frozenset(term for term, none in zip(order, gone, strict=True) if none)
                held[key] = shape(lists, model, empty)
            found[row] = held[key]
    return [found[row] for row in range(len(terms))]


def _fit(
    found: Fits, rows: NDArray[np.int64], models: Sequence[ModelShape], counts: NDArray[np.int64]
) -> None:
    """Write into `found` what models with equally many effects say of tables."""
    size = counts.shape[1]
    places: dict[int, int] = {}
    which = np.array([places.setdefault(id(one), len(places)) for one in models])
    different = list({id(one): one for one in models}.values())
    kept = np.array([one.kept for one in different])[which]
    open_ = np.zeros((len(different), size), dtype=bool)
    for place, one in enumerate(different):
        open_[place, one.cells] = True
    seen, told = counts.astype(float), open_[which]
    means, intercepts, calm = _settled(kept, told, seen)
    sound = calm & _balanced(kept, means, seen)
    for row in np.flatnonzero(np.isfinite(intercepts) & ~sound).tolist():
        sound[row] = _balanced(kept[[row]], means[[row]], seen[[row]])[0] and _exists(
            models[row], counts[row]
        )
    rows, means, seen, told = rows[sound], means[sound], seen[sound], told[sound]
    people = seen.sum(axis=1)
    logged = np.sum(seen * np.log(np.where(told, means, 1.0)) - means - gammaln(seen + 1), axis=1)
    parameters = np.array([1 + len(one.terms) for one in different])[which[sound]]
    found.totals[rows] = people + np.exp(intercepts[sound])
    found.bic[rows] = -2 * logged + parameters * np.log(people)
    found.means[rows] = means


def nothing(size: tuple[int, ...]) -> Fits:
    """What is known of tables about which a model says nothing."""
    return Fits(np.full(size[0], np.nan), np.full(size[0], np.nan), np.zeros(size))


def _balanced(
    kept: NDArray[np.int64], means: NDArray[np.float64], seen: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether the means of each row have the sums of its table."""
    lists = seen.shape[1].bit_length() - 1
    sums = np.take_along_axis(above(means, lists), kept, axis=1)
    wanted = np.take_along_axis(above(seen, lists), kept, axis=1)
    return np.asarray(np.all(np.abs(sums - wanted) <= NEAR_SUMS * (wanted + 1), axis=1))


def _settled(
    kept: NDArray[np.int64], told: NDArray[np.bool_], seen: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Means and intercept of each row, NaN where they do not settle, and whether their estimate surely exists.

    A Newton step keeps the sums of the table. Where it changes each positive mean by less than a tenth, it leads to a
    positive table with just these sums, which is what the linear program would look for: only rows without such a
    step need be asked of it.
    """
    rows, size = seen.shape
    lists = size.bit_length() - 1
    union = (kept[:, :, None] | kept[:, None, :]).reshape(rows, -1)
    means = np.where(told, seen + 0.1, 0.0)
    eta = np.log(np.where(told, means, 1.0))
    all_means, intercepts = np.full(seen.shape, np.nan), np.full(rows, np.nan)
    calm, last, left = np.zeros(rows, dtype=bool), np.full(rows, np.inf), np.arange(rows)
    for _ in range(ROUNDS):
        square = np.take_along_axis(above(means, lists), union, axis=1)
        right = above(np.where(told, means * eta + seen - means, 0.0), lists)
        beta = _solve(
            square.reshape(len(left), kept.shape[1], -1), np.take_along_axis(right, kept, axis=1)
        )
        spread = np.zeros_like(seen)
        np.put_along_axis(spread, kept, beta, axis=1)
        before, eta = eta, np.clip(below(spread, lists), -700, 700)
        means = np.where(told, np.exp(eta), 0.0)
        off = _deviance(seen, means)
        going = np.abs(off - last[left]) >= NEAR * (np.abs(off) + 0.1)
        steady = np.max(np.where(told, np.abs(eta - before), 0.0), axis=1) < CALM
        calm[left] = steady
        last[left], all_means[left], intercepts[left] = off, means, beta[:, 0]
        going &= np.isfinite(off)
        left, kept, union, told = left[going], kept[going], union[going], told[going]
        seen, means, eta = seen[going], means[going], eta[going]
        if not len(left):
            break
    all_means[left], intercepts[left], calm[left] = np.nan, np.nan, False
    return all_means, intercepts, calm


def _solve(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    try:
        return np.asarray(np.linalg.solve(left, right[..., None])[..., 0], dtype=np.float64)
    except np.linalg.LinAlgError:  # one row of many cannot be solved: it alone is lost
        return np.stack([_solved_alone(*one) for one in zip(left, right, strict=True)])


def _solved_alone(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    try:
        return np.asarray(np.linalg.solve(left, right), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full(len(right), np.nan)


def _deviance(seen: NDArray[np.float64], means: NDArray[np.float64]) -> NDArray[np.float64]:
    some = seen > 0
    ratio = np.log(np.where(some, seen, 1.0) / np.where(some, means, 1.0))
    off: NDArray[np.float64] = 2 * np.sum(seen * ratio - (seen - means), axis=1)
    return off


def fit(table: CaptureTable, terms: Iterable[int]) -> tuple[float, float]:
    """Population and BIC of one model; NaN for a model that says nothing about the table."""
    found = fit_all(table.counts[None, :], [frozenset(terms)], len(table.lists))
    return float(found.totals[0]), float(found.bic[0])
