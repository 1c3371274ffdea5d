"""The pass: a signed cookie that says who was signed in when the database went away.

It opens nothing and reads nothing. It only lets its worker lay sealed calls into the queue of her own
agency for the rest of a shift, because her session cannot be looked up.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from dotline.base.ids import parse_id
from dotline.base.reader import Reader

SALT: Final = "dotline.offline"
LASTS: Final = 12 * 3600  # seconds: one shift, as a session
RENEWED: Final = 1800


@dataclass(frozen=True)
class Pass:
    """Who took the call, as the desk last knew."""

    agency: UUID
    name: str


def _cookie() -> str:
    return "__Host-dotline-offline" if settings.HTTPS else "dotline-offline"


def read(request: HttpRequest, lasts: int = LASTS) -> Pass | None:
    """The pass of a request, if it has one that is ours and not too old."""
    try:
        agency, name = signing.loads(request.COOKIES.get(_cookie(), ""), salt=SALT, max_age=lasts)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = parse_id(str(agency))
    return Pass(found, str(name)) if found else None


def give(request: HttpRequest, response: HttpResponseBase, reader: Reader) -> None:
    """Give a worker who may answer calls her pass, anew each half hour; take it from who signed out."""
    if not reader.worker or reader.agency is None or not reader.has("intake.write"):
        if _cookie() in request.COOKIES and not reader.worker:
            response.delete_cookie(_cookie(), path="/", samesite="Strict")
        return
    held = read(request, RENEWED)
    if held == Pass(reader.agency, reader.name):
        return
    response.set_cookie(
        _cookie(),
        signing.dumps([str(reader.agency), reader.name], salt=SALT),
        max_age=LASTS,
        path="/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
