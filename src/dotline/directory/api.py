"""The HSDS 3.1 API: plain views, read only, the same answers for everybody."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from math import ceil
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_noop as N_
from django.views.decorators.csrf import csrf_exempt

from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.directory.queries import lists, snapshot
from dotline.reference import places

VERSION: Final = "3.1"
OPENAPI: Final = (
    "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/openapi.json"
)
PROFILE: Final = "https://docs.openreferral.org/en/3.1/"
PER_PAGE: Final = 50
MOST: Final = 200

_PAGED: Final = frozenset({"search", "page", "per_page", "format"})
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "service": _PAGED
    | {"taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimal", "full"},
    "organization": _PAGED | {"taxonomy_term_id", "taxonomy_id", "full_service", "full"},
    "service_at_location": _PAGED
    | {
        "taxonomy_term_id",
        "taxonomy_id",
        "organization_id",
        "modified_after",
        "full",
        "postcode",
        "proximity",
    },
    "taxonomy": _PAGED,
    "taxonomy_term": _PAGED | {"taxonomy_id", "top_only", "parent_id"},
}


class MethodNotAllowed(Invalid):
    """An address that answers, but not to this method."""

    status = 405


def root(request: HttpRequest) -> HttpResponseBase:
    """GET /: what this is. The fields of 3.2 are there too; they only add."""
    body = {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": OPENAPI,
        "description": "Services that help people, searchable by need, place, language and opening hours.",
        "publisher": {"name": "Dotline"},
    }
    if settings.DOTLINE_DEMO:
        body["description"] = f"FICTIONAL demonstration data. {body['description']}"
    return _answer(request, body)


def listing(kind: str) -> Callable[[HttpRequest], HttpResponseBase]:
    """The view of a list; POST takes the same parameters in the body, so that they stay out of addresses."""

    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD", "POST"):
            raise MethodNotAllowed(N_("Lists answer GET and POST."), N_("Use GET."))
        given = _given(request)
        ask = _ask(kind, given, _lang(request))
        if given.get("format") == "ndjson":
            return _streamed(request, kind, ask)
        found = lists.page(_reader(request), kind, ask)
        pages = max(1, ceil(found.total / ask.per_page))
        if ask.page > pages:
            raise Invalid(
                "There is no page {page}: the last one is {pages}.",
                "Ask for page 1.",
                page=ask.page,
                pages=pages,
            )
        return _answer(request, _page(found, ask, pages))

    return view


def single(kind: str) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """The view of one record, whole."""

    @csrf_exempt
    def view(request: HttpRequest, key: str) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(N_("Single records answer GET."), N_("Use GET."))
        full_service = request.GET.get("full_service", "").lower() == "true"
        found = lists.single(
            _reader(request), kind, _uuid("id", key), _lang(request), full_service=full_service
        )
        return _answer(request, found)

    return view


def _reader(request: HttpRequest) -> Reader:
    reader = request.__dict__.get("reader")
    return reader if isinstance(reader, Reader) else Reader.public()


def _lang(request: HttpRequest) -> str:
    return "fr" if get_language_from_request(request).startswith("fr") else "en"


def _given(request: HttpRequest) -> dict[str, str]:
    """The parameters: of the address, and for POST of a form or a JSON object."""
    given = {key: str(value) for key, value in request.GET.items()}
    if request.method != "POST":
        return given
    if request.content_type == "application/json" and request.body:
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError) as problem:
            raise Invalid("The body is not JSON.", "Send a JSON object or a form.") from problem
        if not isinstance(body, dict):
            raise Invalid("The body is not a JSON object.", "Send a JSON object or a form.")
        return given | {str(key): _word(value) for key, value in body.items()}
    return given | {key: str(value) for key, value in request.POST.items()}


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _ask(kind: str, given: Mapping[str, str], lang: str) -> lists.Ask:
    for name in given:
        if name not in _KNOWN[kind]:
            raise Invalid(
                "There is no parameter {name} here.",
                "Known ones: {known}.",
                name=name[:40],
                known=", ".join(sorted(_KNOWN[kind])),
            )
    if given.get("format", "json") not in ("json", "ndjson"):
        raise Invalid("The format is neither json nor ndjson.", "Leave it out, or say ndjson.")
    near, km = _near(given)
    return lists.Ask(
        search=given.get("search", "").replace("\x00", "").strip(),
        page=_count("page", given.get("page"), 1, 10**9),
        per_page=min(MOST, _count("per_page", given.get("per_page"), PER_PAGE, 10**9)),
        taxonomy_term_id=_maybe_uuid("taxonomy_term_id", given),
        taxonomy_id=_maybe_uuid("taxonomy_id", given),
        organization_id=_maybe_uuid("organization_id", given),
        parent_id=_maybe_uuid("parent_id", given),
        modified_after=_moment(given.get("modified_after")),
        top_only=_flag("top_only", given),
        minimal=_flag("minimal", given),
        full=_flag("full", given),
        full_service=_flag("full_service", given),
        near=near,
        km=km,
        lang=lang,
    )


def _near(given: Mapping[str, str]) -> tuple[places.Place | None, float | None]:
    """`postcode` names the middle, `proximity` the metres around it; without it, who serves that place."""
    code, metres = given.get("postcode", "").strip(), given.get("proximity", "").strip()
    if metres and not code:
        raise Invalid("proximity needs a postcode.", "Give postcode too.")
    if not code:
        return None, None
    if not metres:
        return places.find(code), 0.0
    try:
        km = float(metres) / 1000
    except ValueError as problem:
        raise Invalid(
            "proximity is not a number of metres.", "For example proximity=5000."
        ) from problem
    if not 0 <= km <= 20_040:
        raise Invalid("proximity is not a distance on Earth.", "For example proximity=5000.")
    return places.find(code), km


def _count(name: str, given: str | None, default: int, most: int) -> int:
    if given is None or given == "":
        return default
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:12]) <= most):
        raise Invalid("{name} must be a whole number from 1 on.", "Ask for page 1.", name=name)
    return int(given)


def _flag(name: str, given: Mapping[str, str]) -> bool:
    value = given.get(name, "false").lower()
    if value not in ("true", "false", "1", "0", ""):
        raise Invalid("{name} must be true or false.", "Leave it out, or say true.", name=name)
    return value in ("true", "1")


def _maybe_uuid(name: str, given: Mapping[str, str]) -> UUID | None:
    return _uuid(name, given[name]) if given.get(name) else None


def _uuid(name: str, text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise Invalid("{name} is not a UUID.", "Take it from a list of this API.", name=name)
    return found


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as problem:
        raise Invalid(
            "modified_after is not a moment.", "Write it like 2026-11-22T09:30:00Z."
        ) from problem
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _page(found: lists.Listing, ask: lists.Ask, pages: int) -> dict[str, object]:
    return {
        "total_items": found.total,
        "total_pages": pages,
        "page_number": ask.page,
        "size": len(found.contents),
        "first_page": ask.page == 1,
        "last_page": ask.page == pages,
        "empty": not found.contents,
        "contents": found.contents,
    }


def _streamed(request: HttpRequest, kind: str, ask: lists.Ask) -> StreamingHttpResponse:
    """Everything that fits, one object a line."""
    from dataclasses import replace  # noqa: PLC0415 - only here

    reader = _reader(request)

    def lines() -> Iterator[bytes]:
        number, seen, total = 1, 0, 1
        while seen < total:
            found = lists.page(reader, kind, replace(ask, page=number, per_page=MOST))
            if not found.contents:
                return
            for one in found.contents:
                yield json.dumps(one, ensure_ascii=False).encode() + b"\n"
            seen, total, number = seen + len(found.contents), found.total, number + 1

    response = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    response.headers["Content-Language"] = ask.lang
    return response


def _answer(request: HttpRequest, body: object) -> HttpResponseBase:
    """JSON with a tag that changes when the directory, the language or the day (UTC offsets) does."""
    lang = _lang(request)
    words = json.dumps(body, ensure_ascii=False)
    told = f"{snapshot.stamp()}|{lang}|{clock.today()}|{words}"
    tag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    seen = [
        part.strip().removeprefix("W/")
        for part in request.headers.get("If-None-Match", "").split(",")
    ]
    if request.method in ("GET", "HEAD") and (tag in seen or "*" in seen):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(words, content_type="application/json")
    response.headers["ETag"] = tag
    response.headers["Content-Language"] = lang
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
