"""People's own pages at the desk: give and end a code, see what was asked, answer."""

from itertools import islice
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access.unit import seen
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import new_id
from dotline.case import actions, policy, queries
from dotline.case.forms.own_page import AnswerWordForm, HolderForm, kind_label
from dotline.case.forms.people import people
from dotline.case.models import CaseFile, OwnRequest
from dotline.case.queries import own_page
from dotline.case.views.pages import PER_PAGE, explained, head
from dotline.gates.tipbox import in_fours
from dotline.ui.asked import reader_of
from dotline.ui.paging import page_number


@require_GET
def own_pages(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who of a case has a page of her own."""
    return _page(request, queries.case(reader_of(request), case_id))


def _page(
    request: HttpRequest, row: CaseFile, given: actions.GivenCode | None = None
) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    mine = {one.id for one in own_page.holders(reader, found)}
    lines = [
        {
            "id": one.id,
            "key": new_id(),
            "whom": labels[str(one.id)],
            "code": code,
            "may": one.id in mine,
            "digits": in_fours(given.digits)
            if given and given.row.involvement_id == one.id
            else "",
        }
        for one in found
        for code in (own_page.live(reader, one),)
        if code is not None or one.id in mine
    ]
    asked = list(own_page.waiting(reader, case_id=row.id))
    days = own_page.due(reader, asked)
    context = {
        **head(reader, row, "case:own-pages"),
        "lines": lines,
        "asked": [(one, kind_label(one.kind), days[one.id]) for one in asked],
    }
    return render(request, "case/own_pages.html", context)


@require_POST
def own_pages_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """Give a code, shown on this page alone and once; or end one."""
    reader = reader_of(request)
    row = queries.case(reader, case_id)
    policy.may_write(reader).or_refuse()
    form = HolderForm(request.POST)
    if what not in {"give", "end"}:
        raise Http404
    if not form.is_valid():
        raise not_found("involvement")
    whom = form.cleaned_data["whom"]
    if queries.involvement(reader, whom).case_id != row.id:
        raise not_found("involvement")
    if what == "give":
        made = actions.give_code(by=reader, involvement_id=whom, key=form.cleaned_data["key"])
        return _page(request, row, made)
    if not form.cleaned_data["sure"]:
        return _sure(request, row, whom)
    actions.end_code(by=reader, involvement_id=whom)
    return redirect(reverse("case:own-pages", args=[case_id]))


def _sure(request: HttpRequest, row: CaseFile, whom: UUID) -> HttpResponse:
    """Ask once more: an ended code cannot be brought back, and she may be far away."""
    labels = dict(people(queries.involvements(reader_of(request), row)))
    context = {
        "title": _("End her code?"),
        "sentence": _(
            "Her page opens no more, and what she has not read is gone. A new code can only be given to her in person."
        ),
        "facts": [(_("Whose"), labels[str(whom)])],
        "hidden": [("whom", whom), ("sure", "on")],
        "confirm_label": _("End her code"),
        "danger": True,
        "back_url": reverse("case:own-pages", args=[row.id]),
    }
    return render(request, "ui/confirm.html", context)


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """What people asked through their own pages and nobody answered."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    number = page_number(request.GET.get("page", ""))
    asked = list(islice(own_page.waiting(reader), number * PER_PAGE + 1))
    page = Paginator(asked, PER_PAGE).get_page(number)
    days = own_page.due(reader, list(page.object_list))
    rows = [(one, kind_label(one.kind), days[one.id]) for one in page.object_list]
    return render(request, "case/words.html", {"rows": rows, "page": page})


@require_http_methods(["GET", "POST"])
def word(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One of them, opened, and its answer. Opening it is on the ledger."""
    reader = reader_of(request)
    row = own_page.request(reader, request_id)
    form = AnswerWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            actions.answer_own_word(by=reader, request_id=request_id, text=text)
            return redirect(reverse("case:words"))
        except (Conflict, Invalid) as error:
            explained(form, error)
    return _word(request, row, form)


def _word(request: HttpRequest, row: OwnRequest, form: AnswerWordForm) -> HttpResponse:
    reader = reader_of(request)
    seen(reader, "case.own_word", "own_request", row.id)
    context = {
        **head(reader, row.code.involvement.case, "case:own-pages"),
        "row": row,
        "kind": kind_label(row.kind),
        "due": own_page.due(reader, [row])[row.id],
        "text": own_page.words(reader, row),
        "answer": own_page.words(reader, row, "answer"),
        "form": form,
    }
    return render(request, "case/word.html", context, status=400 if form.errors else 200)
