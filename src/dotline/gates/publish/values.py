"""A listing as its own agency keeps it: every field with the tier of those who may read it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dotline.reference.regions import Region


class Tier(StrEnum):
    """Who may see a field of a listing, from everybody to the agency alone."""

    PUBLIC = "public"
    PARTNER = "partner"
    HOTLINE = "hotline"
    SEALED = "sealed"

    @property
    def rank(self) -> int:
        """How narrow: 0 is everybody."""
        return list(Tier).index(self)


class ListedField(StrEnum):
    """The fields that carry a tier of their own (research/referral.md R-23)."""

    RECORD = "record"
    ADDRESS = "address"
    COORDINATES = "coordinates"
    PHONE = "phone"
    EMAIL = "email"
    STAFF = "staff"


@dataclass(frozen=True)
class Site:
    """Where a service really is. A sealed place may leave all of it empty: Dotline need not know."""

    city: str = ""
    province: str = ""
    lat: float | None = None
    lon: float | None = None
    address_1: str = ""
    postal_code: str = ""
    zone: str = "America/Toronto"


@dataclass(frozen=True)
class Listing:
    """A service as its own agency keeps it. `hours` is ((weekday 0-6, opens 'HH:MM', closes 'HH:MM'), ...).

    `welcomes` are words such as `gender:Feminine` or `pets:no` (directory.rules.welcome), ages whole years;
    what is not said is not a refusal.
    """

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
    region: Region
    site: Site = field(default_factory=Site)
    phones: tuple[tuple[str, Tier], ...] = ()
    email: str = ""
    email_tier: Tier = Tier.PARTNER
    staff: tuple[tuple[str, Tier], ...] = ()
    sealed: bool = False
    address_tier: Tier = Tier.PUBLIC
    coordinates_tier: Tier = Tier.PUBLIC
    record_tier: Tier = Tier.PUBLIC
    eligibility_en: str = ""
    eligibility_fr: str = ""
    serves: tuple[str, ...] = ()
    welcomes: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    accepts_referrals: bool = True
    approved_at: datetime | None = None
    demo: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)
