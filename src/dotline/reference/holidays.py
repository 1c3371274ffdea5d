"""Statutory holidays by province and territory: the days on which weekly opening hours promise nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.reference.dates import day_in
from dotline.reference.workdays import DAY, SATURDAY

FOLDER = Path(__file__).parent / "data" / "holidays"


@dataclass(frozen=True)
class Holiday:
    """A day off by law, in some provinces."""

    code: str
    label_en: str
    label_fr: str
    where: frozenset[str]
    moves: bool
    row: Row

    def label(self, lang: str) -> str:
        """Its name in `fr`, or in English for every other language."""
        return self.label_fr if lang.startswith("fr") else self.label_en

    def day(self, year: int) -> date:
        """The day it falls on in a year."""
        return day_in(self.row, year)


def _build(data: DataSet) -> tuple[Holiday, ...]:
    every = frozenset(code.code for code in vocabulary.codes("provinces"))
    return tuple(
        Holiday(
            code=row.text("code"),
            label_en=row.text("label_en"),
            label_fr=row.text("label_fr"),
            where=every if row.flag("all") else frozenset(row.texts("where")),
            moves=row.flag("moves"),
            row=row,
        )
        for row in data.rows("holidays")
    )


HOLDER: Holder[tuple[Holiday, ...]] = Holder(
    "holidays",
    FOLDER,
    _build,
    known=lambda: {"province": [code.code for code in vocabulary.codes("provinces")]},
)


@lru_cache(maxsize=32)
def _of_year(year: int, digest: str) -> Mapping[date, Mapping[str, Holiday]]:
    del digest  # only so that a mended file is read at once
    found: dict[date, dict[str, Holiday]] = {}
    for holiday in HOLDER.value():
        day = holiday.day(year)
        taken = found.setdefault(day, {})
        for province in holiday.where:
            taken.setdefault(province, holiday)
        if holiday.moves and day.weekday() >= SATURDAY:
            monday = day + DAY * (7 - day.weekday())
            for province in holiday.where:
                found.setdefault(monday, {}).setdefault(province, holiday)
    return MappingProxyType(found)


def on(day: date) -> Mapping[str, Holiday]:
    """Province code -> the holiday that it keeps on a day; empty on an ordinary day."""
    return _of_year(day.year, HOLDER.digest).get(day, {})
