"""Pages of break-glass: breaking it, one broken glass, the record while it lasts, the review."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access.glass import actions, policy, queries, records
from dotline.access.glass.actions import Emergency
from dotline.access.glass.forms import MINUTES, REASON_LABELS, VERDICT_LABELS, BreakForm, ReviewForm
from dotline.access.models import BreakGlass
from dotline.access.queries import workers, zone_of
from dotline.access.rules import GlassReason, Verdict, is_open, may_break, review_due
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.ui.again import shown_again
from dotline.ui.asked import reader_of
from dotline.ui.sentences import in_one


@dataclass(frozen=True)
class ShownGlass:
    """One broken glass in words."""

    row: BreakGlass
    who: str
    kind: str | Promise
    reason: str | Promise
    state: tuple[str, str]
    due: datetime


def shown(reader: Reader, rows: list[BreakGlass]) -> list[ShownGlass]:
    """Broken glass in words: who, what, why, how it stands."""
    names = {one.id: one.display_name for one in workers(reader)}
    zone, labels = zone_of(reader), {one.kind: one.label for one in records.kinds()}
    return [
        ShownGlass(
            row,
            names.get(row.worker_id, ""),
            labels.get(row.kind, row.kind),
            REASON_LABELS[GlassReason(row.reason)],
            _state(row, review_due(row.at, zone)),
            review_due(row.at, zone),
        )
        for row in rows
    ]


def _state(row: BreakGlass, due: datetime) -> tuple[str, str]:
    now = clock.now()
    if row.reviewed_at is not None:
        bad = row.verdict == Verdict.NOT_JUSTIFIED
        return (_("No reason found"), "bad") if bad else (_("Reason found"), "good")
    if now > due:
        return _("Review is late"), "bad"
    if is_open(row.value(), now):
        return _("Open now"), "warn"
    return _("Waits for review"), "info"


@require_http_methods(["GET", "POST"])
def glasses(request: HttpRequest) -> HttpResponse:
    """The form, what the reader opened so, and what waits for her review."""
    reader = reader_of(request)
    policy.may_break_glass(reader).or_refuse()
    if request.method == "GET":
        record = parse_id(request.GET.get("record", ""))
        initial = {"kind": request.GET.get("kind", ""), "record": record or ""}
        return _page(request, BreakForm(initial=initial))
    form = BreakForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    said = form.cleaned_data
    emergency = Emergency(said["kind"], said["record"], said["reason"], said["words"], said["key"])
    try:
        row = actions.break_glass(by=reader, emergency=emergency, code=said["code"])
    except (Conflict, Invalid, NotFound, Refused) as refusal:
        return _page(request, shown_again(form, refusal), refusal.status)
    return redirect(reverse("access:glass", args=[row.id]))


def _page(request: HttpRequest, form: BreakForm, status: int = 200) -> HttpResponse:
    reader = reader_of(request)
    before = [row.value() for row in queries.own(reader)]
    right = may_break(before, zone_of(reader), clock.now())
    context = {
        "form": form if right else None,
        "rests": in_one(right) if isinstance(right, Refused) else "",
        "minutes": MINUTES,
        "waiting": shown(reader, list(queries.to_review(reader))),
        "rows": shown(reader, list(queries.of_agency(reader)[:50])),
        "reviews": reader.has("access.review_glass"),
    }
    return render(request, "access/glasses.html", context, status=status)


@require_GET
def glass(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """One broken glass: how it stands and what can be done. It does not show the record."""
    return _one(request, glass_id, ReviewForm())


def _one(
    request: HttpRequest, glass_id: UUID, form: ReviewForm, record: str = "", status: int = 200
) -> HttpResponse:
    reader = reader_of(request)
    row = queries.glass(reader, glass_id)
    may_review = policy.may_review_glass(reader, row)
    context = {
        "one": shown(reader, [row])[0],
        "row": row,
        "words": queries.text(row, "words"),
        "finding": queries.text(row, "finding"),
        "reviewer": shown_name(reader, row.reviewed_by),
        "verdict": VERDICT_LABELS[Verdict(row.verdict)] if row.verdict else "",
        "may_look": bool(policy.may_look(reader, row, clock.now())),
        "form": form if may_review and row.reviewed_at is None else None,
        "may_give_back": bool(policy.may_give_back(reader, row)),
        "record": record,
    }
    return render(request, "access/glass.html", context, status=status)


def shown_name(reader: Reader, worker: UUID | None) -> str:
    """The name of a worker of the reader's agency, '' for nobody."""
    found = workers(reader).filter(pk=worker).first() if worker else None
    return found.display_name if found else ""


@require_POST
def look(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Show the record, once more on the ledger."""
    reader = reader_of(request)
    row = actions.look(by=reader, glass_id=glass_id)
    record = records.kind(row.kind)
    lent = records.lent(reader, record)
    record.check(lent, row.subject_id)
    text = format_html("{}", record.show(lent, row.subject_id, request))
    return _one(request, glass_id, ReviewForm(), text)


@require_POST
def end(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """End the time before its hour is over."""
    actions.end(by=reader_of(request), glass_id=glass_id)
    return redirect(reverse("access:glass", args=[glass_id]))


@require_POST
def review(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Judge it as a second person."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _one(request, glass_id, form, status=400)
    try:
        actions.review(by=reader_of(request), glass_id=glass_id, **form.cleaned_data)
    except (Conflict, Invalid) as refusal:
        return _one(request, glass_id, shown_again(form, refusal), status=refusal.status)
    return redirect(reverse("access:glass", args=[glass_id]))


@require_POST
def give_back(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Give somebody the right again."""
    actions.give_back(by=reader_of(request), glass_id=glass_id)
    return redirect(reverse("access:glass", args=[glass_id]))
