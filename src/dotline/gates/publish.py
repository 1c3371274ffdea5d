"""The gate *publish*: a service listing without what is sealed, to everybody. Pure, usable in a notebook.

Each field has a tier; only the public tier passes. A sealed place passes as its region and front-gate phone, computed
from the region alone, so that nothing public depends on where it really is (research/referral.md R-20 to R-25).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dotline.base.errors import Refused
from dotline.base.ids import stable_id
from dotline.base.outcome import ALLOWED, Decision
from dotline.gates.passage import Gate, Passage


class Tier(StrEnum):
    """Who may see a field of a listing."""

    PUBLIC = "public"
    PARTNER = "partner"
    HOTLINE = "hotline"
    SEALED = "sealed"


@dataclass(frozen=True)
class Region:
    """The published whereabouts of a sealed place: a name and a fixed point that belongs to the region."""

    name_en: str
    name_fr: str
    province: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Site:
    """Where a service really is."""

    city: str
    province: str
    lat: float | None
    lon: float | None
    address_1: str = ""
    postal_code: str = ""
    zone: str = "America/Toronto"


@dataclass(frozen=True)
class Listing:
    """A service as its own agency keeps it. `hours` is ((weekday 0-6, opens 'HH:MM', closes 'HH:MM'), ...)."""

    service_id: UUID
    agency: UUID
    organisation_en: str
    organisation_fr: str
    name_en: str
    name_fr: str
    description_en: str
    description_fr: str
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    hours: tuple[tuple[int, str, str], ...]
    site: Site
    region: Region
    phones: tuple[tuple[str, Tier], ...] = ()
    email: str = ""
    email_tier: Tier = Tier.PARTNER
    sealed: bool = False
    serves: tuple[str, ...] = ()
    accepts_referrals: bool = True
    approved_at: datetime | None = None
    demo: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)


def may_publish(listing: Listing) -> Decision:
    """Whether the agency approved the listing and its text keeps a sealed address to itself."""
    if listing.approved_at is None:
        return Refused(
            "The agency has not approved this listing yet.",
            "Ask a supervisor of the agency to approve it.",
        )
    if listing.sealed and _leaks(listing):
        return Refused(
            "The text of this listing names its sealed address or postal code.",
            "Take the address out of name and description.",
        )
    return ALLOWED


def _leaks(listing: Listing) -> bool:
    text = " ".join(
        (
            listing.name_en,
            listing.name_fr,
            listing.description_en,
            listing.description_fr,
            *listing.extra.values(),
        )
    )
    squeezed = text.casefold().replace(" ", "")
    secrets = (listing.site.address_1, listing.site.postal_code)
    return any(secret and secret.casefold().replace(" ", "") in squeezed for secret in secrets)


def publish(listing: Listing, at: datetime) -> Passage:
    """The passage of the public part. Raises Refused when it may not be published."""
    may_publish(listing).or_refuse()
    payload = {"service": hsds_service(listing), "demo": listing.demo}
    service = payload["service"]
    return Passage(
        gate=Gate.PUBLISH,
        room="directory",
        sender=listing.agency,
        recipient=None,
        basis="approval",
        fields=tuple(sorted(service)) if isinstance(service, dict) else (),
        payload=payload,
        at=at,
    )


def hsds_service(listing: Listing) -> dict[str, object]:
    """The listing as an HSDS 3.1 service, public tier only, with our private keys under `x_dotline`."""
    return {
        "id": str(listing.service_id),
        "name": listing.name_en,
        "description": listing.description_en,
        "status": "active",
        "assured_date": listing.approved_at.date().isoformat() if listing.approved_at else None,
        "organization": {
            "id": str(listing.agency),
            "name": listing.organisation_en,
            "description": listing.organisation_en,
        },
        "email": listing.email if listing.email and listing.email_tier == Tier.PUBLIC else None,
        "phones": [
            {"id": str(stable_id("phone", str(listing.service_id), number)), "number": number}
            for number, tier in listing.phones
            if tier == Tier.PUBLIC
        ],
        "languages": [
            {"id": str(stable_id("language", str(listing.service_id), code)), "code": code}
            for code in listing.languages
        ],
        "service_areas": [
            {"id": str(stable_id("area", str(listing.service_id), province)), "name": province}
            for province in listing.serves
        ],
        "schedules": _schedules(listing),
        "service_at_locations": [_at_location(listing)],
        "x_dotline": _private_keys(listing),
    }


def _private_keys(listing: Listing) -> dict[str, object]:
    return {
        "agency": str(listing.agency),
        "needs": list(listing.needs),
        "accepts_referrals": listing.accepts_referrals,
        "sealed": listing.sealed,
        "zone": listing.site.zone,
        "serves": list(listing.serves),
        "organization_name_fr": listing.organisation_fr,
        "name_fr": listing.name_fr,
        "description_fr": listing.description_fr,
        "region_en": listing.region.name_en,
        "region_fr": listing.region.name_fr,
    }


_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _schedules(listing: Listing) -> list[dict[str, object]]:
    """One weekly schedule for all days that share their hours, in the order of the week."""
    days: dict[tuple[str, str], list[int]] = {}
    for day, opens, closes in sorted(listing.hours):
        days.setdefault((opens, closes), []).append(day)
    return [
        {
            "id": str(stable_id("schedule", str(listing.service_id), opens, closes)),
            "freq": "WEEKLY",
            "byday": ",".join(_BYDAY[day] for day in which),
            "opens_at": opens,
            "closes_at": closes,
        }
        for (opens, closes), which in days.items()
    ]


def _at_location(listing: Listing) -> dict[str, object]:
    key = str(listing.service_id)
    if listing.sealed:
        # Only the region is read here: moving the true site cannot change one byte of what follows.
        place: dict[str, object] = {
            "name": listing.region.name_en,
            "latitude": listing.region.lat,
            "longitude": listing.region.lon,
            "location_type": "virtual",
        }
        addresses: list[dict[str, object]] = []
    else:
        place = {
            "name": listing.site.city,
            "latitude": listing.site.lat,
            "longitude": listing.site.lon,
            "location_type": "physical",
        }
        addresses = _addresses(listing)
    location = {"id": str(stable_id("location", key)), **place, "addresses": addresses}
    return {"id": str(stable_id("service_at_location", key)), "location": location}


def _addresses(listing: Listing) -> list[dict[str, object]]:
    if not listing.site.address_1:
        return []  # a partly hidden address cannot be valid HSDS: leave the whole object out
    return [
        {
            "id": str(stable_id("address", str(listing.service_id))),
            "address_1": listing.site.address_1,
            "city": listing.site.city,
            "state_province": listing.site.province,
            "postal_code": listing.site.postal_code,
            "country": "CA",
            "address_type": "physical",
        }
    ]
