"""Handing over from a call: choose the service, record the consent, hear what will be sent, send."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_GET, require_http_methods

from dotline.access.unit import seen
from dotline.base.errors import Conflict, Refused
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.gates.refer import LegalDuty, ReferField
from dotline.intake import queries as intake
from dotline.intake.rules import CallFacts
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.referral import actions, policy, queries
from dotline.referral.forms import AgreedForm, ConsentForm, EmergencyForm, need_label
from dotline.referral.queries import Target
from dotline.referral.views.shown import in_words, name_of, shown
from dotline.ui.again import shown_again
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import sentence

MOST_OTHERS = 6  # more than this nobody can name to a person on the phone


@require_GET
def services(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Services of other agencies that take referrals, for the needs and the province of the call."""
    reader = reader_of(request)
    call = intake.contact(reader, contact_id)
    needs = [row.need for row in intake.needs_of(reader, contact_id)]
    chosen = request.GET.get("need", needs[0] if needs else "")
    chosen = chosen if taxonomy.is_need(chosen) else ""
    found = queries.candidates(reader, need=chosen, province=call.province, contact=contact_id)
    widened = not found and bool(chosen)
    if widened:  # never a dead end: whoever takes referrals there may know who helps
        found = queries.candidates(reader, province=call.province, contact=contact_id)
    told = queries.outsiders(reader, need=chosen, province=call.province, contact=contact_id)
    context = {
        "outside": told,
        "widened": widened,
        "contact_id": contact_id,
        "needs": [(code, need_label(code)) for code in needs],
        "chosen": chosen,
        "targets": [
            (row.service_id, service_name(row), name_of(row.agency), why_not(row)) for row in found
        ],
    }
    return render(request, "referral/services.html", context)


def service_name(target: Target) -> str:
    """A service's name in the language in force."""
    return target.name_fr if lang() == "fr" else target.name_en


def why_not(target: Target) -> str:
    """Why nothing may be handed to a service now; '' when it may. The action refuses with the same words."""
    decision = target.may_receive()
    return sentence(decision)[0] if isinstance(decision, Refused) else ""


def _others(reader: Reader, contact_id: UUID, call: CallFacts, target: Target) -> list[Target]:
    """Services of further agencies that could be asked too, for the first need of the call."""
    needs = _answered(call, target)
    need = next(iter(needs or target.needs), "")
    found = queries.candidates(reader, need=need, province=call.province, contact=contact_id)
    fit = [one for one in found if one.may_receive() and one.agency.id != target.agency.id]
    return fit[:MOST_OTHERS]


def _answered(call: CallFacts, target: Target) -> list[str]:
    """The needs of a call that a service answers."""
    return [need for need in call.needs if need in target.needs]


def _first(call: CallFacts, target: Target) -> dict[str, object]:
    """What the form begins with: the needs of the call that the service answers, and their urgency."""
    needs = _answered(call, target)
    return {
        "needs": needs or list(target.needs[:1]),
        "urgency": taxonomy.urgency(needs),
        "language": call.language or ("fra" if lang() == "fr" else "eng"),
        "how": "spoken",
        "given_by": "self",
        "lasts": "30",
    }


def _digest(content: Mapping[ReferField, str]) -> str:
    text = "\x1f".join(f"{name.value}\x1e{value}" for name, value in content.items())
    return salted_hmac("referral.preview", text, algorithm="sha256").hexdigest()


def _consent_form(
    request: HttpRequest, contact_id: UUID, call: CallFacts, target: Target, *, alone: bool = False
) -> ConsentForm:
    """`alone`: nobody else is named, so nobody looks who else could be asked."""
    reader = reader_of(request)
    others = [] if alone else _others(reader, contact_id, call, target)
    services = [one.service_id for one in (target, *others)]
    rows = queries.open_to(reader, contact_id, services)
    return ConsentForm(
        request.POST or None,
        target=target,
        held=tuple(queries.handover(call)),
        others=others,
        open_at=[row.service_id for row in rows if row.service_id],
        initial=_first(call, target),
    )


def _form_page(
    request: HttpRequest, contact_id: UUID, target: Target, form: ConsentForm, status: int
) -> HttpResponse:
    """The form, and what is open already to the services that it names."""
    rows = queries.open_to(reader_of(request), contact_id, form.open_at)
    context = {
        "form": form,
        "target": target,
        "contact_id": contact_id,
        "open_now": shown(reader_of(request), list(rows)),
        **_names(target),
    }
    return render(request, "referral/send.html", context, status=status)


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, contact_id: UUID, service_id: UUID) -> HttpResponse:
    """The consent, then the package in words, then the hand-over. Nothing is sent without the yes."""
    reader = reader_of(request)
    target = queries.target(reader, service_id, contact=contact_id)
    policy.may_send(reader, target.agency.id).or_refuse()
    # Pressing Enter names no button: then the package is shown, and nothing is sent.
    step = request.POST.get("step", "preview" if request.method == "POST" else "")
    call = queries.call_of(reader, contact_id)
    alone = step in {"preview", "send"} and not request.POST.getlist("others")
    form = _consent_form(request, contact_id, call, target, alone=alone)
    if step not in {"preview", "send"} or not form.is_valid():
        form = _consent_form(request, contact_id, call, target) if alone else form
        status = 200 if step in {"", "change"} else 400
        return _form_page(request, contact_id, target, form, status)
    try:
        # What was sent already is answered by the action: it knows the same form again.
        if step == "preview":
            form.check_another()
        content = queries.would_pass(reader, call, target, form.value(target.agency.id))
        changed = step == "send" and not constant_time_compare(
            request.POST.get("shown", ""), _digest(content)
        )
        agreed = AgreedForm(request.POST if step == "send" and not changed else None)
        if step == "send" and agreed.is_valid():
            return _sent(reader, contact_id, target, form)
    except (Conflict, Refused) as refusal:
        form = shown_again(_consent_form(request, contact_id, call, target), refusal)
        return _form_page(request, contact_id, target, form, refusal.status)
    seen(reader, "referral.preview", "call", contact_id)
    context = {"form": form, "target": target, "contact_id": contact_id, **_names(target)}
    context |= {"agreed": agreed, "changed": changed, **_previewed(reader, form, content)}
    status = 400 if step == "send" else 200
    return render(request, "referral/preview.html", context, status=status)


def _sent(reader: Reader, contact_id: UUID, target: Target, form: ConsentForm) -> HttpResponse:
    key, consent = form.cleaned_data["key"], form.consent(target.agency.id)
    another = bool(form.cleaned_data.get("another"))
    if form.also() and form.cleaned_data.get("together"):
        wanted = tuple(form.wanted(one.service_id) for one in (target, *form.also()))
        row = actions.send_offers(
            by=reader, contact=contact_id, wanted=wanted, consent=consent, key=key, another=another
        )[0]
    else:
        row = actions.send(
            by=reader,
            contact=contact_id,
            wanted=form.wanted(target.service_id),
            consent=consent,
            key=key,
            another=another,
        )
    return redirect(reverse("referral:referral", args=[row.id]))


def _previewed(
    reader: Reader, form: ConsentForm, content: Mapping[ReferField, str]
) -> dict[str, object]:
    return {
        "shown_digest": _digest(content),
        "content": in_words(reader, content),
        "asked": [need_label(code) for code in form.cleaned_data["needs"]],
        "how_soon": vocabulary.label("urgency", form.cleaned_data["urgency"], lang()),
        "ends": form.consent().expires_at,
        "also": [f"{service_name(one)} ({name_of(one.agency)})" for one in form.also()],
        "together": bool(form.also() and form.cleaned_data.get("together")),
    }


def _names(target: Target) -> dict[str, str]:
    return {"service_name": service_name(target), "agency_title": name_of(target.agency)}


@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest, contact_id: UUID, service_id: UUID) -> HttpResponse:
    """Hand over at once on a legal duty; the page says that a second person reviews it within 24 hours."""
    reader = reader_of(request)
    target = queries.target(reader, service_id, contact=contact_id, emergency=True)
    policy.may_send_by_duty(reader, target.agency.id).or_refuse()
    call = queries.call_of(reader, contact_id)
    held = tuple(queries.handover(call))
    initial = _first(call, target) | {"urgency": "immediate"}
    form = EmergencyForm(request.POST or None, target=target, held=held, initial=initial)
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.send_by_duty(
                by=reader,
                contact=contact_id,
                wanted=form.wanted(service_id),
                duty_code=LegalDuty(form.cleaned_data["duty"]),
                fields=frozenset(ReferField(one) for one in form.cleaned_data["fields_shared"]),
                key=form.cleaned_data["key"],
            )
            return redirect(reverse("referral:referral", args=[row.id]))
        except SentAlready as refusal:
            form, status = shown_again(form, refusal), refusal.status
    rows = queries.open_to(reader, contact_id, [service_id])
    context = {
        "form": form,
        "target": target,
        "contact_id": contact_id,
        "open_now": shown(reader, list(rows)),
        **_names(target),
    }
    return render(request, "referral/emergency.html", context, status=status)
