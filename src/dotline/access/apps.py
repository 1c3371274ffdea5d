"""Django's handle on agencies, workers and the wall."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy

from dotline.base.later import Later


class AccessConfig(AppConfig):
    """Who is who, and who may what."""

    name = "dotline.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the wall on every connection to the store of agency records, and broken glass on the first page."""
        from dotline.access import wall  # noqa: PLC0415 - Django's apps must be ready first
        from dotline.ui import navigation, panels  # noqa: PLC0415

        wall.install()
        panels.register("desk.home", Later("dotline.access.glass.panels.of_desk"))
        navigation.register(
            "access", gettext_lazy("Keys for programs"), "access:keys", "access.keys"
        )
