"""One error shape: a page for people, RFC 9457 problem+json for programs, both from the same DotlineError."""

import sys
from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dotline.access.glass import records
from dotline.audit import trouble
from dotline.base.errors import DotlineError, Invalid, NotFound, Refused, Unavailable
from dotline.site.context import BASES
from dotline.ui.asked import reader_of
from dotline.ui.sentences import sentence

PROBLEM = "application/problem+json"


def with_status(status: int, error: Invalid) -> Invalid:
    """The same refusal under a narrower HTTP status than 400."""
    error.__dict__["status"] = status
    return error


def wants_json(request: HttpRequest) -> bool:
    """Whether the client prefers JSON; a browser names text/html. An address for programs always answers JSON."""
    if for_programs(request):
        return True
    accept = request.headers.get("Accept", "*/*")
    return "text/html" not in accept


def for_programs(request: HttpRequest) -> bool:
    """Whether the address is only for programs, by the mark on its view."""
    return _marked(request, "for_programs")


def is_open(request: HttpRequest) -> bool:
    """Whether web pages of others may read the answer: the open API, its root included."""
    if _marked(request, "keyed"):
        return False
    return for_programs(request) or (_marked(request, "also_for_programs") and wants_json(request))


def _marked(request: HttpRequest, mark: str) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, mark, False) is True


def takes_other_bodies(view: Callable[..., object]) -> bool:
    """Whether a view reads more than forms: those for programs say themselves what they read."""
    return any(getattr(view, mark, False) for mark in ("for_programs", "also_for_programs"))


def answer(request: HttpRequest, error: DotlineError) -> HttpResponse:
    """The page or the problem document."""
    return problem(request, error) if wants_json(request) else page(request, error)


def problem(_request: HttpRequest, error: DotlineError) -> JsonResponse:
    """RFC 9457: type, title, status, detail; `next` is our next step, `errors` one entry per fault."""
    reason, step = sentence(error)
    body = {
        "type": "about:blank",
        "title": _(error.title),
        "status": error.status,
        "detail": reason,
        "next": step,
        "errors": [{"detail": reason}],
    }
    headers: Mapping[str, str] = getattr(error, "headers", {})
    return JsonResponse(body, status=error.status, content_type=PROBLEM, headers=dict(headers))


def page(request: HttpRequest, error: DotlineError) -> HttpResponse:
    """The error page: what, why, what now, and always the way to a human voice."""
    reason, step = sentence(error)
    context = {
        "title": _(error.title),
        "sentence": reason,
        "next": step,
        "base_template": BASES[settings.DOTLINE_SITE],
        "emergency_url": _emergency_url(request, error),
    }
    return render(request, "ui/error.html", context, status=error.status)


def _emergency_url(request: HttpRequest, error: DotlineError) -> str:
    """Where a closed record can be opened in an emergency, for a reader who may; the same for one that is not there."""
    match = request.resolver_match
    if match is None or not isinstance(error, Refused | NotFound):
        return ""
    number = str(next(iter(match.kwargs.values()), ""))
    return records.way_in(reader_of(request), records.of_page(match.view_name), number)


def sign_in_first() -> Refused:
    """What a program gets that forgot to sign in."""
    return Refused("You are not signed in.", "Sign in, then try again.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in our shape; what Django knows of the address stays out of the page."""
    del exception
    return answer(
        request,
        NotFound("There is no page at this address.", "Go back, or start from the first page."),
    )


def too_large() -> Invalid:
    """413: more than any form or question of ours holds."""
    return with_status(
        413,
        Invalid(
            "What was sent is larger than {limit} MB, so it was not read.",
            "Send less at once; a text fits many times over.",
            limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000,
        ),
    )


def no_length() -> Invalid:
    """411: a body in pieces, whose length nobody told (RFC 9110 section 15.5.12)."""
    return with_status(
        411,
        Invalid(
            "What was sent does not say how long it is, so it was not read.",
            "Send it whole, with its Content-Length.",
        ),
    )


def misspelt() -> Invalid:
    """400: bytes that are no text."""
    return Invalid(
        "The address or form holds characters that are no text.",
        "Type it anew, or start from the first page.",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 and 413 in our shape: what Django refuses before a view sees it. Its own words stay out of the page."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, too_large())
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return answer(
            request,
            Invalid(
                "The request has more fields than any form of ours.",
                "Reload the page and send its form again.",
            ),
        )
    if isinstance(exception, DisallowedHost):
        return answer(
            request,
            Invalid(
                "This site does not answer under the name that was called.",
                "Use the address that you were given, or ask who runs this site.",
            ),
        )
    return answer(
        request,
        Invalid(
            "The request is not one that a browser sends.",
            "Reload the page and try again.",
        ),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 in our shape, where Django refuses by itself."""
    del exception
    return answer(
        request,
        Refused("This may not be done here.", "Go back, or start from the first page."),
    )


def of_the_machine(error: BaseException | None) -> Unavailable | None:
    """What disk or database could not do; visitors of the public site are told only that it is so."""
    found = trouble.explain(error) if isinstance(error, DatabaseError | OSError) else None
    if found and settings.DOTLINE_SITE == "public":
        return Unavailable(
            "This page cannot be shown right now.", "Try again in a few minutes, or call the line."
        )
    return found


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when disk or database failed around a view, else 500; the cause is in the log, never on the page."""
    return answer(
        request,
        of_the_machine(sys.exception())
        or DotlineError(
            "Something went wrong on our side. Nothing was lost.", "Try again in a moment."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old."""
    return answer(
        request,
        Refused("This form is too old to be sent.", "Go back, reload the page and send it again."),
    )
