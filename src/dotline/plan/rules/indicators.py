"""Indicators of an item in the shape of IATI: baseline, target and actual values, each with its period. Pure.

Source of the shape: IATI 2.03, result/indicator. Values are never averaged or added up over items.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dotline.base.errors import N_
from dotline.reference.claims import Bound
from dotline.reference.datafiles import Problem, Row
from dotline.reference.datafiles.problems import problem


class Measures(StrEnum):
    """What an indicator measures: what was done, or what it changed."""

    OUTPUT = "output"
    OUTCOME = "outcome"


class ValueRole(StrEnum):
    """What a value is: where it began, where it should be, where it is."""

    BASELINE = "baseline"
    TARGET = "target"
    ACTUAL = "actual"


class Standing(StrEnum):
    """How firm a value is. `none` says that there is no value, and why."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    NONE = "none"


@dataclass(frozen=True)
class Value:
    """One value of an indicator for a period: a year, a year and month, or a day at each end.

    `value` is None where `low` and `high` give a range, and where there is none; then `why` says so.
    """

    role: ValueRole
    standing: Standing
    first: str
    last: str
    value: float | None
    low: float | None
    high: float | None
    bound: Bound
    why_en: str
    why_fr: str
    source: str

    @property
    def told(self) -> bool:
        """Whether it tells a number."""
        return self.standing is not Standing.NONE


@dataclass(frozen=True)
class Indicator:
    """What would show that an item moves. At most one output and one outcome an item."""

    measures: Measures
    title_en: str
    title_fr: str
    unit_en: str
    unit_fr: str
    rising: bool
    values: tuple[Value, ...]


def indicators_of(row: Row) -> tuple[Indicator, ...]:
    """The indicators of an item of the data file, which `faults` found sound."""
    return tuple(_indicator(one) for one in row.rows("indicators"))


def _indicator(row: Row) -> Indicator:
    texts = {key: row.text(key) for key in ("title_en", "title_fr", "unit_en", "unit_fr")}
    return Indicator(
        measures=Measures(row.text("measures")),
        rising=row.text("better") == "more",
        values=tuple(_value(one) for one in row.rows("values")),
        **texts,
    )


def _value(row: Row) -> Value:
    low, high = row.decimal("low"), row.decimal("high")
    return Value(
        role=ValueRole(row.text("role")),
        standing=Standing(row.text("status")),
        first=row.text("from"),
        last=row.text("to"),
        value=row.decimal("value"),
        low=low,
        high=high,
        bound=Bound(row.text("bound", "range" if low is not None else "exactly")),
        why_en=row.text("why_en"),
        why_fr=row.text("why_fr"),
        source=row.text("source"),
    )


def faults(row: Row, here: tuple[str, int], thing: str) -> Iterator[Problem]:
    """What is wrong with the indicators of an item, beyond what the schema sees."""
    counted = Counter(one.text("measures") for one in row.rows("indicators"))
    for measures, count in sorted(counted.items()):
        if count > 1:
            yield problem(
                here,
                thing,
                N_("it has more than one {measures} indicator."),
                N_("Keep the one that tells most."),
                measures=measures,
            )
    for one in row.rows("indicators"):
        for value in one.rows("values"):
            yield from _value_faults(value, here, thing)


def _value_faults(row: Row, here: tuple[str, int], thing: str) -> Iterator[Problem]:
    role, none = row.text("role"), row.text("status") == Standing.NONE
    numbers = [key for key in ("value", "low", "high") if row.decimal(key) is not None]
    if none and not row.has("why_en"):
        yield problem(
            here, thing, N_("no {role} is given, nor why."), N_("Add why_en and why_fr."), role=role
        )
    if none and numbers:
        yield problem(
            here,
            thing,
            N_("the {role} has a number and says that it has none."),
            N_("Remove the number, or write final or provisional."),
            role=role,
        )
    if not none and numbers not in (["value"], ["low", "high"]):
        yield problem(
            here,
            thing,
            N_("the {role} has no number."),
            N_("Give value, or low and high."),
            role=role,
        )
    if not none and not (row.has("from") and row.has("to")):
        yield problem(
            here,
            thing,
            N_("the {role} has no period."),
            N_("Add from and to, such as 2025."),
            role=role,
        )
    elif not none and row.text("to") < row.text("from"):
        yield problem(
            here,
            thing,
            N_("the period of the {role} ends before it begins."),
            N_("Correct it."),
            role=role,
        )
