"""Django's handle on the four gates, the outbox and the letterbox."""

from django.apps import AppConfig


class GatesConfig(AppConfig):
    """The only ways out, and the one way in."""

    name = "dotline.gates"
    label = "gates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lay copies for people's own pages, and letters about matches, into the drop."""
        from dotline.gates import letterbox, outbox, ownbox  # noqa: PLC0415 - apps must be ready
        from dotline.gates.passage import Gate  # noqa: PLC0415
        from dotline.gates.refer import OWN_PAGE  # noqa: PLC0415

        outbox.subscribe(Gate.ENCODE, letterbox.MATCH, "drop", letterbox.lay)
        outbox.subscribe(Gate.REFER, OWN_PAGE, "drop", ownbox.receive)
