"""A load is whole or not at all, and a second one of the same file changes nothing."""

import io
import json
from uuid import UUID

import pytest

from dotline.audit.models import Event
from dotline.audit.stores import Store, in_force
from dotline.base.errors import Conflict, Invalid, Refused
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.models import Edition, LoadRun, Phone, SearchRow, Service, Tombstone
from dotline.directory.queries import runs, snapshot
from tests.rooms.directory.listings import LOADER, key, load, service


def test_a_load_fills_the_tables_and_the_search() -> None:
    loaded = load(service("Invented help", needs=("shelter",)))
    assert (loaded.services, loaded.added > 0, loaded.changed, loaded.removed) == (1, True, 0, 0)
    assert Service.objects.count() == SearchRow.objects.count() == 1


def test_the_same_file_again_changes_nothing() -> None:
    first = load(service("Invented help"), service("Another"))
    edition = Edition.objects.get().stamp
    again = load(service("Invented help"), service("Another"))
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert again.unchanged == first.added
    assert Edition.objects.get().stamp == edition


def test_only_what_differs_is_written_and_what_is_gone_leaves_a_tombstone() -> None:
    load(service("Invented help"), service("Another"), service("Third"))
    loaded = load(service("Invented help", description="Now with more words."), service("Another"))
    assert (loaded.added, loaded.changed) == (0, 1)
    assert Tombstone.objects.get(kind="service").name == "Third"
    assert SearchRow.objects.count() == 2
    load(service("Invented help"), service("Another"), service("Third"))
    assert not Tombstone.objects.filter(kind="service").exists()


def test_a_single_service_updates_itself_and_removes_nothing_else() -> None:
    load(service("Invented help"), service("Another"))
    alone = service("Invented help")
    alone["phones"] = []
    stream = io.BytesIO(json.dumps(alone).encode())
    loaded = actions.load(by=LOADER, stream=stream, source="test")
    assert (loaded.removed, Service.objects.count(), Phone.objects.count()) == (1, 2, 1)


def test_a_source_that_would_lose_most_of_itself_is_refused_and_nothing_changes() -> None:
    many = [service(f"Invented help {number}") for number in range(24)]
    load(*many)
    with pytest.raises(Conflict, match="would remove 23 of the 24"):
        load(many[0])
    assert Service.objects.count() == 24
    assert load(many[0], allow_removal=True).removed > 0


def test_a_broken_file_changes_nothing() -> None:
    load(service("Invented help"))
    with pytest.raises(Invalid):
        actions.load(by=LOADER, stream=io.BytesIO(b'[{"id": '), source="test")
    assert Service.objects.count() == 1


def test_who_may_not_load_is_refused_and_that_is_on_the_ledger() -> None:
    stranger = Reader(
        worker=UUID(int=5), agency=UUID(int=6), roles=frozenset({"counsellor"}), name="x"
    )
    with pytest.raises(Refused):
        actions.load(by=stranger, stream=io.BytesIO(b"[]"), source="test")
    with in_force(Store.OPEN):
        assert Event.objects.filter(action="directory.load", outcome="refused").count() == 1


def test_an_id_of_another_source_stays_that_sources() -> None:
    load(service("Invented help"), source="north")
    loaded = load(service("Invented help", description="Mine now"), service("Own"), source="south")
    assert any("another source" in group.reason for group in loaded.findings)
    assert Service.objects.get(id=key("Invented help")).description == ""


def test_what_was_mended_is_kept_by_row_and_never_by_value() -> None:
    load(service("Invented help", email="canary"), service("Another", url="www.example.org"))
    found = runs.findings(LOADER, "test")
    assert {(one.field, one.action, one.rows) for one in found} == {
        ("email", "refused", "1"),
        ("url", "repaired", "2"),
    }
    assert LoadRun.objects.get().findings == 2
    assert "canary" not in repr(found)


def test_a_service_that_is_not_active_is_kept_but_not_found() -> None:
    load(service("Closed help", status="inactive"), service("Invented help"))
    assert Service.objects.count() == 2
    assert [str(one) for one in snapshot.current().ids] == [key("Invented help")]


def test_every_load_writes_one_line_on_the_ledger() -> None:
    load(service("Invented help"))
    with in_force(Store.OPEN):
        assert Event.objects.filter(action="directory.load", outcome="done").count() == 1
