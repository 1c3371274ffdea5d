"""Lists: the queue with its clocks, what is over, what was sent, emergency hand-overs to review."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dotline.access.policy import may
from dotline.base import clock
from dotline.referral import policy, queries, rules
from dotline.referral.models import Referral
from dotline.referral.views.clocks import review_clock
from dotline.referral.views.shown import basis_label, shown
from dotline.ui.asked import reader_of

PER_PAGE = 50


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for an answer of the reader's agency, late first; below, what it works on."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    context = {
        "waiting": shown(reader, queries.waiting(reader)[:PER_PAGE]),
        "running": shown(reader, queries.running(reader)[:PER_PAGE]),
        "to_review": queries.to_review(reader).count() if may(reader, "referral.review") else 0,
        "may_list": bool(policy.may_list(reader)),
        "may_beds": bool(may(reader, "referral.beds")),
        "unread": queries.unread(reader),
        "unanswered": queries.unanswered(reader).count(),
        "follow_ups": queries.follow_ups(reader).filter(due_at__lte=clock.now()).count(),
    }
    return render(request, "referral/queue.html", context)


@require_GET
def archive(request: HttpRequest) -> HttpResponse:
    """Referrals to the reader's agency that are over."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    return _listed(request, queries.ended(reader), "referral/archive.html")


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What the reader's agency sent, newest first."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    late = shown(reader, queries.unanswered(reader)[:PER_PAGE])
    return _listed(request, queries.sent(reader), "referral/sent.html", {"unanswered": late})


def _listed(
    request: HttpRequest,
    rows: QuerySet[Referral],
    template: str,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": shown(reader_of(request), page.object_list), **(more or {})}
    return render(request, template, context)


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """Emergency hand-overs that wait for a second person, oldest first."""
    reader = reader_of(request)
    may(reader, "referral.review").or_refuse()
    rows = shown(reader, queries.to_review(reader))
    now = clock.now()
    entries = [
        {
            "shown": one,
            "basis": basis_label(one.row),
            "clock": review_clock(one.row, rules.review(one.row.sent_at, "UTC").due, now),
        }
        for one in rows
    ]
    return render(request, "referral/reviews.html", {"entries": entries})
