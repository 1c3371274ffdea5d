"""FICTIONAL: the demo country publishes its figures, as a real one would."""

from dotline.access import queries as access
from dotline.access.demo import QUARTERS
from dotline.base.progress import Progress
from dotline.statistics import jobs, queries
from dotline.statistics.rules import periods


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Release the twelve quarters of the demo country's history. Draws nothing by itself."""
    del seed
    progress.start("statistics", 1)
    operator = access.operator()
    if queries.latest_release(operator) is not None:
        progress.done()
        return {"releases": 0}
    sent = jobs.release_period(operator, periods.period(f"{QUARTERS[0]}..{QUARTERS[-1]}"))
    progress.advance()
    progress.done()
    return {"releases": 1, "cells": sent.cells, "hidden": sent.hidden}
