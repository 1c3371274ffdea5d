"""The agency's own listings: what would be published, and the approval."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dotline.access.unit import seen
from dotline.base import clock
from dotline.base.errors import Refused
from dotline.gates import publish
from dotline.reference import vocabulary
from dotline.referral import actions, policy, queries
from dotline.referral.forms import lang, need_label
from dotline.referral.models import Listing
from dotline.referral.views.queue import reader_of


@require_GET
def listings(request: HttpRequest) -> HttpResponse:
    """Own services, and which of them nobody has approved."""
    reader = reader_of(request)
    policy.may_list(reader).or_refuse()
    rows = [(row, _name(row)) for row in queries.listings(reader)]
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
    decision = publish.may_publish(replace(value, approved_at=clock.now()))
    context = {
        "row": row,
        "name": _name(row),
        "tiers": _tiers(value),
        "needs": [need_label(code) for code in value.needs],
        "languages": [vocabulary.label("languages", code, lang()) for code in value.languages],
        "place": _place(value),
        "refusal": _(decision.template) if isinstance(decision, Refused) else "",
        "may_approve": bool(policy.may_approve(reader, row)) and bool(decision),
    }
    return render(request, "referral/listing.html", context)


def _place(value: publish.Listing) -> str:
    if value.sealed:
        return value.region.name_fr if lang() == "fr" else value.region.name_en
    return _address(value)


def _address(value: publish.Listing) -> str:
    parts = (value.site.address_1, value.site.city, value.site.province)
    return ", ".join(part for part in parts if part)


def _tiers(value: publish.Listing) -> list[tuple[str, str, str]]:
    """Field, what it says to this agency, and who may read it."""
    public, partner = publish.Tier.PUBLIC, publish.Tier.PARTNER
    site = publish.Tier.SEALED if value.sealed else public
    region = value.region.name_fr if lang() == "fr" else value.region.name_en
    rows = [(_("Place"), _address(value), site), (_("Region"), region, public)]
    rows += [(_("Phone"), number, tier) for number, tier in value.phones]
    if value.email:
        rows.append((_("E-mail"), value.email, value.email_tier))
    names = {
        public: _("everybody"),
        partner: _("registered partners"),
        publish.Tier.HOTLINE: _("the help line"),
        publish.Tier.SEALED: _("sealed: this agency alone"),
    }
    return [(name, text, names[tier]) for name, text, tier in rows]


@require_POST
def approve(request: HttpRequest, listing_id: UUID) -> HttpResponse:
    """Approve and publish."""
    actions.approve_listing(by=reader_of(request), listing_id=listing_id)
    return redirect(reverse("referral:listing", args=[listing_id]))
