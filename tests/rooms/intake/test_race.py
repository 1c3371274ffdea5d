"""Forms sent twice at the same moment, and what is forgotten: on real transactions and real files."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from dotline.access.models import DataKey
from dotline.access.unit import behind
from dotline.audit import triggers
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import tipbox
from dotline.gates.models import TipNote
from dotline.intake import actions, jobs
from dotline.intake.models import Contact, Draft, Tip
from dotline.intake.rules import CallFacts, ContactPlan, Way
from tests.conftest import STORES
from tests.rooms.conftest import Cast, inside_bytes
from tests.rooms.intake.reading import EVERYTHING, read

pytestmark = pytest.mark.django_db(transaction=True, databases=STORES)
CANARY = "kelpfield-canary"


def _each_ledger(work: Callable[..., None]) -> None:
    for store in STORES:
        with connections[store].cursor() as cursor:
            work(cursor.execute, connections[store].vendor)


@pytest.fixture(scope="module")
def ledger_stays_append_only(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Afterwards the ledger refuses changes again, as the migrations left it."""
    yield
    with django_db_blocker.unblock():
        _each_ledger(triggers.drop)
        _each_ledger(triggers.create)


@pytest.fixture(autouse=True)
def emptied(ledger_stays_append_only: None, transactional_db: None) -> Iterator[None]:
    """Real transactions are undone by emptying the tables, which the ledger would refuse."""
    yield
    _each_ledger(triggers.drop)


def at_once(call: Callable[[], object], times: int = 4) -> list[object]:
    """Run a call in threads that start together; a Conflict is a result, anything else a failure."""
    gate, results, faults = threading.Barrier(times), list[object](), list[BaseException]()

    def run() -> None:
        gate.wait()
        try:
            results.append(call())
        except Conflict as conflict:
            results.append(conflict)
        except BaseException as fault:  # noqa: BLE001 - shown by the assertion below
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return results


def test_a_call_opened_by_two_presses_at_once_is_one_call(cast: Cast) -> None:
    key = new_id()
    found = at_once(lambda: actions.open_contact(by=cast.alice, channel="phone", key=key).id)
    assert len(set(found)) == 1
    with behind(EVERYTHING):
        assert Contact.objects.using(Store.INSIDE).count() == 1


def test_a_form_saved_at_once_is_saved_once_and_each_press_gets_the_same_answer(
    cast: Cast,
) -> None:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    key, facts = new_id(), CallFacts(needs=("shelter", "food"), summary="once")
    found = at_once(
        lambda: (
            actions.save_contact(
                by=cast.alice, contact_id=row.id, facts=facts, key=key, revision=0
            ).revision
        )
    )
    assert found == [1] * 4
    with behind(cast.alice):
        assert len(read.needs_of(cast.alice, row.id)) == 2


def test_two_different_forms_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    found = at_once(
        lambda: (
            actions.save_contact(
                by=cast.alice, contact_id=row.id, facts=CallFacts(), key=new_id(), revision=0
            ).revision
        )
    )
    assert sum(isinstance(one, Conflict) for one in found) == 3


def test_a_shift_is_taken_over_once(cast: Cast) -> None:
    actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    given = actions.give_handover(by=cast.alice, notes={}, general="", key=new_id())
    at_once(lambda: actions.take_handover(by=cast.bob, handover_id=given.id).taken_by)
    with behind(cast.bob):
        assert read.waiting_handovers(cast.bob) == []


def test_a_tip_form_sent_four_times_at_once_is_one_tip(cast: Cast) -> None:
    from dotline.access import keys
    from dotline.gates import letterbox

    public = keys.load(cast.hotline.id).letterbox_public()
    letterbox.publish_key(
        by=Reader.system("test"),
        agency=cast.hotline.id,
        public=public,
        name_en="Line",
        name_fr="Ligne",
        takes_tips=True,
    )
    code = tipbox.new_code()
    found = at_once(
        lambda: tipbox.post_tip(by=Reader.public(), agency=cast.hotline.id, code=code, text="once")
    )
    assert sorted(map(bool, found)) == [False, False, False, True]
    assert TipNote.objects.using(Store.DROP).count() == 1
    at_once(jobs.fetch_tips, 2)
    with behind(EVERYTHING):
        assert Tip.objects.using(Store.INSIDE).count() == 1


# ---------------------------------------------------------------- forgetting, in the bytes of the files


def called(cast: Cast) -> Contact:
    row = actions.open_contact(by=cast.alice, channel="phone", key=new_id())
    plan = ContactPlan(frozenset({Way.SMS}), reach=CANARY, code_word=CANARY)
    facts = CallFacts(alias=CANARY, summary="what stays", plan=plan)
    actions.save_contact(by=cast.alice, contact_id=row.id, facts=facts, key=new_id())
    actions.save_draft(by=cast.alice, contact_id=row.id, fields={"reach": [CANARY]})
    return actions.close_contact(by=cast.alice, contact_id=row.id, disposition="helped")


def secrets_of(row: Contact) -> list[bytes]:
    """The sealed columns and the wrapped key as they lie on disk."""
    with behind(EVERYTHING):
        kept = Contact.objects.using(Store.INSIDE).get(pk=row.id)
        key = DataKey.objects.using(Store.INSIDE).get(subject=row.id)
    return [bytes(blob) for blob in (kept.alias, kept.plan, key.wrapped) if blob]


def test_after_thirty_days_nobody_can_tell_how_to_reach_an_anonymous_caller(cast: Cast) -> None:
    row = called(cast)
    with behind(EVERYTHING):
        assert jobs.forget()["calls"] == 0
        with clock.frozen(clock.now() + timedelta(days=30, minutes=1)):
            assert jobs.forget()["calls"] == 1
            assert jobs.forget()["calls"] == 0
        kept = Contact.objects.using(Store.INSIDE).get(pk=row.id)
        assert (kept.plan, kept.alias) == (None, None)
        assert kept.contact_forgotten_at is not None
        assert not Draft.objects.using(Store.INSIDE).exists()
    with behind(cast.alice):
        facts = read.facts_of(cast.alice, kept)
    assert facts.summary == "what stays"
    assert facts.plan.ways == frozenset()


@pytest.mark.sqlite
def test_not_a_byte_of_it_is_left_in_any_file(cast: Cast) -> None:
    row = called(cast)
    sealed = secrets_of(row)
    assert len(sealed) == 3
    before = inside_bytes()
    assert all(blob in before for blob in sealed)  # so the search can fail
    assert CANARY.encode() not in before
    with behind(EVERYTHING), clock.frozen(clock.now() + timedelta(days=31)):
        jobs.forget()
    after = inside_bytes()
    assert [blob in after for blob in sealed] == [False] * 3
    assert CANARY.encode() not in after
