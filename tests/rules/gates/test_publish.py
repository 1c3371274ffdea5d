"""The gate publish lets the public tier through; a sealed place is its region and nothing else."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Refused
from dotline.gates import publish
from dotline.gates.publish import Listing, Site, Tier
from dotline.reference import regions

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOTLINE = "1-833-900-1010"
LISTING = Listing(
    service_id=UUID(int=1),
    agency=UUID(int=2),
    organisation_en="Safe Door (FICTIONAL)",
    organisation_fr="Porte sûre (FICTIF)",
    name_en="A bed for tonight (FICTIONAL)",
    name_fr="Un lit ce soir (FICTIF)",
    description_en="A room with a door that locks.",
    description_fr="Une chambre qui se ferme à clé.",
    needs=("shelter",),
    languages=("eng", "fra"),
    hours=((0, "00:00", "23:59"),),
    site=Site("Sudbury", "ON", 46.5, -81.0, "12 Sealed Lane", "P3E 1A1"),
    region=regions.get("3590"),
    phones=((HOTLINE, Tier.PUBLIC), ("staff line", Tier.PARTNER)),
    approved_at=NOW,
    sealed=True,
)
COORDINATES = st.floats(-80, 80, allow_nan=False)


@given(COORDINATES, COORDINATES, st.text(min_size=6, max_size=30).filter(str.strip))
def test_moving_a_sealed_place_changes_no_byte(lat: float, lon: float, address: str) -> None:
    moved = replace(LISTING, site=Site("Elsewhere", "ON", lat, lon, f"{address} 99", "Z9Z 9Z9"))
    one, two = (
        json.dumps(publish.publish(item, NOW).payload, sort_keys=True) for item in (LISTING, moved)
    )
    assert one == two


def test_a_sealed_place_shows_neither_address_nor_coordinates_nor_staff_phone() -> None:
    text = json.dumps(publish.publish(LISTING, NOW).payload)
    for secret in ("12 Sealed Lane", "P3E", "46.5", "-81.0", "Sudbury", "staff line"):
        assert secret not in text
    assert HOTLINE in text


def test_an_open_place_shows_where_it_is() -> None:
    text = json.dumps(publish.publish(replace(LISTING, sealed=False), NOW).payload)
    assert "12 Sealed Lane" in text
    assert "46.5" in text


@pytest.mark.parametrize("leak", ["Come to 12 sealed lane", "Near p3e1a1", "P3E 1A1"])
def test_a_description_that_names_a_sealed_address_is_refused(leak: str) -> None:
    with pytest.raises(Refused):
        publish.publish(replace(LISTING, description_en=leak), NOW)


def test_nothing_is_published_without_approval() -> None:
    with pytest.raises(Refused):
        publish.publish(replace(LISTING, approved_at=None), NOW)


def test_days_with_the_same_hours_are_one_schedule_in_the_order_of_the_week() -> None:
    hours = ((4, "09:00", "17:00"), (0, "09:00", "17:00"), (5, "10:00", "12:00"))
    service = publish.hsds_service(replace(LISTING, hours=hours))
    schedules = service["schedules"]
    assert isinstance(schedules, list)
    assert [(one["byday"], one["opens_at"]) for one in schedules] == [
        ("MO,FR", "09:00"),
        ("SA", "10:00"),
    ]
