"""The room in Django: takes in published listings, shows itself in the row of rooms."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy

from dotline.base.later import Later


class DirectoryConfig(AppConfig):
    """Who can help, here, now, in this language."""

    name = "dotline.directory"
    label = "directory"
    verbose_name = "Directory"

    def ready(self) -> None:
        """Subscribe to the publish gate, unless this is the public site, which takes nothing in."""
        from dotline.ui import navigation  # noqa: PLC0415 - apps must be ready

        navigation.register(
            "directory", gettext_lazy("Directory"), "directory:find", "directory.read"
        )
        if apps.is_installed("dotline.access"):
            from dotline.gates import outbox  # noqa: PLC0415
            from dotline.gates.passage import Gate  # noqa: PLC0415

            take_in = Later("dotline.directory.actions.take_in")
            outbox.subscribe(Gate.PUBLISH, "directory", "open", take_in)
