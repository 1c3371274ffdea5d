"""A listing that its agency seals leaves nothing that anybody else said of it, whatever came first (R-20, R-26)."""

import json
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.directory import actions, jobs
from dotline.directory.actions import publishing
from dotline.directory.models import ConfirmationAnswer, FieldOffer, Service
from dotline.directory.queries import exports, offers, sealed
from dotline.directory.rules.offers import OfferKind
from dotline.gates.publish import withdraw
from tests.rooms.directory.listings import LOADER, key, load, service
from tests.rooms.directory.test_publish import AT, COURIER, LISTING, SERVICE, take_in

STREET = "12 Kelpfield Street"
OPEN = replace(LISTING, sealed=False)


def everything() -> str:
    """Every byte of the open store's directory, and what anybody can carry away."""
    out = BytesIO()
    exports.write(Reader.public(), "hsds-json", out)
    told = [out.getvalue().decode()]
    connection = connections[Store.OPEN]
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            if name.startswith("directory_") and "fts" not in name:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
                told += [str(row) for row in cursor.fetchall()]
    return "\n".join(told)


def brought(**more: Any) -> dict[str, Any]:
    """What a careless source says of the listing, under the listing's own ids, with its street everywhere."""
    address = {
        "id": key("street"), "address_1": STREET, "city": "Ottawa", "state_province": "ON",
        "postal_code": "K1A 0A1", "country": "CA", "address_type": "physical",
    }  # fmt: skip
    place = {
        "id": key("theirs"), "location_type": "physical", "latitude": 45.41, "longitude": -75.69,
        "name": STREET, "addresses": [address],
    }  # fmt: skip
    office = {**place, "id": key("office"), "addresses": [{**address, "id": key("street 2")}]}
    return service(
        "Quiet shelter",
        description=f"Knock at {STREET}.",
        organization={
            "id": str(LISTING.agency),
            "name": "Quiet society",
            "description": f"At {STREET}.",
            "locations": [office],
        },
        service_at_locations=[{"id": key("join"), "location": place, "description": STREET}],
        **more,
    ) | {"id": str(SERVICE)}


def test_a_listing_that_a_load_brought_first_is_the_agencys_alone_once_it_is_sealed() -> None:
    load(brought(), source="south")
    assert STREET in everything()
    take_in(LISTING)
    found = Service.objects.get(id=SERVICE)
    assert found.sealed and found.agency == LISTING.agency
    assert STREET not in everything() and "45.41" not in everything()


def test_an_earlier_open_edition_beside_a_load_leaves_no_address() -> None:
    load(brought(), source="south")
    site = replace(OPEN.site, address_1="14 Kelpfield Street")
    take_in(replace(OPEN, site=site))
    assert "14 Kelpfield" in everything()
    take_in(LISTING)
    assert "Kelpfield" not in everything()


@pytest.mark.parametrize("withdrawn", [False, True])
def test_the_source_that_brought_it_never_brings_it_back(withdrawn: bool) -> None:
    load(brought(), source="south")
    take_in(LISTING)
    if withdrawn:
        actions.take_in(by=COURIER, passage=withdraw(LISTING, AT)[0])
    before = Service.objects.count()
    load(brought(), service("Other house"), source="south")
    load(brought(), service("Third house"), source="north")
    assert STREET not in everything()
    assert Service.objects.count() == before + 2


def test_what_others_offer_for_the_agency_itself_goes_with_it() -> None:
    take_in(OPEN)
    load(brought(), source="south")
    assert any(one.kind == "organization" for one in offers.conflicts(LOADER))
    take_in(LISTING)
    assert not FieldOffer.objects.exists() and STREET not in everything()
    load(brought(alert=STREET), source="south")
    assert not FieldOffer.objects.exists() and STREET not in everything()


def test_a_home_that_sealed_before_this_rule_is_brought_in_line_at_its_next_start() -> None:
    take_in(LISTING)
    now = clock.now()
    for kind, record, field in (
        ("service", SERVICE, "description"),
        ("organization", LISTING.agency, "description"),
    ):
        FieldOffer(
            kind=kind, record_id=record, field=field, value=json.dumps(STREET), listing_kind=kind,
            listing_id=record, source_kind=OfferKind.LOAD, source_id=UUID(int=5), source_name="south",
            offered_at=now,
        ).save()  # fmt: skip
    ConfirmationAnswer(
        id=UUID(int=9), agency_id=UUID(int=6), service_id=SERVICE, kind="correct", state="done",
        told=json.dumps({"address": STREET}), posted_on=now.date(), arrived_at=now,
    ).save()  # fmt: skip
    jobs._looked.clear()
    jobs.keep_sealed()
    assert STREET not in everything() and Service.objects.get(id=SERVICE).sealed
    assert sealed.unforgotten(COURIER) == {}


def test_a_load_that_seals_its_own_listing_forgets_what_others_offered() -> None:
    load(service("A house"), source="north")
    load(service("A house", description=f"At {STREET}"), source="south")
    assert STREET in everything()
    load(service("A house", ours={"sealed": True}), source="north")
    assert STREET not in everything()


def test_another_listing_keeps_the_place_that_both_name() -> None:
    other = service("Open house", at=(45.0, -75.0))
    shared = brought()
    shared["service_at_locations"].append(
        {"id": key("join 2"), "location": other["service_at_locations"][0]["location"]}
    )
    load(shared, other, source="south")
    take_in(LISTING)
    assert key("Open house", "place") in everything() and "12 Kelpfield" not in everything()


def test_a_load_that_hid_a_sealed_listing_in_an_older_home_is_taken_off_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load(brought(), source="south")
    with monkeypatch.context() as before:  # as it was written until sealing took a load's rows over
        before.setattr(publishing, "_seal", lambda *_told: {})
        take_in(LISTING)
    assert STREET in everything()
    jobs._looked.clear()
    jobs.keep_sealed()
    assert STREET not in everything() and not Service.objects.filter(id=SERVICE).exists()
    load(brought(), service("Other house"), source="south")
    assert STREET not in everything() and not Service.objects.filter(id=SERVICE).exists()
    take_in(LISTING)
    assert Service.objects.get(id=SERVICE).sealed and STREET not in everything()
