"""From noisy counts to estimates: what was measured, weighed against what coarser tables foresee.

Pure post-processing of noisy numbers. The cells of a level are put in groups of alike foreseen
counts; in each group a line from what is foreseen to what was measured is fitted, and its spread
beyond the noise says how far the measurement is to be believed (empirical Bayes, as James and Stein
1961 and Efron 2010). A cell cannot hold more than its least parent, nor fewer than nobody.
"""

from dataclasses import dataclass

import numpy as np

from dotline.gates.protect.noisy.lattice import Real

_GROUP = 300
_MOST_GROUPS = 60
# A line never foresees better than to a tenth of what it says: what fits the mean of a group fits
# none of its cells exactly.
_LEAST_SPREAD = 0.01


@dataclass(frozen=True)
class Estimated:
    """Estimates of a level, and what they would be had every measurement come out the other way
    round: for an empty cell, as likely a release as the real one.
    """

    counts: Real
    turned: Real


def plain(counts: Real) -> Estimated:
    """Estimates where nothing is foreseen: what was measured, but never fewer than nobody."""
    return Estimated(np.maximum(counts, 0.0), np.maximum(-counts, 0.0))


def shrunk(counts: Real, foreseen: Real, sigma: float) -> Estimated:
    """Estimates of a level from its noisy counts and what its parents foresee for each cell."""
    if not len(counts):
        return plain(counts)
    middle, believed = np.zeros(len(counts)), np.zeros(len(counts))
    order = np.argsort(foreseen[0], kind="stable")
    for group in np.array_split(order, max(1, min(_MOST_GROUPS, len(counts) // _GROUP))):
        said = foreseen[:, group]
        line = np.clip(_line(said, counts[group]), 0.0, said[1])
        beyond = float(np.mean((counts[group] - line) ** 2)) - sigma**2
        spread = max(_LEAST_SPREAD * float(line.mean()) ** 2, beyond)
        middle[group] = line
        believed[group] = spread / (spread + sigma**2)
    mixed = middle + believed * (counts - middle)
    turned = middle - believed * (counts + middle)
    most = foreseen[1]
    return Estimated(np.clip(mixed, 0.0, most), np.clip(turned, 0.0, most))


def _line(said: Real, counts: Real) -> Real:
    """The least-squares line from what is foreseen to what was measured; barely ridged."""
    design = np.vstack([np.ones(said.shape[1]), said]).T
    design = design / np.maximum(np.abs(design).max(0), 1e-9)
    square = design.T @ design + 1e-6 * len(counts) * np.eye(design.shape[1])
    drawn: Real = design @ np.linalg.solve(square, design.T @ counts)
    return drawn
