"""Services set apart for one person, and telling somebody of a service outside of the network."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dotline.base.errors import Invalid
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.intake import queries as intake
from dotline.reference import vocabulary
from dotline.referral import actions, policy, queries, rules
from dotline.referral.actions import Told
from dotline.referral.forms import ApartForm, OutcomeForm, ToldForm
from dotline.ui.again import shown_again
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import sentence


@require_http_methods(["GET", "POST"])
def apart(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """What nothing about this person may go to; nobody at those services can see it."""
    reader = reader_of(request)
    call = intake.contact(reader, contact_id)
    policy.may_exclude(reader, call.agency_id).or_refuse()
    form = ApartForm(request.POST or None, services=_services(reader, contact_id))
    if request.method == "POST" and "again" in request.POST:
        service = UUID(request.POST["again"])
        actions.include_again(by=reader, contact=contact_id, service_id=service)
        return redirect(reverse("referral:apart", args=[contact_id]))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.exclude(
            by=reader,
            contact=contact_id,
            service_id=UUID(data["service"]),
            reason=data["reason"],
            whole_agency=data["whole_agency"],
        )
        return redirect(reverse("referral:apart", args=[contact_id]))
    rows = [
        (_name(one.service_id), vocabulary.label("exclusion_reasons", one.reason, lang()), one)
        for one in queries.exclusions(reader, contact_id)
    ]
    context = {"contact_id": contact_id, "form": form, "rows": rows}
    status = 400 if request.method == "POST" else 200
    return render(request, "referral/apart.html", context, status=status)


def _services(reader: Reader, contact_id: UUID) -> list[tuple[str, str]]:
    """Every service that could be asked for this call."""
    call = intake.contact(reader, contact_id)
    found = queries.candidates(reader, province=call.province, contact=contact_id)
    french = lang() == "fr"
    return [(str(one.service_id), one.name_fr if french else one.name_en) for one in found]


def _name(service_id: UUID | None) -> str:
    if service_id is None:
        return _("A whole agency")
    names = queries.service_names([service_id])
    return names.get(service_id, _("A service that is no longer listed"))


@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, contact_id: UUID, service_id: UUID) -> HttpResponse:
    """A neutral card, a text message and words for the phone; then note how it was told."""
    reader = reader_of(request)
    call = intake.contact(reader, contact_id)
    policy.may_tell(reader, call.agency_id).or_refuse()
    card = queries.outside_card(reader, contact_id, service_id)
    if "card" in request.GET:
        return render(request, "referral/card.html", {"card": rules.plain_card(card, lang())})
    form = ToldForm(request.POST or None, initial={"means": "phone_script"})
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        offered = card.get("needs")
        known = set(offered) if isinstance(offered, list) else set()
        needs = [row.need for row in intake.needs_of(reader, contact_id) if row.need in known]
        told = Told(service_id, form.cleaned_data["means"], tuple(needs))
        try:
            actions.tell(by=reader, contact=contact_id, told=told, key=form.cleaned_data["key"])
            return redirect(reverse("intake:call", args=[contact_id]))
        except SentAlready as refusal:
            form, status = shown_again(form, refusal), refusal.status
    context = {
        "contact_id": contact_id,
        "form": form,
        "card": rules.plain_card(card, lang()),
        "takes": bool(card.get("accepts_referrals")),
    }
    return render(request, "referral/tell.html", context, status=status)


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, outside_id: UUID) -> HttpResponse:
    """What came of a service outside of the network."""
    reader = reader_of(request)
    row = queries.outside_referral(reader, outside_id)
    policy.may_follow_outside(reader, row).or_refuse()
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.outside_outcome(
                by=reader, outside_id=row.id, outcome=data["outcome"], unmet=data["unmet"]
            )
            return redirect(reverse("intake:call", args=[row.contact_id]))
        except Invalid as error:
            form.add_error(None, sentence(error)[0])
    name = row.service_name_fr if lang() == "fr" else row.service_name_en
    context = {"row": row, "name": name, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "referral/outcome.html", context, status=status)
