"""What a sealed listing reaches: its places, whoever runs it, and whatever anybody hung on any of them."""

import json
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from django.db.models import Q

from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.directory.formats.shapes import OWNERS, TARGETS
from dotline.directory.models import (
    ConfirmationAnswer,
    FieldOffer,
    Merge,
    Organization,
    Service,
    Source,
)
from dotline.directory.queries.rows import chunks, table
from dotline.directory.rules.offers import WHOLE
from dotline.gates.publish import REGION

Owners = dict[str, set[UUID]]
# What hangs on a listing, an owner always before what hangs on it.
_HANGS: Final = (
    "service_at_location", "location", "address", "contact", "phone", "schedule", "service_area", "language",
    "accessibility", "cost_option", "funding", "organization_identifier", "required_document",
    "service_capacity", "url", "program", "attribute", "metadata",
)  # fmt: skip
_OTHERWISE: Final = {
    "location": ("organization_id",),
    "program": ("organization_id",),
    "service_area": ("service_id", "service_at_location_id"),
    "funding": ("organization_id", "service_id"),
    "url": ("organization_id", "service_id"),
    "attribute": ("link_id",),
    "metadata": ("resource_id",),
}


def runs_of(service_id: UUID) -> set[UUID]:
    """Whoever runs the listing, also one that runs others too."""
    named = Service.objects.filter(id=service_id).values("organization_id")
    return set(Organization.objects.filter(id__in=named).values_list("id", flat=True))


def reach_of(service_id: UUID, agency: UUID | None = None, places: Iterable[UUID] = ()) -> Owners:
    """The listing, the organization of its agency, its places, and whatever hangs on any of them, by kind.

    A place or program that another listing names too is that listing's, and so is an organization that is not
    the agency itself.
    """
    mine = Service.objects.filter(id=service_id)
    agencies = {agency, *mine.values_list("agency", flat=True)} - {None}
    shared = Service.objects.exclude(id=service_id).exclude(organization_id=None)
    alone = Q(id__in=mine.values("organization_id")) & ~Q(id__in=shared.values("organization_id"))
    runs = Organization.objects.filter(Q(id__in=agencies) | alone)
    reach: Owners = {
        "service": {service_id},
        "organization": set(runs.values_list("id", flat=True)),
        "location": {*places, *_offered(service_id)},
    }
    for kind in _HANGS:
        reach[kind] = _hanging(kind, reach, service_id)
    return reach


def _offered(service_id: UUID) -> set[UUID]:
    """Places that somebody else said the listing is at: they came in, the link to them is an offer."""
    said = FieldOffer.objects.filter(kind="service_at_location", field=WHOLE, listing_id=service_id)
    told = (json.loads(value).get("location_id") for value in said.values_list("value", flat=True))
    return {UUID(str(key)) for key in told if key}


def _hanging(kind: str, reach: Mapping[str, set[UUID]], service_id: UUID) -> set[UUID]:
    found = set(reach.get(kind, ()))
    for column in _OTHERWISE.get(kind) or OWNERS[kind]:
        target = TARGETS.get(column)
        owners = reach.get(target, set()) if target else set().union(*reach.values())
        for piece in chunks(owners):
            found |= set(
                table(kind).filter(**{f"{column}__in": piece}).values_list("id", flat=True)
            )
    if kind == "location":
        joins = table("service_at_location")
        named = joins.filter(service_id=service_id).values_list("location_id", flat=True)
        found |= {key for key in named if key}
        others = joins.exclude(service_id=service_id).filter(location_id__in=found)
        found -= set(others.values_list("location_id", flat=True))
    if kind == "program":
        others = Service.objects.exclude(id=service_id).filter(program_id__in=found)
        found -= set(others.values_list("program_id", flat=True))
    return found


def shown_by_loads(by: Reader) -> dict[UUID, UUID]:
    """Listings that their agency sealed while a load's open row of them stayed, with the passage that sealed them.

    Until sealing took such rows over, what the agency published came in beside them: the region of its place.
    """
    del by
    loads = set(Source.objects.values_list("id", flat=True))
    places = table("location").filter(external_identifier_type=REGION).exclude(origin__in=loads)
    regions = dict(places.values_list("id", "origin"))
    if not regions:
        return {}
    open_ = Service.objects.filter(origin__in=loads).exclude(sealed=True)
    named = {stable_id("location", str(key)): key for key in open_.values_list("id", flat=True)}
    return {named[place]: origin for place, origin in regions.items() if place in named}


def unforgotten(by: Reader) -> dict[UUID, UUID]:
    """Listings that their agency sealed and beside which something of others still stands, with their origin."""
    del by
    loads = set(Source.objects.values_list("id", flat=True))
    mine = Service.objects.filter(sealed=True).exclude(origin__in=loads)
    return {
        key: origin
        for key, origin in mine.values_list("id", "origin")
        if _beside(key, origin, loads)
    }


def _beside(key: UUID, origin: UUID, loads: set[UUID]) -> bool:
    reach = reach_of(key)
    runs = reach["organization"] | runs_of(key)
    about = set().union(*reach.values(), runs)
    said = FieldOffer.objects.filter(Q(listing_id__in=about) | Q(record_id__in=about))
    told = ConfirmationAnswer.objects.filter(service_id=key).exclude(told="{}")
    merged = Merge.objects.filter(undone_at=None).filter(Q(loser__in=about) | Q(survivor__in=about))
    if said.exists() or told.exists() or merged.exists():
        return True
    for kind, ids in reach.items():
        rows = table(kind).filter(id__in=ids).exclude(origin=origin)
        rows = rows.filter(origin__in=loads) if kind == "organization" else rows
        if rows.exists():
            return True
    return False
