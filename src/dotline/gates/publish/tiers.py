"""The one place that decides which reader sees which field of a listing (research/referral.md R-23). Pure."""

from dataclasses import dataclass

from dotline.gates.publish.values import ListedField, Listing, Tier


@dataclass(frozen=True)
class Shown:
    """One value of one field, and the widest circle that may read it."""

    field: ListedField
    text: str
    tier: Tier


def narrower(*tiers: Tier) -> Tier:
    """The narrowest of several tiers: a field is never wider than its record."""
    return max(tiers, key=lambda tier: tier.rank)


def fields(listing: Listing) -> tuple[Shown, ...]:
    """Every field that carries a tier, with the tier that holds for it.

    A sealed place seals address and coordinates, whatever else was chosen for them.
    """
    place = Tier.SEALED if listing.sealed else Tier.PUBLIC
    site = listing.site
    address = ", ".join(
        part for part in (site.address_1, site.city, site.province, site.postal_code) if part
    )
    point = "" if site.lat is None or site.lon is None else f"{site.lat}, {site.lon}"
    rows = [
        Shown(ListedField.RECORD, listing.name_en, listing.record_tier),
        Shown(ListedField.ADDRESS, address, narrower(place, listing.address_tier)),
        Shown(ListedField.COORDINATES, point, narrower(place, listing.coordinates_tier)),
        *(Shown(ListedField.PHONE, number, tier) for number, tier in listing.phones),
        Shown(ListedField.EMAIL, listing.email, listing.email_tier),
        *(Shown(ListedField.STAFF, name, tier) for name, tier in listing.staff),
    ]
    return tuple(
        Shown(row.field, row.text, narrower(row.tier, listing.record_tier))
        for row in rows
        if row.text
    )


def visible(listing: Listing, clearance: Tier) -> tuple[Shown, ...]:
    """What somebody of a clearance may read. Nobody gets a sealed field this way: that takes a reveal."""
    return tuple(
        row
        for row in fields(listing)
        if row.tier.rank <= clearance.rank and row.tier is not Tier.SEALED
    )


def place_is_public(listing: Listing) -> bool:
    """Whether everybody may know where the service is; otherwise everybody knows the region only."""
    return all(
        row.tier is Tier.PUBLIC
        for row in fields(listing)
        if row.field in {ListedField.ADDRESS, ListedField.COORDINATES}
    ) and not (listing.sealed or _place_withheld(listing))


def _place_withheld(listing: Listing) -> bool:
    return narrower(listing.address_tier, listing.coordinates_tier) is not Tier.PUBLIC
