"""Forgetting what others said of a listing when its agency seals it: any of it may tell where it is (R-26)."""

from uuid import UUID

from django.db.models import Q

from dotline.directory.actions.merging import _lift
from dotline.directory.models import (
    ConfirmationAnswer,
    DuplicatePair,
    FieldOffer,
    Merge,
    Organization,
    Service,
)
from dotline.directory.queries.rows import table

Owners = dict[str, set[UUID]]


def _forget(service_id: UUID) -> Owners:
    """Delete offers and pairs of a listing that is not sealed yet, blank answers, lift merges; answers whose.

    Runs before the sealed listing is written: what was taken of an offer would be held in it otherwise, and
    its places would be gone from the tables. Does nothing for one that is sealed already.
    """
    if Service.objects.filter(id=service_id, sealed=True).exists():
        return {}
    owners = _owners(service_id)
    lifted: Owners = {}
    for kind, ids in owners.items():
        for row in Merge.objects.filter(kind=kind, undone_at=None).filter(
            Q(loser__in=ids) | Q(survivor__in=ids)
        ):
            _lift(row)
            lifted.setdefault(kind, set()).update((row.loser, row.survivor))
        pairs = DuplicatePair.objects.filter(kind=kind)
        pairs.filter(Q(one__in=ids) | Q(two__in=ids)).delete()
    listing = owners["service"] | owners["location"]
    mine = Q(listing_id__in=listing) | Q(record_id__in=listing | _parts(owners))
    FieldOffer.objects.filter(mine | Q(source_id__in=set().union(*owners.values()))).delete()
    ConfirmationAnswer.objects.filter(service_id=service_id).update(told="{}")
    return lifted


def _owners(service_id: UUID) -> Owners:
    runs = Service.objects.filter(id=service_id).values("organization_id")
    joins = table("service_at_location").filter(service_id=service_id)
    return {
        "service": {service_id},
        "location": set(joins.exclude(location_id=None).values_list("location_id", flat=True)),
        "organization": set(Organization.objects.filter(id__in=runs).values_list("id", flat=True)),
    }


def _parts(owners: Owners) -> set[UUID]:
    """What hangs on the listing and its places: an offer to any of it speaks of them."""
    joins = table("service_at_location").filter(service_id__in=owners["service"])
    found = set(joins.values_list("id", flat=True))
    for kind in ("phone", "address"):
        rows = table(kind).filter(location_id__in=owners["location"])
        found |= set(rows.values_list("id", flat=True))
    phones = Q(service_id__in=owners["service"]) | Q(service_at_location_id__in=found)
    return found | set(table("phone").filter(phones).values_list("id", flat=True))
