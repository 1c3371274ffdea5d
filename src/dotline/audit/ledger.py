"""Writing the ledger: one event in the caller's transaction, chained afterwards by the sequencer."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from dotline.audit import marks, raw, rules, stores
from dotline.audit.models import Event, Head, Link, Unchained
from dotline.audit.stores import Store
from dotline.base import clock, crypto
from dotline.base.errors import Conflict, Unavailable
from dotline.base.ids import new_id
from dotline.base.reader import Reader

# A clock that ran backwards further than this would disorder every deadline, so nothing is written.
BACKWARDS_TOLERANCE = timedelta(minutes=5)
BATCH = 5_000
LINES = 500  # events in one statement


def moment(at: datetime) -> str:
    """A moment as leaves and heads spell it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(event: Event) -> dict[str, str | None]:
    """The fields of an event that its leaf covers, as text."""
    return {
        "id": str(event.id),
        "at": moment(event.at),
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


def line(
    by: Reader,
    action: str,
    outcome: str,
    *,
    thing: tuple[str, UUID] | None = None,
    detail: Mapping[str, object] | None = None,
    request_id: str = "",
) -> Event:
    """One event with its leaf, not written yet. Only access.unit makes them."""
    event = Event(
        id=new_id(),
        at=_moment(by),
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
    return event


def write(store: Store, events: Sequence[Event]) -> None:
    """Write events in the transaction that is open on `store`, and lay them into the sequencer's queue."""
    Event.objects.using(store).bulk_create(events, batch_size=LINES)
    waiting = [Unchained(event_id=event.id) for event in events]
    Unchained.objects.using(store).bulk_create(waiting, batch_size=LINES)


def _moment(by: Reader) -> datetime:
    """When it was. Of somebody on the public site only the day: an hour could be matched with a visit."""
    now = clock.now()
    return now.replace(hour=0, minute=0, second=0, microsecond=0) if by.is_public else now


def sequence(store: Store, signing_key: bytes | None = None) -> int:
    """Chain every waiting event and sign the new head; returns how many were chained.

    Runs in one transaction under a lock, so two sequencers cannot fork the chain. Raises Conflict where the chain is
    shorter than it was, or its end is not one that we wrote.
    """
    _refuse_cut_short(store)
    chained = 0
    while batch := _sequence_batch(store):
        chained += batch
    if signing_key and (chained or _unsigned(store)):
        witness(store, signing_key)
    return chained


def _refuse_cut_short(store: Store) -> None:
    """Raise Conflict where the chain does not reach its marks: chaining on would move them, and hide the cut."""
    for (chain, other), mark in (marks.read() or {}).items():
        if chain != store or other not in stores.present():
            continue
        links = Link.objects.using(store).filter(seq=mark.size, hash=mark.hash)
        heads = Head.objects.using(other).filter(store=store, number=mark.number)
        if not (links.exists() and heads.exists()):
            raise Conflict(
                "The ledger of store {store} is shorter than it was, so nothing is chained to it.",
                "Run: dotline audit verify. If you brought an older backup back, bring its {file} back too.",
                store=store,
                file=marks.NAME,
            )


def _unsigned(store: Store) -> bool:
    """Whether links stand after the newest mark: a process was killed between chaining and signing."""
    seq, _hash = _end(store)
    marked = [mark.size for (chain, _other), mark in (marks.read() or {}).items() if chain == store]
    return seq > max(marked, default=0)


def _sequence_batch(store: Store) -> int:
    with transaction.atomic(using=store), stores.in_force(store):
        stores.alone(store, "sequencer")
        waiting = {
            row.text("id"): row.text("leaf")
            for row in raw.rows(store, "audit_event", _CHAINING, "at, id", f"{_WAITING} {BATCH})")
            if not row.odd  # what cannot be read stays in the queue, where the check finds it
        }
        if waiting:
            _link(store, waiting)
            Unchained.objects.using(store).filter(pk__in=list(waiting)).delete()
        return len(waiting)


_CHAINING = {name: raw.EVENT[name] for name in ("id", "at", "leaf")}
# What is linked already is not linked again, whatever the queue says.
_WAITING = (
    "WHERE id IN (SELECT event_id FROM audit_unchained WHERE NOT EXISTS"
    " (SELECT 1 FROM audit_link WHERE audit_link.event_id = audit_unchained.event_id) LIMIT"
)


def _link(store: Store, waiting: Mapping[str, str]) -> None:
    seq, previous = _end(store)
    links = []
    for event_id, leaf in waiting.items():
        seq += 1
        digest = rules.link_hash(seq, previous, leaf)
        links.append(Link(seq=seq, event_id=event_id, leaf=leaf, previous=previous, hash=digest))
        previous = digest
    Link.objects.using(store).bulk_create(links, batch_size=500)


def _end(store: Store) -> tuple[int, str]:
    """Number and hash of the last link. Raises Conflict where it is not one that we wrote."""
    last = next(raw.rows(store, "audit_link", raw.LINK, "seq DESC LIMIT 1"), None)
    if last is None:
        return 0, rules.GENESIS
    if last.odd:
        raise Conflict(
            "The end of the ledger of store {store} cannot be read, so nothing is chained to it.",
            "Keep this machine as it is, run: dotline audit verify",
            store=store,
        )
    return last.number("seq"), last.text("hash")


def witness(store: Store, signing_key: bytes) -> None:
    """Sign the head of a chain, leave a copy in every other store this process can reach, and mark how far it is."""
    end = _end(store)
    left: dict[str, rules.Mark] = {
        other: _leave(store, other, end, signing_key)
        for other in stores.present()
        if other != store
    }
    marks.write(store, left)


def _leave(store: Store, other: Store, end: tuple[int, str], signing_key: bytes) -> rules.Mark:
    size, digest = end
    with transaction.atomic(using=other):
        stores.alone(other, "sequencer")
        kept = Head.objects.using(other).filter(store=store)
        number = (kept.aggregate(newest=Max("number"))["newest"] or 0) + 1
        at = clock.now()
        head = rules.HeadValue(store, other, number, size, digest, moment(at))
        Head(
            id=head.id(),
            store=store,
            number=number,
            size=size,
            hash=digest,
            at=at,
            signature=crypto.sign(signing_key, head.signed_bytes()),
        ).save(using=other, force_insert=True)
    return rules.Mark(number, size, digest)


def check_clock(store: Store) -> None:
    """Raise Unavailable when the machine's clock stands well before the newest ledger line."""
    try:
        newest = raw.newest(store)
    except ValueError as error:
        raise Conflict(
            "The newest line of the ledger of store {store} does not say when it was written, so nothing is written.",
            "Keep this machine as it is, run: dotline audit verify",
            store=store,
        ) from error
    if newest and clock.now() < newest - BACKWARDS_TOLERANCE:
        raise Unavailable(
            "The clock of this machine stands at {now}, before the newest line of the ledger ({newest}).",
            "Set the clock right, then try again. Nothing was written.",
            now=clock.now().isoformat(timespec="minutes"),
            newest=newest.isoformat(timespec="minutes"),
        )
