"""Django's handle on the room intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dotline.base.later import Later


class IntakeConfig(AppConfig):
    """The room intake."""

    name = "dotline.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take in tips and receipts; offer the counting rows to the gate *protect*, and a place in the row of rooms."""
        from dotline.access.glass import records  # noqa: PLC0415
        from dotline.gates import clean_room, outbox  # noqa: PLC0415 - Django's apps must be ready first
        from dotline.gates.passage import Gate  # noqa: PLC0415
        from dotline.ui import navigation, panels  # noqa: PLC0415

        outbox.subscribe(Gate.REFER, "intake", "inside", Later("dotline.intake.actions.receive"))
        clean_room.register("intake", Later("dotline.intake.queries.counting_rows"))
        clean_room.tell_governed(Later("dotline.intake.queries.nations_of_calls"))
        panels.register("desk.home", Later("dotline.intake.panels.of_desk"))
        panels.register("directory.find", Later("dotline.intake.panels.of_search"))
        records.register(
            records.Breakable(
                kind="contact",
                label=_("A call"),
                page="intake:call",
                lends=frozenset({"intake.read"}),
                check=Later("dotline.intake.panels.check_call"),
                open_to=Later("dotline.intake.panels.call_is_open"),
                show=Later("dotline.intake.panels.show_call"),
            )
        )
        navigation.register("intake", _("Calls"), "intake:queue", "intake.read")
        navigation.register("tips", _("Tips"), "intake:police", "intake.receive_tips")
