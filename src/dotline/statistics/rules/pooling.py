"""Where one year is too small: how many years a table tells together, chosen from what everybody knows. Pure.

Sources: research/publish.md 2.5 and 5 (570 incidents a year; the Dutch monitors tell five years together). The choice
reads public sizes alone. Had it read the counts, the choice itself would tell of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

LENGTHS = (1, 2, 3, 5, 10)
"""Years that a table may tell together."""
NINE_IN_TEN = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Pooling:
    """Years told together, how many of a table's numbers may then be expected to be told, and of how many."""

    years: int
    told: int
    cells: int

    @property
    def most(self) -> bool:
        """Whether most numbers may be expected to be told."""
        return 2 * self.told > self.cells


def expected(
    yearly: float, places: Mapping[str, float], parts: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    """How many a year are to be expected for each place and category, if all were spread like people.

    `places` and `parts` are public sizes of any scale, more than nothing in all.
    """
    people, whole = sum(places.values()), sum(parts.values())
    return {
        (place, part): yearly * size * share / (people * whole)
        for place, size in places.items()
        for part, share in parts.items()
    }


def sure(least: float, sigma: float = 0.0) -> float:
    """How many must be expected for a number to reach `least` in nine of ten years, as chance scatters counts.

    The count is about normal with the variance of a Poisson, from `least` - 1/2 on; noise of `sigma` scatters it more.
    """
    half, z = least - 0.5, NINE_IN_TEN**2
    middle = 2 * half + z
    return (middle + sqrt(middle**2 - 4 * (half**2 - z * sigma**2))) / 2


def poolings(
    yearly: Sequence[float], least: float, lengths: Sequence[int] = LENGTHS
) -> tuple[Pooling, ...]:
    """What each length of time may be expected to tell. `yearly`: expected of each number in a year; `least`: what
    must be expected of a number for it to be told (`sure`).
    """
    return tuple(
        Pooling(years, sum(one * years >= least for one in yearly), len(yearly))
        for years in lengths
    )


def choose(yearly: Sequence[float], least: float, lengths: Sequence[int] = LENGTHS) -> Pooling:
    """The shortest time in which most numbers may be expected to be told; the longest where there is none.

    Shortest, for a table of ten years is ten years late.
    """
    found = poolings(yearly, least, lengths)
    return next((one for one in found if one.most), found[-1])
