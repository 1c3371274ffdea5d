"""Pages of the offline desk. Whatever is typed leaves this process sealed, or not at all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from dotline.base import clock
from dotline.base.errors import DotlineError, Refused
from dotline.base.ids import new_id
from dotline.directory.formats.signed import Desk
from dotline.gates import callqueue
from dotline.intake.forms import CallForm, draft_fields, picker
from dotline.intake.rules.offline import OfflineCall, text_of
from dotline.reference import vocabulary
from dotline.site import problems
from dotline.site.offline import passes
from dotline.site.offline.state import state
from dotline.ui.asked import lang
from dotline.ui.choices import choose
from dotline.ui.sentences import sentence


@require_GET
def root(request: HttpRequest) -> HttpResponse:
    """To the first page in the visitor's language."""
    del request
    return redirect(reverse("home"))


@require_GET
def health(_request: HttpRequest) -> JsonResponse:
    """Alive, and without a database."""
    return JsonResponse({"status": "offline"})


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What works now, what does not, and what becomes of what is typed."""
    waiting = sum(1 for _path in callqueue.waiting(state().queue))
    context = {"waiting": waiting, "services": state().contents.services}
    return render(request, "site/offline_home.html", context)


def away(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other page of the desk: not now. What was sent is still in the browser."""
    del rest
    context = {"sent": request.method == "POST" or "unsaved" in request.GET}
    return render(request, "site/offline_away.html", context, status=503)


class AboutForm(forms.Form):
    """How the call came and ended, and who took it: what the desk knows by itself on other days."""

    began = forms.DateTimeField(widget=forms.HiddenInput)
    agency = forms.ChoiceField(label=_("Whose call is it?"))
    channel = forms.ChoiceField(label=_("How did the person reach you?"))
    taken_by = forms.CharField(
        label=_("Your account"), max_length=150, required=False, help_text=_("As you sign in.")
    )
    disposition = forms.ChoiceField(
        label=_("How did it end?"),
        required=False,
        help_text=_("Leave it empty to keep the call open."),
    )

    def __init__(self, *args: Any, mine: passes.Pass | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = lang()
        desks = [desk for desk in _desks() if mine is None or desk.agency == str(mine.agency)]
        if mine is None:
            desks = [desk for desk in desks if desk.helpline] or desks
        choose(
            self,
            agency=[(one.agency, getattr(one, f"name_{now}")) for one in desks],
            channel=vocabulary.choices("channels", now),
            disposition=[("", "–"), *vocabulary.choices("dispositions", now)],
        )
        if len(desks) == 1:
            self.fields["agency"].widget = forms.HiddenInput()
            self.fields["agency"].initial = desks[0].agency
        self.fields["channel"].initial = "phone"
        if mine is not None:
            del self.fields["taken_by"]


def _desks() -> tuple[Desk, ...]:
    return state().contents.desks


@csrf_protect
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Write down a call: sealed to the agency's key at once, saved when the database is back."""
    mine = passes.read(request)
    if state().desk and mine is None:
        return problems.answer(
            request,
            Refused(
                "Only who was signed in before the database went away takes calls here.",
                "Write the call on paper, or use the offline desk of your own machine.",
            ),
        )
    if request.method != "POST":
        blank = {"key": new_id(), "revision": 0}
        about = AboutForm(mine=mine, initial={"began": clock.now().isoformat()})
        return _page(request, CallForm(initial=blank), about)
    form, about = CallForm(request.POST), AboutForm(request.POST, mine=mine)
    if not (form.is_valid() and about.is_valid()):
        return _page(request, form, about, 400)
    made = _call(form.cleaned_data["key"], about.cleaned_data, mine, draft_fields(request.POST))
    public = next(desk.public for desk in _desks() if desk.agency == str(made.agency))
    try:
        callqueue.put(state().queue, made.agency, bytes.fromhex(public), made.key, text_of(made))
    except DotlineError as error:
        form.add_error(None, " ".join(sentence(error)))
        return _page(request, form, about, error.status)
    except OSError:
        full = _("The disk takes nothing. The call is not kept: write it on paper.")
        form.add_error(None, full)
        return _page(request, form, about, 503)
    return render(request, "site/offline_kept.html")


def _call(
    key: UUID, data: dict[str, Any], mine: passes.Pass | None, fields: dict[str, list[str]]
) -> OfflineCall:
    began: datetime = min(data["began"], clock.now())
    return OfflineCall(
        key=key,
        agency=UUID(data["agency"]),
        channel=data["channel"],
        began=began,
        ended=clock.now(),
        disposition=data["disposition"],
        taken_by=mine.name if mine else data["taken_by"].strip(),
        proven=mine is not None,
        fields=fields,
    )


def _page(
    request: HttpRequest, form: CallForm, about: AboutForm, status: int = 200
) -> HttpResponse:
    chosen = form["needs"].value() or []
    context = {"form": form, "about": about, "picker": picker(list(chosen))}
    return render(request, "site/offline_call.html", context, status=status)
