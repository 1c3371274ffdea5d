"""How many people no list saw: multiple systems estimation, by every method side by side. Pure, for notebooks too.

    >>> from dotline.statistics import estimate
    >>> rows = [(1, 0, 0, 41), (0, 1, 0, 5), (0, 0, 1, 5), (0, 1, 1, 54), (1, 0, 1, 6), (1, 1, 1, 12)]
    >>> table = estimate.capture_table(["b", "c", "d"], rows)
    >>> round(estimate.selecting.stepwise(table).total, 4)
    268.7778

A method's figure is no headline: read all of them, and `Estimates.headline`, which stays empty where they differ by
more than two times (Whitehead and others 2021 say why a single one misleads).
"""

from dotline.statistics.estimate import averaging, bootstrapping, fitting, selecting
from dotline.statistics.estimate.captures import CaptureTable, capture_table
from dotline.statistics.estimate.methods import METHODS, Estimate, Estimates, Remark, estimates

__all__ = [
    "METHODS",
    "CaptureTable",
    "Estimate",
    "Estimates",
    "Remark",
    "averaging",
    "bootstrapping",
    "capture_table",
    "estimates",
    "fitting",
    "selecting",
]
