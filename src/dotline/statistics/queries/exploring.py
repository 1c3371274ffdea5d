"""A part of a published table, by time and place: nothing is counted anew, every number was released."""

from collections.abc import Sequence
from dataclasses import dataclass

from dotline.base.reader import Reader
from dotline.gates.protect import leaves_of_time
from dotline.statistics.queries.figures import Number, TableView, table
from dotline.statistics.rules.measures import COUNTRY, Label

QUARTERS, YEARS, PROVINCES = "quarters", "years", "provinces"


@dataclass(frozen=True)
class Explored:
    """What may be chosen of a table, what was chosen, and the numbers that this leaves.

    `times` and `places`: QUARTERS, YEARS or PROVINCES where there are several, then each one.
    """

    view: TableView
    times: tuple[Label | str, ...]
    places: tuple[Label | str, ...]
    time: str
    place: str
    numbers: tuple[Number, ...]


def explore(
    reader: Reader, code: str, *, time: str = "", place: str = "", edition: str = ""
) -> Explored:
    """The numbers of a table for a time and a place; '' or what the table does not hold takes the usual ones.

    Usual are the whole period, and every province or the country. Raises NotFound for the table.
    """
    view = table(reader, code, edition)
    times = _times(view)
    places = _places(view)
    chosen_time = time if time in _codes(times) else view.release.period
    if chosen_time not in _codes(times):
        chosen_time = _codes(times)[0]
    chosen_place = place if place in _codes(places) else _codes(places)[0]
    numbers = tuple(
        one
        for one in view.numbers
        if _fits_time(one.time.code, chosen_time) and _fits_place(one.place.code, chosen_place)
    )
    return Explored(view, times, places, chosen_time, chosen_place, numbers)


def _codes(choices: Sequence[Label | str]) -> list[str]:
    return [one if isinstance(one, str) else one.code for one in choices]


def _times(view: TableView) -> tuple[Label | str, ...]:
    found = {one.time.code: one.time for one in view.numbers}
    lengths = [len(leaves_of_time(code)) for code in found if ".." not in code]
    several = {QUARTERS: lengths.count(1), YEARS: lengths.count(4)}
    return (*(name for name, count in several.items() if count > 1), *found.values())


def _places(view: TableView) -> tuple[Label | str, ...]:
    found = {one.place.code: one.place for one in view.numbers}
    provinces = [code for code in found if code != COUNTRY]
    return (*([PROVINCES] if len(provinces) > 1 else []), *found.values())


def _fits_time(code: str, chosen: str) -> bool:
    if chosen not in {QUARTERS, YEARS}:
        return code == chosen
    return ".." not in code and len(leaves_of_time(code)) == (1 if chosen == QUARTERS else 4)


def _fits_place(code: str, chosen: str) -> bool:
    return code != COUNTRY if chosen == PROVINCES else code == chosen
