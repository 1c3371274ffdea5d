"""What agencies say reaches the search: whom they welcome, and their beds, at the desk and on the public site."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.reader import Reader
from dotline.directory.queries.find import find
from dotline.directory.rules.query import Found, Query
from dotline.reference import places
from dotline.referral import actions, queries
from dotline.referral.actions import NewCount
from dotline.referral.forms.listings import ListingForm
from dotline.referral.models import Listing
from dotline.referral.rules import BedUnit
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import listing_of, publish_listing

WORDS = ("children:yes", "gender:Feminine", "pets:no", "wheelchair:yes")


def asked(reader: Reader, **wanted: Any) -> Found:
    with behind(reader):
        return find(reader, Query(need="shelter", near=places.find("Montréal"), **wanted))


def said(found: Found) -> set[str]:
    return {reason.en for hit in found.hits for reason in hit.why}


def test_whom_a_service_welcomes_goes_from_its_form_to_the_filters(cast: Cast) -> None:
    listing = replace(listing_of(cast.shelter), welcomes=WORDS, age_from=16)
    row = publish_listing(cast.charlie, listing)
    with behind(cast.charlie):
        value = queries.listing_value(cast.charlie, queries.listing(cast.charlie, row.id))
        form = ListingForm(value=value)
    assert (value.welcomes, value.age_from, value.age_to) == (WORDS, 16, None)
    assert form.initial["welcomes_gender"] == ["Feminine"]
    assert form.initial["welcomes_pets"] == "no"
    fits = asked(cast.alice, gender="Feminine", children=True, wheelchair=True, age=17)
    assert fits.total == 1
    assert {"children can come too", "step-free for a wheelchair"} <= said(fits)
    for shut in ({"pets": True}, {"gender": "Masculine"}, {"age": 12}):
        assert asked(cast.alice, **shut).total == 0, "a door that stays shut is no help"
    counts = {one.code for one in asked(cast.alice, facets=True).facets}
    assert {"gender:Feminine", "Feminine"} & counts


def test_an_unknown_word_is_no_welcome(cast: Cast) -> None:
    with pytest.raises(Invalid, match="no word"):
        wrong = replace(listing_of(cast.shelter), welcomes=("mood:good",))
        actions.save_listing(by=cast.charlie, listing=wrong)


def counted(cast: Cast, beds: Listing, occupied: int) -> None:
    count = NewCount(BedUnit.EMERGENCY, 5, occupied)
    actions.count_beds(by=cast.charlie, service_id=beds.service_id, count=count)


def test_the_desk_sees_beds_with_their_age_and_asks_for_free_ones(
    cast: Cast, beds: Listing
) -> None:
    assert "beds: not known, call" in said(asked(cast.alice, beds_now=True))
    counted(cast, beds, 2)
    found = asked(cast.alice, beds_now=True)
    assert "3 beds free (counted just now)" in said(found)
    assert not found.relaxed
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert "beds: not known, call" in said(asked(cast.alice, beds_now=True))
    counted(cast, beds, 5)
    full = asked(cast.alice, beds_now=True)
    assert "full (counted just now)" in said(full)
    assert full.unmet is not None
    assert full.unmet.reason == "full"


def test_a_count_tells_nothing_of_where_a_sealed_place_is(cast: Cast, beds: Listing) -> None:
    counted(cast, beds, 1)
    with behind(cast.alice):
        known = queries.beds_of_all(cast.alice)
    assert set(known) == {beds.service_id}
    assert set(vars(known[beds.service_id])) == {"free", "counted_at", "limit"}
    found = asked(cast.alice, beds_now=True)
    assert all(hit.km is None for hit in found.hits)
    assert "Canary" not in repr(found)


@pytest.mark.parametrize("reader", ["rita", "operator"])
def test_who_refers_nobody_is_told_no_count(cast: Cast, beds: Listing, reader: str) -> None:
    counted(cast, beds, 1)
    with behind(cast[reader]):
        assert queries.beds_of_all(cast[reader]) == {}


def test_the_public_site_says_call_and_never_a_number(
    cast: Cast, beds: Listing, public_site: None, client: Client
) -> None:
    """A full or empty shelter of a small region tells an abuser where to wait; the line knows."""
    counted(cast, beds, 1)
    told = {"place": "Montréal", "need": "housing", "km": "", "beds_now": "on"}
    page = client.post("/en/directory/", told, headers={"accept": "text/html"}).content.decode()
    assert "Beds of shelter" in page
    assert "beds: not known, call" in page
    assert "free (counted" not in page
