"""The gate *protect*: tables of a closed set leave, small counts stay.

Pure: values in, values out; no Django, no clock, no network. In a notebook:

    calls = TableSpec("calls", "calls", ("quarter", "year"), ("province", "country"))
    closed = ClosedSet(tables=(calls,), sizes={"ON": 16_000, "NU": 40})
    tally = Tally(closed, ("2025-Q1", "2025-Q2"), key=b"the operator's key")
    for row in rows:
        tally.add(row)
    protected = protect(tally.counts())  # raises Refused where a small count could be found out
"""

from dotline.gates.protect.attacking import Interval, attack, narrowest
from dotline.gates.protect.counting import CountingRow, Counts, Tally, count
from dotline.gates.protect.editions import Edition
from dotline.gates.protect.release import Figure, Protected, protect
from dotline.gates.protect.rule import Rule
from dotline.gates.protect.tables import CellKey, ClosedSet, TableSpec, leaves_of_time

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
    "count",
    "leaves_of_time",
    "narrowest",
    "protect",
]
