"""Confidential places: what is shared with the reader, and reveals that she asked for, approves or is told of."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, NotFound, not_found
from dotline.base.reader import Reader
from dotline.gates import publish
from dotline.gates.publish import Tier
from dotline.referral import policy
from dotline.referral.models import Listing, Referral, Reveal, SharedField
from dotline.referral.queries.rows import NOBODY, own
from dotline.referral.queries.targets import listing_value

READER = "reveal"  # the machine actor that reads a listing across the wall, for one reveal


def shared(reader: Reader) -> QuerySet[SharedField]:
    """Fields above the public tier that the reader is cleared for."""
    rank = policy.clearance(reader).rank
    tiers = [tier.value for tier in Tier if 0 < tier.rank <= rank and tier is not Tier.SEALED]
    return SharedField.objects.using(Store.INSIDE).filter(tier__in=tiers)


def shared_of(reader: Reader, service_id: UUID) -> QuerySet[SharedField]:
    """The same of one service."""
    return shared(reader).filter(service_id=service_id)


def shared_of_all(reader: Reader, services: Sequence[UUID]) -> dict[UUID, list[SharedField]]:
    """The same of several services; one that tells the reader nothing is not among them."""
    found: dict[UUID, list[SharedField]] = {}
    with behind(reader):  # a long answer is read after its view is over
        for row in shared(reader).filter(service_id__in=list(services)):
            found.setdefault(row.service_id, []).append(row)
    return found


def shared_services(reader: Reader) -> list[UUID]:
    """Services that tell the reader's circle something, in a lasting order."""
    rows = shared(reader).order_by("service_id").values_list("service_id", flat=True)
    return list(rows.distinct())


def sealed_listing(service_id: UUID) -> Listing | None:
    """The listing of a service with a sealed place, whoever keeps it; only reveals use it."""
    with behind(Reader.system(READER)):
        rows = Listing.objects.using(Store.INSIDE).filter(service_id=service_id)
        return rows.filter(is_sealed=True).first()


def place_known(listing: Listing) -> bool:
    """Whether the agency gave Dotline a place at all: a region and a phone are enough to be listed."""
    with behind(Reader.system(READER)):
        value = listing_value(Reader.system(READER), listing)
    return bool(value.site.address_1 or value.site.city or value.site.lat is not None)


def place_of(listing_id: UUID) -> publish.Listing:
    """A listing with its true place. Raises NotFound, or Conflict when the agency gave no place."""
    system = Reader.system(READER)
    with behind(system):
        row = Listing.objects.using(Store.INSIDE).filter(pk=listing_id).first()
        if row is None:
            raise not_found("listing")
        value = listing_value(system, row)
    if not (value.site.address_1 or value.site.city or value.site.lat is not None):
        raise Conflict(
            "The agency told Dotline no address for this place.", "Call its front-gate phone."
        )
    return value


def reveals(reader: Reader) -> QuerySet[Reveal]:
    """Reveals that the reader's agency asked for, or of a place of hers."""
    rows = Reveal.objects.using(Store.INSIDE)
    if reader.is_system:
        return rows
    if not policy.may_read(reader):
        return rows.none()
    return rows.filter(Q(agency_id=own(reader)) | Q(owner_agency_id=own(reader)))


def reveal(reader: Reader, reveal_id: UUID) -> Reveal:
    """One reveal. Raises NotFound."""
    found = reveals(reader).filter(pk=reveal_id).first()
    if found is None:
        raise not_found("reveal")
    return found


def reveals_of(reader: Reader, referral: Referral) -> QuerySet[Reveal]:
    """What the reader's agency asked for on one referral, newest first."""
    return reveals(reader).filter(referral_id=referral.pk, agency_id=own(reader))


def to_approve(reader: Reader) -> QuerySet[Reveal]:
    """Requests of the reader's agency that wait for a second person, and those made alone, unreviewed."""
    rows = reveals(reader).filter(agency_id=own(reader), refused_at=None)
    waiting = Q(ends_at=None, approved_by=None) | Q(alone=True, reviewed_at=None)
    return rows.filter(waiting).exclude(asked_by=reader.worker or NOBODY).order_by("asked_at", "id")


def told(reader: Reader) -> QuerySet[Reveal]:
    """Reveals of places of the reader's agency, newest first: who was told, when, why."""
    return reveals(reader).filter(owner_agency_id=own(reader), ends_at__isnull=False)


def told_of(reader: Reader, listing: Listing) -> QuerySet[Reveal]:
    """The same of one listing."""
    return told(reader).filter(listing_id=listing.pk)


def reveal_place(row: Reveal) -> str:
    """The cell that a revealed place's seal is bound to."""
    return f"referral_reveal|{row.id}|sealed"


def may_ask(reader: Reader, row: Referral) -> Listing | None:
    """The sealed listing that the reader may ask about for a referral, or None."""
    if row.service_id is None or not policy.may_ask_reveal(reader, row):
        return None
    try:
        found = sealed_listing(row.service_id)
    except NotFound:
        return None
    return found if found and place_known(found) else None


def expired(reader: Reader) -> QuerySet[Reveal]:
    """Reveals whose time is over and whose place is still held: to be forgotten."""
    rows = Reveal.objects.using(Store.INSIDE) if reader.is_system else reveals(reader)
    return rows.filter(ends_at__lte=clock.now(), sealed__isnull=False)
