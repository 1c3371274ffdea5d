"""What two sources say of one field is kept side by side, and a person decides (R-11)."""

from typing import Any
from uuid import UUID

import pytest

from dotline.base.errors import Conflict, NotFound, Refused
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.models import Edition, FieldOffer, Phone, Service
from dotline.directory.queries import offers
from dotline.directory.queries.snapshot import cards
from tests.rooms.directory.listings import LOADER, key, load, service

HELP = UUID(key("Invented help"))


def two_sources(**more: Any) -> offers.FieldConflict:
    """North brought a listing; south says something else of it."""
    load(service("Invented help", description="By north."), source="north")
    load(service("Invented help", **{"description": "By south.", **more}), source="south")
    return next(one for one in offers.conflicts(LOADER) if one.field == "description")


def stands() -> str:
    return Service.objects.get(id=HELP).description


def test_another_source_only_offers_and_both_values_stand_with_source_and_date() -> None:
    found = two_sources()
    assert stands() == "By north."
    assert (found.current, found.current_source) == ("By north.", "north")
    assert (found.offered, found.source_name, found.source_kind) == ("By south.", "south", "load")
    assert found.current_at is not None and found.offered_at >= found.current_at
    assert (
        len(offers.conflicts(LOADER)) == 1
    )  # what they agree on, and what a source says of itself, is none


def test_the_same_files_again_ask_nothing_again_and_change_nothing() -> None:
    two_sources()
    edition = Edition.objects.get().stamp
    again = load(service("Invented help", description="By south."), source="south")
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert FieldOffer.objects.count() == 1 and Edition.objects.get().stamp == edition


def test_taking_an_offer_shows_everywhere_and_outlives_the_next_load_of_both_sources() -> None:
    actions.take(by=LOADER, offers=[two_sources().id])
    assert stands() == "By south." and cards([HELP])[HELP]["description"] == "By south."
    load(service("Invented help", description="By north.", alert="New"), source="north")
    assert (stands(), Service.objects.get(id=HELP).alert) == ("By south.", "New")
    assert offers.conflicts(LOADER) == []
    load(service("Invented help", description="By south."), source="south")
    assert all(one.field == "alert" for one in offers.conflicts(LOADER))


def test_the_own_source_that_says_something_new_after_a_decision_only_offers_it() -> None:
    actions.take(by=LOADER, offers=[two_sources().id])
    load(service("Invented help", description="North changed its mind."), source="north")
    (found,) = offers.conflicts(LOADER)
    assert (stands(), found.offered, found.source_name) == (
        "By south.",
        "North changed its mind.",
        "north",
    )
    load(service("Invented help", description="North changed its mind."), source="north")
    assert len(offers.conflicts(LOADER)) == 1
    actions.take(by=LOADER, offers=[found.id])
    load(service("Invented help", description="And again."), source="north")
    assert stands() == "And again."  # the record is its source's again


def test_what_was_kept_is_not_asked_again_but_another_value_is() -> None:
    actions.keep(by=LOADER, offers=[two_sources().id])
    load(service("Invented help", description="By south."), source="south")
    assert offers.conflicts(LOADER) == []
    load(service("Invented help", description="South tries again."), source="south")
    assert [one.offered for one in offers.conflicts(LOADER)] == ["South tries again."]


def test_an_offer_that_its_source_no_longer_makes_lapses() -> None:
    two_sources()
    load(service("Invented help", description="By north."), source="south")
    assert offers.conflicts(LOADER) == []


def test_a_decision_is_taken_back_whole_and_only_once() -> None:
    decision = actions.take(by=LOADER, offers=[two_sources().id])
    assert actions.undo(by=LOADER, decision=decision) == 1
    assert stands() == "By north." and len(offers.conflicts(LOADER)) == 1
    with pytest.raises(NotFound):
        actions.undo(by=LOADER, decision=decision)


def test_two_stewards_decide_one_offer_once() -> None:
    found = two_sources()
    actions.take(by=LOADER, offers=[found.id])
    with pytest.raises(Conflict):
        actions.keep(by=LOADER, offers=[found.id])


def test_a_phone_that_another_source_adds_waits_and_belongs_to_it_once_taken() -> None:
    load(service("Invented help"), source="north")
    other = service("Invented help")
    other["phones"].append({"id": key("south", "phone"), "number": "911"})
    load(other, source="south")
    (found,) = offers.conflicts(LOADER)
    assert found.whole and found.offered["number"] == "911" and Phone.objects.count() == 1
    decision = actions.take(by=LOADER, offers=[found.id])
    assert Phone.objects.count() == 2
    again = load(other, source="south")
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    actions.undo(by=LOADER, decision=decision)
    assert Phone.objects.count() == 1


def test_who_may_not_keep_the_directory_neither_reads_nor_decides_conflicts() -> None:
    found = two_sources()
    stranger = Reader(worker=None, agency=UUID(int=6), roles=frozenset({"counsellor"}), name="x")
    with pytest.raises(Refused):
        offers.conflicts(stranger)
    with pytest.raises(Refused):
        actions.take(by=stranger, offers=[found.id])
