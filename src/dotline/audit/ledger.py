"""Writing the ledger: one event in the caller's transaction, chained afterwards by the sequencer."""

import json
from collections.abc import Mapping
from datetime import UTC, timedelta
from uuid import UUID

from django.db import connections, transaction

from dotline.audit import rules, stores
from dotline.audit.models import Event, Head, Link, Unchained
from dotline.audit.stores import Store
from dotline.base import clock, crypto
from dotline.base.errors import Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Reader

# A clock that ran backwards further than this would disorder every deadline, so nothing is written.
BACKWARDS_TOLERANCE = timedelta(minutes=5)
BATCH = 5_000


def canonical(event: Event) -> dict[str, str | None]:
    """The fields of an event that its leaf covers, as text."""
    return {
        "id": str(event.id),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(event.actor) if event.actor else None,
        "actor_name": event.actor_name,
        "agency": str(event.agency) if event.agency else None,
        "purpose": event.purpose,
        "action": event.action,
        "outcome": event.outcome,
        "object_kind": event.object_kind,
        "object_id": str(event.object_id) if event.object_id else None,
        "detail": event.detail,
        "request_id": event.request_id,
    }


def record(
    store: Store,
    by: Reader,
    action: str,
    outcome: str,
    *,
    thing: tuple[str, UUID] | None = None,
    detail: Mapping[str, object] | None = None,
    request_id: str = "",
) -> UUID:
    """Write one event and its leaf in the transaction that is open on `store`. Only access.unit and gates call this."""
    event = Event(
        id=new_id(),
        at=clock.now(),
        actor=by.worker,
        actor_name=by.name,
        agency=by.agency,
        purpose=by.purpose,
        action=action,
        outcome=outcome,
        object_kind=thing[0] if thing else "",
        object_id=thing[1] if thing else None,
        detail=json.dumps(detail, sort_keys=True, default=str) if detail else "",
        request_id=request_id,
    )
    event.leaf = rules.leaf_hash(canonical(event))
    event.save(using=store, force_insert=True)
    Unchained(event_id=event.id).save(using=store, force_insert=True)
    return event.id


def sequence(store: Store, signing_key: bytes | None = None) -> int:
    """Chain every waiting event and sign the new head; returns how many were chained.

    Runs in one transaction under a lock, so two sequencers cannot fork the chain.
    """
    chained = 0
    while batch := _sequence_batch(store):
        chained += batch
    if chained and signing_key:
        witness(store, signing_key)
    return chained


def _sequence_batch(store: Store) -> int:
    with transaction.atomic(using=store), stores.in_force(store):
        _lock(store)
        waiting = list(Unchained.objects.using(store).values_list("event_id", flat=True)[:BATCH])
        if not waiting:
            return 0
        last = Link.objects.using(store).order_by("-seq").first()
        seq, previous = (last.seq, last.hash) if last else (0, rules.GENESIS)
        links = []
        for _at, event_id, leaf in sorted(
            Event.objects.using(store).filter(pk__in=waiting).values_list("at", "id", "leaf")
        ):
            seq += 1
            digest = rules.link_hash(seq, previous, leaf)
            links.append(
                Link(seq=seq, event_id=event_id, leaf=leaf, previous=previous, hash=digest)
            )
            previous = digest
        Link.objects.using(store).bulk_create(links, batch_size=500)
        Unchained.objects.using(store).filter(pk__in=waiting).delete()
        return len(waiting)


def witness(store: Store, signing_key: bytes) -> None:
    """Sign the head of a chain and leave a copy in every other store this process can reach."""
    last = Link.objects.using(store).order_by("-seq").first()
    if last is None:
        return
    at = clock.now()
    signature = crypto.sign(signing_key, head_bytes(store, last.seq, last.hash))
    for other in stores.present():
        if other != store:
            Head(store=store, size=last.seq, hash=last.hash, at=at, signature=signature).save(
                using=other
            )


def head_bytes(store: str, size: int, hash_: str) -> bytes:
    """What the signature of a head covers."""
    return f"dotline-head|{store}|{size}|{hash_}".encode()


def check_clock(store: Store) -> None:
    """Raise Unavailable when the machine's clock stands well before the newest ledger line."""
    newest = Event.objects.using(store).order_by("-at").values_list("at", flat=True).first()
    if newest and clock.now() < newest - BACKWARDS_TOLERANCE:
        raise Unavailable(
            "The clock of this machine stands at {now}, before the newest line of the ledger ({newest}).",
            "Set the clock right, then try again. Nothing was written.",
            now=clock.now().isoformat(timespec="minutes"),
            newest=newest.isoformat(timespec="minutes"),
        )


def _lock(store: Store) -> None:
    # SQLite's IMMEDIATE transaction is the lock; PostgreSQL needs a named one.
    connection = connections[store]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dotline-sequencer'))")
