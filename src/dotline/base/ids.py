"""Identifiers: opaque, never built from what they name unless an import must find them again."""

from uuid import UUID, uuid4, uuid5

# Our own namespace for ids that an import must find again; random once, fixed for ever.
NAMESPACE = UUID("6f0e3c1a-52a4-4b0f-9d3c-0a7b1d0e5f42")


def new_id() -> UUID:
    """A random id that says nothing about time, place or person."""
    return uuid4()


def stable_id(*parts: str) -> UUID:
    """The same id for the same parts, for ever: loads that run twice, demo rows. Never for a person's real data."""
    return uuid5(NAMESPACE, "\x1f".join(parts))


def parse_id(text: str) -> UUID | None:
    """The id that the text spells, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
