"""Reading the ledger: lines that a reader may see, and the check that finds any edit, deletion or reordering."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import QuerySet

from dotline.audit import marks, raw, rules
from dotline.audit.models import Event
from dotline.audit.rules import EventValue, Fault, HeadValue, LinkValue
from dotline.audit.stores import Store, present
from dotline.base import crypto
from dotline.base.reader import Reader


@dataclass(frozen=True)
class Verification:
    """What a check of one store's ledger found.

    `waiting` lines are held by their own hash and the queue only; `unsigned` ones are chained, but no signed head
    covers them yet. `marked` says whether the data folder notes how far the chain had come.
    """

    store: str
    events: int
    chained: int
    waiting: int
    unsigned: int
    marked: bool
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing contradicts."""
        return not self.faults


def lines(reader: Reader, store: Store) -> QuerySet[Event]:
    """Ledger lines of the reader's own agency; machine actors see all."""
    events = Event.objects.using(store).order_by("-at")
    return events if reader.is_system else events.filter(agency=reader.agency)


def verify(store: Store, public_key: bytes) -> Verification:
    """Compute every leaf and link anew and compare; compare the signed heads that other stores keep.

    No value is believed: what this program never writes is a fault with its place, not an error.
    """
    check = _Check(store, public_key)
    # Marks, then heads, then the chain: each may only be behind what is read after it.
    told = marks.read()
    heads = [(other, head) for other in present() if other != store for head in check.heads(other)]
    with raw.snapshot(store):
        links = list(check.links())
        waiting = set(check.queue())
        events = dict(check.events())
    seqs = {link.event_id: link.seq for link in links}
    hashes = {link.seq: link.hash for link in links}
    faults = rules.chain_faults(links, {key: event.computed for key, event in events.items()})
    faults += rules.queue_faults(events, seqs, waiting)
    if told is None:
        faults.append(Fault("edited", None, None, marks.NAME))
    for other in (one for one in present() if one != store):
        kept = [head for witness, head in heads if witness == other]
        mark = (told or {}).get((store, other))
        faults += rules.head_faults(kept, mark, hashes, f"witness in store {other}")
    covered = max((head.size for _other, head in heads), default=0)
    return Verification(
        store,
        len(events),
        len(links),
        len(waiting),
        max(0, len(links) - covered),
        any(chain == store for chain, _other in told or {}),
        tuple(dict.fromkeys([*faults, *check.faults])),
    )


class _Check:
    """Reads the tables of one ledger, and gathers what is wrong with single rows."""

    def __init__(self, store: Store, public_key: bytes) -> None:
        self.store = store
        self.public_key = public_key
        self.faults: list[Fault] = []

    def events(self) -> Iterator[tuple[str, EventValue]]:
        """Each event's id, the leaf that it carries and the leaf of its content."""
        seen: set[str] = set()
        for row in self._rows(self.store, "audit_event", raw.EVENT, "at, id", odd=True):
            key = row.text("id")
            if key in seen:
                self._fault("twice", self.store, "audit_event", row)
            seen.add(key)
            yield key, EventValue(row.text("leaf"), _leaf(row))

    def queue(self) -> Iterator[str]:
        """Ids of the events that wait."""
        seen: set[str] = set()
        for row in self._rows(self.store, "audit_unchained", raw.UNCHAINED, "event_id"):
            key = row.text("event_id")
            if key in seen:
                self._fault("twice", self.store, "audit_unchained", row)
            seen.add(key)
            yield key

    def links(self) -> Iterator[LinkValue]:
        """The chain."""
        for row in self._rows(self.store, "audit_link", raw.LINK, "seq"):
            leaf, previous, hash_ = (row.text(name) for name in ("leaf", "previous", "hash"))
            yield LinkValue(row.number("seq"), row.text("event_id"), leaf, previous, hash_)

    def heads(self, witness: Store) -> Iterator[HeadValue]:
        """What a witness keeps of this chain, as far as we signed it."""
        for row in self._rows(witness, "audit_head", raw.HEAD, "store, number, size"):
            head = HeadValue(
                row.text("store"),
                witness,
                row.number("number"),
                row.number("size"),
                row.text("hash"),
                row.text("at"),
            )
            ours = crypto.signature_holds(
                self.public_key, row.bytes("signature"), head.signed_bytes()
            )
            if not ours or (head.number and str(head.id()) != row.text("id")):
                self._fault("foreign", witness, "audit_head", row)
            elif head.store == self.store:
                yield head

    def _rows(
        self,
        store: Store,
        table: str,
        columns: Mapping[str, raw.Kind],
        order: str,
        *,
        odd: bool = False,
    ) -> Iterator[raw.Row]:
        """Rows that this program may have written, and if `odd` the others that have an id; those are faults too."""
        try:
            for row in raw.rows(store, table, columns, order):
                if row.odd:
                    self._fault("edited", store, table, row)
                if not row.odd or (odd and row.text("id")):
                    yield row
        except DatabaseError:
            self.faults.append(Fault("gone", None, None, f"{table} in store {store}"))

    def _fault(self, kind: str, store: Store, table: str, row: raw.Row) -> None:
        column = f", column {row.odd[0]}" if row.odd else ""
        place = f"{table} in store {store}, row {row.place}{column}"
        seq, event = row.values.get("seq"), row.values.get("id") if table == "audit_event" else None
        self.faults.append(
            Fault(
                kind,
                seq if isinstance(seq, int) else None,
                event if isinstance(event, str) else None,
                place,
            )
        )


def _leaf(row: raw.Row) -> str:
    """The leaf of an event's content; content that we never wrote has none."""
    if row.odd:
        return ""
    content = {
        name: row.text(name) or (None if name in raw.MAY_BE_EMPTY else "")
        for name in raw.EVENT
        if name != "leaf"
    }
    return rules.leaf_hash(content)
