"""The Django app of the shared looks: templates, static files, template tags."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """No tables; only looks."""

    name = "dotline.ui"
    label = "ui"
    verbose_name = "Shared looks"
