"""The desk's own pages: first page by role, letters, long work, the look of the components."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries
from dotline.access.policy import may
from dotline.access.views import for_everybody
from dotline.case.actions.uploads import WORK as IMPORT
from dotline.case.forms.files import LABELS as FILE_LABELS
from dotline.gates import letterbox
from dotline.ui.asked import reader_of


@for_everybody
@require_GET
def root(_request: HttpRequest) -> HttpResponse:
    """To the first page in the visitor's language."""
    return redirect(reverse("home"))


@for_everybody
@require_GET
def health(_request: HttpRequest) -> JsonResponse:
    """Alive. Says nothing else."""
    return JsonResponse({"status": "ok"})


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What needs a hand first, for the roles of whoever signed in."""
    reader = reader_of(request)
    return render(
        request, "site/desk_home.html", {"may_read_letters": bool(may(reader, "gates.letters"))}
    )


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Each component of the look, for who builds and reviews pages."""
    return render(request, "ui/components.html")


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Sealed letters to the worker's agency."""
    reader = reader_of(request)
    may(reader, "gates.letters").or_refuse()
    return render(request, "site/letters.html", {"letters": letterbox.letters(reader)})


@require_POST
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Open one letter; the opening is on the ledger."""
    text = letterbox.open_letter(by=reader_of(request), letter=letter_id)
    return render(request, "site/letter_open.html", {"text": text})


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Long work of the agency and how far it is; reloads itself while something runs."""
    rows = list(queries.jobs(reader_of(request))[:50])
    running = any(row.state in {"waiting", "running"} for row in rows)
    shown = [
        (row, _work_title(row.name, row.arguments), _(row.message) if row.message else "")
        for row in rows
    ]
    return render(request, "site/jobs.html", {"jobs": shown, "running": running})


def _work_title(name: str, arguments: str) -> str:
    """Which piece of long work, and of an import which kind of file: its own name may be a person's."""
    if name != IMPORT:
        return work_name(name)
    kind = json.loads(arguments)["arguments"].get("kind", "")
    return f"{work_name(name)} – {FILE_LABELS.get(kind, kind)}"


def work_name(name: str) -> str:
    """A piece of long work in words; one that we have no words for keeps its code."""
    return {
        IMPORT: _("Bringing in a file of cases"),
        "case.dispose": _("Destroying files whose time is over"),
        "case.encode_people": _("Encoding people for a match"),
        "case.find_doubles": _("Looking for likely doubles"),
        "report.build": _("Building the annual report"),
        "statistics.release": _("Releasing the figures"),
    }.get(name, name)
