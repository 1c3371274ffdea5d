"""Identifiers: opaque, never built from what they name unless an import must find them again."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from uuid import UUID, uuid4, uuid5

# Our own namespace for ids that an import must find again; random once, fixed for ever.
NAMESPACE = UUID("6f0e3c1a-52a4-4b0f-9d3c-0a7b1d0e5f42")


# What a fill of the FICTIONAL country draws from: its seed, and how many ids were drawn.
_drawn: ContextVar[tuple[str, Iterator[int]] | None] = ContextVar("dotline_drawn_ids", default=None)


def new_id() -> UUID:
    """A random id that says nothing about time, place or person."""
    drawn = _drawn.get()
    if drawn is None:
        return uuid4()
    seed, numbers = drawn
    digest = hashlib.sha256(f"dotline|demo|{seed}|{next(numbers)}".encode()).digest()
    return UUID(bytes=digest[:16], version=4)


@contextmanager
def drawn_from(seed: str) -> Iterator[None]:
    """Draw new ids from a seed: only for the first fill of a FICTIONAL home, so that it can be had again."""
    token = _drawn.set((seed, count()))
    try:
        yield
    finally:
        _drawn.reset(token)


def seed() -> str:
    """The seed that ids are drawn from; the empty text where they are random."""
    drawn = _drawn.get()
    return drawn[0] if drawn else ""


def stable_id(*parts: str) -> UUID:
    """The same id for the same parts, for ever: loads that run twice, demo rows. Never for a person's real data."""
    return uuid5(NAMESPACE, "\x1f".join(parts))


def parse_id(text: str) -> UUID | None:
    """The id that the text spells, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
