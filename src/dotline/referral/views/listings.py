"""The agency's own listings: what would be published, and the approval."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access.unit import seen
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.directory.queries import asking
from dotline.directory.views.deciding import told_of_listing
from dotline.gates import publish
from dotline.reference import regions, vocabulary
from dotline.referral import actions, policy, queries
from dotline.referral.forms import need_label
from dotline.referral.forms.listings import TIER_LABELS, ListingForm
from dotline.referral.models import Listing
from dotline.referral.views.sites import field_label, shown_reveals
from dotline.ui.asked import lang, reader_of


@require_GET
def listings(request: HttpRequest) -> HttpResponse:
    """Own services, and which of them nobody has approved."""
    reader = reader_of(request)
    policy.may_list(reader).or_refuse()
    kept = list(queries.listings(reader))
    asked = asking.asked_of(reader, [row.service_id for row in kept])
    rows = [(row, _name(row), row.service_id in asked) for row in kept]
    return render(request, "referral/listings.html", {"rows": rows})


def _name(row: Listing) -> str:
    return row.name_fr if lang() == "fr" else row.name_en


@require_GET
def listing(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """One own listing: each field with its tier, and what everybody would read after approval."""
    reader = reader_of(request)
    row = queries.listing(reader, listing_id)
    value = queries.listing_value(reader, row)
    seen(reader, "referral.open_listing", "listing", row.id)
    told = () if publish.place_is_public(value) else publish.leaks(value)
    decision = publish.may_publish(replace(value, approved_at=clock.now()))
    context = {
        "asked": asking.asked_of(reader, [row.service_id]).get(row.service_id),
        "row": row,
        "name": _name(row),
        "tiers": [
            (field_label(one.field.value), one.text, TIER_LABELS[one.tier])
            for one in publish.fields(value)
        ],
        "region": value.region.label(lang()),
        "needs": [need_label(code) for code in value.needs],
        "languages": [vocabulary.label("languages", code, lang()) for code in value.languages],
        "place": _place(value),
        "leaks": [_(leak.reason).format(field=_field_name(leak.field)) for leak in told],
        "reveals": shown_reveals(reader, list(queries.told_of(reader, row)[:20])),
        "offers": told_of_listing(reader, row.service_id),
        "may_approve": bool(policy.may_approve(reader, row)) and bool(decision),
        "may_withdraw": bool(policy.may_approve(reader, row)) and row.published_at is not None,
    }
    return render(request, "referral/listing.html", context)


def _field_name(name: str) -> str:
    labels = {key: str(field.label) for key, field in ListingForm.base_fields.items()}
    return labels.get(name, name)


def _place(value: publish.Listing) -> str:
    if not publish.place_is_public(value):
        return value.region.label(lang())
    parts = (value.site.address_1, value.site.city, value.site.province)
    return ", ".join(part for part in parts if part)


@require_http_methods(["GET", "POST"])
def new_listing(request: HttpRequest) -> HttpResponse:
    """Keep a new service of the agency."""
    reader = reader_of(request)
    policy.may_list(reader).or_refuse()
    form = ListingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.save_listing(by=reader, listing=form.listing(_empty(reader)))
        return redirect(reverse("referral:listing", args=[row.id]))
    context = {"form": form, "name": _("A new listing")}
    return render(
        request, "referral/listing_form.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def change_listing(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Change an own listing; it waits for a new approval then."""
    reader = reader_of(request)
    policy.may_list(reader).or_refuse()
    row = queries.listing(reader, listing_id)
    value = queries.listing_value(reader, row)
    seen(reader, "referral.open_listing", "listing", row.id)
    form = ListingForm(request.POST or None, value=value)
    if request.method == "POST" and form.is_valid():
        actions.save_listing(by=reader, listing=form.listing(value))
        return redirect(reverse("referral:listing", args=[row.id]))
    context = {"form": form, "name": _name(row), "row": row}
    return render(
        request, "referral/listing_form.html", context, status=400 if form.errors else 200
    )


def _empty(reader: Reader) -> publish.Listing:
    agency = queries.own_agency(reader)
    return publish.Listing(
        service_id=new_id(),
        agency=agency.id,
        organisation_en=agency.name_en,
        organisation_fr=agency.name_fr,
        name_en="",
        name_fr="",
        description_en="",
        description_fr="",
        needs=(),
        languages=(),
        hours=(),
        region=regions.every()[0],
        demo=agency.demo,
    )


@require_POST
def approve(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Approve and publish."""
    actions.approve_listing(by=reader_of(request), listing_id=listing_id)
    return redirect(reverse("referral:listing", args=[listing_id]))


@require_POST
def withdraw_listing(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Take it off the public list."""
    actions.withdraw_listing(by=reader_of(request), listing_id=listing_id)
    return redirect(reverse("referral:listing", args=[listing_id]))
