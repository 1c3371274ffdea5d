"""All reference sets at once: what is wrong with own files, and reading them anew."""

from typing import Any

from dotline.base.errors import Invalid
from dotline.reference import claims, law, needs, obligations, organisations, vocabulary
from dotline.reference.datafiles import Holder
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


def faults() -> dict[str, Invalid]:
    """By set: why its newest files are not in use. Empty if all is well."""
    found = {}
    for holder in _SETS:
        holder.value()
        if holder.fault is not None:
            found[holder.name] = holder.fault
    return found


def reload() -> dict[str, Invalid]:
    """Read every set again; a broken one keeps its last good version. Gives the faults."""
    for holder in _SETS:
        holder.reload()
    forget()
    return faults()
