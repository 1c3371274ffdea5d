"""What an API call can get wrong beyond its parameters, each with the HTTP status that programs look for."""

from collections.abc import Mapping
from typing import ClassVar

from dotline.base.errors import Invalid


class MethodNotAllowed(Invalid):
    """An address that answers, but not to this method (RFC 9110 section 15.5.6 wants the ones it answers to)."""

    status = 405
    headers: ClassVar[Mapping[str, str]] = {"Allow": "GET, HEAD, OPTIONS"}


class ListMethodNotAllowed(MethodNotAllowed):
    """The same for a list, which also answers POST."""

    headers: ClassVar[Mapping[str, str]] = {"Allow": "GET, HEAD, POST, OPTIONS"}


class UnsupportedMediaType(Invalid):
    """A body in a form that we do not read."""

    status = 415
    headers: ClassVar[Mapping[str, str]] = {
        "Accept-Post": "application/json, application/x-www-form-urlencoded, multipart/form-data"
    }


class ContentTooLarge(Invalid):
    """A body far larger than any question is."""

    status = 413
