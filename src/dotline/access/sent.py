"""Rows that a worker's form made: one sent twice makes one row, and two presses at once no second one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from dotline.audit.stores import Store
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending

Kept = TypeVar("Kept", bound=models.Model)


class SentRow(models.Model):
    """A row that a form made: by whom, and key and words of its sending."""

    by_worker = models.UUIDField(null=True)
    send_key = models.UUIDField(null=True)
    send_words = models.UUIDField(null=True)

    class Meta:
        """No table of its own."""

        abstract = True


def sent_as(sent: Sending | None) -> dict[str, Any]:
    """The columns that say by which sending of a form a new row came."""
    return {
        "send_key": sent.form if sent else None,
        "send_words": sent.words if sent else None,
    }


def signed(sent: Sending | None, by: Reader) -> dict[str, Any]:
    """The columns of a new `SentRow`: its number, who wrote it, by which sending."""
    return {"id": new_id(), "by_worker": by.worker, **sent_as(sent)}


def sent_before(rows: models.QuerySet[Kept], sent: Sending | None) -> Kept | None:
    """The row among these that this form made when it was sent before. Raises SentAlready for other words."""
    if sent is None:
        return None
    found = rows.filter(send_key=sent.form).first()
    if found is not None:
        sent.must_match(getattr(found, "send_words"))  # noqa: B009 - every such table has the column
    return found


def insert(row: models.Model, clash: Conflict | None = None) -> None:
    """Save a new row; raises `clash` when the database has one that it may not stand beside, else IntegrityError."""
    try:
        with transaction.atomic(using=Store.INSIDE):
            row.save(using=Store.INSIDE, force_insert=True)
    except IntegrityError as error:
        if clash is None:
            raise
        raise clash from error


def insert_once(row: Kept, before: Callable[[], Kept | None]) -> Kept:
    """Save a new row, or give back the one that the same form made at the same moment.

    Raises IntegrityError when it was something else that the row may not stand beside.
    """
    try:
        insert(row)
    except IntegrityError:
        if (known := before()) is None:
            raise
        return known
    return row
