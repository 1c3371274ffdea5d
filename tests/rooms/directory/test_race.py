"""Stewards, loads and couriers at the same moment: on real transactions of both databases."""

from dataclasses import replace
from uuid import UUID

import pytest

from dotline.access.unit import after_commit
from dotline.audit.stores import Store
from dotline.base.errors import Conflict
from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.actions import confirming
from dotline.directory.models import FieldOffer, Merge, SearchRow, Service, Verification
from dotline.directory.queries.merged import stands_for
from dotline.gates import outbox
from dotline.gates.publish import publish
from tests.conftest import STORES
from tests.rooms.directory.listings import LOADER, key, load, service
from tests.rooms.directory.test_publish import AT, COURIER, LISTING
from tests.rooms.racing import at_once, emptied, ledger_stays_append_only

__all__ = ["emptied", "ledger_stays_append_only"]

pytestmark = pytest.mark.django_db(transaction=True, databases=STORES)
A, B = UUID(key("A house")), UUID(key("B house"))


def merge(survivor: UUID, loser: UUID) -> object:
    return actions.merge(by=LOADER, kind="service", survivor=survivor, loser=loser)


def test_two_records_merged_into_each_other_at_once_leave_one_standing() -> None:
    load(service("A house"), service("B house"))
    found = at_once(lambda: merge(A, B), lambda: merge(B, A))
    assert sum(isinstance(one, Conflict) for one in found) == 1
    assert Merge.objects.filter(undone_at=None).count() == 1
    assert SearchRow.objects.count() == 1


def test_a_ring_of_merges_ends() -> None:
    assert stands_for(A, {A: B, B: A}) == A


def test_the_same_offer_of_two_loads_at_once_stands_once() -> None:
    load(service("A house"), source="north")
    more = service("A house", alert="Ring twice.")
    at_once(lambda: load(more, source="south"), lambda: load(more, source="south"))
    assert FieldOffer.objects.filter(field="alert").count() == 1


def test_a_passage_that_two_couriers_bring_at_once_takes_effect_once() -> None:
    passage = publish(LISTING, AT)
    receive = outbox._RECEIVE[Store.OPEN]
    taken: list[object] = []

    def handler(by: Reader, passage: object) -> None:
        actions.take_in(by=by, passage=passage)  # type: ignore[arg-type]
        after_commit(lambda: taken.append(passage))

    at_once(lambda: receive(by=COURIER, passage=passage, handler=handler))
    assert len(taken) == 1 and Service.objects.count() == 1


def test_windows_begun_while_listings_come_in_are_one_each() -> None:
    load(service("A house"), service("B house"))
    Verification.objects.all().delete()
    two = [publish(replace(LISTING, service_id=UUID(int=70 + n)), AT) for n in range(3)]
    at_once(
        lambda: confirming.begin_windows(by=LOADER),
        lambda: confirming.begin_windows(by=LOADER),
        *(lambda one=one: actions.take_in(by=COURIER, passage=one) for one in two),
    )
    assert Verification.objects.filter(ended_at=None).count() == SearchRow.objects.count() == 5
    assert len(set(SearchRow.objects.values_list("number", flat=True))) == 5
