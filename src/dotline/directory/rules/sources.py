"""Sources: who brings a directory, told apart by a name that stays the same from load to load."""

from uuid import UUID

from dotline.base.ids import stable_id


def source_id(name: str) -> UUID:
    """The id under which a source's records stand."""
    return stable_id("directory source", name)
