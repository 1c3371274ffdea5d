"""Which cells to hide: the small ones, and as few others as make our attack fail."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array, eye_array, hstack, vstack

from dotline.base.errors import Refused
from dotline.gates.protect.rule import Rule
from dotline.gates.protect.solving import least
from dotline.gates.protect.system import Floats, System, Vector
from dotline.gates.protect.tables import CellKey

Mask = NDArray[np.bool_]


class Search:
    """The hidden set of one measure while it grows, and the other tables that it leaves possible.

    `fixed` cells must stay printed; `hidden` ones are hidden from the start; of these the `guarded`
    must not be found out, and the `small` among them must stay uncertain as the rule says. A
    witness is a whole-number movement away from the true table that changes no printed number;
    together with the truth it proves how much an attacker cannot know. Hiding more never makes a
    witness false.
    """

    def __init__(
        self,
        system: System,
        truth: Vector,
        rule: Rule,
        *,
        cost: Floats,
        fixed: Mask,
        hidden: Mask,
        guarded: Mask,
        small: Mask,
    ) -> None:
        self.system = system
        self.truth = truth
        self.rule = rule
        self.cost = cost
        self.fixed = fixed
        self.hidden = hidden.copy()
        self.small = small
        self.values: Vector = system.cells @ truth
        self._guarded = np.flatnonzero(guarded)
        self._moves: Vector = np.zeros((1, len(system.keys)), dtype=np.int64)  # the truth itself

    def run(self) -> Mask:
        """Hide until every guarded cell is safe, then print again what turned out not to be needed.

        Cells are taken in a public order (smallest places first), never in the order of their
        counts. Raises Refused where nothing helps: what is already published holds the cell.
        """
        before = self.hidden.copy()
        for at in sorted(self._guarded.tolist(), key=lambda n: (self.cost[n], n)):
            if not self._is_safe(at, self._moves):
                self._protect(at)
        self._print_again(before)
        return self.hidden

    def _is_safe(self, at: int, moves: Vector) -> bool:
        low, high = (
            int(self.values[at] + edge) for edge in (moves[:, at].min(), moves[:, at].max())
        )
        return self.rule.is_wide(low, high) if self.small[at] else high > low

    def _protect(self, at: int) -> None:
        """Take the cheapest way to make one cell safe. Raises Refused where there is none."""
        ways = self.rule.ways(int(self.values[at])) if self.small[at] else ((1,), (-1,))
        best: tuple[float, list[Vector]] | None = None
        for way in ways:
            found = self._walk(at, way)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
            if best is not None and best[0] == 0:
                break
        if best is None:
            raise cannot(self.system.keys[at])
        for move in best[1]:
            self._accept(move, at)

    def _walk(self, at: int, way: tuple[int, ...]) -> tuple[float, list[Vector]] | None:
        """The movements of one way and the public size of what they would newly hide."""
        moves: list[Vector] = []
        for by in way:
            move = self._cheapest(at, by)
            if move is None:
                return None
            moves.append(move)
        touched = np.any([self.system.cells @ move != 0 for move in moves], axis=0)
        return float(self.cost[touched & ~self.hidden].sum()), moves

    def _accept(self, move: Vector, at: int) -> None:
        """Take in a witness, after checking in whole numbers that it is one, and hide what it
        moves.
        """
        if not self._is_witness(move):
            raise cannot(self.system.keys[at])
        moved = self.system.cells @ move
        self.hidden |= moved != 0
        self._moves = np.vstack([self._moves, moved])

    def _cheapest(self, at: int, by: int) -> Vector | None:
        """The whole-number movement that changes a cell by `by` and costs least; None where there
        is none.

        Moving a hidden cell is free, moving any other costs its public size; the fixed ones do not
        move.
        """
        system, n = self.system, self.system.size
        free = np.flatnonzero(~self.hidden & ~self.fixed)
        held = system.cells[np.flatnonzero(self.fixed)]
        moving, size = system.cells[free], eye_array(len(free), format="csr")
        lifted = system.cells[[at]]
        linked = system.links @ self.truth
        rows = vstack(
            [
                hstack(
                    [
                        vstack([held, system.links, lifted]),
                        csr_array((held.shape[0] + len(linked) + 1, len(free))),
                    ]
                ),
                hstack([moving, -size]),
                hstack([-moving, -size]),
            ]
        )
        low = [
            np.zeros(held.shape[0]),
            system.link_low - linked,
            [by],
            np.full(2 * len(free), -np.inf),
        ]
        high = [np.zeros(held.shape[0]), system.link_high - linked, [by], np.zeros(2 * len(free))]
        bounds = Bounds(
            np.concatenate([-self.truth, np.zeros(len(free))]),
            np.concatenate([system.high - self.truth, np.full(len(free), np.inf)]),
        )
        limits = LinearConstraint(rows.astype(float), np.concatenate(low), np.concatenate(high))
        return least(np.concatenate([np.zeros(n), self.cost[free]]), limits, bounds, n)

    def _is_witness(self, move: Vector) -> bool:
        """Whether a movement leaves a possible table with the same fixed numbers: exact, no
        tolerance.
        """
        moved = self.system.cells @ move
        return not (moved[self.fixed] != 0).any() and self.system.holds(self.truth + move)

    def _print_again(self, before: Mask) -> None:
        """Print a cell that was hidden to protect others when the witnesses that leave it alone
        suffice.
        """
        extra = np.flatnonzero(self.hidden & ~before).tolist()
        for at in sorted(extra, key=lambda n: (-self.cost[n], n)):
            without = self._moves[self._moves[:, at] == 0]
            if all(self._is_safe(guarded, without) for guarded in self._guarded.tolist()):
                self.hidden[at] = False
                self._moves = without


def cannot(key: CellKey) -> Refused:
    """The refusal of a release in which a small count cannot be kept from being found out."""
    return Refused(
        "A small count of {measure} cannot be protected beside what is published already; nothing "
        "was released.",
        "Release a longer period, or take a table out of the closed set and say so in its notes.",
        measure=key.measure,
    )
