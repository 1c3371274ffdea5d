"""Which frame a page of statistics stands in: the same views serve desk and public site."""

from django.conf import settings


def framed() -> dict[str, object]:
    """The frame, for the context of a page."""
    return {"frame": "ui/desk.html" if settings.DOTLINE_SITE == "desk" else "ui/public.html"}
