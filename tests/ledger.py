"""What a test asks the ledger."""

from uuid import UUID

from django.db.models import QuerySet

from dotline.audit import queries
from dotline.audit.models import Event
from dotline.audit.stores import Store
from dotline.base.reader import Reader


def lines_about(reader: Reader, store: Store, thing: UUID) -> QuerySet[Event]:
    """Who did what with one object, oldest first, within what the reader may see."""
    return queries.lines(reader, store).filter(object_id=thing).order_by("at")
