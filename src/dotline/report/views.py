"""Pages of the reports: the list, the reading view, the files; at the desk, building one."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from dotline.base.errors import not_found
from dotline.report import actions, policy, queries
from dotline.report.formats.files import Format
from dotline.report.models import Report, ReportFile
from dotline.statistics.rules.periods import months_of
from dotline.ui.asked import lang, reader_of
from dotline.ui.bilingual import LANGS, Lang
from dotline.ui.numbers import number

TYPES = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _months(report: Report) -> str:
    return months_of(report.period).in_(lang())


@dataclass(frozen=True)
class Download:
    """One file of a report as people choose it: kind, language, size."""

    name: str
    words: str


def _downloads(report: Report) -> list[Download]:
    here = lang()
    return [
        Download(one.name, f"{one.format.upper()}, {_language(one.lang)}, {_size(one.size, here)}")
        for one in report.files.all()
        if one.format in set(TYPES)
    ]


def _language(code: str) -> str:
    return {"en": gettext("English"), "fr": gettext("French")}.get(code, code)


def _size(count: int, lang: Lang) -> str:
    """Bytes in thousands, as both languages write them: '214 kB', '214 ko'."""
    unit = "kB" if lang == "en" else "ko"
    return f"{number(max(1, round(count / 1000)), lang)}\u00a0{unit}"


def _speaking(row: ReportFile) -> str:
    """The name a download gets: what it is, of which period, in which language."""
    what = "rapport-annuel" if row.lang == "fr" else "annual-report"
    mark = "FICTIONAL-" if row.report.fictional else ""
    return f"{mark}{what}-{row.report.period.replace('..', '-')}.{row.format}"


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports that were built, newest first."""
    reader = reader_of(request)
    context = {
        "reports": [(row, _months(row), _downloads(row)) for row in queries.reports(reader)],
        "may_build": bool(policy.may_build(reader)),
    }
    return render(request, "report/list.html", context)


@require_GET
def read(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report, to be read here; in the other language where this one was not built."""
    reader = reader_of(request)
    row = queries.report(reader, report_id)
    pages = {one.lang: one for one in row.files.all() if one.format == Format.PAGE}
    wanted = lang()
    page = pages.get(wanted) or next((pages[lang] for lang in LANGS if lang in pages), None)
    if page is None:
        raise not_found("report")
    # Written by our own renderer, every text escaped, and unchanged since: content() checks the digest.
    body = mark_safe(queries.content(reader, page).decode())  # noqa: S308
    context = {
        "report": row,
        "months": _months(row),
        "body": body,
        "downloads": _downloads(row),
        "shown": page.lang,
    }
    return render(request, "report/read.html", context)


@require_GET
def download(request: HttpRequest, report_id: UUID, name: str) -> HttpResponse:
    """One file of a report. The name of a fictional one says so."""
    reader = reader_of(request)
    row = queries.file(reader, report_id, name)
    if row.format not in set(TYPES):
        raise not_found("report")
    response = HttpResponse(queries.content(reader, row), content_type=TYPES[Format(row.format)])
    response["Content-Disposition"] = f'attachment; filename="{_speaking(row)}"'
    return response


@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Ask for the annual report in both languages; the page of long work shows how far it is."""
    actions.ask_for_build(by=reader_of(request), kind="annual", langs=LANGS)
    return redirect(reverse("jobs"))
