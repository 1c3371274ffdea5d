"""Beds of the agency's services: count, confirm with one tap; made for a phone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dotline.access.policy import may
from dotline.base.errors import Invalid
from dotline.reference import vocabulary
from dotline.referral import actions, queries
from dotline.referral.forms import BedsForm
from dotline.referral.views.clocks import span
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import in_one


@require_GET
def beds(request: HttpRequest) -> HttpResponse:
    """Own services with their beds, each with its count, age and source."""
    return _page(request)


def _page(request: HttpRequest, bound: BedsForm | None = None) -> HttpResponse:
    reader = reader_of(request)
    may(reader, "referral.beds").or_refuse()
    rows = [_row(one, bound) for one in queries.own_beds(reader)]
    status = 400 if bound is not None else 200
    return render(request, "referral/beds.html", {"rows": rows, "form": bound}, status=status)


def _row(one: queries.BedRow, bound: BedsForm | None) -> dict[str, object]:
    prefix, count, shown = str(one.listing.service_id), one.count, one.shown
    first = {"unit": count.unit, "total": count.total} if count else {}
    more = {"occupied": count.occupied, "offline": count.offline} if count else {}
    mine = bound is not None and bound.prefix == prefix
    return {
        "name": one.listing.name_fr if lang() == "fr" else one.listing.name_en,
        "service_id": one.listing.service_id,
        "listing_id": one.listing.id,
        "count": count,
        "free": shown.free if shown else None,
        "age": span(shown.age) if shown else "",
        "source": vocabulary.label("bed_sources", shown.source, lang()) if shown else "",
        "holds": one.holds,
        "open": mine or count is None,
        "form": bound if mine else BedsForm(prefix=prefix, initial={**first, **more}),
    }


@require_POST
def count_beds(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Keep a count, or confirm the last one."""
    reader = reader_of(request)
    if "confirm" in request.POST:
        actions.confirm_beds(by=reader, service_id=service_id)
        return redirect(reverse("referral:beds"))
    form = BedsForm(request.POST, prefix=str(service_id))
    if form.is_valid():
        try:
            actions.count_beds(by=reader, service_id=service_id, count=form.count())
        except Invalid as error:
            form.add_error(None, in_one(error))
    return _page(request, form) if form.errors else redirect(reverse("referral:beds"))
