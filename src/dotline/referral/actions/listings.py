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
from dotline.directory.rules import welcome
from dotline.gates import outbox, publish
from dotline.gates.passage import Passage
from dotline.reference import needs as taxonomy
from dotline.reference import regions
from dotline.referral import policy, queries, rules
from dotline.referral.models import Listing, SharedField

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
    "eligibility_en",
    "eligibility_fr",
    "age_from",
    "age_to",
)


@action("referral.list_site")
def save_listing(*, by: Reader, listing: publish.Listing) -> Listing:
    """Keep a service of the reader's own agency; its place is sealed and its approval starts anew.

    Raises Invalid when the service belongs to another agency or a need or region is unknown.
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
    row.withdrawn_at = None
    row.save()
    outbox.send(passage)
    outbox.send(publish.share(value, at))
    note(fields=len(passage.fields), sealed=row.is_sealed)


@action("referral.withdraw_listing")
def withdraw_listing(*, by: Reader, listing_id: UUID) -> Listing:
    """Take a listing off the public list and out of what partners read; the agency keeps its record."""
    row = queries.listing(by, listing_id)
    allow(policy.may_approve(by, row))
    about("listing", row.id)
    for passage in publish.withdraw(queries.listing_value(by, row), clock.now()):
        outbox.send(passage)
    row.approved_at = row.approved_by = row.published_at = None
    row.withdrawn_at = clock.now()
    row.save()
    return row


@action("referral.receive_shared")
def receive_shared(*, by: Reader, passage: Passage) -> None:
    """Take in what partners or the help line may read of a listing; it replaces what was there before."""
    allow(policy.may_bring_in(by))
    told = passage.payload
    rows = told["fields"]
    service = UUID(str(told["service"]))
    about("service", service)
    agency = passage.sender or service
    SharedField.objects.filter(service_id=service, agency_id=agency).delete()
    SharedField.objects.bulk_create(
        SharedField(
            agency_id=agency,
            service_id=service,
            name_en=str(told["name_en"]),
            name_fr=str(told["name_fr"]),
            region=str(told["region"]),
            **row,
        )
        for row in (rows if isinstance(rows, list) else [])
    )


def _fill(row: Listing, value: publish.Listing) -> None:
    """Write a value into a row; the true place goes in sealed under the listing's own key."""
    for code in value.needs:
        if not taxonomy.is_need(code):
            raise Invalid(
                "There is no need with the code {code}.",
                "Pick one from the list, or search by a word such as shelter.",
                code=code[:40],
            )
    for token in value.welcomes:
        if not welcome.is_known(token):
            raise Invalid(
                "There is no word {word} for whom a service welcomes.",
                "Choose from the lists of the form.",
                word=token[:40],
            )
    row.welcomes = rules.joined(value.welcomes)
    for name in PLAIN:
        setattr(row, name, getattr(value, name))
    row.agency_id = value.agency
    row.needs, row.languages = rules.joined(value.needs), rules.joined(value.languages)
    row.serves, row.zone = rules.joined(value.serves), value.site.zone
    row.hours, row.email_tier = json.dumps(value.hours), value.email_tier.value
    row.phones = json.dumps([(number, tier.value) for number, tier in value.phones])
    row.staff = json.dumps([(name, tier.value) for name, tier in value.staff])
    row.address_tier, row.coordinates_tier = value.address_tier, value.coordinates_tier
    row.record_tier, row.region = value.record_tier, regions.get(value.region.code).code
    row.is_sealed, row.changed_at = value.sealed, clock.now()
    row.site_sealed = envelope.seal_text(
        row.id, row.agency_id, json.dumps(asdict(value.site)), queries.site_place(row)
    )
