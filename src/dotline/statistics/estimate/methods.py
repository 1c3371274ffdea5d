"""All methods side by side, and what may be said of them together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from dotline.base.errors import Invalid
from dotline.statistics.estimate import averaging, selecting
from dotline.statistics.estimate.bootstrapping import PUBLISHABLE, Limits, Spread, bca, spread
from dotline.statistics.estimate.captures import CaptureTable
from dotline.statistics.estimate.fitting import Existence, Terms, fit_all, main_effects, verdict

METHODS = ("main", "stepwise", "bic", "downhill", "dga")
APART = 2.0  # how far methods may differ before nothing is said of them together
KEPT = 100  # models that a resampled table may choose among, the best BIC first (2024, section 4)
TOO_MANY = "too_many_models"
Totals = Callable[[NDArray[np.int64]], NDArray[np.float64]]


class Remark(StrEnum):
    """Why a method's figure, or a limit of it, is none to publish as it stands."""

    NO_LIMITS = "no_limits"
    FEW_REPLICATES = "few_replicates"
    EXTREME_LIMIT = "limit_is_extreme_replicate"
    LOST_REPLICATES = "replicates_without_estimate"
    OPEN_RANGE = "mean_hangs_on_range"


@dataclass(frozen=True)
class Estimate:
    """What one method says: the whole population, its 95 % limits, its model, and whether the method applies.

    `middle` is the posterior median of `dga`; `reach` the most unseen people that it thought of.
    """

    method: str
    total: float | None
    low: float | None
    high: float | None
    model: str
    verdict: str
    limits: Limits | None = field(default=None, repr=False)
    spread: Spread | None = field(default=None, repr=False)
    remarks: tuple[Remark, ...] = ()
    middle: int | None = None
    reach: int | None = None

    @property
    def publishable(self) -> bool:
        """Whether the figure and its limits may be published as they stand."""
        return self.total is not None and not self.remarks


@dataclass(frozen=True)
class Estimates:
    """What all methods say of one table. `alone` are lists that share nobody with another."""

    lists: tuple[str, ...]
    known: int
    identifiable: bool
    alone: tuple[str, ...]
    methods: tuple[Estimate, ...]
    replicates: int = 0
    seed: int = 0

    @property
    def reached(self) -> tuple[float, float] | None:
        """The lowest and the highest figure of all methods that say one."""
        told = [one.total for one in self.methods if one.total is not None]
        return (min(told), max(told)) if told else None

    @property
    def headline(self) -> tuple[float, float] | None:
        """The lowest and the highest figure as one range.

        None with fewer than two methods, where one that was asked finds no estimate, and where they differ by more
        than two times: then no single range may be told.
        """
        asked = [one for one in self.methods if one.verdict != TOO_MANY]
        if self.reached is None or len(asked) < 2 or any(one.total is None for one in asked):
            return None
        low, high = self.reached
        return self.reached if high <= APART * low else None


def estimates(
    table: CaptureTable,
    methods: Iterable[str] = METHODS,
    replicates: int = 0,
    seed: int = 0,
    told: Callable[[int], None] = lambda _done: None,
) -> Estimates:
    """Ask each method. Without replicates the log-linear methods give no limits; `dga` always has its own.

    A list that shares nobody with any other leaves every method without ground: the table is then not identifiable,
    and `alone` names the list. `told` hears of each batch of replicates. Raises Invalid for an unknown method.
    """
    asked = tuple(methods)
    for one in asked:
        if one not in METHODS:
            raise Invalid(
                "There is no method '{name}'.",
                "Choose one of {all}.",
                name=one,
                all=", ".join(METHODS),
            )
    alone, sound = table.alone(), verdict(table, main_effects(len(table.lists)))
    if alone and sound == Existence.SOUND:
        sound = Existence.NOT_IDENTIFIABLE
    identifiable = sound == Existence.SOUND
    found = tuple(
        _asked(table, one, replicates, seed, told)
        if identifiable
        else Estimate(one, None, None, None, "", sound.value)
        for one in asked
    )
    return Estimates(table.lists, table.known, identifiable, alone, found, replicates, seed)


def _asked(
    table: CaptureTable, method: str, replicates: int, seed: int, told: Callable[[int], None]
) -> Estimate:
    lists = len(table.lists)
    if lists > (averaging.MOST_LISTS if method in {"dga", "bic"} else lists):
        return Estimate(method, None, None, None, "", TOO_MANY)
    if method == "dga":
        return _averaged(table)
    chosen, totals = _chosen(table, method)
    if not isfinite(chosen.total):
        return Estimate(method, None, None, None, "", Existence.NO_ESTIMATE.value)
    limits = bca(table, chosen.total, totals, replicates, seed, told) if replicates else None
    return Estimate(
        method,
        chosen.total,
        _told(limits.low) if limits else None,
        _told(limits.high) if limits else None,
        table.name(chosen.terms),
        Existence.SOUND.value,
        limits,
        limits.spread if limits else None,
        _remarks(limits),
    )


def _told(limit: float) -> float | None:
    return limit if isfinite(limit) else None


def _remarks(limits: Limits | None) -> tuple[Remark, ...]:
    if limits is None or not (isfinite(limits.low) and isfinite(limits.high)):
        return (Remark.NO_LIMITS,)
    said = {
        Remark.FEW_REPLICATES: limits.replicates < PUBLISHABLE,
        Remark.EXTREME_LIMIT: any(limits.extreme),
        Remark.LOST_REPLICATES: limits.lost > 0,
    }
    return tuple(one for one, true in said.items() if true)


def _averaged(table: CaptureTable) -> Estimate:
    found = averaging.average(table)
    return Estimate(
        "dga",
        found.mean,
        float(found.quantile(0.025)),
        float(found.quantile(0.975)),
        table.name(found.graph.cliques),
        Existence.SOUND.value,
        spread=spread(found.totals.astype(float), found.weights),
        remarks=() if found.settled else (Remark.OPEN_RANGE,),
        middle=found.quantile(0.5),
        reach=found.reach,
    )


def _chosen(table: CaptureTable, method: str) -> tuple[selecting.Chosen, Totals]:
    """What a method chooses for a table, and the function that asks it of resampled ones."""
    lists = len(table.lists)
    if method == "main":
        model = [main_effects(lists)]
        return selecting.main(table), lambda drawn: _best(drawn, model, lists)
    if method == "stepwise":
        return selecting.stepwise(table), lambda drawn: selecting.stepwise_all(drawn, lists)[1]
    if method == "downhill":
        return selecting.downhill(table), lambda drawn: selecting.downhill_all(drawn, lists)[1]
    ranked = selecting.ranked(table)
    models = [one.terms for one in ranked[:KEPT]]
    return ranked[0], lambda drawn: _best(drawn, models, lists)


def _best(drawn: NDArray[np.int64], models: list[Terms], lists: int) -> NDArray[np.float64]:
    """The population of the model of lowest BIC, for each table."""
    best, totals = np.full(len(drawn), np.inf), np.full(len(drawn), np.nan)
    for model in models:
        found = fit_all(drawn, [model] * len(drawn), lists)
        better = found.bic < best
        best[better], totals[better] = found.bic[better], found.totals[better]
    return totals
