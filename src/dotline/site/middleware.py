"""Headers on every answer, the reader of every request, and one shape for every error."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from dotline.access.unit import behind, request_id
from dotline.base.errors import DotlineError
from dotline.base.reader import Reader
from dotline.site import problems
from dotline.site.offline import passes

Next = Callable[[HttpRequest], HttpResponseBase]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
}
# The open API is for web pages of others too (WHATWG Fetch): no key, no cookie, nothing to steal.
OPEN_TO_PAGES = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept-Language, Content-Type, If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "Content-Language, ETag, Last-Modified, Link",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class HeadersMiddleware:
    """Puts the same safety headers on every answer, errors and static files included."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(secrets.token_hex(8))
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        if problems.is_open(request):
            for name, value in OPEN_TO_PAGES.items():
                response.headers[name] = value
            response.headers.setdefault("Cache-Control", "no-store")
        elif not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Referrer-Policy", settings.REFERRER_POLICY)
        if settings.HTTPS:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


class PublicMiddleware:
    """Everybody on the public site is the same reader: nobody in particular."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.__dict__["reader"] = Reader.public()
        return self.get_response(request)


class ReaderMiddleware:
    """Finds out who works at the desk, ends idle sessions, and puts the wall in force."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        from dotline.access.session import worker_of  # noqa: PLC0415 - tables exist only at the desk

        worker, reader = worker_of(request)
        request.__dict__["reader"], request.__dict__["worker"] = reader, worker
        with behind(reader):
            response = self.get_response(request)
        passes.give(request, response, request.__dict__["reader"])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Send strangers to the sign-in page, unless the view says it is for everybody."""
        if request.__dict__["reader"].worker or getattr(view, "for_everybody", False):
            return None
        if problems.wants_json(request) or _by_script(request):
            return problems.problem(request, problems.sign_in_first())
        if request.method == "GET":
            request.session["next"] = request.get_full_path()
        ended = request.__dict__.get("ended")
        if request.method == "POST" and ended is not None:
            from dotline.access.views import sign_in_again  # noqa: PLC0415 - only at the desk

            return sign_in_again(request, ended)
        return redirect(reverse("access:sign-in"))


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch" or "X-Autosave" in request.headers


class ProblemMiddleware:
    """Turns a DotlineError into the one error page or the one problem document."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what people can read; anything else is a bug and goes on."""
        if isinstance(error, DotlineError):
            return problems.answer(request, error)
        found = problems.of_the_machine(error)
        if found is not None:
            return problems.answer(request, found)
        return None
