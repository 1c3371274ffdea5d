"""How leaves, links and heads are computed and a ledger is checked. Pure. Leaf and node are set apart: RFC 6962."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from dotline.base.ids import stable_id

GENESIS = "0" * 64


def leaf_hash(fields: Mapping[str, str | None]) -> str:
    """SHA-256 over 0x00 and the canonical JSON of the event, hexadecimal."""
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"\x00" + canonical.encode()).hexdigest()


def link_hash(seq: int, previous: str, leaf: str) -> str:
    """SHA-256 over 0x01, place, previous link and leaf, hexadecimal."""
    return hashlib.sha256(b"\x01" + f"{seq}|{previous}|{leaf}".encode()).hexdigest()


@dataclass(frozen=True)
class LinkValue:
    """A link as stored."""

    seq: int
    event_id: str
    leaf: str
    previous: str
    hash: str


@dataclass(frozen=True)
class EventValue:
    """An event for the check: the leaf that it carries, and the one that its content has."""

    stored: str
    computed: str


@dataclass(frozen=True)
class HeadValue:
    """A signed head: `witness` keeps it as its `number`th about `store`, whose chain had `size` links."""

    store: str
    witness: str
    number: int
    size: int
    hash: str
    at: str

    def signed_bytes(self) -> bytes:
        """What the signature covers. Heads of 2026.1 had no number, and covered less."""
        if self.number == 0:
            return f"dotline-head|{self.store}|{self.size}|{self.hash}".encode()
        said = (self.store, self.witness, self.number, self.size, self.hash, self.at)
        return "|".join(["dotline-head", *map(str, said)]).encode()

    def id(self) -> UUID:
        """A head's id follows from what it says."""
        return stable_id("audit-head", self.signed_bytes().decode())


@dataclass(frozen=True)
class Mark:
    """How far a witness had come, noted outside of every database."""

    number: int
    size: int
    hash: str


@dataclass(frozen=True)
class Fault:
    """One contradiction. `kind` is edited, deleted, reordered, unchained, twice, shortened, foreign or gone.

    `place` says where it lies when there is neither a number in the chain nor an event to name.
    """

    kind: str
    seq: int | None
    event_id: str | None
    place: str = ""

    def position(self) -> str:
        """Where, for people: the line of the chain, the event, or the row of a table."""
        chain = f"line {self.seq}" if self.seq is not None else ""
        event = f"event {self.event_id}" if self.event_id else ""
        return ", ".join(part for part in (chain, event, self.place) if part)


def chain_faults(links: Iterable[LinkValue], leaves: Mapping[str, str]) -> list[Fault]:
    """Every contradiction between the chain and `leaves` (event id -> leaf computed anew from the event's content)."""
    faults, previous, expected = [], GENESIS, 1
    seen: set[str] = set()
    for link in links:
        if link.seq != expected:
            faults.append(Fault("deleted", expected, None))
            expected = link.seq
        if link.previous != previous or link.hash != link_hash(link.seq, link.previous, link.leaf):
            faults.append(Fault("reordered", link.seq, link.event_id))
        found = leaves.get(link.event_id)
        if link.event_id in seen:
            faults.append(Fault("twice", link.seq, link.event_id))
        elif found is None:
            faults.append(Fault("deleted", link.seq, link.event_id))
        elif found != link.leaf:
            faults.append(Fault("edited", link.seq, link.event_id))
        seen.add(link.event_id)
        previous, expected = link.hash, expected + 1
    return faults


def queue_faults(
    events: Mapping[str, EventValue], seqs: Mapping[str, int], waiting: AbstractSet[str]
) -> list[Fault]:
    """What contradicts between events, the chain (event id -> number) and the queue of the sequencer.

    Each event carries the leaf of its content, and is either in the chain or in the queue.
    """
    faults = [
        Fault("edited", seqs.get(key), key)
        for key, event in events.items()
        if event.stored != event.computed
    ]
    faults += [
        Fault("unchained", None, key) for key in events if key not in seqs and key not in waiting
    ]
    faults += [Fault("deleted", None, key) for key in sorted(waiting) if key not in events]
    faults += [Fault("twice", seqs[key], key) for key in sorted(waiting) if key in seqs]
    return faults


def head_faults(
    heads: Sequence[HeadValue], mark: Mark | None, hashes: Mapping[int, str], what: str
) -> list[Fault]:
    """What contradicts between the heads that one witness keeps of a chain, their mark and the chain itself.

    `hashes` is number -> hash of the chain as it is now; `what` names the witness in a fault.
    """
    faults = []
    for head in heads:
        if hashes.get(head.size) != head.hash:
            faults.append(Fault("shortened", head.size, None, what))
    numbered = sorted(head.number for head in heads if head.number)
    if numbered != list(range(1, len(numbered) + 1)):
        faults.append(Fault("deleted", None, None, f"{what}, a head between the others"))
    if mark is not None:
        if hashes.get(mark.size) != mark.hash:
            faults.append(Fault("shortened", mark.size, None, "the mark of the data folder"))
        if len(numbered) < mark.number:
            faults.append(Fault("deleted", None, None, f"{what}, head {len(numbered) + 1}"))
    return faults
