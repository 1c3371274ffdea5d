"""What leaves a wall leaves through the outbox: with its ledger line, sealed, and arriving exactly once in effect."""

import json
from uuid import UUID

import pytest

from dotline.access.unit import action, allow
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.gates import letterbox, outbox
from dotline.gates.models import Letter, Outbox
from dotline.gates.opening import open_to
from dotline.gates.passage import Gate, Passage
from tests.rooms.conftest import Cast

CANARY = "canary-kelpfield"


@action("test.send")
def send(*, by: Reader, passage: Passage, fail: bool = False) -> None:
    allow(ALLOWED)
    outbox.send(passage)
    if fail:
        raise Conflict("Too late.")


@pytest.fixture
def arrivals(monkeypatch: pytest.MonkeyPatch) -> list[Passage]:
    """What a room of this test's own took in."""
    taken: list[Passage] = []
    monkeypatch.setattr(outbox, "_subscriptions", dict(outbox._subscriptions))
    outbox.subscribe(Gate.REFER, "test-room", "inside", lambda by, passage: taken.append(passage))
    return taken


def passage(cast: Cast) -> Passage:
    return Passage(
        Gate.REFER,
        "test-room",
        cast.hotline.id,
        cast.shelter.id,
        "consent",
        ("summary",),
        {"summary": CANARY},
        clock.now(),
    )


def test_a_passage_arrives_with_what_was_sent(cast: Cast, arrivals: list[Passage]) -> None:
    send(by=cast.alice, passage=passage(cast))
    assert outbox.deliver(Store.INSIDE) == 1
    assert [dict(item.payload) for item in arrivals] == [{"summary": CANARY}]


def test_a_passage_is_sealed_on_its_way_and_its_line_names_fields_not_values(
    cast: Cast, arrivals: list[Passage]
) -> None:
    send(by=cast.alice, passage=passage(cast))
    row = Outbox.objects.using(Store.INSIDE).get(room="test-room")
    assert CANARY.encode() not in bytes(row.payload)
    line = Event.objects.using(Store.INSIDE).get(outcome="passage", object_id=row.id)
    assert json.loads(line.detail)["fields"] == ["summary"]
    assert CANARY not in line.detail


def test_a_write_that_fails_sends_nothing(cast: Cast, arrivals: list[Passage]) -> None:
    with pytest.raises(Conflict):
        send(by=cast.alice, passage=passage(cast), fail=True)
    assert outbox.deliver(Store.INSIDE) == 0
    assert not Event.objects.using(Store.INSIDE).filter(outcome="passage").exists()


def test_a_passage_delivered_twice_takes_effect_once(cast: Cast, arrivals: list[Passage]) -> None:
    send(by=cast.alice, passage=passage(cast))
    outbox.deliver(Store.INSIDE)
    Outbox.objects.using(Store.INSIDE).filter(room="test-room").update(delivered_at=None)
    outbox.deliver(Store.INSIDE)
    assert len(arrivals) == 1


def test_a_passage_that_a_room_refuses_stays_and_says_why(
    cast: Cast, arrivals: list[Passage]
) -> None:
    def refuse(*, by: Reader, passage: Passage) -> None:
        raise Invalid("This room is full.")

    outbox.subscribe(Gate.REFER, "test-room", "inside", refuse)
    send(by=cast.alice, passage=passage(cast))
    assert outbox.deliver(Store.INSIDE) == 0
    row = Outbox.objects.using(Store.INSIDE).get(room="test-room")
    assert (row.tries, row.problem, row.delivered_at) == (1, "This room is full.", None)
    outbox.subscribe(
        Gate.REFER, "test-room", "inside", lambda by, passage: arrivals.append(passage)
    )
    assert outbox.deliver(Store.INSIDE) == 1


@pytest.fixture
def posted(cast: Cast) -> UUID:
    """A letter of somebody unknown to the shelter."""
    open_to(cast.shelter, by=cast.operator)
    return letterbox.post(by=Reader.public(), agency=cast.shelter.id, kind="message", text=CANARY)


def test_a_letter_is_opened_only_by_its_agency(cast: Cast, posted: UUID) -> None:
    assert letterbox.open_letter(by=cast.charlie, letter=posted) == CANARY
    with pytest.raises(NotFound):
        letterbox.open_letter(by=cast.alice, letter=posted)
    with pytest.raises(Refused):
        letterbox.open_letter(by=cast.bob, letter=posted)


def test_a_letter_lies_sealed_and_keeps_only_the_day(cast: Cast, posted: UUID) -> None:
    row = Letter.objects.using(Store.DROP).get(pk=posted)
    assert CANARY.encode() not in bytes(row.sealed)
    assert row.posted_on == clock.today()


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_empty_or_endless_letter_is_refused(cast: Cast, posted: UUID, text: str) -> None:
    with pytest.raises(Invalid):
        letterbox.post(by=Reader.public(), agency=cast.shelter.id, kind="message", text=text)
