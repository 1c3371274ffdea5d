"""Beds of the reader's own services, and the holds that both sides of a referral see."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.directory.rules.beds import OFFERING
from dotline.directory.rules.beds import Beds as DirectoryBeds
from dotline.referral import policy, rules
from dotline.referral.models import BedCount, BedHold, Listing, Referral
from dotline.referral.queries.rows import own
from dotline.referral.rules import Beds, BedsShown, BedUnit


@dataclass(frozen=True)
class BedRow:
    """One own service with its beds; `count` None means that nobody has counted yet."""

    listing: Listing
    count: BedCount | None
    shown: BedsShown | None
    holds: int


def own_services(reader: Reader) -> QuerySet[Listing]:
    """Services of the reader's own agency, by name."""
    rows = Listing.objects.using(Store.INSIDE)
    return rows.filter(agency_id=own(reader)) if reader.has("referral.beds") else rows.none()


def own_service(reader: Reader, service_id: UUID) -> Listing:
    """One own service. Raises NotFound."""
    found = Listing.objects.using(Store.INSIDE).filter(agency_id=own(reader), service_id=service_id)
    row = found.first() if policy.may_read(reader) else None
    if row is None:
        raise not_found("service")
    return row


def beds_value(row: BedCount) -> Beds:
    """A stored count as the rules judge it."""
    return Beds(
        BedUnit(row.unit),
        row.total,
        row.held,
        row.occupied,
        row.offline,
        row.counted_at,
        row.source,
    )


def own_beds(reader: Reader) -> list[BedRow]:
    """Own services that have or offer beds, with what may be said about them now."""
    counts = {
        row.service_id: row
        for row in BedCount.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    }
    running: dict[UUID, int] = {}
    for hold in _running(reader):
        running[hold.service_id] = running.get(hold.service_id, 0) + 1
    rows = []
    for listing in own_services(reader):
        count = counts.get(listing.service_id)
        if count is None and not OFFERING & set(rules.codes(listing.needs)):
            continue
        shown = rules.shown_beds(beds_value(count), clock.now()) if count else None
        rows.append(BedRow(listing, count, shown, running.get(listing.service_id, 0)))
    return rows


def _running(reader: Reader) -> QuerySet[BedHold]:
    rows = BedHold.objects.using(Store.INSIDE).filter(ended_at=None, expires_at__gt=clock.now())
    return rows.filter(agency_id=own(reader))


def beds_of_all(reader: Reader) -> dict[UUID, DirectoryBeds]:
    """Free beds of every service, for who refers: the answer to the directory's port (R-56).

    A number, its moment and its limit of age, by service; never who counted, held or where it is.
    """
    if not (reader.is_system or policy.may_either(reader)):
        return {}
    with behind(Reader.system("beds")):
        rows = list(BedCount.objects.using(Store.INSIDE).all())
        over = list(
            BedHold.objects.using(Store.INSIDE)
            .filter(ended_at=None, expires_at__lte=clock.now())
            .values_list("service_id", flat=True)
        )
    return {
        row.service_id: DirectoryBeds(
            beds_value(row).free + over.count(row.service_id),
            row.counted_at,
            rules.LIMITS[BedUnit(row.unit)],
        )
        for row in rows
    }


def offers_beds(row: Referral) -> bool:
    """Whether a bed is what is asked for."""
    return bool(OFFERING & set(rules.codes(row.needs)))


def services_with_old_holds(reader: Reader) -> list[UUID]:
    """Services where a hold is over that nobody has ended; for machine actors."""
    rows = BedHold.objects.using(Store.INSIDE).filter(ended_at=None, expires_at__lte=clock.now())
    rows = rows if reader.is_system else rows.none()
    return list(rows.order_by("service_id").values_list("service_id", flat=True).distinct())


def hold_of(reader: Reader, row: Referral) -> BedHold | None:
    """The bed that is held for a referral now, for either side of it."""
    rows = BedHold.objects.using(Store.INSIDE).filter(
        referral_id=row.id, ended_at=None, expires_at__gt=clock.now()
    )
    mine = Q(agency_id=own(reader)) | Q(from_agency_id=own(reader))
    return (rows if reader.is_system else rows.filter(mine)).first()


def counted_beds(reader: Reader, services: list[UUID]) -> Mapping[UUID, BedCount]:
    """Counts of own services by service."""
    rows = BedCount.objects.using(Store.INSIDE).filter(agency_id=own(reader))
    return {row.service_id: row for row in rows.filter(service_id__in=services)}
