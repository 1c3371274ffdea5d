"""Pages of the reports: the list, the reading view, the files; at the desk, building one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from dotline.base.errors import not_found
from dotline.report import actions, policy, queries
from dotline.report.formats.files import Format
from dotline.report.models import Report, ReportFile
from dotline.ui.bilingual import LANGS, lang_of

TYPES = {Format.PDF: "application/pdf", Format.HTML: "text/html; charset=utf-8"}


def _downloads(report: Report) -> list[ReportFile]:
    return [one for one in report.files.all() if one.format in set(TYPES)]


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that were built, newest first."""
    reader = request.__dict__["reader"]
    context = {
        "reports": [(row, _downloads(row)) for row in queries.reports(reader)],
        "may_build": bool(policy.may_build(reader)),
    }
    return render(request, "report/list.html", context)


@require_GET
def read(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report, to be read here; in the other language where this one was not built."""
    reader = request.__dict__["reader"]
    row = queries.report(reader, report_id)
    pages = {one.lang: one for one in row.files.all() if one.format == Format.PAGE}
    wanted = lang_of(get_language())
    page = pages.get(wanted) or next((pages[lang] for lang in LANGS if lang in pages), None)
    if page is None:
        raise not_found("report")
    # Written by our own renderer, every text escaped, and unchanged since: content() checks the digest.
    body = mark_safe(queries.content(reader, page).decode())  # noqa: S308
    context = {"report": row, "body": body, "downloads": _downloads(row), "shown": page.lang}
    return render(request, "report/read.html", context)


@require_GET
def download(request: HttpRequest, report_id: UUID, name: str) -> HttpResponse:
    """One file of a report. The name of a fictional one says so."""
    reader = request.__dict__["reader"]
    row = queries.file(reader, report_id, name)
    if row.format not in set(TYPES):
        raise not_found("report")
    response = HttpResponse(queries.content(reader, row), content_type=TYPES[Format(row.format)])
    mark = "FICTIONAL-" if row.report.fictional else ""
    response["Content-Disposition"] = f'attachment; filename="{mark}{row.name}"'
    return response


@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Ask for the annual report in both languages; the page of long work shows how far it is."""
    actions.ask_for_build(by=request.__dict__["reader"], kind="annual", langs=LANGS)
    return redirect(reverse("jobs"))
