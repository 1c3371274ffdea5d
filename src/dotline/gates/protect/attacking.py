"""Our attack: from all that is published, the least and greatest each hidden cell can be."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import vstack

from dotline.base.errors import Refused
from dotline.gates.protect.solving import least
from dotline.gates.protect.system import Floats, System, Vector, build
from dotline.gates.protect.tables import CellKey, ClosedSet


@dataclass(frozen=True)
class Interval:
    """What the published numbers leave possible for one hidden cell, both ends included, in whole
    numbers.
    """

    key: CellKey
    low: int
    high: int

    @property
    def width(self) -> int:
        """Largest minus smallest; 0 means that the hidden number is found out."""
        return self.high - self.low


def attack(
    closed: ClosedSet,
    published: Mapping[CellKey, int | None],
    also: Iterable[Mapping[CellKey, int | None]] = (),
) -> list[Interval]:
    """The exact interval of every hidden cell of a release, given all its tables and those of
    `also`.

    None stands for hidden. The attacker knows every published number of every edition, that counts
    are whole and not negative, how tables add up, and what is zero by nature. Raises Refused when
    the numbers contradict one another.
    """
    known: dict[CellKey, int] = {}
    hidden: set[CellKey] = set()
    for figures in (published, *also):
        hidden |= {key for key, value in figures.items() if value is None}
        known |= {key: value for key, value in figures.items() if value is not None}
    found: list[Interval] = []
    for measure in closed.measures:
        keys = [key for key in {*known, *hidden} if key.measure == measure]
        targets = [key for key in hidden - set(known) if key.measure == measure]
        if targets:
            solver = Solver(build(closed, keys), known)
            found += [solver.interval(key) for key in sorted(targets)]
    return found


def narrowest(intervals: Iterable[Interval]) -> Interval | None:
    """The hidden cell that the published numbers pin down most."""
    return min(intervals, key=lambda one: (one.width, one.key), default=None)


class Solver:
    """Least and greatest values under what is known, by HiGHS in whole numbers (exact, not the LP's
    outer bound).

    Every answer is a whole table that fits everything known; each is checked in whole-number
    arithmetic and kept, so that later questions are often answered without solving.
    """

    def __init__(
        self, system: System, known: Mapping[CellKey, int], start: Vector | None = None
    ) -> None:
        self.system = system
        self.at = {key: n for n, key in enumerate(system.keys)}
        rows = [n for n, key in enumerate(system.keys) if key in known]
        self._known = np.array([known[system.keys[n]] for n in rows], dtype=np.int64)
        self._rows = rows
        fixed = system.cells[rows]
        self._limits = LinearConstraint(
            vstack([fixed, system.links]).astype(float),
            np.concatenate([self._known, system.link_low]),
            np.concatenate([self._known, system.link_high]),
        )
        self._least: Floats = np.full(len(system.keys), np.inf)
        self._most: Floats = np.full(len(system.keys), -np.inf)
        if start is not None:
            self._keep(start)

    def _keep(self, x: Vector) -> None:
        """Accept a table as possible, after checking it exactly."""
        values = self.system.cells @ x
        if not self.system.holds(x) or (values[self._rows] != self._known).any():
            raise _contradiction()
        self._least = np.minimum(self._least, values)
        self._most = np.maximum(self._most, values)

    def _extreme(self, key: CellKey, sign: int) -> None:
        """Find a possible table with the least (sign 1) or greatest (sign -1) value of a cell, and
        keep it.
        """
        row = self.system.cells[[self.at[key]]].toarray()[0]
        bounds = Bounds(np.zeros(self.system.size), self.system.high)
        found = least(sign * row.astype(float), self._limits, bounds, self.system.size)
        if found is None:
            raise _contradiction()
        self._keep(found)

    def interval(self, key: CellKey) -> Interval:
        """The exact interval of one cell."""
        for sign in (1, -1):
            self._extreme(key, sign)
        return self.seen(key)

    def seen(self, key: CellKey) -> Interval:
        """The interval that the tables found so far prove; never wider than the exact one."""
        at = self.at[key]
        return Interval(key, int(self._least[at]), int(self._most[at]))

    def _proved(self, key: CellKey, enough: Callable[[int, int], bool]) -> bool:
        at = self.at[key]
        return bool(np.isfinite(self._least[at])) and enough(
            int(self._least[at]), int(self._most[at])
        )

    def narrow(
        self, keys: Collection[CellKey], enough: Callable[[int, int], bool]
    ) -> Sequence[Interval]:
        """The cells whose exact interval is not enough, each with it. Solves only where the kept
        tables do not prove it.
        """
        found: list[Interval] = []
        for key in sorted(keys):
            for sign in (-1, 1):
                if self._proved(key, enough):
                    break
                self._extreme(key, sign)
            exact = self.seen(key)
            if not enough(exact.low, exact.high):
                found.append(exact)
        return found


def _contradiction() -> Refused:
    return Refused(
        "The published numbers contradict one another: no whole table fits them all.",
        "Compare the editions; a number was changed after it was released, or the tables do not "
        "add up.",
    )
