"""Tiers per field, and the lint that keeps a sealed place out of free text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.base.errors import Refused
from dotline.gates import publish
from dotline.gates.publish import LeakKind, ListedField, Site, Tier
from dotline.gates.publish.leaks import kinds
from dotline.reference import regions
from tests.rules.gates.test_publish import LISTING, NOW

OPEN = replace(
    LISTING,
    sealed=False,
    email="a@example.org",
    staff=(("Night desk", Tier.HOTLINE),),
)
TIERS = st.sampled_from(list(Tier))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring at 12 canary lane.", LeakKind.ADDRESS),
        ("Au 12, rue Sainte-Anne", LeakKind.ADDRESS),
        ("1200 boul. de l’Exemple", LeakKind.ADDRESS),
        ("14 bis chemin du Lac", LeakKind.ADDRESS),
        ("near Canary Street", LeakKind.STREET),
        ("sur l’avenue des Érables", LeakKind.STREET),
        ("K1A 0A1", LeakKind.POSTAL_CODE),
        ("k1a0a1", LeakKind.POSTAL_CODE),
        ("in the K1A area", LeakKind.POSTAL_CODE),
        ("45.42153, -75.69719", LeakKind.COORDINATES),
        ("45° 25′ N", LeakKind.COORDINATES),
        ("87Q4C8C3+2V", LeakKind.COORDINATES),
        ("https://maps.app.goo.gl/x", LeakKind.COORDINATES),
        ("Buzzer 12", LeakKind.UNIT),
        ("Appartement 3", LeakKind.UNIT),
        ("2nd floor", LeakKind.UNIT),
        ("au 2e étage", LeakKind.UNIT),
        ("across from the school", LeakKind.LANDMARK),
        ("en face de l’école", LeakKind.LANDMARK),
        ("at the corner of two roads", LeakKind.LANDMARK),
    ],
)  # fmt: skip
def test_the_lint_names_what_a_text_gives_away(text: str, kind: LeakKind) -> None:

    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Open 24 hours a day, 7 days a week.",
        "A bed for the night, a meal and someone to talk to. Free.",
        "25 lits pour femmes et enfants, ouvert jour et nuit.",
        "Call 1-833-900-1010 at any hour.",
        "Un logement à soi pour un an au plus, avec une intervenante à vos côtés.",
        "For women 16 and older, with up to 3 children.",
        "A 24 Hour Crisis Line answers in English and French.",
        "3 repas par jour, 2 cours de langue par semaine.",
    ],
)
def test_the_lint_leaves_harmless_text_alone(text: str) -> None:
    assert kinds(text) == ()


@pytest.mark.parametrize(
    "field",
    ["name_en", "name_fr", "description_en", "description_fr", "eligibility_en", "eligibility_fr"],
)
def test_every_free_text_of_a_sealed_listing_is_read_and_the_refusal_names_the_field(
    field: str,
) -> None:
    leaking = replace(LISTING, **{field: "Come to 7 Kelpfield Crescent"})  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        publish.publish(leaking, NOW)
    assert refused.value.params["field"] == field
    assert "Kelpfield" not in str(refused.value)


def test_the_town_is_a_leak_only_where_the_region_does_not_name_it() -> None:
    told = replace(LISTING, name_en="Beds in Sudbury")
    assert [leak.kind for leak in publish.leaks(told)] == [LeakKind.TOWN]
    toronto = replace(
        told, site=Site("Toronto", "ON"), region=regions.get("3530"), name_en="Beds in Toronto"
    )
    assert publish.leaks(toronto) == ()


def test_a_region_and_a_front_gate_phone_are_enough_to_be_listed() -> None:
    bare = replace(LISTING, site=Site(), phones=((LISTING.phones[0][0], Tier.PUBLIC),))
    service = publish.publish(bare, NOW).payload["service"]
    assert isinstance(service, dict)
    (place,) = service["service_at_locations"]
    assert place["location"]["name"] == "Northeastern Ontario"
    assert "latitude" not in place["location"] and place["location"]["addresses"] == []


# The matrix of R-23: who reads which field, for each tier that the agency may choose.
@pytest.mark.parametrize("clearance", list(Tier))
@pytest.mark.parametrize("tier", list(Tier))
@pytest.mark.parametrize("field", list(ListedField))
def test_a_field_is_read_by_those_cleared_for_its_tier_and_sealed_by_nobody(
    field: ListedField, tier: Tier, clearance: Tier
) -> None:
    chosen = {
        ListedField.RECORD: {"record_tier": tier},
        ListedField.ADDRESS: {"address_tier": tier},
        ListedField.COORDINATES: {"coordinates_tier": tier},
        ListedField.PHONE: {"phones": (("555-0100", tier),)},
        ListedField.EMAIL: {"email_tier": tier},
        ListedField.STAFF: {"staff": (("Somebody", tier),)},
    }[field]
    listing = replace(OPEN, **chosen)  # type: ignore[arg-type]
    seen = field in {row.field for row in publish.visible(listing, clearance)}
    assert seen == (tier is not Tier.SEALED and tier.rank <= clearance.rank)


@given(st.tuples(TIERS, TIERS, TIERS, TIERS, TIERS), st.booleans())
def test_what_passes_to_everybody_and_what_is_shared_never_overlap_and_hold_nothing_sealed(
    tiers: tuple[Tier, Tier, Tier, Tier, Tier], sealed: bool
) -> None:
    record, address, coordinates, email, phone = tiers
    listing = replace(
        OPEN, sealed=sealed, record_tier=record, address_tier=address, coordinates_tier=coordinates,
        email_tier=email, phones=(("555-0100", phone),),
    )  # fmt: skip
    public = str(publish.publish(listing, NOW).payload)
    shared = publish.share(listing, NOW).payload["fields"]
    assert isinstance(shared, list)
    for row in publish.fields(listing):
        if row.field in {ListedField.RECORD, ListedField.STAFF}:
            continue
        passed = (
            row.text in public
            if row.field is not ListedField.ADDRESS
            else OPEN.site.address_1 in public
        )
        if row.tier is not Tier.PUBLIC and row.field is not ListedField.COORDINATES:
            assert not passed
        assert any(one["text"] == row.text for one in shared) == (
            row.tier in {Tier.PARTNER, Tier.HOTLINE}
        )
    if sealed or Tier.PUBLIC not in {address} or coordinates is not Tier.PUBLIC:
        assert "46.5" not in public and "12 Sealed Lane" not in public


def test_every_region_is_in_its_province_and_has_both_names() -> None:
    assert len(regions.every()) == 76
    assert {region.province for region in regions.every()} == {
        "NL", "PE", "NS", "NB", "QC", "ON", "MB", "SK", "AB", "BC", "YT", "NT", "NU",
    }  # fmt: skip
    assert regions.get("2440").label("fr-CA") == "Région de Montréal"
