"""Pages of the directory, the same at the desk and on the public site. What is looked for comes by POST only."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.base import clock
from dotline.directory.forms import PRACTICE_KINDS, TOPICS, FindForm
from dotline.directory.queries import pages
from dotline.directory.queries.find import find
from dotline.directory.rules.query import PER_PAGE, Query
from dotline.reference import needs, places, practices, vocabulary
from dotline.ui.asked import lang, reader_of

BESIDE = 8


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Find help: the questions, and below them the services that fit, each saying why."""
    reader = reader_of(request)
    form = FindForm(request.POST if request.method == "POST" else None, public=reader.is_public)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        query = form.query()
        found = find(reader, query)
        following = query.offset + PER_PAGE
        # A panel of a later room reads it; the public site has no such room.
        request.__dict__["unmet"] = found.unmet
        context |= {
            "found": found,
            "hits": pages.results(reader, found.hits, lang()),
            "relaxed": [reason.in_(lang()) for reason in found.relaxed],
            "first": query.offset + 1,
            "last": query.offset + len(found.hits),
            "following": following if following < found.total and not found.relaxed else None,
            "facets": pages.facets(found, form.cleaned_data, lang()),
            "place_note": form.found.access_note(lang()) if form.found else "",
        }
    return render(request, "directory/find.html", context, status=400 if form.errors else 200)


@require_GET
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One service: how to reach it, when it is open, whom it is for."""
    reader = reader_of(request)
    into = pages.moved(reader, service_id)
    if into is not None:
        # Pages are kept nowhere (no-store), so a merge that is undone leaves no false turn behind.
        return redirect("directory:service", into, permanent=True)
    shown = pages.service(reader, service_id, lang())
    context = {"service": shown, "service_id": service_id}
    return render(request, "directory/service.html", context)


@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """What works: the entries of the practice library that are for everybody, each with its source."""
    now, today = lang(), clock.today()
    rows = [
        {
            "row": one,
            "title": one.title(now),
            "text": one.text(now),
            "kind": PRACTICE_KINDS[one.kind],
            "topic": TOPICS[one.topic],
            "languages": [vocabulary.label("languages", code, now) for code in one.languages],
            "overdue": one.review_due is not None and one.review_due < today,
        }
        for one in practices.practices()
        if one.public
    ]
    return render(request, "directory/library.html", {"rows": rows})


@require_POST
def beside(request: HttpRequest) -> HttpResponse:
    """A short list beside another form: needs, place and language in, services out, as a fragment."""
    reader = reader_of(request)
    codes = [code for code in request.POST.getlist("need")[:10] if needs.is_need(code)]
    given = request.POST.get("place", "").strip()
    place = places.find(given[:80]) if given else None
    language = request.POST.get("language", "")[:30]
    near = place is not None and place.point is not None
    query = Query(
        need=",".join(codes),
        near=place,
        km=100.0 if near else None,
        language=language,
        limit=BESIDE,
    )
    found = find(reader, query)
    context = {
        "found": found,
        "hits": pages.results(reader, found.hits, lang()),
        "relaxed": [reason.in_(lang()) for reason in found.relaxed],
    }
    return render(request, "directory/beside.html", context)


@require_POST
def suggest(request: HttpRequest) -> JsonResponse:
    """Places whose name begins like this, for the field that completes itself."""
    reader_of(request)
    found = places.suggest(request.POST.get("place", "")[:80], limit=8)
    return JsonResponse(
        {"places": [{"label": one.label, "province": one.province} for one in found]}
    )
