"""What a body counts of its own people: whole years, one number for each measure, small ones hidden."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from dotline.gates.protect.counting import CountingRow
from dotline.gates.protect.rule import Rule


def own_counts(
    rows: Iterable[CountingRow], body: UUID, measures: Iterable[str], rule: Rule | None = None
) -> Mapping[str, int | None]:
    """Distinct units of each measure that the body governs; None where fewer than the threshold, zero included.

    In a small community a two is a name, and a zero beside it says who it is not. Nothing but whole years and no
    further dimension is counted, so that no sum of two numbers gives a hidden one away.
    """
    held = rule or Rule()
    units: dict[str, set[str]] = {measure: set() for measure in measures}
    for row in rows:
        if row.measure in units and body in row.stewards:
            units[row.measure].add(row.unit)
    return {
        measure: None if held.is_small(len(found), len(found)) else len(found)
        for measure, found in units.items()
    }
