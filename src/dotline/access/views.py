"""Sign-in and sign-out."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from dotline.access import actions, demo_codes, session, typed
from dotline.access.models import Worker
from dotline.access.queries import reader_of
from dotline.base.errors import Refused
from dotline.ui.sentences import sentence

V = TypeVar("V", bound=Callable[..., Any])


def for_everybody(view: V) -> V:
    """Mark a view of the desk that needs no sign-in."""
    view.__dict__["for_everybody"] = True
    return view


class SignInForm(forms.Form):
    """Name, password and code, all pasteable (WCAG 2.2, 3.3.8)."""

    username = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code from your authenticator"),
        max_length=40,  # spaces and hyphens between six digits do not matter
        help_text=_("Six digits, new every 30 seconds."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@for_everybody
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page."""
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            worker = actions.sign_in(**form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, " ".join(sentence(refusal)))
            status = refusal.status
        else:
            target = str(request.session.get("next", ""))
            session.begin(request, worker)
            kept = typed.opened(request.POST.get(typed.FIELD, ""), worker.id)
            if kept is not None:
                return _resend(request, worker, kept)
            if url_has_allowed_host_and_scheme(target, {request.get_host()}):
                return redirect(target)
            with override(worker.language):
                return redirect(reverse("home"))
    return _page(request, form, request.POST.get(typed.FIELD, ""), status)


def sign_in_again(request: HttpRequest, worker: UUID) -> HttpResponse:
    """The sign-in page instead of an answer to a form that came after its session had ended; it keeps the form."""
    return _page(request, SignInForm(), typed.sealed(request, worker), 403)


def _page(request: HttpRequest, form: SignInForm, kept: str, status: int) -> HttpResponse:
    codes = demo_codes.sign_ins() if settings.DOTLINE_DEMO else []
    context = {"form": form, "demo_sign_ins": codes, "kept": kept}
    return render(request, "access/sign_in.html", context, status=status)


def _resend(request: HttpRequest, worker: Worker, kept: typed.Typed) -> HttpResponse:
    request.__dict__["worker"], request.__dict__["reader"] = worker, reader_of(worker)
    return render(request, "access/resend.html", {"typed": kept, "reader": reader_of(worker)})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the browser is told to forget everything of this site."""
    actions.sign_out(by=request.__dict__["reader"])
    session.end(request)
    response = redirect(reverse("access:sign-in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
