"""Everybody at the offline desk reads the list; who may lay a call into the queue, the view asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from dotline.base.reader import Reader

OFFLINE = Reader(
    worker=None,
    agency=None,
    roles=frozenset({"offline"}),
    permissions=frozenset({"directory.read"}),
    name="offline",
)


class OfflineMiddleware:
    """Puts the same reader on each request: no account can be looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.__dict__["reader"] = OFFLINE
        return self.get_response(request)
