"""Pages of asking for a confirmation: the link with a message to copy, and what came back, field beside field."""

import json
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.forms import ClosingForm
from dotline.directory.models import ConfirmationAnswer, FieldOffer
from dotline.directory.queries import asking, standing
from dotline.directory.queries.offers import stands
from dotline.directory.queries.rows import every
from dotline.directory.rules import sets
from dotline.directory.rules.asking import LASTS, AnswerKind, AnswerState, Refusal
from dotline.directory.rules.offers import OfferState, said_of
from dotline.directory.views.stewarding import steward_of
from dotline.ui.asked import lang

WHY = {
    Refusal.UNKNOWN: gettext_lazy("The link was none of ours."),
    Refusal.EXPIRED: gettext_lazy("The link was too old."),
    Refusal.USED: gettext_lazy("The link was used before."),
    Refusal.NEWER: gettext_lazy("A newer link was made, which alone counts."),
    Refusal.CHANGED: gettext_lazy("The listing says something else by now. Ask again."),
    Refusal.LATER: gettext_lazy("A later answer came through the same link, and that one counts."),
}
STATES = {
    AnswerState.OPEN: (gettext_lazy("waits for you"), "warn"),
    AnswerState.DONE: (gettext_lazy("settled"), "good"),
    AnswerState.REFUSED: (gettext_lazy("refused"), "bad"),
}
FIELDS = {
    "name": gettext_lazy("Name in English"),
    "name_fr": gettext_lazy("Name in French"),
    "description": gettext_lazy("What you offer, in English"),
    "description_fr": gettext_lazy("What you offer, in French"),
    "eligibility_description": gettext_lazy("Who can come, in English"),
    "eligibility_description_fr": gettext_lazy("Who can come, in French"),
    "url": gettext_lazy("Website"),
    "email": gettext_lazy("E-mail"),
    "number": gettext_lazy("Phone"),
    "address_1": gettext_lazy("Street address"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Street address"),
    "hours": gettext_lazy("Opening hours"),
    "languages": gettext_lazy("Languages"),
    "remark": gettext_lazy("Anything else that is wrong"),
}
OFFERED = {
    OfferState.OPEN: gettext_lazy("not decided"),
    OfferState.TAKEN: gettext_lazy("taken"),
    OfferState.KEPT: gettext_lazy("not taken"),
    OfferState.LAPSED: gettext_lazy("lapsed"),
}


def _base(request: HttpRequest) -> str:
    """Where the public site is: as it was set, else one port above the desk, where `serve` opens it."""
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL).rstrip("/")
    host, _colon, port = request.get_host().partition(":")
    return f"{request.scheme}://{host}:{int(port) + 1}" if port.isdigit() else f"https://{host}"


@require_POST
def ask(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Make a link and show it once, with words to send it in; or ask the agency at its own desk."""
    reader = steward_of(request)
    token = actions.ask(by=reader, service_id=service_id)
    name = asking.names([service_id], lang()).get(service_id, "")
    context: dict[str, object] = {"service_id": service_id, "name": name, "token": bool(token)}
    if token:
        until = (clock.now() + LASTS).date()
        letters = []
        for code in ("en", "fr"):
            with override(code):
                link = f"{_base(request)}/{code}/listing/{token}/"
                told = {"link": link, "day": until.isoformat(),
                        "name": asking.names([service_id], code).get(service_id, "")}  # fmt: skip
                letters.append((code, link, _MESSAGE[code] % told))
        context["letters"] = letters
    return render(request, "directory/asked.html", context)


_MESSAGE = {
    "en": "Hello. We list %(name)s for people who look for help. Is what we say still right? "
    "Please look, and press one button or correct it: %(link)s The link works once, until %(day)s. Thank you.",
    "fr": "Bonjour. Nous présentons %(name)s aux personnes qui cherchent de l’aide. Est-ce toujours juste? "
    "Regardez, puis appuyez sur un bouton ou corrigez\u202f: %(link)s Le lien sert une seule fois, "
    "jusqu’au %(day)s. Merci.",
}  # the provider's language is not known, so both are shown whatever the desk speaks


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """What came back, the newest first."""
    reader = steward_of(request)
    rows = list(asking.answers(reader)[:100])
    names = asking.names([row.service_id for row in rows if row.service_id], lang())
    context = {"rows": [_line(row, names) for row in rows]}
    return render(request, "directory/answers.html", context)


def _line(row: ConfirmationAnswer, names: dict[UUID, str]) -> dict[str, object]:
    words, kind = STATES[AnswerState(row.state)]
    return {
        "row": row,
        "name": names.get(row.service_id, "") if row.service_id else "",
        "state": words,
        "kind": kind,
        "confirmed": row.kind == AnswerKind.CONFIRM,
        "why": WHY[Refusal(row.why)] if row.why else "",
    }


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """One answer: what stands beside what is offered, each taken or kept; then it is closed with a reason."""
    reader = steward_of(request)
    row = asking.answer(reader, answer_id)
    form = ClosingForm(request.POST if "close" in request.POST else None)
    if request.method == "POST":
        if "close" not in request.POST:
            _decide(request, reader)
            return redirect("directory:answer", answer_id=answer_id)
        if form.is_valid():
            data = form.cleaned_data
            actions.close_answer(
                by=reader, answer_id=answer_id, reason=data["reason"], right=data["right"]
            )
            return redirect("directory:answers")
    return _shown(request, reader, row, form)


def _shown(
    request: HttpRequest, reader: Reader, row: ConfirmationAnswer, form: forms.Form
) -> HttpResponse:
    offered = asking.offers(reader, row)
    names = asking.names([row.service_id], lang()) if row.service_id else {}
    told = json.loads(row.told or "{}")
    # Words that no field takes are read by a person; of a refused answer that is all of them.
    fields = {asking.field_of(name) for name in told} - {one.field for one in offered}
    in_words = [name for name in told if asking.field_of(name) in fields]
    context = _line(row, names) | {
        "offers": [_offer(one) for one in offered],
        "in_words": [
            (FIELDS[name], "\n".join(_lines(name, told[name])))
            for name in FIELDS
            if name in in_words
        ],
        "form": form,
        "open": row.state == AnswerState.OPEN,
        "undecided": any(one.state == OfferState.OPEN for one in offered),
        "agencys": row.service_id is not None and standing.is_agencys(reader, row.service_id),
    }
    return render(request, "directory/answer.html", context, status=400 if form.errors else 200)


def _lines(field: str, said: object) -> list[str]:
    """A value in lines; hours and languages in words."""
    words = str(said or "")
    return sets.told(field, words, lang()) if field in sets.SETS else words.split("\n")


def _offer(one: FieldOffer) -> dict[str, object]:
    decided = one.state in (OfferState.TAKEN, OfferState.KEPT)
    found = every(one.kind).filter(id=one.record_id).values().first() or {}
    current = said_of(one.stood) if one.stood and decided else stands(one, found)
    return {
        "id": one.id,
        "decision": one.decision if decided else None,
        "label": FIELDS.get(one.field, one.field),
        "current": "\n".join(_lines(one.field, current)),
        "offered": "\n".join(_lines(one.field, said_of(one.value))),
        "state": OFFERED[OfferState(one.state)],
        "undecided": one.state == OfferState.OPEN,
        "lang": "fr" if one.field.endswith("_fr") else "",
    }


def _decide(request: HttpRequest, reader: Reader) -> None:
    """Take or keep one field, or take such a decision back."""
    for name, act in (("take", actions.take), ("keep", actions.keep)):
        if (key := parse_id(request.POST.get(name, ""))) is not None:
            act(by=reader, offers=[key])
            return
    if (key := parse_id(request.POST.get("undo", ""))) is not None:
        actions.undo(by=reader, decision=key)
        return
    raise Invalid("Nothing was chosen.", "Choose at least one offer.")
