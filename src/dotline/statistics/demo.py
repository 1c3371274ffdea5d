"""FICTIONAL: the demo country publishes its figures, as a real one would."""

from datetime import timedelta

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.progress import Progress
from dotline.gates.protect import leaves_of_time
from dotline.statistics import jobs, queries
from dotline.statistics.rules import periods

QUARTERS = 12
"""Three years: as long as the demo country has kept records."""


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Release the last twelve whole quarters. Deterministic: it draws nothing by itself."""
    del seed
    progress.start("statistics", 1)
    operator = access.operator()
    if queries.latest_release(operator) is not None:
        progress.done()
        return {"releases": 0}
    today = clock.today()
    last = periods.quarter_of(periods.first_day(periods.quarter_of(today)) - timedelta(days=1))
    first_year = int(last[:4]) - 4
    held = leaves_of_time(f"{first_year}-Q1..{last}")[-QUARTERS:]
    sent = jobs.release_period(operator, periods.period(f"{held[0]}..{held[-1]}"))
    progress.advance()
    progress.done()
    return {"releases": 1, "cells": sent.cells, "hidden": sent.hidden}
