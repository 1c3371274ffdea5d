"""How leaves and links are computed and a chain is checked. Pure; leaf and node are set apart as in RFC 6962."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
class Fault:
    """One contradiction in the ledger. `kind` is edited, deleted, reordered, unchained, shortened or foreign."""

    kind: str
    seq: int | None
    event_id: str | None


def chain_faults(links: Iterable[LinkValue], leaves: Mapping[str, str]) -> list[Fault]:
    """Every contradiction between the chain and `leaves` (event id -> leaf computed anew from the event's content)."""
    faults, previous, expected = [], GENESIS, 1
    for link in links:
        if link.seq != expected:
            faults.append(Fault("deleted", expected, None))
            expected = link.seq
        if link.previous != previous or link.hash != link_hash(link.seq, link.previous, link.leaf):
            faults.append(Fault("reordered", link.seq, link.event_id))
        found = leaves.get(link.event_id)
        if found is None:
            faults.append(Fault("deleted", link.seq, link.event_id))
        elif found != link.leaf:
            faults.append(Fault("edited", link.seq, link.event_id))
        previous, expected = link.hash, expected + 1
    return faults
