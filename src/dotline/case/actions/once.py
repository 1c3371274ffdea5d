"""What two presses at once must not write twice: rows are locked, then read, then written."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from dotline.access.sent import sent_before
from dotline.access.unit import about, allow
from dotline.audit.stores import Store
from dotline.base.errors import N_, Invalid
from dotline.base.reader import Reader
from dotline.base.sendings import Sending
from dotline.case import policy, queries, rules
from dotline.case.models import Proceeding
from dotline.case.queries import courts

Kept = TypeVar("Kept", bound=Model)


def _lock(row: Model) -> None:
    """Hold a row until the action ends and read it anew, so that what is decided on it is true of it."""
    held = type(row)._base_manager.select_for_update()
    row.refresh_from_db(using=Store.INSIDE, from_queryset=held)


def _before(kind: type[Kept], sent: Sending | None, **under: Model) -> Kept | None:
    """What this form made under a row when it was sent before; the row is held, so the next one waits.

    Raises SentAlready for other words.
    """
    for row in under.values():
        _lock(row)
    return sent_before(kind._default_manager.using(Store.INSIDE).filter(**under), sent)


def _past(by: Reader, day: date) -> date:
    """The day, which does not lie ahead of the reader, nor before anybody now alive. Raises Invalid."""
    if day > queries.today(by):
        raise Invalid(N_("This day lies ahead."), N_("Choose today or a day before."))
    return rules.likely(day)


def _changed(by: Reader, proceeding_id: UUID) -> Proceeding:
    """A proceeding that the reader may add to. Raises NotFound, Refused."""
    row = courts.proceeding(by, proceeding_id)
    allow(policy.may_change(by, row.case))
    about("case", row.case_id)
    return row
