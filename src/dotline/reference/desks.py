"""Desks that answer calls, and the police service responsible for a place: schedules kept as data."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotline.base.errors import N_, Invalid
from dotline.reference import vocabulary
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.reference.workdays import holidays

FOLDER = Path(__file__).parent / "data" / "desks"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUARTER = timedelta(minutes=15)
AHEAD = timedelta(days=15)  # how far ahead the next opening is looked for


@dataclass(frozen=True)
class Hours:
    """Open on these weekdays (Monday is 0) from a wall-clock time to another; `to` <= `start` ends next day."""

    days: frozenset[int]
    start: time
    end: time

    def holds(self, local: datetime) -> date | None:
        """The day whose hours a local moment falls into, or None. After midnight that is the day before."""
        now, today = local.time(), local.date()
        overnight = self.end <= self.start
        if today.weekday() in self.days and now >= self.start and (overnight or now < self.end):
            return today
        before = today - timedelta(days=1)
        if overnight and before.weekday() in self.days and now < self.end:
            return before
        return None


@dataclass(frozen=True)
class Desk:
    """A desk that answers calls. No `hours` means always; no `serves` means everywhere."""

    code: str
    agency: str
    label_en: str
    label_fr: str
    zone: str
    order: int
    hours: tuple[Hours, ...] = ()
    closed_on_holidays: bool = False
    closed_on: frozenset[date] = frozenset()
    serves: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def label(self, lang: str) -> str:
        """The label in `fr`, or in English for every other language."""
        return self.label_fr if lang.startswith("fr") else self.label_en

    def is_open(self, at: datetime) -> bool:
        """Whether the desk's hours hold at a moment. A day off is that of the day the hours began on.

        Each moment has exactly one wall-clock time, so a clock change neither opens nor closes a
        desk by itself: a skipped hour is not there, a repeated one is open twice.
        """
        local = at.astimezone(ZoneInfo(self.zone))
        if not self.hours:
            return not self._is_off(local.date())
        days = (one.holds(local) for one in self.hours)
        return any(day is not None and not self._is_off(day) for day in days)

    def opens_next(self, at: datetime) -> datetime | None:
        """The first quarter of an hour from `at` on in which the desk is open, within 15 days."""
        if self.is_open(at):
            return at
        # Clock changes and hours lie on quarters of an hour of UTC, in every zone of Canada.
        moment = at - timedelta(
            minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond
        )
        while moment < at + AHEAD:
            moment += QUARTER
            if self.is_open(moment):
                return moment
        return None

    def serves_from(self, province: str) -> bool:
        """Whether calls from a province belong here; '' is a caller who did not say."""
        return not self.serves or not province or province in self.serves

    def _is_off(self, day: date) -> bool:
        return day in self.closed_on or (self.closed_on_holidays and day in holidays(day.year))


@dataclass(frozen=True)
class PoliceArea:
    """A police service, by the code of its agency, and what it answers for."""

    agency: str
    province: str = ""
    places: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Schedule:
    """All desks in the order in which they are asked, and the police areas."""

    desks: tuple[Desk, ...]
    police: tuple[PoliceArea, ...]


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _hours(row: Row) -> Hours:
    days = frozenset(DAYS.index(day) for day in row.texts("days"))
    return Hours(days, _time(row.text("from")), _time(row.text("to")))


def _desk(row: Row) -> Desk:
    try:
        ZoneInfo(row.text("zone"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(
            N_("In {file}, line {line}, the time zone {zone} is not known."),
            N_("Write an IANA name such as America/Halifax."),
            file=row.file,
            line=row.line,
            zone=row.text("zone"),
        ) from error
    return Desk(
        code=row.text("code"),
        agency=row.text("agency"),
        label_en=row.text("label_en"),
        label_fr=row.text("label_fr"),
        zone=row.text("zone"),
        order=row.number("order") or 1,
        hours=tuple(_hours(one) for one in row.rows("hours")),
        closed_on_holidays=row.text("holidays") == "closed",
        closed_on=frozenset(date.fromisoformat(day) for day in row.texts("closed_on")),
        serves=frozenset(row.texts("serves")),
        languages=frozenset(row.texts("languages")),
    )


def _area(row: Row) -> PoliceArea:
    places = frozenset(place.casefold() for place in row.texts("places"))
    return PoliceArea(row.text("agency"), row.text("province"), places)


def _build(data: DataSet) -> Schedule:
    desks = sorted(map(_desk, data.rows("desks")), key=lambda one: (one.order, one.code))
    return Schedule(tuple(desks), tuple(map(_area, data.rows("police"))))


HOLDER: Holder[Schedule] = Holder(
    "desks",
    FOLDER,
    _build,
    known=lambda: {
        "province": [code.code for code in vocabulary.codes("provinces")],
        "language": [code.code for code in vocabulary.codes("languages")],
    },
)


def schedule() -> Schedule:
    """The schedule in use."""
    return HOLDER.value()
