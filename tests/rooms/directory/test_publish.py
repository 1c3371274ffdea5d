"""What comes through the gate publish stands in the directory, and only that."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.models import Location, SearchPoint, Service
from dotline.directory.queries import snapshot
from dotline.directory.queries.find import find
from dotline.directory.rules.query import Query
from dotline.gates.publish import Listing, Site, Tier, publish
from dotline.reference import places, regions
from tests.rooms.directory.listings import NUMBER, load, service

AT = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
COURIER = Reader.system("courier")
SERVICE = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")

LISTING = Listing(
    service_id=SERVICE,
    agency=UUID("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
    organisation_en="Invented shelter society",
    organisation_fr="Société du refuge inventé",
    name_en="Quiet shelter",
    name_fr="Refuge tranquille",
    description_en="Beds and meals.",
    description_fr="Des lits et des repas.",
    needs=("shelter",),
    languages=("eng", "fra"),
    hours=((0, "09:00", "17:00"),),
    site=Site("Ottawa", "ON", 45.4111, -75.6999, "1 Canary Lane", "K1A 0A1"),
    region=regions.get("3515"),
    phones=((NUMBER, Tier.PUBLIC), ("1-800-000-0000", Tier.HOTLINE)),
    sealed=True,
    serves=("ON",),
    approved_at=AT,
)


def take_in(listing: Listing) -> None:
    actions.take_in(by=COURIER, passage=publish(listing, AT))


def everything() -> str:
    """All that the directory could ever tell about the service."""
    card = snapshot.cards([SERVICE])[SERVICE]
    points = list(SearchPoint.objects.values_list("latitude", "longitude"))
    return json.dumps(
        [card, points, list(Location.objects.values("name", "latitude", "longitude"))],
        sort_keys=True,
    )


def test_a_published_listing_is_found_with_its_agency_in_both_languages() -> None:
    take_in(LISTING)
    (hit,) = find(Reader.public(), Query(need="shelter", near=places.find("Ottawa"), km=100.0)).hits
    assert (hit.text("name"), hit.text("name", "fr")) == ("Quiet shelter", "Refuge tranquille")
    assert hit.card["agency"] == str(LISTING.agency) and hit.card["accepts_referrals"] is True
    assert hit.text("organization", "fr") == "Société du refuge inventé"


def test_moving_a_sealed_place_changes_not_one_byte() -> None:
    take_in(LISTING)
    before = everything()
    take_in(replace(LISTING, site=replace(LISTING.site, lat=44.2, lon=-76.5, city="Kingston")))
    assert everything() == before
    assert "Canary" not in before and "1-800-000-0000" not in before


def test_a_later_listing_replaces_the_earlier_one() -> None:
    take_in(LISTING)
    take_in(replace(LISTING, name_en="Quieter shelter", phones=()))
    assert Service.objects.get(id=SERVICE).name == "Quieter shelter"
    assert snapshot.cards([SERVICE])[SERVICE]["phones"] == []
    assert Location.objects.count() == 1


def test_two_listings_of_one_agency_share_it_and_do_not_disturb_each_other() -> None:
    other = replace(LISTING, service_id=UUID(int=77), name_en="Second house")
    take_in(LISTING)
    take_in(other)
    take_in(replace(LISTING, name_en="Quieter shelter"))
    assert set(Service.objects.values_list("name", flat=True)) == {
        "Quieter shelter",
        "Second house",
    }
    cards = snapshot.cards([SERVICE, UUID(int=77)])
    assert {card["organization"] for card in cards.values()} == {"Invented shelter society"}


def test_a_load_does_not_touch_what_was_published() -> None:
    take_in(LISTING)
    load(service("Invented help"))
    load(service("Invented help"), service("Another"), source="test", allow_removal=True)
    assert Service.objects.filter(id=SERVICE).exists()


def test_hours_of_a_listing_are_its_own_zones_hours() -> None:
    take_in(replace(LISTING, region=regions.get("1010")))
    monday = datetime(2026, 11, 23, 12, 45, tzinfo=UTC)  # 9:15 in St. John's, 7:45 in Toronto
    assert find(Reader.public(), Query(open_now_at=monday)).relaxed == ()
