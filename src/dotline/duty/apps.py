"""Django's handle on obligations at work."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Clocks that run: what is owed, by whom, until when."""

    name = "dotline.duty"
    label = "duty"
    default_auto_field = "django.db.models.BigAutoField"
