"""Obligation rules: from a trigger to the windows in which something is due. Values only, no clock."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from dotline.base.errors import Invalid, NotFound
from dotline.reference.datafiles import DataSet, Holder, Row
from dotline.reference.dates import ALWAYS, Span, span_of
from dotline.reference.workdays import add_workdays, next_workday

FOLDER = Path(__file__).parent / "data" / "obligations"

LAST_SECOND = time(23, 59, 59)
FAR = 500
"""No rule yields more windows than this from one trigger."""


@dataclass(frozen=True)
class Offset:
    """A distance in time. Parts add up before they are applied: 31 January + 6 x 1 month is 31 July."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    hours: int = 0
    minutes: int = 0

    def __add__(self, other: "Offset") -> "Offset":
        return Offset(
            self.months + other.months,
            self.days + other.days,
            self.business_days + other.business_days,
            self.hours + other.hours,
            self.minutes + other.minutes,
        )

    def __mul__(self, times: int) -> "Offset":
        return Offset(
            self.months * times,
            self.days * times,
            self.business_days * times,
            self.hours * times,
            self.minutes * times,
        )

    @property
    def by_day(self) -> bool:
        """Whether it counts days, so that what is due ends with the day."""
        return bool(self.months or self.days or self.business_days)


AT_ONCE = Offset()


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month if it has none: 29 February rule."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def apply(start: datetime, offset: Offset, zone: str) -> datetime:
    """A moment moved by an offset, in UTC.

    Months, days and working days move the calendar of the zone and keep its wall clock; hours and
    minutes are time that passes, whatever the clocks do that night.
    """
    local = start.astimezone(ZoneInfo(zone))
    day = add_months(local.date(), offset.months) + timedelta(days=offset.days)
    day = add_workdays(day, offset.business_days)
    moved = datetime.combine(day, local.time(), tzinfo=local.tzinfo)
    passing = timedelta(hours=offset.hours, minutes=offset.minutes)
    return moved.astimezone(UTC) + passing


@dataclass(frozen=True)
class Rule:
    """What is due when something happened. `repeat` with `count` None goes on for ever."""

    code: str
    title_en: str
    title_fr: str
    trigger: str
    due: Offset
    opens: Offset = AT_ONCE
    repeat: Offset | None = None
    count: int | None = None
    business: bool = False
    when: Mapping[str, str] = field(default_factory=dict)
    basis: str = ""
    provision: str = ""
    span: Span = ALWAYS

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en


@dataclass(frozen=True)
class Window:
    """From `opens` to `due`, both in UTC and included. `number` counts from 1."""

    rule: str
    number: int
    opens: datetime
    due: datetime

    def moment(self, share: float) -> datetime:
        """The moment when that share of the window has passed: 0.5 is when a reminder goes out."""
        return self.opens + (self.due - self.opens) * share


class State(Enum):
    """Where a window stands."""

    AHEAD = "ahead"
    OPEN = "open"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"


def windows(
    rule: Rule, start: datetime, zone: str, *, until: datetime | None = None
) -> Iterator[Window]:
    """The windows that a trigger at `start` opens, in order; those opening after `until` are left out.

    `zone` is the IANA zone of whoever must act. Raises Invalid for a naive start.
    """
    if start.tzinfo is None:
        raise Invalid("A trigger needs a time with its zone.", "Use the clock of dotline.base.")
    most = 1 if rule.repeat is None else min(rule.count or FAR, FAR)
    for number in range(most):
        step = (rule.repeat or Offset()) * number
        opens = apply(start, rule.opens + step, zone)
        if until is not None and opens > until:
            return
        yield Window(rule.code, number + 1, opens, _due(rule, start, step, zone))


def _due(rule: Rule, start: datetime, step: Offset, zone: str) -> datetime:
    whole = rule.due + step
    due = apply(start, whole, zone)
    if not whole.by_day:
        return due
    local = due.astimezone(ZoneInfo(zone))
    day = next_workday(local.date()) if rule.business else local.date()
    return datetime.combine(day, LAST_SECOND, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def state_of(window: Window, at: datetime, done: datetime | None = None) -> State:
    """Where a window stands at a moment, if it was done at `done` (None: not done)."""
    if done is not None:
        return State.DONE if done <= window.due else State.DONE_LATE
    if at < window.opens:
        return State.AHEAD
    return State.OPEN if at <= window.due else State.LATE


# --- the rules of the data files -------------------------------------------------------------


def _offset(row: Row | None) -> Offset:
    if row is None:
        return Offset()
    return Offset(**{part: row.number(part) or 0 for part in row.value})


def _rule(row: Row) -> Rule:
    when = row.row("when")
    return Rule(
        code=row.text("code"),
        title_en=row.text("title_en"),
        title_fr=row.text("title_fr"),
        trigger=row.text("trigger"),
        due=_offset(row.row("due")),
        opens=_offset(row.row("opens")),
        repeat=_offset(row.row("repeat")) if row.has("repeat") else None,
        count=row.number("count"),
        business=row.text("calendar") == "business",
        when={key: str(value) for key, value in when.value.items()} if when else {},
        basis=row.text("basis"),
        provision=row.text("provision"),
        span=span_of(row),
    )


def _build(data: DataSet) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for row in data.rows("rules"):
        made = _rule(row)
        found[made.code] = (*found.get(made.code, ()), made)
    return MappingProxyType(found)


HOLDER: Holder[Mapping[str, tuple[Rule, ...]]] = Holder("obligations", FOLDER, _build)


def rules() -> tuple[Rule, ...]:
    """Every version of every rule, in file order."""
    return tuple(one for versions in HOLDER.value().values() for one in versions)


def rule(code: str, on: date | None = None) -> Rule:
    """The rule of a code, on a day if it changed. Raises NotFound if there is none."""
    for one in HOLDER.value().get(code, ()):
        if on is None or on in one.span:
            return one
    raise NotFound(
        "There is no obligation rule {code}.",
        "Choose one of: {known}.",
        code=code,
        known=", ".join(HOLDER.value()),
    )


def triggered(trigger: str, on: date, **facts: str) -> tuple[Rule, ...]:
    """The rules that a trigger sets off on a day, given its facts (`urgency="urgent"`)."""
    return tuple(
        one
        for one in rules()
        if one.trigger == trigger
        and on in one.span
        and all(facts.get(name) == value for name, value in one.when.items())
    )
