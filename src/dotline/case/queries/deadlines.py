"""The worklist: what the agency's cases owe and by when. Each topic of the room registers what it knows.

No table of tasks, which would go stale: every deadline is read from the row that makes it one
(research/cases.md section 8, view `deadline`). A topic calls `register` at the end of its module of
queries, which queries/__init__.py imports.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.models import CaseFile
from dotline.case.queries.cases import visible_to
from dotline.case.rules import Deadline

AHEAD = timedelta(days=90)


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


Source = Callable[[Outlook], Iterable[Deadline]]
_sources: dict[str, tuple[Any, Source]] = {}


def register(kind: str, label: Any, source: Source) -> None:
    """Let a topic add its deadlines; `label` is a lazy text. Twice is the same as once."""
    _sources[kind] = (label, source)


def kinds() -> Mapping[str, Any]:
    """Every kind of deadline with its words, in the order of registration."""
    return {kind: label for kind, (label, _source) in _sources.items()}


def deadlines(
    reader: Reader, *, case_id: UUID | None = None, kind: str = "", ahead: timedelta = AHEAD
) -> list[Deadline]:
    """What is owed until then, the latest first; of one case, or of all cases of the reader's agency."""
    if not policy.may_read(reader):
        return []
    zone = access.zone_of(reader)
    now = clock.today(zone)
    asked = Outlook(reader, case_id, now + ahead, zone, now)
    chosen = [one for name, (_label, one) in _sources.items() if kind in {"", name}]
    found = [row for source in chosen for row in source(asked) if row.due <= asked.until]
    return sorted(found, key=lambda row: (row.paused, row.due, row.kind, row.case_id.int))


def open_cases(asked: Outlook) -> QuerySet[CaseFile]:
    """The open cases that a source is asked about."""
    rows = visible_to(asked.reader).filter(closed_on=None)
    return rows if asked.case_id is None else rows.filter(pk=asked.case_id)


def today(reader: Reader) -> date:
    """The day in the zone of the reader's agency."""
    return clock.today(access.zone_of(reader))
