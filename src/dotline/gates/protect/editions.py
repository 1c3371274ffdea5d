"""Successive editions: the hidden stays hidden, and no correction tells on one person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dotline.base.errors import Refused
from dotline.gates.protect.rule import Rule
from dotline.gates.protect.tables import (
    ALL,
    COUNTRY,
    CellKey,
    ClosedSet,
    leaves_of_time,
)


@dataclass(frozen=True)
class Edition:
    """What one earlier release printed (None: hidden), and the quarters it covers."""

    quarters: tuple[str, ...]
    figures: Mapping[CellKey, int | None]


def linked(
    earlier: Sequence[Edition], quarters: Sequence[str]
) -> tuple[list[Edition], tuple[str, ...]]:
    """The earlier editions that share a quarter with the new one, directly or through others, and
    all quarters then.

    An attacker may subtract any of these from any other, so all of them enter the attack together.
    """
    held, rest, chosen = set(quarters), list(earlier), list[Edition]()
    while near := [edition for edition in rest if held & set(edition.quarters)]:
        chosen += near
        rest = [edition for edition in rest if edition not in near]
        held.update(quarter for edition in near for quarter in edition.quarters)
    return chosen, tuple(sorted(held))


def merged(editions: Sequence[Edition]) -> dict[CellKey, int | None]:
    """What the earlier editions leave known, the newest last: a number once printed stays known, a
    hidden one hidden.
    """
    known: dict[CellKey, int | None] = {}
    for edition in editions:
        known |= {
            key: value
            for key, value in edition.figures.items()
            if value is not None or key not in known
        }
    return known


def check_revision(
    closed: ClosedSet, before: Mapping[CellKey, int | None], now: Mapping[CellKey, int], rule: Rule
) -> bool:
    """Whether printed numbers change; Raises Refused when a change would tell on few persons.

    `before` is what was printed (None: hidden), `now` the new count of the same cells. A new
    edition may change a printed number only by `rule.threshold` or more, up or down, and whatever
    change falls on the hidden cells of a total must be nothing or as great, for the reader of both
    editions sees the difference. It may not fall to a number that would have to be hidden.
    """
    change = {key: now[key] - value for key, value in before.items() if value is not None}
    changed = {key: by for key, by in change.items() if by}
    for key, by in changed.items():
        if abs(by) < rule.threshold or now[key] < rule.threshold:
            raise _reveals(len(changed), key)
    for key in changed.keys() | _totals(closed, change):
        for family in _families(closed, key, before):
            left = change[key] - sum(change.get(one, 0) for one in family)
            if any(before[one] is None for one in family) and 0 < abs(left) < rule.threshold:
                raise _reveals(len(changed), key)
    return bool(changed)


def _totals(closed: ClosedSet, change: Mapping[CellKey, int]) -> set[CellKey]:
    return {key for key in change if key.place == COUNTRY or len(leaves_of_time(key.time)) > 1}


def _families(
    closed: ClosedSet, key: CellKey, known: Mapping[CellKey, int | None]
) -> Iterator[list[CellKey]]:
    """Sets of known cells that add up to a cell: its places, its quarters, its years and quarters,
    its categories.
    """
    if key.place == COUNTRY:
        yield from _whole([key._replace(place=place) for place in closed.places], known)
    quarters = leaves_of_time(key.time)
    if len(quarters) > 1:
        yield from _whole([key._replace(time=quarter) for quarter in quarters], known)
        years = sorted({quarter[:4] for quarter in quarters})
        if len(years) * 4 == len(quarters) and len(years) > 1:
            yield from _whole([key._replace(time=year) for year in years], known)
    if key.part == ALL:
        for spec in closed.of(key.measure):
            if spec.part and not spec.overlapping:
                yield from _whole([key._replace(part=part) for part in spec.part_codes()], known)


def _whole(family: list[CellKey], known: Mapping[CellKey, int | None]) -> Iterator[list[CellKey]]:
    if all(key in known for key in family):
        yield family


def _reveals(changed: int, key: CellKey) -> Refused:
    return Refused(
        "{changed} numbers that are published already would change, one of them ({measure}, "
        "{time}) by so little "
        "that the two editions together would tell on few persons; nothing was released.",
        "Release the new quarters alone, or wait until the correction is large enough.",
        changed=changed,
        measure=key.measure,
        time=key.time,
    )
