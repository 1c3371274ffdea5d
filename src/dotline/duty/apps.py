"""Django's handle on obligations at work."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Clocks that run: what is owed, by whom, until when."""

    name = "dotline.duty"
    label = "duty"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the clock of what is opened by breaking the glass."""
        from dotline.access.glass import clock  # noqa: PLC0415 - Django's apps must be ready first
        from dotline.duty import glass  # noqa: PLC0415

        clock.keep_with(clock.ReviewClock(glass.begin, glass.meet))
