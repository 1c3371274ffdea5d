"""Pointers from one thing to others: whether they run in a circle. Pure."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def circle(pointers: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The things of one circle, the first one again at the end; empty where there is none.

    A thing that points to itself is a circle. Pointers to things that are not keys lead nowhere.
    """
    try:
        TopologicalSorter(pointers).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return tuple(reversed(found))  # the library names them against the pointers
    return ()
