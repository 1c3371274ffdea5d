"""Django's handle on the ledger."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The tamper-evident ledger: one in each store."""

    name = "dotline.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
