"""Pages that open a case, with a look before: somebody who may be known is offered before she is made anew."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dotline.base.errors import Conflict, Invalid, Refused
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries
from dotline.case.actions import Opening
from dotline.case.forms.cases import OpenForm
from dotline.case.models import CaseFile
from dotline.case.queries.looks import Sought
from dotline.case.views.pages import explained
from dotline.case.views.people import found_here
from dotline.referral import actions as referral
from dotline.referral import queries as referrals
from dotline.referral.rules import Status
from dotline.ui.asked import reader_of

PREFIX = "case"
Act = Callable[[Opening, UUID | None], CaseFile]


@require_http_methods(["GET", "POST"])
def open_new(request: HttpRequest) -> HttpResponse:
    """Open a case for somebody who came without a referral."""
    reader = reader_of(request)
    policy.may_write(reader).or_refuse()
    if request.method != "POST":
        return render(request, "case/open.html", {"form": OpenForm(prefix=PREFIX)})
    return _opened(
        request, None, lambda told, key: actions.open_case(by=reader, opening=told, key=key)
    )


@require_POST
def open_from_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Accept the referral and open its case. A look that finds somebody never delays the acceptance."""
    reader = reader_of(request)
    policy.may_write(reader).or_refuse()
    return _opened(
        request,
        referral_id,
        lambda told, key: actions.accept_and_open(
            by=reader, referral_id=referral_id, opening=told, key=key
        ),
    )


def _opened(request: HttpRequest, referral_id: UUID | None, act: Act) -> HttpResponse:
    """Look, then open; who is found stands on the page with every word that was typed."""
    reader = reader_of(request)
    look = OpenForm(request.POST, prefix=PREFIX)
    if not look.is_valid():
        return _again(request, look, referral_id, 400)
    try:
        sought = queries.looks.cleaned(reader, "name", look.cleaned_data["name"])
    except Invalid as error:
        explained(look, error)
        return _again(request, look, referral_id, 400)
    found = found_here(reader, sought)
    form = OpenForm(request.POST, prefix=PREFIX, found=found)
    if found and not _looked(reader, look.cleaned_data["look"], sought):
        _accepted(reader, referral_id)
        data = request.POST.copy()
        data[form.add_prefix("look")] = queries.looks.slip(reader, None, sought)
        return _again(
            request, OpenForm(data, prefix=PREFIX, found=found), referral_id, 409, len(found)
        )
    if not form.is_valid():
        return _again(request, form, referral_id, 400, len(found))
    try:
        row = act(form.opening(), form.cleaned_data["key"])
    except (Conflict, Invalid, Refused) as error:
        explained(form, error)
        return _again(request, form, referral_id, error.status, len(found))
    return redirect(reverse("case:case", args=[row.id]))


def _looked(reader: Reader, look: str, sought: Sought) -> bool:
    """Whether the slip is of a look for these very words: she was shown who is found by them."""
    try:
        queries.looks.check(reader, None, look, sought)
    except Refused:
        return False
    return True


def _accepted(reader: Reader, referral_id: UUID | None) -> None:
    """Accept a referral that waits: whoever sent it learns so at once, while the worker says who it is."""
    if referral_id and referrals.get(reader, referral_id).state == Status.REQUESTED:
        referral.accept(by=reader, referral_id=referral_id)


def _again(
    request: HttpRequest, form: OpenForm, referral_id: UUID | None, status: int, found: int = 0
) -> HttpResponse:
    accepted = False
    if referral_id:
        row = referrals.get(reader_of(request), referral_id)
        accepted = row.state != Status.REQUESTED
    context = {"form": form, "referral_id": referral_id, "found": found, "accepted": accepted}
    return render(request, "case/open.html", context, status=status)
