"""Clusters: which records are one thing when pairs of them are. Deterministic, pure.

Union-find where every pair counts for sure. Where pairs have weights, clusters are cut where they hang together by
little: one wrong pair does not make two people one, as it does where chains of pairs are followed.
"""

import heapq
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Clusters(Generic[T]):
    """Records joined pair by pair. What was said to be apart is never joined, not even through others."""

    def __init__(self, apart: Iterable[tuple[T, T]] = ()) -> None:
        self._above: dict[T, T] = {}
        self._apart: dict[T, set[T]] = {}
        for one, two in apart:
            self._apart.setdefault(one, set()).add(two)
            self._apart.setdefault(two, set()).add(one)
        self._members: dict[T, set[T]] = {}

    def find(self, one: T) -> T:
        """The record that stands for the cluster of this one."""
        path = []
        while (above := self._above.get(one, one)) != one:
            path.append(one)
            one = above
        for passed in path:
            self._above[passed] = one
        return one

    def join(self, one: T, two: T) -> bool:
        """Make two clusters one; answers whether they are one now."""
        first, second = self.find(one), self.find(two)
        if first == second:
            return True
        mine, theirs = self._members.get(first, {first}), self._members.get(second, {second})
        if len(mine) < len(theirs):
            first, second, mine, theirs = second, first, theirs, mine
        if any(self._apart.get(each, set()) & mine for each in theirs):
            return False
        self._above[second] = first
        self._members[first] = mine | theirs
        self._members.pop(second, None)
        return True

    def together(self, one: T, two: T) -> bool:
        """Whether two records are in one cluster."""
        return self.find(one) == self.find(two)

    def groups(self) -> list[list[T]]:
        """The clusters of two and more, members and clusters in order of their texts."""
        found = [sorted(members, key=_words) for members in self._members.values()]
        return sorted(found, key=lambda group: _words(group[0]))


def _words(one: Any) -> str:
    return str(one)


Pair = tuple[int, int, int]
"""Two records, and what speaks for their being one, in points; against it where less than nothing."""


def correlated(pairs: Iterable[Pair], missing: int) -> Sequence[Sequence[int]]:
    """Groups of two and more whose members agree on average, members and groups in order.

    The two clusters between whose members most speaks on average are joined first, as long as anything speaks for any
    (average linkage: Sokal and Michener 1958; on signed weights it climbs the objective of correlation clustering,
    Bansal, Blum and Chawla 2004). Two records that are no pair count as `missing` points against it: that they
    share nothing says a little. Of equals, the two with the lowest numbers come first.
    """
    told = list(pairs)
    whole: Clusters[int] = Clusters()
    for one, two, weight in told:
        if weight > 0:
            whole.join(one, two)
    apart: dict[int, list[Pair]] = {}
    for pair in told:
        if whole.together(pair[0], pair[1]):
            apart.setdefault(whole.find(pair[0]), []).append(pair)
    groups = [group for part in apart.values() for group in _Average(part, missing).groups()]
    return sorted(groups)


class _Average:
    """The clusters of one set of pairs that hang together; a cluster is named by its lowest record."""

    def __init__(self, pairs: Sequence[Pair], missing: int) -> None:
        self._missing = missing
        self._members: dict[int, list[int]] = {}
        self._near: dict[int, dict[int, tuple[int, int]]] = {}
        for one, two, weight in pairs:
            for here, there in ((one, two), (two, one)):
                self._members.setdefault(here, [here])
                self._near.setdefault(here, {})[there] = (weight, 1)
        self._heap: list[tuple[float, int, int]] = []
        for one, two, _weight in pairs:
            self._offer(one, two)

    def groups(self) -> list[list[int]]:
        """Join what speaks for it; the clusters of two and more."""
        while self._heap:
            against, one, two = heapq.heappop(self._heap)
            if two in self._near.get(one, {}) and self._mean(one, two) == -against:
                self._join(one, two)
        return [sorted(some) for some in self._members.values() if len(some) > 1]

    def _mean(self, one: int, two: int) -> float:
        points, pairs = self._near[one][two]
        whole = len(self._members[one]) * len(self._members[two])
        return (points - self._missing * (whole - pairs)) / whole

    def _offer(self, one: int, two: int) -> None:
        mean = self._mean(one, two)
        if mean > 0:
            heapq.heappush(self._heap, (-mean, min(one, two), max(one, two)))

    def _join(self, one: int, two: int) -> None:
        near, other = self._near[one], self._near.pop(two)
        self._members[one] += self._members.pop(two)
        del near[two], other[one]
        for third, (points, pairs) in other.items():
            held = near.get(third, (0, 0))
            near[third] = self._near[third][one] = (points + held[0], pairs + held[1])
            del self._near[third][two]
        for third in near:
            self._offer(one, third)
