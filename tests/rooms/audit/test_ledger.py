"""Every write leaves one line; no line can be changed, taken out or put elsewhere without being found."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connections, transaction

from dotline.access import keys, policy
from dotline.access.unit import about, action, allow, note
from dotline.audit import ledger, queries, triggers
from dotline.audit.models import Event, Head, Link
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Refused, Unavailable
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from tests.rooms.conftest import Cast

THING = UUID(int=5)


@action("test.write")
def write(*, by: Reader, fail: bool = False) -> None:
    allow(ALLOWED)
    about("thing", THING)
    note(count=1)
    if fail:
        raise Conflict("Too late.")


@action("test.forbidden")
def forbidden(*, by: Reader) -> None:
    allow(policy.may(by, "nobody.may"))


@action("test.undecided")
def undecided(*, by: Reader) -> None:
    """Asks no policy."""


@action("test.outer")
def outer(*, by: Reader) -> None:
    allow(ALLOWED)
    write(by=by)


@action("test.goes_on")
def goes_on(*, by: Reader) -> None:
    """Writes, then once more in vain, and goes on."""
    allow(ALLOWED)
    write(by=by)
    with suppress(Conflict):
        failing_pair(by=by)


@action("test.pair")
def failing_pair(*, by: Reader) -> None:
    allow(ALLOWED)
    write(by=by)
    write(by=by, fail=True)


@action("test.wrong_store", store="open")
def wrong_store(*, by: Reader) -> None:
    allow(ALLOWED)
    write(by=by)


def lines(name: str) -> list[Event]:
    return list(Event.objects.using(Store.INSIDE).filter(action=name))


def test_a_write_leaves_exactly_one_line_with_who_what_and_why(cast: Cast) -> None:
    write(by=cast.alice)
    (line,) = lines("test.write")
    assert (line.actor, line.agency, line.purpose) == (cast.alice.worker, cast.hotline.id, "help")
    assert (line.outcome, line.object_kind, line.object_id) == ("done", "thing", THING)


def test_a_failed_write_leaves_no_line(cast: Cast) -> None:
    with pytest.raises(Conflict):
        write(by=cast.alice, fail=True)
    assert lines("test.write") == []


def test_a_refusal_is_on_the_ledger_with_its_reason(cast: Cast) -> None:
    with pytest.raises(Refused):
        forbidden(by=cast.alice)
    (line,) = lines("test.forbidden")
    assert line.outcome == "refused"
    assert "do not allow" in line.detail


def test_a_write_that_asks_no_policy_is_undone(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="asked no policy"):
        undecided(by=cast.alice)
    assert lines("test.undecided") == []


def test_a_write_inside_a_write_joins_it_and_has_a_line_of_its_own(cast: Cast) -> None:
    outer(by=cast.alice)
    assert len(lines("test.outer")) == len(lines("test.write")) == 1


def test_what_was_undone_inside_a_write_that_goes_on_leaves_no_line(cast: Cast) -> None:
    goes_on(by=cast.alice)
    found = [len(lines(name)) for name in ("test.goes_on", "test.pair", "test.write")]
    assert found == [1, 0, 1]


def test_no_transaction_crosses_two_stores(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="use the outbox"):
        wrong_store(by=cast.alice)


def test_a_clock_set_back_stops_all_writing_with_a_sentence(cast: Cast) -> None:
    write(by=cast.alice)
    yesterday = clock.now() - timedelta(days=1)
    with clock.frozen(yesterday), pytest.raises(Unavailable, match="clock"):
        write(by=cast.alice)


def test_the_program_itself_cannot_change_the_ledger(cast: Cast) -> None:
    write(by=cast.alice)
    for change in ("UPDATE audit_event SET action = 'other'", "DELETE FROM audit_event"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(using=Store.INSIDE),
            connections[Store.INSIDE].cursor() as cursor,
        ):
            cursor.execute(change)


@pytest.fixture
def sound(cast: Cast) -> bytes:
    """A chained ledger of eight writes, its triggers taken away as an attacker with the database would."""
    for _ in range(8):
        write(by=cast.alice)
    signing = keys.load(keys.OPERATOR).signing
    ledger.sequence(Store.INSIDE, signing)
    public = keys.load(keys.OPERATOR).verifying()
    assert queries.verify(Store.INSIDE, public).sound
    for store in (Store.INSIDE, Store.OPEN):
        with connections[store].cursor() as cursor:
            triggers.drop(cursor.execute, connections[store].vendor)
    return public


def faults(public: bytes) -> set[str]:
    return {fault.kind for fault in queries.verify(Store.INSIDE, public).faults}


@pytest.mark.parametrize("column", ["actor_name", "action", "outcome", "detail", "purpose"])
def test_an_edited_line_is_found(sound: bytes, column: str) -> None:
    line = Event.objects.using(Store.INSIDE).filter(action="test.write").latest("at")
    Event.objects.using(Store.INSIDE).filter(pk=line.pk).update(**{column: "changed"})
    assert faults(sound) == {"edited"}


def test_a_deleted_line_is_found(sound: bytes) -> None:
    Event.objects.using(Store.INSIDE).filter(action="test.write").earliest("at").delete()
    assert faults(sound) == {"deleted"}


def test_a_line_deleted_with_its_link_is_found(sound: bytes) -> None:
    link = Link.objects.using(Store.INSIDE).get(seq=3)
    Event.objects.using(Store.INSIDE).filter(pk=link.event_id).delete()
    link.delete()
    assert {"deleted", "reordered"} <= faults(sound)


def test_swapped_lines_are_found(sound: bytes) -> None:
    one, two = Link.objects.using(Store.INSIDE).filter(seq__in=(2, 3)).order_by("seq")
    Link.objects.using(Store.INSIDE).filter(seq=3).update(event_id=UUID(int=1))
    Link.objects.using(Store.INSIDE).filter(seq=2).update(event_id=two.event_id, leaf=two.leaf)
    Link.objects.using(Store.INSIDE).filter(seq=3).update(event_id=one.event_id, leaf=one.leaf)
    assert "reordered" in faults(sound)


def test_a_chain_cut_short_contradicts_the_heads_that_other_stores_keep(sound: bytes) -> None:
    last = Link.objects.using(Store.INSIDE).latest("seq")
    Event.objects.using(Store.INSIDE).filter(pk=last.event_id).delete()
    last.delete()
    assert faults(sound) == {"shortened"}


def test_a_line_slipped_in_is_found(sound: bytes) -> None:
    line = Event.objects.using(Store.INSIDE).filter(action="test.write").earliest("at")
    line.pk = UUID(int=99)
    line.leaf = "0" * 64
    line.save(using=Store.INSIDE, force_insert=True)
    assert faults(sound) == {"edited", "unchained"}


def test_a_forged_head_is_found(sound: bytes) -> None:
    Head.objects.using(Store.OPEN).filter(store="inside").update(hash="f" * 64)
    assert "foreign" in faults(sound)


def test_lines_of_another_agency_are_not_yours(cast: Cast) -> None:
    write(by=cast.alice)
    assert queries.lines(cast.bob, Store.INSIDE).filter(action="test.write").exists()
    assert not queries.lines(cast.charlie, Store.INSIDE).filter(action="test.write").exists()
