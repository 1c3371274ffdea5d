"""A rule, the windows it opens from a trigger, how each stands, and what became of one that was moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import Enum, StrEnum
from zoneinfo import ZoneInfo

from dotline.base.errors import Invalid
from dotline.reference.dates import ALWAYS, Span
from dotline.reference.obligations.offsets import (
    AT_ONCE,
    Offset,
    add_months,
    apply_locally,
    move_day,
)
from dotline.reference.sittings import is_sitting, next_sittings
from dotline.reference.workdays import next_workday

LAST_SECOND = time(23, 59, 59)
MIDNIGHT = time(0)
FAR = 500
"""No rule yields more windows than this from one trigger."""


class Force(StrEnum):
    """What makes somebody owe it: a law, what another body asked, or only our own wish."""

    LAW = "law"
    ASKED = "asked"
    PROPOSED = "proposed"


@dataclass(frozen=True)
class YearDays:
    """Two days of every year: a window opens on one and ends with the other. (month, day)."""

    opens: tuple[int, int]
    due: tuple[int, int]


@dataclass(frozen=True)
class Rule:
    """What is due when something happened. `repeat` with `count` None goes on for ever.

    `yearly` sets both days by the calendar instead of by the trigger. `sitting_days`: if the House does
    not sit on the last day, the window runs on to the so-many-th day on which it sits. `whole_day`: the
    window ends with its last day. `public`: no person is its subject, so that a public page may show it.
    `each`: many owe it, each its own, so that nobody can say from here that it is late.
    """

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
    yearly: YearDays | None = None
    sitting_days: int = 0
    whole_day: bool = False
    public: bool = False
    each: bool = False
    holder: str = ""
    force: Force = Force.PROPOSED
    short_en: str = ""
    short_fr: str = ""
    basis_fr: str = ""

    def ground(self, lang: str) -> str:
        """Who asks for it and where, in `fr` if it was written in French too, else in English."""
        return self.basis_fr if lang.startswith("fr") and self.basis_fr else self.basis

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en

    def short(self, lang: str) -> str:
        """Words for a calendar that others may see over a shoulder: they tell nothing of the subject."""
        return self.short_fr if lang.startswith("fr") else self.short_en

    @property
    def by_day(self) -> bool:
        """Whether its windows end with a day rather than at a minute."""
        return bool(self.yearly) or self.whole_day or self.due.by_day


@dataclass(frozen=True)
class Window:
    """From `opens` to `due`, both in UTC and included. `number` counts from 1.

    `provisional`: its last day was reckoned by a calendar that may still change.
    """

    rule: str
    number: int
    opens: datetime
    due: datetime
    provisional: bool = False

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
    WAIVED = "waived"


def windows(
    rule: Rule, start: datetime, zone: str, *, until: datetime | None = None
) -> Iterator[Window]:
    """The windows that a trigger at `start` opens, in order; those opening after `until` are left out.

    A rule that has ended opens no further window; one opened before runs to its end.
    `zone` is the IANA zone of whoever must act. Raises Invalid for a naive start.
    """
    if start.tzinfo is None:
        raise Invalid("A trigger needs a time with its zone.", "Use the clock of dotline.base.")
    local = start.astimezone(ZoneInfo(zone))
    most = 1 if rule.repeat is None else min(rule.count or FAR, FAR)
    first = _first_year(rule.yearly, local.date()) if rule.yearly else 0
    for number in range(most):
        if rule.yearly:
            found = _in_year(rule, rule.yearly, first + number, number + 1, local)
        else:
            found = _counted(rule, (rule.repeat or AT_ONCE) * number, number + 1, local)
        if until is not None and found.opens > until:
            return
        if (
            number
            and rule.span.end
            and found.opens.astimezone(local.tzinfo).date() >= rule.span.end
        ):
            return
        yield found


def _counted(rule: Rule, step: Offset, number: int, local: datetime) -> Window:
    opens = apply_locally(local, rule.opens + step)
    whole = rule.due + step
    if not (rule.whole_day or whole.by_day):
        return Window(rule.code, number, opens, apply_locally(local, whole))
    if whole.hours or whole.minutes:
        day = apply_locally(local, whole).astimezone(local.tzinfo).date()
    else:  # the day alone decides: two changes of zone less for each of many windows
        day = move_day(local.date(), whole)
    last = _last_day(rule, day)
    return Window(rule.code, number, opens, _end(last, local), bool(rule.sitting_days))


def _in_year(rule: Rule, yearly: YearDays, year: int, number: int, local: datetime) -> Window:
    due = _day_of(year, yearly.due)
    opens = _day_of(year if yearly.opens <= yearly.due else year - 1, yearly.opens)
    first = datetime.combine(opens, MIDNIGHT, tzinfo=local.tzinfo).astimezone(UTC)
    last = _last_day(rule, due)
    return Window(rule.code, number, first, _end(last, local), bool(rule.sitting_days))


def _first_year(yearly: YearDays, day: date) -> int:
    """The year of the first such last day on or after a day."""
    return day.year if _day_of(day.year, yearly.due) >= day else day.year + 1


def _day_of(year: int, named: tuple[int, int]) -> date:
    """A month and day in a year; 29 February is the 28th where there is none."""
    month, day = named
    return add_months(date(2024, month, day), (year - 2024) * 12)


def _last_day(rule: Rule, day: date) -> date:
    if rule.business:
        return next_workday(day)
    if rule.sitting_days and not is_sitting(day):
        return next_sittings(day, rule.sitting_days)
    return day


def _end(day: date, local: datetime) -> datetime:
    return datetime.combine(day, LAST_SECOND, tzinfo=local.tzinfo).astimezone(UTC)


def state_of(
    window: Window, at: datetime, done: datetime | None = None, *, waived: bool = False
) -> State:
    """Where a window stands at a moment, if it was done at `done` (None: not done), or let go with a reason."""
    if done is not None and done <= window.due:
        return State.DONE
    if waived:
        return State.WAIVED
    if done is not None:
        return State.DONE_LATE
    if at < window.opens:
        return State.AHEAD
    return State.OPEN if at <= window.due else State.LATE


@dataclass(frozen=True)
class FollowedWindow:
    """A window as it stands after its event was moved, and what it was before each move, oldest first."""

    window: Window
    earlier: tuple[Window, ...] = ()


def follow(
    rule: Rule, starts: Sequence[datetime], zone: str, *, until: datetime | None = None
) -> Iterator[FollowedWindow]:
    """The windows of an event whose day was moved: `starts` are its days in the order they were set.

    The last one holds; a window of the same number from each earlier day is kept beside it.
    Raises Invalid without a start.
    """
    if not starts:
        raise Invalid("An event needs a day.", "Give the day on which it happens.")
    before = [{one.number: one for one in windows(rule, old, zone)} for old in starts[:-1]]
    for now in windows(rule, starts[-1], zone, until=until):
        was = (old[now.number] for old in before if now.number in old)
        yield FollowedWindow(now, tuple(was))
