"""The suppression rule in numbers: what is small, and what an attacker may know of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """The closed-set suppression rule.

    A count below `threshold`, zero included, is hidden, and so is any count that fewer than
    `threshold` units make up. Zero is hidden too because "nobody" beside "somebody" tells a
    trafficker in a small place that a person came forward. Only a zero that everybody knows
    beforehand (the line did not serve the place yet) is printed.

    For each hidden small count, the whole numbers that fit everything published must span at least
    `width` (largest minus smallest; goal P9 of our publication study) and must hold a number
    outside 1..threshold-1: zero, or one at or above the threshold. Otherwise the hidden sign itself
    would say "somebody, and few".
    """

    threshold: int = 5
    width: int = 3
    code: str = "closed-set-1"

    def is_small(self, value: int, units: int) -> bool:
        """Whether a count is hidden for its own sake."""
        return value < self.threshold or units < self.threshold

    def ways(self, value: int) -> tuple[tuple[int, ...], ...]:
        """The movements (up or down from the true number) that each make the interval wide enough.

        The first way is up, the second down to zero and as far up as the width still needs.
        """
        up = max(self.width, self.threshold - value if value else 0)
        down = (-value, *((self.width - value,) if self.width > value else ()))
        return ((up,), down) if value else ((up,),)

    def is_wide(self, low: int, high: int) -> bool:
        """Whether an attacker who knows `low..high` knows little enough."""
        return high - low >= self.width and (low <= 0 or high >= self.threshold)
