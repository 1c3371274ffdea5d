"""What two presses at once must not write twice: rows are locked, then read, then written."""

from django.db.models import Model

from dotline.audit.stores import Store


def _lock(row: Model) -> None:
    """Hold a row until the action ends and read it anew, so that what is decided on it is true of it."""
    held = type(row)._base_manager.select_for_update()
    row.refresh_from_db(using=Store.INSIDE, from_queryset=held)
