"""One error shape: a page for people, RFC 9457 problem+json for programs, both from the same DotlineError."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dotline.base.errors import DotlineError, NotFound, Refused
from dotline.ui.sentences import sentence

PROBLEM = "application/problem+json"


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
    return _marked(request, "for_programs") or (
        _marked(request, "also_for_programs") and wants_json(request)
    )


def _marked(request: HttpRequest, mark: str) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, mark, False) is True


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
        "base_template": "ui/desk.html" if settings.DOTLINE_SITE == "desk" else "ui/public.html",
    }
    return render(request, "ui/error.html", context, status=error.status)


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


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in our shape; the cause is in the log, never on the page."""
    error = DotlineError(
        "Something went wrong on our side. Nothing was lost.", "Try again in a moment."
    )
    return answer(request, error)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old."""
    return answer(
        request,
        Refused("This form is too old to be sent.", "Go back, reload the page and send it again."),
    )
