"""What stands in no count once nobody is left who could say why: its reads and writes."""

from collections.abc import Iterable
from uuid import UUID

from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.gates.models import Uncounted

# A body that is none: it governs what is left out, and nobody can grant in its name.
NOBODY = UUID(int=0)


def never_count(by: Reader, subjects: Iterable[UUID]) -> None:
    """Keep these out of every count for good, inside the running action of a machine actor."""
    _machine(by)
    rows = [Uncounted(subject_id=one) for one in sorted(set(subjects))]
    Uncounted.objects.using(Store.INSIDE).bulk_create(rows, ignore_conflicts=True)


def uncounted(reader: Reader) -> frozenset[UUID]:
    """What is left out. No agency reads it: beside a file the mark would say something of whoever was helped."""
    if not reader.is_system:
        return frozenset()
    return frozenset(Uncounted.objects.using(Store.INSIDE).values_list("subject_id", flat=True))


def _machine(by: Reader) -> None:
    if not by.is_system:
        message = "only the desk's own work leaves something out of counts"
        raise RuntimeError(message)
