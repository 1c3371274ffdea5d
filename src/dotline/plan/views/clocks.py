"""What public bodies owe, as a page and as a calendar for each of them."""

from datetime import date, timedelta
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dotline.base import clock
from dotline.plan.formats import ical
from dotline.plan.formats.words import CLOCK_STATES, FORCES
from dotline.plan.queries import clocks
from dotline.reference import organisations
from dotline.reference.obligations import OccasionWindow, State
from dotline.ui.asked import lang, reader_of

AHEAD = 365
PARTS: tuple[tuple[str, str | Promise, frozenset[State], str | Promise], ...] = (
    ("late", _("Late"), frozenset({State.LATE}), ""),
    ("open", _("To be done now"), frozenset({State.OPEN}), ""),
    ("ahead", _("In the coming year"), frozenset({State.AHEAD}), ""),
    (
        "over",
        _("Done or waived"),
        frozenset({State.DONE, State.DONE_LATE, State.WAIVED}),
        _("Show what was done, and what was waived and why"),
    ),
)


def _row(one: clocks.Owed) -> dict[str, object]:
    words, kind = CLOCK_STATES[one.state]
    kept = one.found.kept
    whys = [was.why(lang()) for was in one.found.occasion.was]
    return {
        "text": one.rule.title(lang()),
        "holder": organisations.find(one.rule.holder).name(lang()) if one.rule.holder else "",
        "owed": one,
        "words": words,
        "kind": kind,
        "force": FORCES[one.rule.force],
        "ground": one.rule.ground(lang()),
        "moved": list(zip(one.was, whys, strict=True)),
        "kept": kept,
        "why": kept.why(lang()) if kept else "",
        "provisional": one.found.followed.window.provisional,
    }


def _parts(found: tuple[clocks.Owed, ...]) -> list[dict[str, object]]:
    """What is owed, in the order of its need; what is over stands last and folded."""
    parts: list[dict[str, object]] = [
        {
            "code": code,
            "title": title,
            "folded": folded,
            "rows": [_row(one) for one in found if one.state in states],
        }
        for code, title, states, folded in PARTS
    ]
    return [part for part in parts if part["rows"]]


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """What is owed today and in the coming year, what was done, and a calendar for each organisation."""
    reader = reader_of(request)
    found = clocks.due(reader, clock.today(), ahead=AHEAD, finished=True)
    holders = {one.holder for one in clocks.rules(reader) if one.public}
    holders |= {one.rule.holder for one in found}
    context = {
        "parts": _parts(found),
        "calendars": [
            (code, organisations.find(code).name(lang())) for code in sorted(holders - {""})
        ],
    }
    return render(request, "plan/clocks.html", context)


@require_GET
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The dates of one organisation as iCalendar, in the language of the address, with an ETag."""
    holder, today = organisations.find(code).code, clock.today()
    found = clocks.due(reader_of(request), today, ahead=3 * AHEAD, holder=holder)
    kept: list[tuple[OccasionWindow, date]] = [
        (one.found, one.due) for one in found if one.due >= today - timedelta(days=AHEAD)
    ]
    body = ical.calendar(kept, lang())
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = tag
    return response
