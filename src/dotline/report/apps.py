"""Django's handle on the reports."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class ReportConfig(AppConfig):
    """What Parliament and the world are told."""

    name = "dotline.report"
    label = "report"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show the reports in the row of rooms; at the desk, let them be built."""
        from dotline.ui import navigation  # noqa: PLC0415 - after all apps are ready

        navigation.register("report", _("Reports"), "report:list", "report.read")
        if apps.is_installed("dotline.access"):
            from dotline.access import jobs  # noqa: PLC0415 - needs the desk's tables

            jobs.register("report.build", "dotline.report.jobs.queued")
