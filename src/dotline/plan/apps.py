"""Django's handle on the plan."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    """What was promised, by whom, by when, how far."""

    name = "dotline.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show the plan in the row of rooms."""
        from dotline.ui import navigation  # noqa: PLC0415 - after all apps are ready

        navigation.register("plan", _("The plan"), "plan:board", "plan.read")
        navigation.register("plan-desk", _("The desk of the plan"), "plan:desk", "plan.desk")
