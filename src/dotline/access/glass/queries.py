"""Reads of broken glass; the reader comes first."""

from uuid import UUID

from django.db.models import QuerySet

from dotline.access import envelope
from dotline.access.models import BreakGlass
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Unavailable, not_found
from dotline.base.reader import Reader


def of_agency(reader: Reader) -> QuerySet[BreakGlass]:
    """What was opened so at the reader's agency, newest first: all of it for who reviews, her own for anybody else."""
    rows = BreakGlass.objects.using(Store.INSIDE).order_by("-at", "id")
    if reader.is_system:
        return rows
    rows = rows.filter(agency_id=reader.own)
    return rows if reader.has("access.review_glass") else rows.filter(worker_id=reader.myself)


def own(reader: Reader) -> QuerySet[BreakGlass]:
    """What the reader opened so herself, newest first."""
    return of_agency(reader).filter(worker_id=reader.myself)


def glass(reader: Reader, glass_id: UUID) -> BreakGlass:
    """One of them. Raises NotFound."""
    found = of_agency(reader).filter(pk=glass_id).first()
    if found is None:
        raise not_found("broken glass")
    return found


def to_review(reader: Reader) -> QuerySet[BreakGlass]:
    """What waits for the reader as second person, the oldest first."""
    if not reader.has("access.review_glass"):
        return BreakGlass.objects.none()
    waiting = of_agency(reader).filter(reviewed_at=None).exclude(worker_id=reader.myself)
    return waiting.order_by("at", "id")


def still_open(reader: Reader) -> QuerySet[BreakGlass]:
    """What the reader may read at this moment because she broke the glass."""
    return own(reader).filter(reviewed_at=None, ends_at__gt=clock.now())


def place(row: BreakGlass, column: str) -> str:
    """The cell that a sealed text is bound to."""
    return f"access_breakglass|{row.id}|{column}"


def text(row: BreakGlass, column: str) -> str:
    """A sealed text of a row that was got for its reader; '' once the record it is about was disposed of."""
    blob = getattr(row, column)
    if blob is None:
        return ""
    try:
        return envelope.open_text(row.id, row.agency_id, blob, place(row, column))
    except Unavailable:
        return ""
