"""Retention of files: what is disposed of how, who may approve, which coded facts may stay. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from dotline.base.states import Transitions


class FileKind(StrEnum):
    """What is disposed of as one: a case, or a call that led to no case."""

    CASE = "case"
    CONTACT = "contact"


class KeptFor(StrEnum):
    """What a file is still needed for, although nobody placed a hold on it."""

    NOTES = "notes"  # a court was asked for notes, or ordered them and has none yet
    RECORD = "record"  # somebody of it asked for her own record
    OWN_PAGE = "own_page"  # somebody of it asked something through her own page
    CASE = "case"  # a call that a case came of


class BatchState(StrEnum):
    """How a disposal stands."""

    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    RUNNING = "running"  # approved by a second person; goes on after a kill
    DONE = "done"


class ItemState(StrEnum):
    """How one file of a disposal stands."""

    WAITS = "waits"
    KEPT_BACK = "kept_back"


BATCH = Transitions(
    {
        BatchState.PROPOSED: frozenset({BatchState.WITHDRAWN, BatchState.RUNNING}),
        BatchState.RUNNING: frozenset({BatchState.DONE}),
    },
    start=BatchState.PROPOSED,
)
DISPOSAL = "case_disposal"  # the obligation about each closed file
MOST = 2_000  # files in one disposal: what two people can answer for

# From the age band at the beginning to the least age; nobody can have been born later than that allows.
_LEAST_AGE: Mapping[str, int] = {"0-11": 0, "12-15": 12, "16-17": 16}


def quarter_of(day: date) -> str:
    """The quarter of a day, as it is counted: 2025-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_day(day: date) -> date:
    """The first day of the quarter: all that is kept of a disposed file's days."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def latest_birth(last: date | None, band: str, minor: str, opened: date) -> date | None:
    """The latest possible birth of somebody who may have been a minor when the file was opened; None for adults.

    Without a known birth it is taken from the age band, and from the opening day if only minority is known:
    the file is then kept longer, never shorter.
    """
    if last is not None:
        return last
    if band in _LEAST_AGE:
        year = opened.year - _LEAST_AGE[band]
        leap = (opened.month, opened.day) == (2, 29)
        return date(year, 3, 1) if leap else opened.replace(year=year)
    return opened if minor == "yes" else None


def keeps_coded_facts(count: int, threshold: int) -> bool:
    """Whether coded facts of a disposed file may stay: its cell of quarter, province and form could be published."""
    return count >= threshold
