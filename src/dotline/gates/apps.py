"""Django's handle on the four gates, the outbox and the letterbox."""

from django.apps import AppConfig


class GatesConfig(AppConfig):
    """The only ways out, and the one way in."""

    name = "dotline.gates"
    label = "gates"
    default_auto_field = "django.db.models.BigAutoField"
