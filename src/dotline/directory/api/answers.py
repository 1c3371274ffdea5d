"""Answers of the API: JSON with a strong tag, packed by ourselves so that the tag stays strong."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, time
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.utils.translation import get_language_from_request

from dotline.base import clock
from dotline.directory.queries import lists
from dotline.ui.asked import reader_of

JSON: Final = "application/json"
PACKED_FROM: Final = 200  # bytes; shorter ones Django leaves alone too, so that no tag is weakened


def language(request: HttpRequest) -> str:
    """'fr' or 'en', as the client prefers."""
    return "fr" if get_language_from_request(request).startswith("fr") else "en"


def answer(request: HttpRequest, body: object, *, links: str = "") -> HttpResponse:
    """JSON, or 304 when the client's copy is still good (RFC 9110 section 13.2.2: the tag decides first)."""
    words = json.dumps(body, ensure_ascii=False).encode()
    packed = len(words) >= PACKED_FROM and "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f'"{hashlib.sha256(words).hexdigest()[:32]}{"-gzip" if packed else ""}"'
    changed = _changed()
    if request.method in ("GET", "HEAD") and _known(request, tag, changed):
        response: HttpResponse = HttpResponseNotModified()
    else:
        content = gzip.compress(words, 5, mtime=0) if packed else words
        response = HttpResponse(content, content_type=JSON)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = format_datetime(changed, usegmt=True)
    if links:
        response.headers["Link"] = links
    _headed(request, response)
    return response


def moved(request: HttpRequest, address: str, into: UUID) -> HttpResponse:
    """308 to the record that a merged one was merged into. To be asked for again: a merge can be undone."""
    words = json.dumps({"id": str(into), "x_dotline": {"merged_into": str(into)}}).encode()
    response = HttpResponse(words, content_type=JSON, status=308)
    response.headers["Location"] = address
    _headed(request, response)
    return response


def streamed(request: HttpRequest, documents: Iterable[object]) -> StreamingHttpResponse:
    """One object a line."""
    lines = (json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in documents)
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    _headed(request, response)
    return response


def _headed(request: HttpRequest, response: HttpResponseBase) -> None:
    """What every answer says about itself. It may be kept, but must be asked for again before use."""
    response.headers["Content-Language"] = language(request)
    asked_by_address = request.method in ("GET", "HEAD") and not request.GET.get("search")
    # Search words stay on no disk: an answer to them is not kept anywhere on the way.
    response.headers["Cache-Control"] = "no-cache" if asked_by_address else "no-store"
    if not reader_of(request).is_public:
        response.headers["Cache-Control"] = "no-store"
        patch_vary_headers(response, ("Authorization",))
    patch_vary_headers(response, ("Accept", "Accept-Language", "Accept-Encoding"))


def _changed() -> datetime:
    """The directory's last change, or the last midnight in UTC: offsets of time zones may change with the day."""
    midnight = datetime.combine(clock.today(), time.min, UTC)
    made = lists.edition()
    return max(made.astimezone(UTC), midnight).replace(microsecond=0) if made else midnight


def _known(request: HttpRequest, tag: str, changed: datetime) -> bool:
    given = request.headers.get("If-None-Match")
    if given is not None:
        seen = {part.strip().removeprefix("W/") for part in given.split(",")}
        return tag in seen or "*" in seen
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    # HTTP dates know seconds only: a change within the same second must not be missed.
    return since is not None and since > changed.timestamp()
