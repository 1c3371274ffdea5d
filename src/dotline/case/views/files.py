"""Files of cases at the desk: send one, see what came in, and which rows were kept out and why."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dotline.base.errors import Conflict, Invalid
from dotline.case import policy, queries
from dotline.case.actions import uploads
from dotline.case.forms.files import LABELS, FileForm
from dotline.case.jobs import exchange
from dotline.case.views.pages import PER_PAGE
from dotline.ui.asked import reader_of
from dotline.ui.sentences import in_one


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """What came in as files, newest first, and the form for another."""
    reader = reader_of(request)
    policy.may_import(reader).or_refuse()
    form = FileForm(request.POST or None, request.FILES or None, prefix="file")
    if request.method == "POST" and form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            uploads.ask_for_import(
                by=reader,
                scheme=exchange.FORMATS[kind],
                kind=kind,
                ending=form.ending,
                digest=form.opened.digest,
                content=form.content,
            )
        except (Conflict, Invalid) as error:
            form.add_error("file", in_one(error))
        else:
            return redirect("jobs")
    page = Paginator(queries.batches(reader), PER_PAGE).get_page(request.GET.get("page"))
    labels = {exchange.FORMATS[kind]: label for kind, label in LABELS.items()}
    rows = [(row, labels.get(row.scheme, row.scheme)) for row in page.object_list]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "case/files.html", context, status=400 if form.errors else 200)


@require_GET
def file_report(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """What one file brought, and why rows of it were kept out: field, reason and rows, never a value."""
    reader = reader_of(request)
    policy.may_import(reader).or_refuse()
    batch = queries.batch(reader, batch_id)
    groups = [(one, _(one.reason)) for one in queries.kept_out(batch)]
    return render(request, "case/file_report.html", {"batch": batch, "groups": groups})
