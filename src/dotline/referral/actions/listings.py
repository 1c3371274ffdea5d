"""The agency's own listings: keep, approve, publish through the gate."""

import json
from dataclasses import asdict, replace
from uuid import UUID

from dotline.access import envelope
from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import outbox, publish
from dotline.reference import needs as taxonomy
from dotline.referral import policy, queries, rules
from dotline.referral.models import Listing

# Columns that hold a field of the value as it is.
PLAIN = (
    "service_id",
    "name_en",
    "name_fr",
    "description_en",
    "description_fr",
    "accepts_referrals",
    "demo",
    "email",
)


@action("referral.list_site")
def save_listing(*, by: Reader, listing: publish.Listing) -> Listing:
    """Keep a service of the reader's own agency; its place is sealed and its approval starts anew.

    Raises Invalid when the service belongs to another agency or a need is unknown.
    """
    allow(policy.may_list(by))
    if listing.agency != by.agency:
        raise Invalid("A listing belongs to the agency that keeps it.", "")
    row = queries.listings(by).filter(service_id=listing.service_id).first() or Listing(id=new_id())
    _fill(row, listing)
    row.approved_at = row.approved_by = row.published_at = None
    row.save()
    about("listing", row.id)
    return row


@action("referral.approve_listing")
def approve_listing(*, by: Reader, listing_id: UUID) -> Listing:
    """Approve a listing: its public part passes the gate *publish* to the directory.

    Raises Refused when the text of a sealed place names its address.
    """
    row = queries.listing(by, listing_id)
    allow(policy.may_approve(by, row))
    about("listing", row.id)
    _publish(by, row)
    return row


def _publish(by: Reader, row: Listing) -> None:
    at = clock.now()
    row.approved_at, row.approved_by, row.published_at = at, by.worker, at
    value = replace(queries.listing_value(by, row), approved_at=at)
    passage = publish.publish(value, at)
    row.save()
    outbox.send(passage)
    note(fields=len(passage.fields), sealed=row.is_sealed)


def _fill(row: Listing, value: publish.Listing) -> None:
    """Write a value into a row; the true place goes in sealed under the listing's own key."""
    for code in value.needs:
        if not taxonomy.is_need(code):
            raise Invalid(
                "There is no need with the code {code}.",
                "Pick one from the list, or search by a word such as shelter.",
                code=code[:40],
            )
    for name in PLAIN:
        setattr(row, name, getattr(value, name))
    row.agency_id = value.agency
    row.needs, row.languages = rules.joined(value.needs), rules.joined(value.languages)
    row.serves, row.zone = rules.joined(value.serves), value.site.zone
    row.hours, row.email_tier = json.dumps(value.hours), value.email_tier.value
    row.phones = json.dumps([(number, tier.value) for number, tier in value.phones])
    row.region_en, row.region_fr = value.region.name_en, value.region.name_fr
    row.region_province = value.region.province
    row.region_lat, row.region_lon = value.region.lat, value.region.lon
    row.is_sealed, row.changed_at = value.sealed, clock.now()
    row.site_sealed = envelope.seal_text(
        row.id, row.agency_id, json.dumps(asdict(value.site)), queries.site_place(row)
    )
