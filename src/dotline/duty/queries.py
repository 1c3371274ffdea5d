"""Reading obligations: what runs, what is late; the reader comes first."""

from uuid import UUID

from django.db.models import QuerySet

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.duty.models import Obligation


def owed(reader: Reader, store: Store) -> QuerySet[Obligation]:
    """Running obligations of the reader's agency, the most urgent first; machine actors see all."""
    rows = Obligation.objects.using(store).filter(met_at=None, waived_at=None).order_by("due_at")
    return rows if reader.is_system else rows.filter(holder_id=reader.agency)


def late(reader: Reader, store: Store) -> QuerySet[Obligation]:
    """Those whose time is over."""
    return owed(reader, store).filter(due_at__lt=clock.now())


def about(reader: Reader, store: Store, subject_id: UUID) -> QuerySet[Obligation]:
    """All obligations about one subject. The caller has already decided that the reader may see the subject."""
    return Obligation.objects.using(store).filter(subject_id=subject_id).order_by("opens_at")
