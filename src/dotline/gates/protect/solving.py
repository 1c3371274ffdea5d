"""Whole-number programs by HiGHS: first without the demand that most tables meet anyway."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from dotline.base.errors import Unavailable

# HiGHS answers a table of this size in milliseconds; a minute means that something is wrong with
# the machine.
SECONDS = 60
NEAR = 1e-6


def least(
    cost: NDArray[np.float64], limits: LinearConstraint, bounds: Bounds, whole: int
) -> NDArray[np.int64] | None:
    """The first `whole` unknowns of a cheapest solution in which these are whole numbers; None
    where there is none.

    Raises Unavailable when the solver does not end in time. The solver's tolerance decides nothing:
    callers check each answer in whole-number arithmetic.
    """
    demand = np.zeros(len(cost))
    for _ in ("relaxed", "whole"):
        answer = milp(
            cost,
            constraints=limits,
            bounds=bounds,
            integrality=demand,
            options={"time_limit": SECONDS},
        )
        if answer.status == 1:
            raise Unavailable(
                "The attack on the tables did not end within {seconds} seconds, so nothing is "
                "proved.",
                "Run it again when the machine is quiet.",
                seconds=SECONDS,
            )
        if answer.x is None:
            return None
        found = answer.x[:whole]
        if np.abs(found - np.rint(found)).max(initial=0) < NEAR:
            break
        demand[:whole] = 1
    rounded: NDArray[np.int64] = np.rint(found).astype(np.int64)
    return rounded
