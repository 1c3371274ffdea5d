"""Django's handle on statistics."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dotline.base.later import Later


class StatisticsConfig(AppConfig):
    """What may be counted and published."""

    name = "dotline.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take in what the gate *protect* lets out, and stand in the row of rooms."""
        from django.conf import settings  # noqa: PLC0415 - after all apps are ready

        from dotline.ui import navigation  # noqa: PLC0415

        navigation.register("statistics", _("Figures"), "statistics:overview", "statistics.read")
        if settings.DOTLINE_SITE == "desk":
            _take_in_releases()


def _take_in_releases() -> None:
    """Subscribe to the gate. Only at the desk: the public site receives nothing."""
    from dotline.access import jobs  # noqa: PLC0415
    from dotline.gates import outbox  # noqa: PLC0415 - after all apps are ready
    from dotline.gates.passage import Gate  # noqa: PLC0415

    outbox.subscribe(
        Gate.PROTECT, "statistics", "open", Later("dotline.statistics.actions.take_in")
    )
    jobs.register("statistics.release", "dotline.statistics.jobs.queued")
