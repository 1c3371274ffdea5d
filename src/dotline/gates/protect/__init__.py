"""The gate *protect*: tables of a closed set leave, small counts stay.

Pure: values in, values out; no Django, no clock, no network. In a notebook:

    calls = TableSpec("calls", "calls", ("quarter", "year"), ("province", "country"))
    closed = ClosedSet(tables=(calls,), sizes={"ON": 16_000, "NU": 40})
    tally = Tally(closed, ("2025-Q1", "2025-Q2"), key=b"the operator's key")
    for row in rows:
        tally.add(row)
    protected = protect(tally.counts())  # raises Refused where a small count could be found out

Whoever only reads figures or gives rows does not load the solver: it comes with `protect` and
`attack`.
"""

import importlib
from typing import TYPE_CHECKING

from dotline.gates.protect.counting import CountingRow, Counts, Tally, count
from dotline.gates.protect.editions import Edition, linked
from dotline.gates.protect.rule import Rule
from dotline.gates.protect.tables import (
    CellKey,
    ClosedSet,
    TableSpec,
    cells_of,
    leaves_of_time,
    name_of_time,
)

if TYPE_CHECKING:
    from dotline.gates.protect.attacking import Interval, attack, narrowest
    from dotline.gates.protect.release import Figure, Protected, protect

__all__ = [
    "CellKey",
    "ClosedSet",
    "CountingRow",
    "Counts",
    "Edition",
    "Figure",
    "Interval",
    "Protected",
    "Rule",
    "TableSpec",
    "Tally",
    "attack",
    "cells_of",
    "count",
    "leaves_of_time",
    "linked",
    "name_of_time",
    "narrowest",
    "protect",
]

_WITH_SOLVER = {
    "Interval": "attacking",
    "attack": "attacking",
    "narrowest": "attacking",
    "Figure": "release",
    "Protected": "release",
    "protect": "release",
}


def __getattr__(name: str) -> object:
    """Load the solver when one of its names is first used."""
    if name not in _WITH_SOLVER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"{__name__}.{_WITH_SOLVER[name]}"), name)
