"""Django's handle on agencies, workers and the wall."""

from uuid import UUID

from django.apps import AppConfig
from django.http import HttpRequest

from dotline.base.reader import Reader


def _desk_panel(reader: Reader, worker: UUID, request: HttpRequest) -> str:
    from dotline.access.glass.panels import of_desk  # noqa: PLC0415 - loads with the first page of the desk

    return of_desk(reader, worker, request)


class AccessConfig(AppConfig):
    """Who is who, and who may what."""

    name = "dotline.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the wall on every connection to the store of agency records, and broken glass on the first page."""
        from dotline.access import wall  # noqa: PLC0415 - Django's apps must be ready first
        from dotline.ui import panels  # noqa: PLC0415

        wall.install()
        panels.register("desk.home", _desk_panel)
