"""Own listings: only approved text without a sealed address reaches the directory."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.directory.models import SearchRow
from dotline.gates import outbox, publish
from dotline.referral import actions, queries
from dotline.referral.models import Listing
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import listing_of, publish_listing


def in_directory(listing: publish.Listing) -> str:
    return "".join(
        SearchRow.objects.filter(service_id=listing.service_id).values_list("card", flat=True)
    )


def test_a_listing_reaches_the_directory_when_it_is_approved_and_not_before(cast: Cast) -> None:
    listing = listing_of(cast.shelter)
    row = actions.save_listing(by=cast.charlie, listing=listing)
    outbox.deliver(Store.INSIDE)
    assert in_directory(listing) == ""
    actions.approve_listing(by=cast.charlie, listing_id=row.id)
    outbox.deliver(Store.INSIDE)
    card = in_directory(listing)
    assert "Beds of shelter" in card
    assert "Canary" not in card
    assert "H0H" not in card


def test_the_true_place_is_sealed_and_comes_back_for_its_own_agency(cast: Cast) -> None:
    listing = listing_of(cast.shelter)
    row = publish_listing(cast.charlie, listing)
    assert b"Canary" not in bytes(row.site_sealed)
    with behind(cast.charlie):
        value = queries.listing_value(cast.charlie, queries.listing(cast.charlie, row.id))
    assert replace(value, approved_at=None) == listing


def test_a_sealed_address_in_the_text_stops_the_approval(cast: Cast) -> None:
    listing = replace(listing_of(cast.shelter), description_en="Ring at 12 canary lane.")
    row = actions.save_listing(by=cast.charlie, listing=listing)
    with pytest.raises(Refused, match="names its sealed address"):
        actions.approve_listing(by=cast.charlie, listing_id=row.id)
    outbox.deliver(Store.INSIDE)
    assert in_directory(listing) == ""
    with behind(cast.charlie):
        assert queries.listing(cast.charlie, row.id).approved_at is None


def test_a_changed_listing_waits_for_a_new_approval(cast: Cast) -> None:
    listing = listing_of(cast.shelter)
    publish_listing(cast.charlie, listing)
    changed = actions.save_listing(by=cast.charlie, listing=replace(listing, name_en="Other"))
    assert changed.published_at is None
    outbox.deliver(Store.INSIDE)
    assert "Other" not in in_directory(listing)


@pytest.mark.parametrize("who", ["alice", "bob", "rita"])
def test_another_agency_neither_sees_nor_approves_a_listing(cast: Cast, who: str) -> None:
    row = actions.save_listing(by=cast.charlie, listing=listing_of(cast.shelter))
    with behind(cast[who]), pytest.raises(NotFound):
        queries.listing(cast[who], row.id)
    with pytest.raises(NotFound):
        actions.approve_listing(by=cast[who], listing_id=row.id)


def test_nobody_keeps_a_listing_of_another_agency(cast: Cast) -> None:
    with pytest.raises(Invalid):
        actions.save_listing(by=cast.alice, listing=listing_of(cast.shelter))


def test_the_database_refuses_a_publication_without_approval(cast: Cast) -> None:
    row = actions.save_listing(by=cast.charlie, listing=listing_of(cast.shelter))
    with (
        behind(cast.charlie),
        pytest.raises(IntegrityError),
        transaction.atomic(using=Store.INSIDE),
    ):
        Listing.objects.using(Store.INSIDE).filter(pk=row.pk).update(published_at=clock.now())


def test_an_import_twice_is_an_import_once(cast: Cast) -> None:
    by = Reader.system("test")
    listing = replace(listing_of(cast.shelter), approved_at=clock.now())
    assert actions.import_listings(by=by, listings=[listing]) == 1
    assert actions.import_listings(by=by, listings=[listing]) == 0
