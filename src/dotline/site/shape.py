"""Requests that no view should see, refused in the one error shape; and bare answers of the framework put into it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import Resolver404, resolve

from dotline.base.errors import Invalid
from dotline.site import problems
from dotline.site.problems import with_status

Next = Callable[[HttpRequest], HttpResponseBase]

LONGEST_ADDRESS = (
    8_000  # bytes of path and query; RFC 9112 section 3 asks servers for 8,000 at least
)
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ShapeMiddleware:
    """Stands behind the language and before everything that reads the request."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = unanswerable(request)
        if refusal is not None:
            _find_view(request)
            return problems.answer(request, refusal)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return _not_allowed(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Refuse bodies that a page cannot read; addresses for programs say for themselves what they read."""
        if request.method in SAFE or problems.takes_other_bodies(view):
            return None
        refusal = unreadable(request)
        return problems.answer(request, refusal) if refusal is not None else None


def unanswerable(request: HttpRequest) -> Invalid | None:
    """Why this request reaches no view, if it does not: length of body and address, bytes that are no text."""
    if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return problems.too_large()
    if request.META.get("HTTP_TRANSFER_ENCODING") and not request.META.get("CONTENT_LENGTH"):
        # A WSGI request without a length reads as empty: the question's filters would silently be dropped.
        return problems.no_length()
    query = request.META.get("QUERY_STRING", "")
    if len(request.path) + len(query) > LONGEST_ADDRESS:
        return with_status(
            414,
            Invalid(
                "This address is longer than {longest} characters.",
                "Shorten what you search for, or start from the first page.",
                longest=LONGEST_ADDRESS,
            ),
        )
    # A lone % is a percent sign that somebody typed; only bytes that spell no text are refused.
    if not _is_text(unquote_to_bytes(query)) or "\x00" in request.path or "\ufffd" in request.path:
        return problems.misspelt()
    return None


def unreadable(request: HttpRequest) -> Invalid | None:
    """Why a page cannot read this body, if it cannot."""
    if _length(request) and request.content_type not in FORMS:
        return with_status(
            415,
            Invalid(
                "This address reads forms only, not {type}.",
                "Send the page's own form.",
                type=(request.content_type or "-")[:60],
            ),
        )
    if request.content_type == "application/x-www-form-urlencoded" and not _is_text(
        unquote_to_bytes(request.body)
    ):
        return problems.misspelt()
    if any("\x00" in value for _name, values in request.POST.lists() for value in values):
        return problems.misspelt()
    return None


def _find_view(request: HttpRequest) -> None:
    # The marks of the view say in which form an error is told, and no view was looked for yet.
    with suppress(Resolver404):
        request.resolver_match = resolve(request.path_info)


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isdecimal() else 0


def _is_text(data: bytes) -> bool:
    if b"\x00" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _not_allowed(request: HttpRequest, response: HttpResponseNotAllowed) -> HttpResponse:
    refusal = with_status(
        405,
        Invalid(
            "This address does not answer to {method}.",
            "Go back and use the page's own links and buttons.",
            method=(request.method or "")[:20],
        ),
    )
    shaped = problems.answer(request, refusal)
    shaped.headers["Allow"] = response.headers["Allow"]
    return shaped
