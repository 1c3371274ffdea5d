"""All reference sets at once: what is wrong with own files, and reading them anew."""

from collections.abc import Iterator
from typing import Any

from dotline.base.errors import Invalid
from dotline.reference import claims, law, needs, obligations, organisations, vocabulary
from dotline.reference.datafiles import Holder
from dotline.reference.datafiles.holder import holders
from dotline.reference.places import forget, gazetteer

# In the order of their references: later sets name codes of earlier ones.
_SETS: tuple[Holder[Any], ...] = (
    vocabulary.HOLDER,
    needs.HOLDER,
    gazetteer.HOLDER,
    law.HOLDER,
    obligations.HOLDER,
    organisations.HOLDER,
    claims.HOLDER,
)


def _every() -> Iterator[Holder[Any]]:
    """These, then every other set that the program has made by now: those of the rooms among them."""
    yield from _SETS
    yield from (one for one in holders().values() if one not in _SETS)


def faults() -> dict[str, Invalid]:
    """By set: why its newest files are not in use. Empty if all is well."""
    found = {}
    for holder in _every():
        holder.value()
        if holder.fault is not None:
            found[holder.name] = holder.fault
    return found


def reload() -> dict[str, Invalid]:
    """Read every set again; a broken one keeps its last good version. Gives the faults."""
    for holder in _every():
        holder.reload()
    forget()
    return faults()
