"""Reading the ledger: lines that a reader may see, and the check that finds any edit, deletion or reordering."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from dotline.audit import rules
from dotline.audit.ledger import canonical, head_bytes
from dotline.audit.models import Event, Head, Link, Unchained
from dotline.audit.rules import Fault
from dotline.audit.stores import Store, present
from dotline.base import crypto
from dotline.base.reader import Reader

CHUNK = 5_000


@dataclass(frozen=True)
class Verification:
    """What a check of one store's ledger found."""

    store: str
    events: int
    chained: int
    waiting: int
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing contradicts."""
        return not self.faults


def lines(reader: Reader, store: Store) -> QuerySet[Event]:
    """Ledger lines of the reader's own agency; machine actors see all."""
    events = Event.objects.using(store).order_by("-at")
    return events if reader.is_system else events.filter(agency=reader.agency)


def lines_about(reader: Reader, store: Store, thing: UUID) -> QuerySet[Event]:
    """Who did what with one object, oldest first, within what the reader may see."""
    return lines(reader, store).filter(object_id=thing).order_by("at")


def verify(store: Store, public_key: bytes) -> Verification:
    """Compute every leaf and link anew and compare; compare signed heads that other stores keep."""
    leaves = {
        str(event.id): rules.leaf_hash(canonical(event))
        for event in Event.objects.using(store).iterator(chunk_size=CHUNK)
    }
    links = [
        rules.LinkValue(link.seq, str(link.event_id), link.leaf, link.previous, link.hash)
        for link in Link.objects.using(store).order_by("seq").iterator(chunk_size=CHUNK)
    ]
    faults = rules.chain_faults(links, leaves)
    waiting = {str(pk) for pk in Unchained.objects.using(store).values_list("event_id", flat=True)}
    chained = {link.event_id for link in links}
    faults += [Fault("unchained", None, event) for event in sorted(set(leaves) - chained - waiting)]
    faults += [Fault("deleted", None, event) for event in sorted(waiting - set(leaves))]
    faults += _stored_leaf_faults(store, leaves, waiting)
    faults += _head_faults(store, {link.seq: link.hash for link in links}, public_key)
    return Verification(store, len(leaves), len(links), len(waiting), tuple(faults))


def _stored_leaf_faults(store: Store, leaves: dict[str, str], waiting: set[str]) -> list[Fault]:
    # An event still in the queue has no link yet; its own leaf column must fit its content.
    stored = Event.objects.using(store).filter(pk__in=waiting).values_list("id", "leaf")
    return [Fault("edited", None, str(pk)) for pk, leaf in stored if leaves[str(pk)] != leaf]


def _head_faults(store: Store, hashes: dict[int, str], public_key: bytes) -> list[Fault]:
    faults = []
    for other in present():
        if other == store:
            continue
        for head in Head.objects.using(other).filter(store=store):
            if not crypto.signature_holds(
                public_key, bytes(head.signature), head_bytes(head.store, head.size, head.hash)
            ):
                faults.append(Fault("foreign", head.size, None))
            elif hashes.get(head.size) != head.hash:
                faults.append(Fault("shortened", head.size, None))
    return faults
