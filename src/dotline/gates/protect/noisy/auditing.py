"""What a release really gives away, from runs on neighbouring files: a lower bound of its epsilon.

A quarter of the runs choose the best test between the two files, the others say how well it does
(Jagielski, Ullman and Oprea 2020). A build whose noise was removed shows a bound far above what it
claims; a sound one never does, but for the chance that the confidence allows.
"""

import math

import numpy as np

from dotline.gates.protect.noisy.lattice import Real


def epsilon_shown(with_her: Real, without_her: Real, delta: float, doubt: float = 0.05) -> float:
    """A lower bound of epsilon at a delta, wrong with a chance of `doubt` at most.

    `with_her`, `without_her`: the published number in each run on the file with one person more, and
    on the file without her.
    """
    first = min(len(with_her), len(without_her)) // 4
    cut = max(
        np.unique(np.concatenate([with_her[:first], without_her[:first]])),
        key=lambda at: _bound(with_her[:first], without_her[:first], float(at), delta, doubt),
    )
    return _bound(with_her[first:], without_her[first:], float(cut), delta, doubt)


def _bound(with_her: Real, without_her: Real, cut: float, delta: float, doubt: float) -> float:
    from scipy.special import betaincinv  # noqa: PLC0415 - loads slowly; an audit alone needs it

    hits, runs = int((with_her >= cut).sum()), len(with_her)
    alarms, others = int((without_her >= cut).sum()), len(without_her)
    sure = float(betaincinv(hits, runs - hits + 1, doubt / 2)) if hits else 0.0
    feared = float(betaincinv(alarms + 1, others - alarms, 1 - doubt / 2)) if alarms < others else 1
    return math.log((sure - delta) / feared) if sure > delta else 0.0
