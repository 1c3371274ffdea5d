"""What every template knows: who reads, which site, whether the country is fictional, and the same page in the other language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

HOTLINE = "1-833-900-1010"
EMERGENCY = "911"


def shared(request: HttpRequest) -> dict[str, Any]:
    """Context of all pages."""
    language = (get_language() or "en")[:2]
    other = "fr" if language == "en" else "en"
    return {
        "reader": getattr(request, "reader", None),
        "worker": getattr(request, "worker", None),
        "site": settings.DOTLINE_SITE,
        "demo": settings.DOTLINE_DEMO,
        "hotline": HOTLINE,
        "emergency": EMERGENCY,
        "language": language,
        "other_language": other,
        "other_url": translate_url(request.path, other),
    }
