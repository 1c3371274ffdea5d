"""From a listing to what passes: the public part to everybody, the shared part to partners and the help line.

Each field has a tier. A place that is not public passes as its region, and what is said of the region is computed from
the region's code alone, so that nothing public depends on where the place really is (R-20 to R-25). Pure.
"""

from collections.abc import Mapping
from datetime import datetime

from dotline.base.errors import Refused
from dotline.base.ids import stable_id
from dotline.base.outcome import ALLOWED, Decision
from dotline.gates.passage import Gate, Passage
from dotline.gates.publish.leaks import MEND, REASONS, kinds, leaks
from dotline.gates.publish.tiers import Shown, fields, place_is_public
from dotline.gates.publish.values import ListedField, Listing, Tier

REGION = "dotline-region"  # the external_identifier_type of a location that is a region


def may_publish(listing: Listing) -> Decision:
    """Whether the agency approved the listing and its texts keep a sealed place to themselves."""
    if listing.approved_at is None:
        return Refused(
            "The agency has not approved this listing yet.",
            "Ask a supervisor of the agency to approve it.",
        )
    found = () if place_is_public(listing) else leaks(listing)
    if found:
        return Refused(found[0].reason, MEND, field=found[0].field)
    return ALLOWED


def may_correct(field: str, text: str, *, sealed: bool) -> Decision:
    """Whether a value that somebody else offered may stand in a published listing (R-11, R-26).

    For a sealed listing the same lint holds as for its agency's own texts.
    """
    found = kinds(text) if sealed else ()
    return Refused(REASONS[found[0]], MEND, field=field) if found else ALLOWED


def publish(listing: Listing, at: datetime) -> Passage:
    """The passage of the public part. Raises Refused when it may not be published.

    A record that is not for everybody passes as its id alone: the directory takes it off the list.
    """
    may_publish(listing).or_refuse()
    if listing.record_tier is not Tier.PUBLIC:
        return _passage(listing, at, "directory", {"withdraw": str(listing.service_id)})
    return _passage(
        listing, at, "directory", {"service": hsds_service(listing), "demo": listing.demo}
    )


def share(listing: Listing, at: datetime) -> Passage:
    """The passage of what partners or the help line may read: it stays in the `inside` store.

    Sealed fields never pass, and what is public passes the other way. Raises Refused as `publish` does.
    """
    may_publish(listing).or_refuse()
    rows = [
        {"field": shown.field.value, "text": shown.text, "tier": shown.tier.value}
        for shown in (*fields(listing), *_whole_record(listing))
        if shown.tier in {Tier.PARTNER, Tier.HOTLINE}
    ]
    values = {
        "service": str(listing.service_id),
        "name_en": listing.name_en,
        "name_fr": listing.name_fr,
        "region": listing.region.code,
        "record_tier": listing.record_tier.value,
        "fields": rows if listing.record_tier is not Tier.SEALED else [],
    }
    return _passage(listing, at, "referral", values)


def withdraw(listing: Listing, at: datetime) -> tuple[Passage, Passage]:
    """The two passages that take a listing off the public list and out of what partners read."""
    shared = {"service": str(listing.service_id), "fields": []}
    return (
        _passage(listing, at, "directory", {"withdraw": str(listing.service_id)}),
        _passage(listing, at, "referral", shared),
    )


def _whole_record(listing: Listing) -> tuple[Shown, ...]:
    """The texts of a record that is not for everybody; a public record's texts stand in the directory."""
    tier = listing.record_tier
    if tier is Tier.PUBLIC:
        return ()
    texts = (listing.description_en, listing.description_fr)
    return tuple(Shown(ListedField.RECORD, text, tier) for text in texts if text)


def _passage(listing: Listing, at: datetime, room: str, payload: Mapping[str, object]) -> Passage:
    service = payload.get("service")
    named = service if isinstance(service, Mapping) else payload
    return Passage(
        gate=Gate.PUBLISH,
        room=room,
        sender=listing.agency,
        recipient=None,
        basis="approval",
        fields=tuple(sorted(named)),
        payload=payload,
        at=at,
    )


def hsds_service(listing: Listing) -> dict[str, object]:
    """The listing as an HSDS 3.1 service, public tier only, with our private keys under `x_dotline`."""
    return {
        "id": str(listing.service_id),
        "name": listing.name_en,
        "description": listing.description_en,
        "eligibility_description": listing.eligibility_en or None,
        "minimum_age": listing.age_from,
        "maximum_age": listing.age_to,
        "status": "active",
        "assured_date": listing.approved_at.date().isoformat() if listing.approved_at else None,
        "organization": {
            "id": str(listing.agency),
            "name": listing.organisation_en,
            "description": listing.organisation_en,
        },
        "email": next(iter(_public(listing, ListedField.EMAIL)), None),
        "phones": [
            {"id": str(stable_id("phone", str(listing.service_id), number)), "number": number}
            for number in _public(listing, ListedField.PHONE)
        ],
        "contacts": [
            {"id": str(stable_id("contact", str(listing.service_id), name)), "name": name}
            for name in _public(listing, ListedField.STAFF)
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


def _public(listing: Listing, name: ListedField) -> list[str]:
    return [row.text for row in fields(listing) if row.field is name and row.tier is Tier.PUBLIC]


def _private_keys(listing: Listing) -> dict[str, object]:
    return {
        "agency": str(listing.agency),
        "needs": list(listing.needs),
        "accepts_referrals": listing.accepts_referrals,
        "sealed": not place_is_public(listing),
        "zone": listing.site.zone if place_is_public(listing) else listing.region.zone,
        "serves": list(listing.serves),
        "welcomes": " ".join(listing.welcomes),
        "organization_name_fr": listing.organisation_fr,
        "name_fr": listing.name_fr,
        "description_fr": listing.description_fr,
        "region_en": listing.region.label_en,
        "region_fr": listing.region.label_fr,
        "eligibility_description_fr": listing.eligibility_fr,
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
    addresses: list[dict[str, object]] = []
    if not place_is_public(listing):
        # Only the region's code and names are read here: moving the true site cannot change one byte. No
        # coordinates: a pin on a map would send people, or an abuser, to a door that is somebody else's.
        place: dict[str, object] = {
            "name": listing.region.label_en,
            "external_identifier": listing.region.code,
            "external_identifier_type": REGION,
            "location_type": "virtual",
        }
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
