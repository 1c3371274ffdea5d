"""A share with the limits between which it may well lie. Pure.

Source: Wilson (1927), score interval for a share; it holds for few people and for shares near nought and one.
"""

from dataclasses import dataclass
from math import sqrt

from dotline.base.errors import N_, Invalid

Z95 = 1.959964


@dataclass(frozen=True)
class ShareInterval:
    """A share (0 to 1) with the limits between which it may well lie."""

    share: float
    low: float
    high: float


def wilson(hits: int, n: int, z: float = Z95) -> ShareInterval:
    """The share of hits among n with its Wilson score interval; `z` 1.96 is 95 of 100.

    Raises Invalid unless 0 <= hits <= n and n > 0.
    """
    if not 0 <= hits <= n or n == 0:
        raise Invalid(N_("A share needs a whole and no more hits than that."), "")
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return ShareInterval(
        share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
    )
