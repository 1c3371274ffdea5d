"""A whole edition: how it was made, and all its tables in one file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dotline.statistics import queries
from dotline.statistics.formats import package as packaging
from dotline.statistics.rules.methods import told
from dotline.statistics.views.frames import framed
from dotline.ui.asked import lang, reader_of


@require_GET
def methods(request: HttpRequest) -> HttpResponse:
    """How the newest edition was made, under the headings of ESMS."""
    reader = reader_of(request)
    latest = queries.latest_release(reader)
    parts = []
    if latest:
        views = queries.tables(reader, str(latest.edition))
        parts = list(told(packaging.facts(views, lang()), lang()))
    context = {"parts": parts, "release": latest, **framed()}
    return render(request, "statistics/methods.html", context)


@require_GET
def download_package(request: HttpRequest, edition: str) -> HttpResponse:
    """Every table of an edition as a zip."""
    views = queries.tables(reader_of(request), edition)
    response = HttpResponse(packaging.package(views), content_type="application/zip")
    name = packaging.file_name(views)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
