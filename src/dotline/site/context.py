"""What every template knows: reader, site, whether all is fictional, where home is, whose agency this is."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dotline.ui.asked import lang

MIXED = "MIXED"  # directory.actions.fiction writes it
HOTLINE = "1-833-900-1010"
EMERGENCY = "911"
BASES = {"desk": "ui/desk.html", "public": "ui/public.html", "offline": "site/offline.html"}


def purpose_name(code: str) -> str:
    """The purpose in words: it stands on each desk page and on each ledger line."""
    return {
        "help": _("helping a person"),
        "stewardship": _("governing data"),
        "oversight": _("oversight"),
        "statistics": _("statistics"),
        "report": _("reporting"),
        "plan": _("the plan"),
        "directory": _("the directory"),
        "operation": _("running the system"),
        "break_glass": _("an emergency"),
    }.get(code, "")


def shared(request: HttpRequest) -> dict[str, Any]:
    """Context of all pages."""
    language = lang()
    worker = getattr(request, "worker", None)
    reader = getattr(request, "reader", None)
    agency = worker.agency if worker else None
    return {
        "reader": reader,
        "site": settings.DOTLINE_SITE,
        "demo": settings.DOTLINE_DEMO,
        "mixed": settings.DOTLINE_DEMO and (Path(settings.DOTLINE_HOME) / MIXED).exists(),
        "hotline": HOTLINE,
        "emergency": EMERGENCY,
        "language": language,
        "home_url": reverse("home"),
        "agency_name": getattr(agency, f"name_{language}", "") if agency else "",
        "agency_zone": agency.zone if agency else "",
        "purpose_name": purpose_name(reader.purpose) if reader else "",
        "base_template": BASES[settings.DOTLINE_SITE],
        **_offline(),
    }


def _offline() -> dict[str, Any]:
    """Since when the desk works without its database, and how old its list is; nothing on other sites."""
    if settings.DOTLINE_SITE != "offline":
        return {}
    from dotline.site.offline.state import state  # noqa: PLC0415 - other sites have no snapshot

    now = state()
    return {
        "offline_since": now.since,
        "as_of": now.contents.moment(),
        "demo": now.contents.demo,
    }
