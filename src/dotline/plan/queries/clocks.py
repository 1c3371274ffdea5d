"""Reads of the public clocks: what a public body owes on a day, and the windows that a rule opens.

Only rules without a person as their subject are listed as owed. Clocks about a person are composed by
her agency at its own desk; here such a rule only says what it would ask from an invented day on.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from dotline.base.errors import Invalid
from dotline.base.reader import Reader
from dotline.plan import policy
from dotline.plan.queries.advice import windows_of
from dotline.reference import obligations
from dotline.reference.obligations import HOME, OccasionWindow, Rule, State, Window

YEARS = 10
"""How far windows are expanded where nobody asks for less or more."""
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
FINISHED = frozenset({State.DONE, State.DONE_LATE})


@dataclass(frozen=True)
class Owed:
    """One window of a public duty as it stands on a day."""

    found: OccasionWindow
    state: State

    @property
    def rule(self) -> Rule:
        """What is owed."""
        return self.found.rule

    @property
    def opens(self) -> date:
        """Its first day, in Ottawa."""
        return local_day(self.found.followed.window.opens)

    @property
    def due(self) -> date:
        """Its last day, in Ottawa."""
        return local_day(self.found.followed.window.due)

    @property
    def was(self) -> tuple[date, ...]:
        """The last days it had before its event was moved, oldest first."""
        return tuple(local_day(one.due) for one in self.found.followed.earlier)


def local_day(moment: datetime) -> date:
    """The day of a moment in Ottawa."""
    return moment.astimezone(ZoneInfo(HOME)).date()


def rules(reader: Reader) -> tuple[Rule, ...]:
    """Every obligation rule, in its newest version."""
    policy.may_read(reader).or_refuse()
    return obligations.newest()


def rule(reader: Reader, code: str, on: date | None = None) -> Rule:
    """One rule, as it stood on a day. Raises NotFound."""
    policy.may_read(reader).or_refuse()
    return obligations.rule(code, on)


def due(
    reader: Reader, on: date, *, ahead: int = 0, holder: str = "", finished: bool = False
) -> tuple[Owed, ...]:
    """What is open, late or waived on a day, and what opens in so many days ahead, by its last day.

    `finished` adds what was done. What many owe, each its own, is shown while it runs only: from here
    nobody can tell whose is late.
    """
    policy.may_read(reader).or_refuse()
    _sensible(on)
    noon = datetime.combine(on, time(12), tzinfo=ZoneInfo(HOME))
    until = on + timedelta(days=ahead)
    windows = chain(obligations.windows_of(until, holder), windows_of(reader, until, holder))
    found = (Owed(one, one.state(noon)) for one in windows)
    shown = (
        one
        for one in found
        if (finished or one.state not in FINISHED)
        and not (one.rule.each and one.state is State.LATE)
    )
    return tuple(sorted(shown, key=lambda one: (one.due, one.rule.code)))


def windows(
    reader: Reader, code: str, start: date, *, until: date | None = None
) -> tuple[Window, ...]:
    """The windows that a rule opens from a day on, those of the next ten years if no end is given.

    Raises NotFound for a rule that is not there or was not in force, Invalid for a day out of reach.
    """
    found = rule(reader, code, start)
    _sensible(start)
    end = _sensible(until) if until else obligations.add_months(start, 12 * YEARS)
    if end < start:
        raise Invalid("The last day lies before the first.", "Exchange the two days.")
    limit = datetime.combine(end, obligations.LAST_SECOND, tzinfo=ZoneInfo(HOME))
    return tuple(obligations.windows(found, obligations.begin(start), HOME, until=limit))


def _sensible(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise Invalid(
            "{day} is too far away to be reckoned with.",
            "Choose a day from {first} to {last}.",
            day=day.isoformat(),
            first=FIRST.isoformat(),
            last=LAST.isoformat(),
        )
    return day
