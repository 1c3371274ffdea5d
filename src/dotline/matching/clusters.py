"""Clusters: which records are one thing when pairs of them are. Union-find, deterministic, pure."""

from collections.abc import Hashable, Iterable
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
