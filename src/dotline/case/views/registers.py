"""The page of whoever answers for privacy: breaches and requests for notes, with what each still asks for."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, Refused
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries, rules
from dotline.case.forms.registers import (
    BreachForm,
    CounselForm,
    DecideNotesForm,
    ProduceForm,
    TellForm,
    WeighForm,
)
from dotline.case.models import NotesRequest, PrivacyBreach
from dotline.case.queries import registers
from dotline.case.rules.registers import BreachRisk, NotesState, still_owed
from dotline.case.views.pages import PER_PAGE, explained
from dotline.case.views.sending import chosen
from dotline.reference import vocabulary
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import listed

TONES = {"open": "warn", "real": "bad", "none": "good", "received": "warn", "ordered": "info"}


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Both registers of the reader's agency."""
    return _page(request, None)


def _page(request: HttpRequest, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    policy.may_answer_for_privacy(reader).or_refuse()
    context = {
        "breaches": [_breach(reader, one) for one in registers.breaches(reader)[:PER_PAGE]],
        "notes": [_notes(reader, one) for one in registers.notes_requests(reader)[:PER_PAGE]],
        "weights": listed("breach_weights"),
        "decisions": [one for one in listed("notes_states") if one[0] != NotesState.RECEIVED],
        "parts": listed("record_parts"),
        "today": queries.today(reader).isoformat(),
        "form": form,
        "breach_form": chosen(form, "breach", lambda: BreachForm(prefix="breach")),
    }
    return render(request, "case/privacy.html", context, status=400 if form else 200)


def _due(reader: Reader, subject: Any) -> dict[str, object]:
    clock_row = registers.due_of(subject)
    if clock_row is None:
        return {"due": None, "late": False}
    zone = access.zone_of(reader)
    return {
        "due": rules.local_day(clock_row.due_at, zone),
        "late": clock_row.due_at < clock.now(),
    }


def _breach(reader: Reader, row: PrivacyBreach) -> dict[str, object]:
    owed = still_owed(BreachRisk(row.risk), row.commissioner_on, row.told_on)
    return {
        "row": row,
        "kind": vocabulary.label("breach_kinds", row.kind, lang()),
        "risk": vocabulary.label("breach_risks", row.risk, lang()),
        "tone": TONES[row.risk],
        "words": registers.breach_words(row),
        "owed": owed,
        **_due(reader, row.id),
    }


def _notes(reader: Reader, row: NotesRequest) -> dict[str, object]:
    parts = [vocabulary.label("record_parts", one, lang()) for one in row.parts.split()]
    return {
        "row": row,
        "number": str(row.case_id)[:8],
        "state": vocabulary.label("notes_states", row.state, lang()),
        "tone": TONES.get(row.state, ""),
        "parts": ", ".join(parts),
        "produce": row.state == NotesState.ORDERED and row.produced_on is None,
        **_due(reader, row.id),
    }


def _note_breach(reader: Reader, form: BreachForm) -> object:
    data = form.cleaned_data
    return actions.note_breach(
        by=reader,
        kind=data["kind"],
        happened_on=data["happened_on"],
        found_on=data["found_on"],
        people=data["people"],
        words=data["words"],
        key=data["key"],
    )


def _weigh(reader: Reader, form: WeighForm) -> object:
    which = form.cleaned_data["which"]
    return actions.weigh_breach(by=reader, breach_id=which, found=form.weights())


def _tell(reader: Reader, form: TellForm) -> object:
    data = form.cleaned_data
    return actions.tell_breach(
        by=reader,
        breach_id=data["which"],
        commissioner=data["commissioner"],
        persons=data["persons"],
    )


def _counsel(reader: Reader, form: CounselForm) -> object:
    data = form.cleaned_data
    return actions.tell_counsel(by=reader, request_id=data["which"], on=data["on"])


def _decide(reader: Reader, form: DecideNotesForm) -> object:
    data = form.cleaned_data
    return actions.decide_notes(
        by=reader, request_id=data["which"], to=NotesState(data["to"]), on=data["on"]
    )


def _produce(reader: Reader, form: ProduceForm) -> object:
    data = form.cleaned_data
    return actions.produce_notes(
        by=reader, request_id=data["which"], parts=tuple(data["parts"]), court=data["court"]
    )


PRIVACY: Mapping[str, tuple[type[Form], Callable[[Reader, Any], object]]] = {
    "breach": (BreachForm, _note_breach),
    "weigh": (WeighForm, _weigh),
    "tell": (TellForm, _tell),
    "counsel": (CounselForm, _counsel),
    "decide": (DecideNotesForm, _decide),
    "produce": (ProduceForm, _produce),
}


@require_POST
def privacy_send(request: HttpRequest, what: str) -> HttpResponse:
    """One of the small forms of the page; refused words stand on the page again."""
    reader = reader_of(request)
    policy.may_answer_for_privacy(reader).or_refuse()
    if what not in PRIVACY:
        raise Http404
    kind, act = PRIVACY[what]
    form = kind(request.POST, prefix=what)
    if form.is_valid():
        try:
            act(reader, form)
        except (Conflict, Invalid, Refused) as error:
            explained(form, error)
    if form.errors:
        return _page(request, form)
    return redirect(reverse("case:privacy"))
