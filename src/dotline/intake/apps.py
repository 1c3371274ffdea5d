"""Django's handle on the room intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """The room intake."""

    name = "dotline.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the counting rows to the gate *protect*, and a place in the row of rooms."""
        from dotline.gates import clean_room  # noqa: PLC0415 - Django's apps must be ready first
        from dotline.intake import panels as own  # noqa: PLC0415
        from dotline.intake import queries  # noqa: PLC0415
        from dotline.ui import navigation, panels  # noqa: PLC0415

        clean_room.register("intake", queries.counting_rows)
        panels.register("desk.home", own.of_desk)
        navigation.register("intake", _("Calls"), "intake:queue", "intake.read")
