"""The outbox: a passage, its ledger line and its payload are written in the sender's transaction, then delivered.

Delivery is at least once; the receiving room notes the passage id in its own transaction, so it takes effect once.
"""

import functools
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from nacl.public import PrivateKey, PublicKey, SealedBox

from dotline.access import keys
from dotline.access.unit import action, after_commit, allow, behind, current, line
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import DotlineError
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.gates.models import Outbox, Received
from dotline.gates.passage import Gate, Passage

log = logging.getLogger("dotline.gates")


class Handler(Protocol):
    """What a room does with a passage that has come in: an action of its own."""

    def __call__(self, *, by: Reader, passage: Passage) -> object: ...


COURIER = "courier"
TAKEN_BACK = "taken back by its sender"


@dataclass(frozen=True)
class Subscription:
    """Who takes in what."""

    store: Store
    handler: Handler


_subscriptions: dict[tuple[Gate, str], Subscription] = {}


def subscribe(gate: Gate, room: str, store: str, handler: Handler) -> None:
    """Let `handler` take in passages of a gate for a room; it runs inside an action on `store`."""
    _subscriptions[gate, room] = Subscription(Store(store), handler)


def send(passage: Passage) -> None:
    """Put a passage into the outbox of the running action's store, with its ledger line, and deliver after commit."""
    unit = current()
    store = unit.store
    data = json.dumps(passage.payload, sort_keys=True, default=str).encode()
    sealed = passage.recipient is not None
    if passage.recipient is not None:
        public = PublicKey(keys.load(passage.recipient).letterbox_public())
        data = SealedBox(public).encrypt(data)
    Outbox(
        id=passage.id,
        gate=passage.gate,
        room=passage.room,
        sender_id=passage.sender,
        recipient_id=passage.recipient,
        basis=passage.basis,
        fields=json.dumps(passage.fields),
        payload=data,
        sealed=sealed,
        at=passage.at,
    ).save(using=store, force_insert=True)
    line(
        f"gates.{passage.gate}",
        "passage",
        thing=("passage", passage.id),
        detail={
            "fields": list(passage.fields),
            "basis": passage.basis,
            "recipient": passage.recipient,
        },
    )
    after_commit(lambda: deliver(store))


def deliver(store: Store) -> int:
    """Hand every waiting passage to its room; returns how many arrived. One that fails stays and says why."""
    arrived = 0
    waiting = Outbox.objects.using(store).filter(delivered_at=None).order_by("at", "id")
    with behind(Reader.system(COURIER)):
        for row in waiting.filter(gate__in={gate.value for gate, _room in _subscriptions}):
            subscription = _subscriptions.get((Gate(row.gate), row.room))
            if subscription is not None:
                arrived += _deliver(store, row, subscription)
    return arrived


def empty(basis: str) -> int:
    """Empty what has arrived on one basis, inside a running action: the passage stays, its content does not."""
    rows = Outbox.objects.using(current().store).filter(basis=basis, delivered_at__isnull=False)
    return rows.exclude(payload=b"").update(payload=b"")


def take_back(passages: Iterable[UUID]) -> int:
    """Empty these passages inside a running action; one that is still on its way never arrives."""
    at = clock.now()
    rows = Outbox.objects.using(current().store).filter(pk__in=list(passages))
    rows.filter(delivered_at=None).update(delivered_at=at, problem=TAKEN_BACK)
    return rows.exclude(payload=b"").update(payload=b"")


def take_back_about(basis: str, name: str, value: str) -> int:
    """Take back, inside a running action, what is still on its way on a basis and says `value` under `name`.

    Only of passages to the nation or to a person's own page: what is sealed to an agency says nothing here.
    """
    rows = Outbox.objects.using(current().store).filter(basis=basis, delivered_at=None)
    ours = rows.filter(sealed=False).exclude(payload=b"")
    return take_back(row.id for row in ours if json.loads(bytes(row.payload)).get(name) == value)


def _deliver(store: Store, row: Outbox, subscription: Subscription) -> bool:
    receive = _RECEIVE[subscription.store]
    try:
        passage = _opened(row)
        receive(
            by=Reader.system(COURIER),
            passage=passage,
            handler=subscription.handler,
            arrived=functools.partial(_arrived, store, row)
            if subscription.store == store
            else None,
        )
    except DotlineError as error:
        log.warning("passage %s was not taken in: %s", row.id, error.template)
        _mark(store, row.id, problem=error.template, tries=row.tries + 1)
        return False
    if subscription.store != store:  # no transaction crosses a store
        with transaction.atomic(using=store):
            _arrived(store, row)
    return True


def _arrived(store: Store, row: Outbox) -> None:
    _mark(store, row.id, delivered_at=clock.now(), problem="", tries=row.tries + 1)


def _mark(store: Store, passage_id: UUID, **values: object) -> None:
    Outbox.objects.using(store).filter(pk=passage_id).update(**values)


def _opened(row: Outbox) -> Passage:
    data = bytes(row.payload)
    if row.sealed and row.recipient_id is not None:
        data = SealedBox(PrivateKey(keys.load(row.recipient_id).letterbox)).decrypt(data)
    return Passage(
        gate=Gate(row.gate),
        room=row.room,
        sender=row.sender_id,
        recipient=row.recipient_id,
        basis=row.basis,
        fields=tuple(json.loads(row.fields)),
        payload=json.loads(data),
        at=row.at,
        id=row.id,
    )


def _first(store: Store, passage: Passage) -> bool:
    """Note a passage as received; False when it was before.

    The note comes first: a second courier at the same moment waits here for the first one's end.
    """
    row = Received(passage_id=passage.id, room=passage.room, at=clock.now())
    try:
        with transaction.atomic(using=store):
            row.save(using=store, force_insert=True)
    except IntegrityError:
        return False
    return True


def _receiver(store: Store) -> Callable[..., None]:
    @action("gates.receive", store=store)
    def receive(
        *,
        by: Reader,
        passage: Passage,
        handler: Handler,
        arrived: Callable[[], None] | None = None,
    ) -> None:
        allow(ALLOWED)
        unit = current()
        unit.thing = ("passage", passage.id)
        if _first(store, passage):
            handler(by=by, passage=passage)
        if arrived is not None:  # it lies in this store too: one transaction holds both ends
            arrived()

    return receive


_RECEIVE = {store: _receiver(store) for store in Store}
