"""Pages of the room: the deadlines of the agency's cases, the timeline of one case."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dotline.base import clock
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.queries import deadlines as due
from dotline.case.queries import plans
from dotline.case.queries import timeline as happened
from dotline.case.rules import Deadline, DueState
from dotline.case.views.pages import PER_PAGE, head
from dotline.referral.views.clocks import span
from dotline.ui.asked import lang, reader_of
from dotline.ui.paging import page_number

YEAR = timedelta(days=365)
STRIP = 5  # deadlines that the first page of a case shows

_STATES = {
    DueState.LATE: "bad",
    DueState.SOON: "warn",
    DueState.AHEAD: "info",
    DueState.PAUSED: "",
}


@dataclass(frozen=True)
class DeadlineRow:
    """One deadline as a page shows it."""

    deadline: Deadline
    state: str
    tone: str
    number: str
    address: str

    @property
    def late(self) -> bool:
        """Whether its day is over."""
        return self.tone == "bad"


def _state_label(state: DueState) -> str:
    return {
        DueState.LATE: _("Late"),
        DueState.SOON: _("Soon"),
        DueState.AHEAD: _("Later"),
        DueState.PAUSED: _("Paused"),
    }[state]


def shown(reader: Reader, rows: list[Deadline]) -> list[DeadlineRow]:
    """Deadlines with their state in words and colour, and the way to where each is done."""
    today = due.today(reader)
    return [
        DeadlineRow(
            row,
            _state_label(state),
            _STATES[state],
            str(row.case_id)[:8],
            reverse(row.page, args=[row.case_id]),
        )
        for row in rows
        for state in (row.state(today),)
    ]


def strip(reader: Reader, case_id: UUID) -> list[DeadlineRow]:
    """The next deadlines of one case, for its first page."""
    return shown(reader, due.deadlines(reader, case_id=case_id, most=STRIP))


@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """What the agency's cases owe, the late first."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    kinds = due.kinds()
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    # How many there are nobody counts: it is known whether one more follows.
    number = page_number(request.GET.get("page", ""))
    known = due.deadlines(reader, kind=kind, most=number * PER_PAGE + 1)
    page = Paginator(known, PER_PAGE).get_page(number)
    context = {
        "page": page,
        "rows": shown(reader, list(page.object_list)),
        "kinds": list(kinds.items()),
        "labels": kinds,
        "kind": kind,
        "any_times": plans.any_met(reader, clock.now() - YEAR),
        "times": _times(reader) if "times" in request.GET else [],
    }
    return render(request, "case/deadlines.html", context)


def _times(reader: Reader) -> list[tuple[str, int, int, str, str]]:
    """How long clocks that were met within a year ran, without their pauses (R-62)."""
    found = plans.clock_times(reader, clock.now() - YEAR)
    return [
        (plans.clock_title(one.rule), one.met, one.in_time, _length(one.p50), _length(one.p90))
        for one in found
        if one.met
    ]


def _length(took: timedelta | None) -> str:
    return "–" if took is None else span(took)


@require_GET
def timeline(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything that happened in a case, newest first. Opening it is on the ledger."""
    reader = reader_of(request)
    row = queries.case(reader, case_id)
    kinds = happened.kinds()
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    lines = happened.timeline(reader, row, lang(), kind)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **head(reader, row, "case:timeline"),
        "page": page,
        "lines": [(line, str(kinds[line.kind])) for line in page.object_list],
        "kinds": list(kinds.items()),
        "kind": kind,
    }
    return render(request, "case/timeline.html", context)
