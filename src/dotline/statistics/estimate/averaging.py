"""Averaging over decomposable graphs of lists (Madigan and York 1997; Johndrow, Lum and Manrique-Vallier 2019).

Each graph says which lists may act together. A hyper-Dirichlet prior of `2**-lists` for each cell gives each graph
and each number of unseen people a probability in closed form; the prior of a number of people is one over it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from dotline.base.errors import Invalid
from dotline.statistics.estimate.captures import CaptureTable, lists_of

MOST_LISTS = 6  # 18,154 graphs; of seven lists there are 617,675
FIRST = 20_000  # unseen people that are thought of at first
WIDER = 3  # how many times as many are thought of while the farthest tenth weighs more than TAIL
FARTHEST = 540_000
TAIL = 1e-4
SETTLED = 0.002
COARSE = 600  # numbers of unseen people on which every graph is weighed first
SLIGHT = -25.0  # logged weight beside the best graph, below which a graph changes no figure
AT_ONCE = 100_000


@dataclass(frozen=True)
class Graph:
    """A decomposable graph by its cliques and separators, each a set of lists as a history."""

    cliques: tuple[int, ...]
    separators: tuple[int, ...]


@dataclass(frozen=True)
class Posterior:
    """What is believed of the whole population: the numbers thought of, how likely each is, and the likeliest graph.

    `reach` is the greatest number of unseen people that was thought of, `tail` the weight of its last tenth.
    """

    totals: NDArray[np.int64]
    weights: NDArray[np.float64]
    graph: Graph
    reach: int
    tail: float

    @property
    def settled(self) -> bool:
        """Whether the farthest tenth of the range is no more than a five-hundredth of the mean."""
        far = int(self.reach * 0.9)
        return float(self.totals[far:] @ self.weights[far:]) <= SETTLED * self.mean

    @property
    def mean(self) -> float:
        """The posterior mean."""
        return float(self.totals @ self.weights)

    @property
    def mode(self) -> int:
        """The likeliest number."""
        return int(self.totals[np.argmax(self.weights)])

    def quantile(self, level: float) -> int:
        """The least number that the population does not exceed with this probability."""
        place = int(np.searchsorted(np.cumsum(self.weights), level))
        return int(self.totals[min(place, len(self.totals) - 1)])


@lru_cache(maxsize=8)
def graphs(lists: int) -> tuple[Graph, ...]:
    """Every decomposable graph of so many lists."""
    edges = list(combinations(range(lists), 2))
    found = (
        _decomposed(lists, [edge for place, edge in enumerate(edges) if chosen >> place & 1])
        for chosen in range(1 << len(edges))
    )
    return tuple(one for one in found if one is not None)


def _decomposed(lists: int, edges: list[tuple[int, int]]) -> Graph | None:
    """Cliques and separators by maximum cardinality search; None for a graph with a hole (Tarjan, Yannakakis 1984)."""
    near = [0] * lists
    for one, two in edges:
        near[one] |= 1 << two
        near[two] |= 1 << one
    cliques: list[int] = []
    separators: list[int] = []
    done = 0
    for _ in range(lists):
        left = (one for one in range(lists) if not done >> one & 1)
        chosen = max(left, key=lambda one: ((near[one] & done).bit_count(), -one))
        before = near[chosen] & done
        if any(before & ~near[one] & ~(1 << one) for one in lists_of(before)):
            return None
        holder = next((place for place, one in enumerate(cliques) if one == before), None)
        if holder is not None:
            cliques[holder] |= 1 << chosen
        else:
            cliques.append(before | 1 << chosen)
            if done:
                separators.append(before)
        done |= 1 << chosen
    return Graph(tuple(cliques), tuple(separators))


def average(table: CaptureTable, most: int | None = None) -> Posterior:
    """The posterior of the population. `most` bounds the unseen people that are thought of.

    Without it they are at most 20,000, or three, nine, ... times as many until the farthest tenth of them weighs
    next to nothing. The bound matters: with graphs in which all lists act together the mean has no end of its own.
    Raises Invalid for more than six lists.
    """
    lists = len(table.lists)
    if lists > MOST_LISTS:
        raise Invalid(
            "Averaging over graphs takes at most {most} lists; this table has {lists}.",
            "Join lists that are kept by one office.",
            most=MOST_LISTS,
            lists=lists,
        )
    reach = most or FIRST
    while True:
        coarse = np.unique(np.geomspace(1, reach, COARSE).astype(np.int64)).astype(np.float64)
        gaps = np.log(np.gradient(coarse)) if len(coarse) > 1 else np.zeros(1)
        logged = _logged(table, coarse, graphs(lists)) + gaps
        peak = float(logged.max())
        weight = np.exp(logged - peak).sum(axis=0)
        tail = float(weight[coarse > reach * 0.9].sum() / weight.sum())
        if most or tail < TAIL or reach >= FARTHEST:
            break
        reach *= WIDER
    weighed = logsumexp(logged, axis=1)
    heavy = np.flatnonzero(weighed > weighed.max() + SLIGHT)
    best = graphs(lists)[int(np.argmax(weighed))]
    return _posterior(table, [graphs(lists)[one] for one in heavy], best, reach, peak, tail)


def _posterior(
    table: CaptureTable, heavy: list[Graph], best: Graph, reach: int, peak: float, tail: float
) -> Posterior:
    """Weigh the graphs that matter on every number of unseen people, not on too many at once."""
    weights = []
    for begin in range(1, reach + 1, AT_ONCE):
        unseen = np.arange(begin, min(begin + AT_ONCE, reach + 1), dtype=np.float64)
        parts, base = _parts_of(table, unseen)
        here = np.zeros(len(unseen))
        for graph in heavy:
            here += np.exp(_of_graph(parts, graph) + (base - peak))
        weights.append(here)
    whole = np.concatenate(weights)
    totals = np.arange(1, reach + 1) + table.known
    return Posterior(totals, whole / whole.sum(), best, reach, tail)


def _logged(
    table: CaptureTable, unseen: NDArray[np.float64], of: Iterable[Graph]
) -> NDArray[np.float64]:
    """For each graph, a row each, its logged weight at each number of unseen people, but for a constant."""
    parts, base = _parts_of(table, unseen)
    return np.array([_of_graph(parts, graph) for graph in of]) + base


def _parts_of(
    table: CaptureTable, unseen: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What each set of lists alone says of each number of unseen people, and what no graph changes."""
    whole = unseen + table.known
    parts = [_marginal(table, part, unseen) for part in range(1 << len(table.lists))]
    return np.array(parts), gammaln(whole + 1) - gammaln(unseen + 1) - np.log(whole)


def _of_graph(parts: NDArray[np.float64], graph: Graph) -> NDArray[np.float64]:
    told = parts[list(graph.cliques)].sum(axis=0)
    if graph.separators:
        told -= parts[list(graph.separators)].sum(axis=0)
    return np.asarray(told)


def _marginal(table: CaptureTable, part: int, unseen: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logged marginal likelihood of some lists alone, for each number of unseen people."""
    size = 1 << len(table.lists)
    cells = np.zeros(size)
    np.add.at(cells, np.arange(size) & part, table.counts.astype(float))
    inside = [one for one in _parts(part) if one]
    mass = 1.0 / (
        1 << part.bit_count()
    )  # the prior weight of a cell of these lists; all cells weigh one
    told = gammaln(cells[0] + unseen + mass) - gammaln(unseen + table.known + 1.0)
    seen = sum(float(gammaln(cells[one] + mass)) for one in inside)
    return np.asarray(told + seen - (len(inside) + 1) * float(gammaln(mass)))


def _parts(whole: int) -> Iterator[int]:
    part = whole
    while True:
        yield part
        if not part:
            return
        part = (part - 1) & whole
