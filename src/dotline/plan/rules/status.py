"""How an item stands: its state, what is missing from it, and which reports its lead owes. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dotline.base.states import Transitions

REPORT_DUE = (3, 31)  # month and day of the next year by which a lead reports on a calendar year


class State(StrEnum):
    """How far a lead says that an item has come."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"


STATES: Transitions[State] = Transitions(
    {
        State.NOT_STARTED: frozenset(State),
        State.UNDER_WAY: frozenset({State.UNDER_WAY, State.DONE, State.STOPPED}),
        State.DONE: frozenset({State.DONE, State.UNDER_WAY}),
        State.STOPPED: frozenset({State.STOPPED, State.UNDER_WAY}),
    },
    State.NOT_STARTED,
)
FINISHED = frozenset({State.DONE, State.STOPPED})


class Gap(StrEnum):
    """What is missing from an item. Each is shown as loudly as lateness."""

    LEAD = "without_lead"
    INDICATOR = "without_indicator"
    DATA = "without_data"
    LATE = "late"


def gaps_of(
    *, lead: str, measure: str, due: date | None, state: State, published: frozenset[str], on: date
) -> frozenset[Gap]:
    """What is missing from an item on a day. `published`: measures with a figure that is shown.

    An item without an indicator counts once, as such; 'without data' needs an indicator to be
    without. An item is late when its last day is over and nobody has said that it is done.
    """
    found = set()
    if not lead:
        found.add(Gap.LEAD)
    if not measure:
        found.add(Gap.INDICATOR)
    elif measure not in published:
        found.add(Gap.DATA)
    if due is not None and due < on and state not in FINISHED:
        found.add(Gap.LATE)
    return frozenset(found)


def report_due(year: int) -> date:
    """The last day for a lead's report on a calendar year."""
    return date(year + 1, *REPORT_DUE)


def years_owed(start: date | None, finished: int | None, on: date) -> tuple[int, ...]:
    """The years a lead should have reported on by a day: from the item's first year on, to the year
    in which it was reported finished, and only where the last day for the report is over.
    """
    if start is None:
        return ()
    last = min(on.year, finished or on.year)
    return tuple(year for year in range(start.year, last + 1) if report_due(year) < on)


@dataclass(frozen=True)
class Reports:
    """Reports of the leads: how many were owed by now, came, and came in time. Counts, no shares."""

    expected: int = 0
    received: int = 0
    on_time: int = 0

    def __add__(self, other: "Reports") -> "Reports":
        return Reports(
            self.expected + other.expected,
            self.received + other.received,
            self.on_time + other.on_time,
        )


def reports_of(owed: Iterable[int], received: Mapping[int, date]) -> Reports:
    """Reports of one item: `received` gives the day on which the report on a year came."""
    years = tuple(owed)
    came = [year for year in years if year in received]
    in_time = [year for year in came if received[year] <= report_due(year)]
    return Reports(len(years), len(came), len(in_time))
