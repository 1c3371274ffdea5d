"""Whole-number Gaussian noise: OpenDP's exact sampler on the operating system's secure source.

A real release never takes seeded noise. `TestNoise` exists for measuring and for examples; whatever
is drawn with it is stamped NOT PROTECTED by the release.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
# Drawn in portions: the sampler takes and gives Python lists, 36 bytes a number.
_PORTION = 100_000


class Noise(Protocol):
    """Where noise comes from, and whether what it covers is protected."""

    @property
    def protected(self) -> bool:
        """Whether nobody can draw the same noise again."""

    def draw(self, count: int, scale: float) -> Whole:
        """`count` independent discrete Gaussians of standard deviation `scale`."""


class SecureNoise:
    """The exact discrete Gaussian of Canonne, Kamath and Steinke (2020) as OpenDP samples it.

    No floating-point number decides about a draw, and no seed can be given. About 12 microseconds
    of processor time a number.
    """

    protected = True

    def draw(self, count: int, scale: float) -> Whole:
        """`count` independent discrete Gaussians of standard deviation `scale`."""
        measure = _sampler(scale)
        drawn = np.empty(count, dtype=np.int64)
        for start in range(0, count, _PORTION):
            portion = min(_PORTION, count - start)
            drawn[start : start + portion] = measure([0] * portion)
        return drawn


class TestNoise:
    """Noise that can be drawn again: for measuring and examples only, never for people."""

    protected = False
    __test__ = False  # not a test, whatever its name says

    def __init__(self, seed: int) -> None:
        self._chance = np.random.default_rng(seed)

    def draw(self, count: int, scale: float) -> Whole:
        """`count` rounded Gaussians of standard deviation `scale`."""
        drawn: Whole = np.rint(self._chance.normal(0.0, scale, count)).astype(np.int64)
        return drawn


def _sampler(scale: float):  # type: ignore[no-untyped-def]
    """OpenDP's measurement of a vector of whole numbers."""
    import opendp.prelude as dp  # noqa: PLC0415 - 0.3 s to load; a noisy release alone needs it

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    return dp.m.make_gaussian(*space, scale=scale)
