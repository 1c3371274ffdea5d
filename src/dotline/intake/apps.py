"""Django's handle on the room intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dotline.base.reader import Reader
from dotline.gates.passage import Passage


def _receive(courier: Reader, passage: Passage) -> None:
    from dotline.intake.actions import receive  # noqa: PLC0415 - Django's apps must be ready first

    receive(by=courier, passage=passage)


class IntakeConfig(AppConfig):
    """The room intake."""

    name = "dotline.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take in tips and receipts; offer the counting rows to the gate *protect*, and a place in the row of rooms."""
        from dotline.gates import clean_room, outbox  # noqa: PLC0415 - Django's apps must be ready first
        from dotline.gates.passage import Gate  # noqa: PLC0415
        from dotline.intake import panels as own  # noqa: PLC0415
        from dotline.intake import queries  # noqa: PLC0415
        from dotline.ui import navigation, panels  # noqa: PLC0415

        outbox.subscribe(Gate.REFER, "intake", "inside", _receive)
        clean_room.register("intake", queries.counting_rows)
        panels.register("desk.home", own.of_desk)
        panels.register("directory.find", own.of_search)
        navigation.register("intake", _("Calls"), "intake:queue", "intake.read")
        navigation.register("tips", _("Tips"), "intake:police", "intake.receive_tips")
