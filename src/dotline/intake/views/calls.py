"""Pages at the desk: open calls, one call, its end."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access import queries as people
from dotline.access.unit import seen
from dotline.base.errors import Conflict, DotlineError, Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.gates import stewards
from dotline.intake import actions, policy, queries, rules
from dotline.intake.forms import (
    CallForm,
    CloseForm,
    OpenForm,
    ReachForm,
    draft_fields,
    facts_of_draft,
    initial_of,
    initial_of_draft,
    picker,
)
from dotline.intake.rules import CallFacts, Question, Status, Way
from dotline.intake.views.aside import beside
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.ui.again import shown_again
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import in_one

if TYPE_CHECKING:
    from dotline.intake.models import Contact


# ---------------------------------------------------------------- the queue


@dataclass(frozen=True)
class Line:
    """One contact in a list."""

    contact: "Contact"
    url: str
    channel: str
    needs: tuple[str, ...]
    urgency: str
    kind: str
    disposition: str


KINDS = {"immediate": "bad", "urgent": "warn", "routine": ""}


def _lines(reader: Reader, rows: "list[Contact]") -> list[Line]:
    needs = queries.needs_by_contact(reader, rows)
    now = lang()
    return [
        Line(
            row,
            reverse("intake:call", args=[row.id]),
            vocabulary.label("channels", row.channel, now),
            tuple(need.label(now) for code in needs[row.id] if (need := taxonomy.find(code))),
            vocabulary.label("urgency", row.urgency, now),
            KINDS[row.urgency],
            vocabulary.label("dispositions", row.disposition, now) if row.disposition else "",
        )
        for row in rows
    ]


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Open calls, the most urgent first, and the button that opens a new one."""
    return _queue(request)


def _queue(request: HttpRequest, refusal: DotlineError | None = None) -> HttpResponse:
    reader = reader_of(request)
    context = {
        "refusal": in_one(refusal) if refusal else "",
        "open": _lines(reader, queries.open_contacts(reader)),
        "closed": _lines(reader, queries.closed_contacts(reader)),
        "may_write": bool(policy.may_write(reader)),
        "key": new_id(),
        "channels": vocabulary.choices("channels", lang()),
        "zone": people.zone_of(reader),
        "shift": queries.shift_of(reader),
        "waiting": queries.waiting_handovers(reader),
        "may_see_tips": bool(policy.may_see_tips(reader)),
        "may_answer_as_police": bool(policy.may_answer_as_police(reader)),
        "to_review": policy.may_review(reader) and len(queries.decisions_to_review(reader)),
    }
    status = refusal.status if refusal else 200
    return render(request, "intake/queue.html", context, status=status)


@require_POST
def open_call(request: HttpRequest) -> HttpResponse:
    """One keystroke: a new call, then straight to its first question."""
    reader = reader_of(request)
    policy.may_write(reader).or_refuse()
    form = OpenForm(request.POST)
    if not form.is_valid():
        raise Invalid("This form cannot be used.", "Go back, reload the page and send it again.")
    data = form.cleaned_data
    try:
        row = actions.open_contact(by=reader, channel=data["channel"], key=data["key"])
    except SentAlready as refusal:
        return _queue(request, refusal)
    return redirect("intake:call", contact_id=row.id)


# ---------------------------------------------------------------- one call


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The call form beside the services; a closed call is only read."""
    reader = reader_of(request)
    row = queries.contact(reader, contact_id)
    if request.method == "POST":
        return _save(request, row)
    seen(reader, "intake.open", "contact", row.id)
    facts = queries.facts_of(reader, row)
    if row.status == Status.CLOSED:
        may_take_back = facts.nation and policy.may_write(reader)
        context = {**in_facts(reader, row, facts), "ways": _ways(facts)}
        context["may_take_back"] = bool(may_take_back)
        return render(request, "intake/closed.html", context)
    draft = queries.draft_of(reader, row)
    initial = initial_of(facts)
    if draft:
        initial = initial_of_draft(draft.fields)
        facts = facts_of_draft(draft.fields, people.zone_of(reader)) or facts
    initial = {**initial, "key": new_id(), "revision": row.revision}
    form = CallForm(initial=initial, bodies=stewards.named(reader, lang()))
    return _page(request, row, form, facts, draft=draft)


SKIP = "skip:"


def _save(request: HttpRequest, row: "Contact") -> HttpResponse:
    reader = reader_of(request)
    form = CallForm(request.POST, bodies=stewards.named(reader, lang()))
    if not form.is_valid():
        return _page(request, row, form, queries.facts_of(reader, row), status=400)
    data, do = form.cleaned_data, request.POST.get("do", "")
    facts = form.facts(people.zone_of(reader))
    if do.startswith(SKIP) and do.removeprefix(SKIP) in set(Question):
        facts = replace(facts, skipped=(*facts.skipped, do.removeprefix(SKIP)))
    try:
        actions.save_contact(
            by=reader,
            contact_id=row.id,
            facts=facts,
            key=data["key"],
            revision=data["revision"],
            asked_again=data["asked_again"],
            pause=do == "pause",
        )
    except Conflict as conflict:
        return _merge(request, row, conflict)
    _unmet(request, row.id, facts)
    if do in ("close", "pause"):
        return redirect("intake:close", row.id) if do == "close" else redirect("intake:queue")
    part = "#services" if do == "services" else "#call"
    return redirect(reverse("intake:call", args=[row.id]) + part)


UNMET, UNDO = "unmet_", "undo:"


def _unmet(request: HttpRequest, contact_id: UUID, facts: CallFacts) -> None:
    """What she says of needs noted as not met, then what the search beside the call could not find."""
    reader, do = reader_of(request), request.POST.get("do", "")
    before = {one.need: one.reason for one in queries.not_found_for(reader, contact_id)}
    told = {need: request.POST.get(f"{UNMET}{need}", before[need]) for need in before}
    if do.removeprefix(UNDO) in before:
        told[do.removeprefix(UNDO)] = ""
    changed = {need: reason for need, reason in told.items() if reason != before[need]}
    if changed:
        actions.decide_unmet(by=reader, contact_id=contact_id, reasons=changed)
    found = queries.unmet_by_search(reader, facts.needs, facts.place, facts.language)
    if queries.search_changes(reader, contact_id, found):
        actions.note_search(by=reader, contact_id=contact_id, found=found)


def _merge(request: HttpRequest, row: "Contact", conflict: Conflict) -> HttpResponse:
    """Show the typed text again, fit to be saved over the newer state once it was compared."""
    fresh = request.POST.copy()
    row = queries.contact(reader_of(request), row.id)
    fresh["revision"] = str(row.revision)
    bodies = stewards.named(reader_of(request), lang())
    form = shown_again(CallForm(fresh, bodies=bodies), conflict)
    facts = queries.facts_of(reader_of(request), row)
    return _page(request, row, form, facts, status=conflict.status, newer=True)


def _page(
    request: HttpRequest,
    row: "Contact",
    form: CallForm,
    facts: CallFacts,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    child = rules.is_minor(facts.age_band)
    chosen = form["needs"].value() or []
    question = rules.next_question(facts, [Question(one) for one in facts.skipped])
    context = {
        "contact": row,
        "form": form,
        "picker": picker(list(chosen)),
        "safety": rules.safety_path(facts.safe_now, facts.danger).value,
        "emergency": rules.emergency_step(facts.wants_911, child=child).value,
        "minor": child,
        "aside": beside(reader_of(request), row, facts),
        "endings": [(code, vocabulary.label("dispositions", code, lang())) for code in QUICK_ENDS],
        "next": question.value,
        "next_field": NEXT_FIELD[question],
        "zone": people.zone_of(reader_of(request)),
        "channel": vocabulary.label("channels", row.channel, lang()),
        "may_write": bool(policy.may_change(reader_of(request), row)),
        "facts": facts,
        "ways": _ways(facts),
        "services": queries.helpers(reader_of(request), facts.needs, facts.place, facts.language),
        "unmet": queries.not_found_for(reader_of(request), row.id),
        "unmet_reasons": vocabulary.choices("unmet_reasons", lang()),
        **_place(facts),
        **more,
    }
    return render(request, "intake/call.html", context, status=status)


# Calls in which nobody spoke, or nobody asked for help: ended in one click.
QUICK_ENDS = ("silent", "hang_up", "wrong_number", "prank")

NEXT_FIELD = {
    Question.SAFE: "safety",
    Question.NEEDS: "needs",
    Question.PLACE: "id_place",
    Question.LANGUAGE: "id_language",
    Question.SAFE_CONTACT: "safe-contact",
    Question.ENDING: "ending",
}


def _place(facts: CallFacts) -> dict[str, Any]:
    """What the place says: how it is reached, or why it cannot be searched from."""
    place, refusal = rules.locate(facts.place)
    if refusal is not None:
        return {"place_refusal": in_one(refusal)}
    return {"place_note": place.access_note(lang()) if place else ""}


def _ways(facts: CallFacts) -> list[tuple[str, str]]:
    if Way.DO_NOT_CONTACT in facts.plan.ways:
        return []
    return [
        (way.value, vocabulary.label("contact_ways", way, lang()))
        for way in sorted(facts.plan.ways)
    ]


def in_facts(reader: Reader, row: "Contact", facts: CallFacts) -> dict[str, Any]:
    """A call that is only read, in words: without the way to reach the person, which has a step of its own."""
    now = lang()
    return {
        "contact": row,
        "facts": facts,
        "needs": [
            (
                need.label(now) if (need := taxonomy.find(one.need)) else one.need,
                one.outcome,
                vocabulary.label("unmet_reasons", one.reason, now) if one.reason else "",
            )
            for one in queries.needs_of(reader, row.id)
        ],
        "channel": vocabulary.label("channels", row.channel, now),
        "disposition": (
            vocabulary.label("dispositions", row.disposition, now) if row.disposition else ""
        ),
        "plan": queries.plan_in_words(facts.plan),
        "nation": dict(stewards.named(reader, now)).get(facts.nation, ""),
        "zone": people.zone_of(reader),
    }


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """Who can help, for the needs, the place and the language that the form holds at this moment."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    place = rules.short_place(request.GET.get("place", ""))
    needs = request.GET.getlist("needs")
    found = queries.helpers(reader, needs, place, request.GET.get("language", ""))
    _here, refusal = rules.locate(place)
    return render(
        request,
        "intake/services.html",
        {"services": found, "services_refusal": in_one(refusal) if refusal else ""},
    )


@require_POST
def draft(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Autosave: keeps what is typed, answers with nothing."""
    fields = draft_fields(request.POST)
    actions.save_draft(by=reader_of(request), contact_id=contact_id, fields=fields)
    return HttpResponse(status=204)


@require_POST
def drop_draft(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Go back to what was saved."""
    actions.drop_draft(by=reader_of(request), contact_id=contact_id)
    return redirect("intake:call", contact_id=contact_id)


@require_POST
def take_back_nation(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """She no longer says that she belongs to a body; a page that was left open tells it once."""
    with suppress(Conflict):
        actions.take_back_nation(by=reader_of(request), contact_id=contact_id)
    return redirect("intake:call", contact_id=contact_id)


@require_POST
def reach(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Show a number or address, if the plan of safe contact allows it now."""
    reader = reader_of(request)
    queries.contact(reader, contact_id)
    form = ReachForm(request.POST)
    if not form.is_valid():
        raise Invalid("This way of contact is not in the list.", "Go back and choose another.")
    way = Way(form.cleaned_data["way"])
    found = actions.reveal_reach(by=reader, contact_id=contact_id, way=way)
    label = vocabulary.label("contact_ways", way, lang())
    return render(
        request, "intake/reach.html", {"reach": found, "way": label, "contact_id": contact_id}
    )


# ---------------------------------------------------------------- the end


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """How the call ended."""
    reader = reader_of(request)
    row = queries.contact(reader, contact_id)
    needs = {one.need: (one.outcome, one.reason) for one in queries.needs_of(reader, row.id)}
    form = CloseForm(request.POST if request.method == "POST" else None, needs=needs)
    if request.method == "POST" and form.is_valid():
        actions.close_contact(
            by=reader,
            contact_id=row.id,
            disposition=form.cleaned_data["disposition"],
            outcomes=form.outcomes(),
        )
        return redirect("intake:queue")
    status = 400 if form.is_bound else 200
    return render(request, "intake/close.html", {"contact": row, "form": form}, status=status)
