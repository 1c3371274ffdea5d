"""Pages of tips: the queue, one tip step by step, and the police service's side."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access import queries as people
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id, parse_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.duty import queries as duty
from dotline.intake import actions, policy, queries
from dotline.intake.forms import AnswerForm, EndForm, ReceiptForm, RouteForm, TipForm, WeighForm
from dotline.intake.rules import TipClass
from dotline.reference import obligations, vocabulary
from dotline.ui.again import shown_again
from dotline.ui.asked import lang, reader_of

if TYPE_CHECKING:
    from datetime import datetime

    from dotline.intake.models import Tip

KINDS = {TipClass.LIFE_THREAT: "bad", TipClass.CHILD: "warn", TipClass.OTHER: ""}
FIGURES = timedelta(days=365)


@dataclass(frozen=True)
class TipLine:
    """One tip of the queue. No word of it stands here."""

    tip: "Tip"
    url: str
    tip_class: str
    kind: str
    place: str
    due: "datetime | None"
    task: str
    late: bool


def _lines(reader: Reader, rows: "list[Tip]") -> list[TipLine]:
    ids = [row.id for row in rows]
    owed = duty.owed(reader, Store.INSIDE).filter(subject_id__in=ids).exclude(rule="tip_shred")
    first = {one.subject_id: one for one in reversed(owed)}
    now = clock.now()
    lines = []
    for row in rows:
        one = first.get(row.id)
        lines.append(
            TipLine(
                row,
                reverse("intake:tip", args=[row.id]),
                vocabulary.label("tip_classes", row.tip_class, lang()) if row.tip_class else "",
                KINDS[TipClass(row.tip_class)] if row.tip_class else "info",
                ", ".join(part for part in (row.place, row.province) if part),
                one.due_at if one else None,
                obligations.rule(one.rule).title(lang()) if one else "",
                bool(one and one.due_at < now),
            )
        )
    return lines


def in_words(span: timedelta | None) -> str:
    """A length of time such as '1 h 05 min'; the signs are the same in both languages."""
    if span is None:
        return "–"
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


@require_GET
def tips(request: HttpRequest) -> HttpResponse:
    """Tips that need a hand, the sealed ones first, and how long they take."""
    reader = reader_of(request)
    times = queries.tip_times(reader, clock.now() - FIGURES)
    on_shift = queries.is_on_shift(reader)
    context = {
        "lines": _lines(reader, queries.running_tips(reader)),
        "times": [
            (
                vocabulary.label("tip_classes", one.tip_class, lang()),
                one,
                *map(in_words, (one.p50, one.p90, one.receipt_p50, one.receipt_p90)),
            )
            for one in times
        ],
        "on_shift": on_shift,
        "may_note": bool(policy.may_weigh(reader, on_shift=on_shift)),
        "zone": people.zone_of(reader),
    }
    return render(request, "intake/tips.html", context)


@require_http_methods(["GET", "POST"])
def new_tip(request: HttpRequest) -> HttpResponse:
    """Write down a tip that is told on the phone."""
    reader = reader_of(request)
    policy.may_weigh(reader, on_shift=queries.is_on_shift(reader)).or_refuse()
    form = TipForm(request.POST if request.method == "POST" else None, initial={"key": new_id()})
    status = 400 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.tip_from_call(by=reader, text=data["text"], key=data["key"])
            return redirect("intake:tip", tip_id=row.id)
        except SentAlready as refusal:
            form, status = shown_again(form, refusal), refusal.status
    return render(request, "intake/tip_new.html", {"form": form}, status=status)


@require_GET
def tip(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """One tip: open it, weigh it, send it, hear of its receipt, or end it."""
    reader = reader_of(request)
    row = queries.tip(reader, tip_id)
    return render(request, "intake/tip.html", _context(reader, row))


def _context(reader: Reader, row: "Tip", **more: Any) -> dict[str, Any]:
    services = queries.police_services(reader, row.province)
    chosen = queries.responsible_police(reader, row.place, row.province)
    routed = people.agency(reader, row.routed_to) if row.routed_to else None
    name = f"name_{lang()}"
    return {
        "tip": row,
        "line": _lines(reader, [row])[0],
        "on_shift": queries.is_on_shift(reader),
        "text": queries.tip_text(reader, row),
        "words": queries.words(reader, row),
        "unread": any(one.letter is not None for one, _text in queries.words(reader, row)),
        "weigh": WeighForm(
            initial={"tip_class": row.tip_class, "place": row.place, "province": row.province}
        ),
        "route": RouteForm(services=services, initial={"to": str(chosen.id) if chosen else ""}),
        "responsible": getattr(chosen, name) if chosen else "",
        "routed_to": getattr(routed, name) if routed else "",
        "receipt": ReceiptForm(),
        "reference": queries.police_reference(reader, row),
        "end": EndForm(),
        "ending": vocabulary.label("tip_endings", row.ending, lang()) if row.ending else "",
        "answer": AnswerForm(),
        "zone": people.zone_of(reader),
        **more,
    }


@require_POST
def tip_open(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Unseal a tip, and the later words on it."""
    reader = reader_of(request)
    actions.open_tip(by=reader, tip_id=tip_id)
    actions.open_words(by=reader, tip_id=tip_id)
    return redirect("intake:tip", tip_id=tip_id)


@require_POST
def tip_weigh(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Say how urgent it is and where."""
    reader = reader_of(request)
    form = WeighForm(request.POST)
    if not form.is_valid():
        row = queries.tip(reader, tip_id)
        return render(request, "intake/tip.html", _context(reader, row, weigh=form), status=400)
    data = form.cleaned_data
    actions.weigh_tip(
        by=reader,
        tip_id=tip_id,
        tip_class=TipClass(data["tip_class"]),
        place=data["place"],
        province=data["province"],
    )
    return redirect("intake:tip", tip_id=tip_id)


@require_POST
def tip_route(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Send it to a police service."""
    reader = reader_of(request)
    to = parse_id(request.POST.get("to", ""))
    if to is None:
        raise Invalid("Choose a police service.", "Go back and pick one from the list.")
    by_phone = "by_phone" in request.POST
    actions.route_tip(by=reader, tip_id=tip_id, to=to, by_phone=by_phone)
    return redirect("intake:tip", tip_id=tip_id)


@require_POST
def tip_receipt(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Write down the police service's receipt."""
    form = ReceiptForm(request.POST)
    reference = form.cleaned_data["reference"] if form.is_valid() else ""
    actions.note_tip_receipt(by=reader_of(request), tip_id=tip_id, reference=reference)
    return redirect("intake:tip", tip_id=tip_id)


@require_POST
def tip_end(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """End it with a reason."""
    actions.end_tip(by=reader_of(request), tip_id=tip_id, ending=request.POST.get("ending", ""))
    return redirect("intake:tips")


@require_POST
def tip_answer(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Leave an answer that only the receipt code opens."""
    reader = reader_of(request)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        row = queries.tip(reader, tip_id)
        return render(request, "intake/tip.html", _context(reader, row, answer=form), status=400)
    actions.answer_tip(by=reader, tip_id=tip_id, text=form.cleaned_data["text"])
    return redirect("intake:tip", tip_id=tip_id)


# ---------------------------------------------------------------- the police service's side


@require_GET
def police(request: HttpRequest) -> HttpResponse:
    """Tips that came to this police service."""
    reader = reader_of(request)
    rows = [
        (row, vocabulary.label("tip_classes", row.tip_class, lang()) if row.tip_class else "")
        for row in queries.received_by_police(reader)
    ]
    return render(request, "intake/police.html", {"rows": rows, "zone": people.zone_of(reader)})


@require_http_methods(["GET", "POST"])
def police_tip(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """One tip at the police service; answering for it stops the hotline's clock."""
    reader = reader_of(request)
    row, text = queries.received_tip(reader, tip_id)
    if request.method == "POST":
        actions.answer_for_tip(by=reader, tip_id=row.id)
        return redirect("intake:police-tip", tip_id=row.id)
    sender = people.agency(reader, row.from_agency_id)
    context = {
        "tip": row,
        "text": text,
        "tip_class": vocabulary.label("tip_classes", row.tip_class, lang())
        if row.tip_class
        else "",
        "sender": getattr(sender, f"name_{lang()}"),
        "zone": people.zone_of(reader),
    }
    return render(request, "intake/police_tip.html", context)
