"""Requests for one's own record: the list with its clocks, and the copy to hand over."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from dotline.case import actions, policy, queries
from dotline.case.jobs import own_copy as copies
from dotline.case.queries import record_requests as asked
from dotline.case.views.pages import PER_PAGE
from dotline.ui.asked import lang, reader_of
from dotline.ui.bilingual import Lang

_LANGUAGES: dict[str, Lang] = {"en": "en", "fr": "fr"}


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Every request to the agency, those that wait first."""
    reader = reader_of(request)
    policy.may_handle_access(reader).or_refuse()
    page = Paginator(asked.access_requests(reader), PER_PAGE).get_page(request.GET.get("page"))
    today = queries.today(reader)
    rows = [
        {
            "row": row,
            "late": row.answered_on is None and row.due_on < today,
            "number": str(row.case_id)[:8],
        }
        for row in page.object_list
    ]
    return render(request, "case/requests.html", {"page": page, "rows": rows})


@require_POST
def own_copy(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Her copy as a file: a page to read in her language, or JSON. That it was given is on the ledger."""
    found = actions.give_own_copy(by=reader_of(request), request_id=request_id)
    if request.POST.get("as") == "json":
        answer = HttpResponse(copies.as_json(found), content_type="application/json")
        answer["Content-Disposition"] = 'attachment; filename="copy.json"'
    else:
        language: Lang = _LANGUAGES.get(request.POST.get("as", ""), lang())
        answer = HttpResponse(copies.as_page(reader_of(request), found, language))
        answer["Content-Disposition"] = 'attachment; filename="copy.html"'
    answer["Cache-Control"] = "no-store"
    return answer
