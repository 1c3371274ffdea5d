"""The worklist: what the agency's cases owe and by when. Each topic of the room registers what it knows.

No table of tasks, which would go stale: every deadline is read from the row that makes it one
(research/cases.md section 8, view `deadline`). A topic calls `register` at the end of its module of
queries, which queries/__init__.py imports.

A page of the worklist reads as much of each topic as it shows: a topic with many rows yields them in order,
and the topics are merged as far as somebody looks.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.queries.cases import seen_through, visible_to
from dotline.case.queries.present import Held, present
from dotline.case.rules import Deadline

T = TypeVar("T")
AHEAD = timedelta(days=90)
PART = 25  # rows of a topic read at first; then twice as many each time


@dataclass(frozen=True)
class Outlook:
    """Which deadlines a source is asked for: of one case or (None) of all, due not later than `until`.

    A source yields those that the reader may see and that nobody met; it filters by agency itself.
    `zone` and `today` are those of the reader's agency.
    """

    reader: Reader
    case_id: UUID | None
    until: date
    zone: str
    today: date

    @property
    def last_moment(self) -> datetime:
        """No later moment falls on `until` in any zone: west of UTC the day ends in the next."""
        return datetime.combine(self.until + timedelta(days=1), time.max, UTC)


Source = Callable[[Outlook], Iterable[Deadline]]


@dataclass(frozen=True)
class _Topic:
    """What registered: its words, its deadlines in order, and the tables without whose rows it owes nothing."""

    label: Any
    source: Source
    held: Sequence[Held]


_topics: dict[str, _Topic] = {}


def register(
    kind: str, label: Any, source: Source, *, ordered: bool = False, held: Sequence[Held] = ()
) -> None:
    """Let a topic add its deadlines; `label` is a lazy text. Twice is the same as once.

    `ordered`: it yields what runs before what stands still, each by its day, and reads no further than it is asked.
    `held`: asked about one case without a row in any of these tables, it would owe nothing, and is not asked.
    """
    whole = source if ordered else lambda asked: sorted(source(asked), key=_whole)
    _topics[kind] = _Topic(label, whole, tuple(held))


def _order(row: Deadline) -> tuple[bool, date, str]:
    return (row.paused, row.due, row.kind)


def _whole(row: Deadline) -> tuple[bool, date, str, int]:
    return (*_order(row), row.case_id.int)


def parts(rows: QuerySet[Any, T]) -> Iterator[list[T]]:
    """The rows of a query in its order, a few at first and then twice as many, as far as somebody asks."""
    start, size = 0, PART
    while part := list(rows[start : start + size]):
        yield part
        if len(part) < size:
            return
        start, size = start + size, size * 2


def each(rows: QuerySet[Any, T]) -> Iterator[T]:
    """The same, one by one."""
    return (row for part in parts(rows) for row in part)


def merged(*streams: Iterable[Deadline]) -> Iterator[Deadline]:
    """Deadlines that are in order each, as one stream in order."""
    return heapq.merge(*streams, key=_order)


def kinds() -> Mapping[str, Any]:
    """Every kind of deadline with its words, in the order of registration."""
    return {kind: one.label for kind, one in _topics.items()}


def deadlines(
    reader: Reader,
    *,
    case_id: UUID | None = None,
    kind: str = "",
    ahead: timedelta = AHEAD,
    most: int | None = None,
) -> list[Deadline]:
    """What is owed until then, the latest first; of one case, or of all cases of the reader's agency.

    The first `most`, or all of them: of an agency with many cases only ask for what is shown.
    """
    if not policy.may_read(reader):
        return []
    zone = access.zone_of(reader)
    now = clock.today(zone)
    asked = Outlook(reader, case_id, now + ahead, zone, now)
    chosen = {name: one for name, one in _topics.items() if kind in {"", name}}
    if case_id is not None:
        some = present(case_id, {name: one.held for name, one in chosen.items()})
        chosen = {name: one for name, one in chosen.items() if name in some}
    found = merged(*(one.source(asked) for one in chosen.values()))
    return list(islice((row for row in found if row.due <= asked.until), most))


def open_case(asked: Outlook, path: str) -> Q:
    """The condition on a row whose case is `path` away that it is an open case that a source is asked about.

    Asked about one case it is a join. Asked about all, each row's case is looked up: the rows of the topic lead,
    in the order of their index, and nobody reads the agency's open cases, which may be a hundred thousand.
    """
    if asked.case_id is not None:
        told = {path: asked.case_id, f"{path}__closed_on": None}
        return seen_through(asked.reader, path) & Q(**told)
    found = visible_to(asked.reader).filter(pk=OuterRef(f"{path}_id"), closed_on=None)
    own = Q() if asked.reader.is_system else Q(agency_id=asked.reader.own)
    return own & Q(Exists(found))


def today(reader: Reader) -> date:
    """The day in the zone of the reader's agency."""
    return clock.today(access.zone_of(reader))
