"""Pages of whoever keeps the directory: how it stands, and one listing with what to do about it."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dotline.base import clock
from dotline.base.reader import Reader
from dotline.directory import actions, policy
from dotline.directory.forms import WaiverForm
from dotline.directory.queries import asking, pages, standing
from dotline.directory.rules.verifying import Method
from dotline.reference import vocabulary
from dotline.ui.asked import lang, reader_of

METHODS = {
    Method.SOURCE: gettext_lazy("by its source"),
    Method.AGENCY: gettext_lazy("by its agency"),
    Method.PHONE: gettext_lazy("by phone"),
    Method.LINK: gettext_lazy("by the provider, through a link"),
    Method.NEVER: gettext_lazy("by nobody yet"),
}
CLASSES = {
    "immediate": gettext_lazy("help in danger"),
    "urgent": gettext_lazy("help needed soon"),
    "routine": gettext_lazy("everything else"),
}


def steward_of(request: HttpRequest) -> Reader:
    """Who asks, if she may look after listings. Raises Refused."""
    reader = reader_of(request)
    policy.may_steward(reader).or_refuse()
    return reader


def _row(one: standing.Owed) -> dict[str, object]:
    return {"one": one, "how": METHODS[Method(one.method)], "kind": CLASSES[one.kind]}


@require_GET
def freshness(request: HttpRequest) -> HttpResponse:
    """How much of the directory is confirmed in class, what falls due, and what is late, the longest first."""
    found = standing.standing(steward_of(request), lang())
    context = {
        "found": found,
        "classes": [(CLASSES[one.name], one.days, one) for one in found.classes],
        "provinces": [
            (vocabulary.label("provinces", one.code, lang()), one)
            for one in found.provinces
            if one.services
        ],
        "late": [_row(one) for one in found.late],
        "soon": [_row(one) for one in found.soon],
        "waived": [_row(one) for one in found.waived],
    }
    return render(request, "directory/freshness.html", context)


def _shown(
    request: HttpRequest, reader: Reader, service_id: UUID, waiver: forms.Form
) -> HttpResponse:
    history = standing.history(reader, service_id)
    now = next((one for one in history if one.ended_at is None), None)
    agencys = standing.is_agencys(reader, service_id)
    context = {
        "service": pages.service(reader, service_id, lang()),
        "service_id": service_id,
        "standing": now,
        "late": now is not None and now.due_at <= clock.now(),
        "how": METHODS[Method(now.method)] if now else "",
        "history": [(one, METHODS[Method(one.method)]) for one in history],
        "waiver": waiver,
        "waiting": asking.waiting(reader, service_id),
        "agencys": agencys,
        "may_undo": now is not None
        and now.method == Method.PHONE
        and bool(policy.may_undo(reader, now)),
    }
    return render(
        request, "directory/confirming.html", context, status=400 if waiver.errors else 200
    )


@require_GET
def confirming(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """One listing: what it says, how it was confirmed until now, and what can be done."""
    return _shown(request, steward_of(request), service_id, WaiverForm())


@require_POST
def confirm(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Somebody was called and all of it is right."""
    actions.confirm(by=steward_of(request), service_id=service_id)
    return redirect("directory:confirming", service_id=service_id)


@require_POST
def unconfirm(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """A slip is taken back."""
    actions.take_back(by=steward_of(request), service_id=service_id)
    return redirect("directory:confirming", service_id=service_id)


@require_POST
def waive(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Let it go for this time, with the reason."""
    reader = steward_of(request)
    form = WaiverForm(request.POST)
    if not form.is_valid():
        return _shown(request, reader, service_id, form)
    actions.waive(by=reader, service_id=service_id, why=form.cleaned_data["why"])
    return redirect("directory:freshness")
