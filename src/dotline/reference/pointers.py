"""Pointers from one thing to others: whether they run in a circle. Pure."""

from collections.abc import Iterable, Mapping


def circle(pointers: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The things of one circle, the first one again at the end; empty where there is none.

    A thing that points to itself is a circle. Pointers to things that are not keys lead nowhere.
    """
    done: set[str] = set()
    for start in pointers:
        path: list[str] = []
        waiting = [(start, False)]
        while waiting:
            thing, left = waiting.pop()
            if left:
                path.pop()
                done.add(thing)
            elif thing in path:
                return (*path[path.index(thing) :], thing)
            elif thing not in done and thing in pointers:
                path.append(thing)
                waiting.append((thing, True))
                waiting += [(one, False) for one in pointers[thing]]
    return ()
