"""Occasions: public events that have happened or been set, so that what is owed by whom can be reckoned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from dotline.base.errors import N_
from dotline.reference.datafiles import BadData, DataSet, Holder, Problem, Row
from dotline.reference.datafiles.problems import problem
from dotline.reference.obligations import library
from dotline.reference.obligations.expanding import (
    LAST_SECOND,
    FollowedWindow,
    Rule,
    State,
    follow,
    state_of,
)

FOLDER = Path(__file__).parents[1] / "data" / "occasions"
HOME = "America/Toronto"
"""The zone of Parliament and of the departments: a public duty ends when the day ends in Ottawa."""


@dataclass(frozen=True)
class Was:
    """A day on which an event was to be, before it was moved, and why it was."""

    day: date
    why_en: str
    why_fr: str

    def why(self, lang: str) -> str:
        """Why it was moved, in `fr` or in English."""
        return self.why_fr if lang.startswith("fr") else self.why_en


@dataclass(frozen=True)
class Fulfilment:
    """What became of one window: done on a day, or waived with a reason. `source` says who told."""

    window: int
    done: date | None
    why_en: str
    why_fr: str
    source: str

    def why(self, lang: str) -> str:
        """Why it was waived, in `fr` or in English; empty when it was done."""
        return self.why_fr if lang.startswith("fr") else self.why_en


@dataclass(frozen=True)
class Occasion:
    """A public event: what it sets off, its day, the days it was moved from, and what became of each window."""

    code: str
    trigger: str
    day: date
    title_en: str
    title_fr: str
    source: str
    was: tuple[Was, ...] = ()
    kept: tuple[Fulfilment, ...] = ()

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en

    @property
    def starts(self) -> tuple[datetime, ...]:
        """The beginning of each of its days, the one that holds last."""
        return tuple(begin(day) for day in (*(one.day for one in self.was), self.day))


def begin(day: date, zone: str = HOME) -> datetime:
    """The first moment of a day in a zone."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(zone))


def _occasion(row: Row) -> Occasion:
    return Occasion(
        code=row.text("code"),
        trigger=row.text("trigger"),
        day=row.day("on") or date.min,
        title_en=row.text("title_en"),
        title_fr=row.text("title_fr"),
        source=row.text("source"),
        was=tuple(
            Was(one.day("on") or date.min, one.text("why_en"), one.text("why_fr"))
            for one in row.rows("was")
        ),
        kept=tuple(
            Fulfilment(
                one.number("window") or 1,
                one.day("done"),
                one.text("why_en"),
                one.text("why_fr"),
                one.text("source"),
            )
            for one in row.rows("kept")
        ),
    )


def _build(data: DataSet) -> tuple[Occasion, ...]:
    openly = {one.trigger for one in library.owed_openly()}
    problems: list[Problem] = [
        problem(
            (f"{data.name}/{row.file}", row.line),
            f"code {row.text('code')}",
            N_("{trigger} sets off no public rule."),
            N_("Choose one of: {known}. What is owed about a person never stands here."),
            trigger=row.text("trigger"),
            known=", ".join(sorted(openly)),
        )
        for row in data.rows("occasions")
        if row.text("trigger") not in openly
    ]
    if problems:
        raise BadData(data.name, problems)
    return tuple(_occasion(row) for row in data.rows("occasions"))


HOLDER: Holder[tuple[Occasion, ...]] = Holder("occasions", FOLDER, _build)


def occasions() -> tuple[Occasion, ...]:
    """Every public event, in file order."""
    return HOLDER.value()


@dataclass(frozen=True)
class OccasionWindow:
    """One window that a public event opened: by which rule, what it was before, and what became of it."""

    occasion: Occasion
    rule: Rule
    followed: FollowedWindow

    @property
    def kept(self) -> Fulfilment | None:
        """What became of it, if that is known."""
        number = self.followed.window.number
        return next((one for one in self.occasion.kept if one.window == number), None)

    def state(self, at: datetime) -> State:
        """Where it stands at a moment."""
        done = self.kept.done if self.kept else None
        ended = (
            datetime.combine(done, LAST_SECOND, tzinfo=ZoneInfo(HOME)) if done is not None else None
        )
        waived = bool(self.kept and self.kept.why_en)
        return state_of(self.followed.window, at, ended, waived=waived)


def windows_of(until: date, holder: str = "") -> Iterator[OccasionWindow]:
    """Every window that public events open by the end of a day, of one organisation if it is named."""
    limit = datetime.combine(until, LAST_SECOND, tzinfo=ZoneInfo(HOME))
    for occasion in occasions():
        for rule in library.owed_openly(holder):
            if rule.trigger == occasion.trigger and occasion.day in rule.span:
                for one in follow(rule, occasion.starts, HOME, until=limit):
                    yield OccasionWindow(occasion, rule, one)
