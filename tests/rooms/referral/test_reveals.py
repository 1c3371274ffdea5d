"""A sealed place is told to two people, for one accepted referral, for a short time, and its agency knows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dotline.access.unit import behind
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.directory.models import Service
from dotline.gates import outbox
from dotline.gates.models import Outbox
from dotline.gates.publish import Site, Tier
from dotline.referral import actions, policy, queries
from dotline.referral.jobs import run_clocks
from dotline.referral.models import Listing, Referral, Reveal, SharedField
from tests.browsing import browser
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import listing_of, publish_listing

CANARY = "12 Canary Lane"


@pytest.fixture
def accepted(cast: Cast, sent: Referral) -> Referral:
    return actions.accept(by=cast.charlie, referral_id=sent.id)


def ask(cast: Cast, row: Referral, *, alone: bool = False) -> Reveal:
    asked = actions.ask_reveal(by=cast.bob, referral_id=row.id, reason="take_there", alone=alone)
    outbox.deliver(Store.INSIDE)
    return asked


def test_nothing_is_told_before_the_referral_is_accepted(cast: Cast, sent: Referral) -> None:
    with pytest.raises(Refused, match="accepted"):
        ask(cast, sent)


def test_a_request_waits_for_a_second_person_who_is_not_the_first(
    cast: Cast, accepted: Referral
) -> None:
    asked = ask(cast, accepted)
    with pytest.raises(Refused, match="not approved"):
        actions.open_reveal(by=cast.bob, reveal_id=asked.id)
    with pytest.raises(Refused):
        actions.approve_reveal(by=cast.bob, reveal_id=asked.id)
    actions.approve_reveal(by=cast.alice, reveal_id=asked.id)
    outbox.deliver(Store.INSIDE)
    site = actions.open_reveal(by=cast.bob, reveal_id=asked.id)
    assert (site.address_1, site.postal_code) == (CANARY, "H0H 0H0")


def test_somebody_alone_reads_it_for_fifteen_minutes_and_it_is_reviewed(
    cast: Cast, accepted: Referral
) -> None:
    asked = ask(cast, accepted, alone=True)
    assert actions.open_reveal(by=cast.bob, reveal_id=asked.id).address_1 == CANARY
    with behind(cast.alice):
        assert asked in queries.to_approve(cast.alice)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        with pytest.raises(Refused, match="time"):
            actions.open_reveal(by=cast.bob, reveal_id=asked.id)
        run_clocks(Reader.system("heartbeat"))
        with behind(Reader.system("test")):
            assert not queries.expired(Reader.system("test")).exists()
            kept = Outbox.objects.using(Store.INSIDE).filter(basis="reveal")
            assert [bytes(row.payload) for row in kept] == [b""]
        actions.review_reveal(by=cast.alice, reveal_id=asked.id)
        with behind(cast.alice):
            assert asked not in queries.to_approve(cast.alice)
            assert queries.reveal(cast.alice, asked.id).sealed is None


def test_the_agency_of_the_place_sees_who_was_told_and_the_place_is_sealed_meanwhile(
    cast: Cast, accepted: Referral
) -> None:
    asked = ask(cast, accepted, alone=True)
    with behind(cast.charlie):
        (told,) = queries.told(cast.charlie)
        steps = [step.what for step in queries.chain_of_custody(cast.charlie, accepted)]
    assert told.id == asked.id
    assert {"reveal_asked", "revealed"} <= set(steps)
    with behind(cast.bob):
        assert b"Canary" not in bytes(queries.reveal(cast.bob, asked.id).sealed or b"")
    actions.note_reveal(by=cast.charlie, reveal_id=asked.id)
    with pytest.raises(Refused):
        actions.note_reveal(by=cast.alice, reveal_id=asked.id)
    lines = Event.objects.using(Store.INSIDE).filter(action="referral.ask_reveal")
    assert lines.exists()
    assert not any("Canary" in str(line.detail) for line in Event.objects.using(Store.INSIDE))


@pytest.mark.parametrize("who", ["rita", "operator"])
def test_nobody_else_learns_of_it(cast: Cast, accepted: Referral, who: str) -> None:
    asked = ask(cast, accepted, alone=True)
    with pytest.raises((NotFound, Refused)):
        actions.open_reveal(by=cast[who], reveal_id=asked.id)


def test_a_second_request_while_one_is_open_a_reason_of_ones_own_and_no_place_are_refused(
    cast: Cast, accepted: Referral
) -> None:
    with pytest.raises(Invalid):
        actions.ask_reveal(by=cast.bob, referral_id=accepted.id, reason="curious")
    ask(cast, accepted)
    with pytest.raises(Conflict):
        ask(cast, accepted)


def test_a_place_that_the_agency_never_gave_cannot_be_told(cast: Cast, accepted: Referral) -> None:
    with behind(cast.charlie):
        value = queries.listing_value(cast.charlie, queries.listings(cast.charlie).get())
    actions.save_listing(by=cast.charlie, listing=replace(value, site=Site()))
    with pytest.raises(Conflict, match="no address"):
        ask(cast, accepted)


def test_the_database_refuses_a_second_person_who_is_the_first(
    cast: Cast, accepted: Referral
) -> None:
    asked = ask(cast, accepted)
    with behind(cast.bob), pytest.raises(IntegrityError), transaction.atomic(using=Store.INSIDE):
        Reveal.objects.using(Store.INSIDE).filter(pk=asked.pk).update(approved_by=asked.asked_by)


def shared_listing(cast: Cast) -> Listing:
    listing = replace(
        listing_of(cast.shelter),
        phones=(("1-833-900-1010", Tier.PUBLIC), ("555-0101", Tier.PARTNER), ("555-0102", Tier.HOTLINE),
                ("555-0103", Tier.SEALED)),
        staff=(("Night desk", Tier.HOTLINE),),
    )  # fmt: skip
    return publish_listing(cast.charlie, listing)


# Role x what it reads of the tiers above public: the permission table of R-23.
@pytest.mark.parametrize(
    ("who", "clearance", "reads"),
    [
        ("bob", Tier.HOTLINE, {"555-0101", "555-0102", "Night desk"}),
        ("charlie", Tier.PARTNER, {"555-0101"}),
        ("rita", Tier.PUBLIC, set()),
        ("operator", Tier.PUBLIC, set()),
    ],
)
def test_each_role_reads_its_tier_and_nobody_what_is_sealed(
    cast: Cast, who: str, clearance: Tier, reads: set[str]
) -> None:
    shared_listing(cast)
    with behind(cast[who]):
        assert policy.clearance(cast[who]) == clearance
        assert {row.text for row in queries.shared(cast[who])} == reads


def test_a_record_for_partners_leaves_the_public_list_and_comes_back(cast: Cast) -> None:
    row = shared_listing(cast)
    assert Service.objects.filter(id=row.service_id).exists()
    with behind(cast.charlie):
        value = queries.listing_value(cast.charlie, queries.listing(cast.charlie, row.id))
    publish_listing(cast.charlie, replace(value, record_tier=Tier.PARTNER))
    assert not Service.objects.filter(id=row.service_id).exists()
    with behind(cast.charlie):
        assert {one.field for one in queries.shared(cast.charlie)} >= {"record", "phone"}
    publish_listing(cast.charlie, replace(value, record_tier=Tier.PUBLIC))
    assert Service.objects.filter(id=row.service_id).exists()


def test_a_withdrawn_listing_is_neither_public_nor_shared(cast: Cast) -> None:
    row = shared_listing(cast)
    actions.withdraw_listing(by=cast.charlie, listing_id=row.id)
    outbox.deliver(Store.INSIDE)
    assert not Service.objects.filter(id=row.service_id).exists()
    with behind(Reader.system("test")):
        assert not SharedField.objects.using(Store.INSIDE).exists()


def test_the_pages_ask_approve_and_show_the_place_only_on_a_press(
    cast: Cast, accepted: Referral
) -> None:
    bob, alice = browser(cast.bob.worker), browser(cast.alice.worker)
    page = bob.get(f"/en/referral/{accepted.id}/").content.decode()
    assert "Ask where it is" in page and CANARY not in page
    bob.post(f"/en/referral/{accepted.id}/reveal/", {"reason": "take_there"})
    with behind(cast.bob):
        (asked,) = queries.reveals(cast.bob)
    where = f"/en/referral/reveals/{asked.id}/"
    assert "Approve for four hours" in alice.get(where).content.decode()
    alice.post(f"{where}answer/", {"answer": "approve"})
    with behind(Reader.system("test")):
        outbox.deliver(Store.INSIDE)
    assert CANARY not in bob.get(where).content.decode()
    assert CANARY in bob.post(f"{where}open/").content.decode()


def test_a_new_sealed_listing_is_written_on_its_page_with_a_region_and_a_phone(cast: Cast) -> None:
    charlie = browser(cast.charlie.worker)
    given = {
        "name_en": "Quiet house", "name_fr": "Maison calme", "description_en": "A room.",
        "description_fr": "Une chambre.", "needs": ["shelter"], "languages": ["eng"], "serves": ["QC"],
        "hours_kind": "always", "phone": "1-833-900-1010", "other_phone_tier": "hotline",
        "email_tier": "partner", "staff_tier": "hotline", "region": "2440", "sealed": "on",
        "address_tier": "public", "coordinates_tier": "public", "record_tier": "public",
        "accepts_referrals": "on",
    }  # fmt: skip
    answer = charlie.post("/en/referral/listings/new/", given, follow=True)
    assert "Montréal area" in answer.content.decode()
    with behind(cast.charlie):
        row = queries.listings(cast.charlie).get(name_en="Quiet house")
    leaking = {**given, "hours_kind": "keep", "description_en": "At 9 Canary Street"}
    charlie.post(f"/en/referral/listings/{row.id}/change/", leaking)
    page = charlie.get(f"/en/referral/listings/{row.id}/").content.decode()
    assert "What you offer, in English" in page and "street address" in page
    assert "Approve and publish" not in page
