"""The directory for programs with a key: HSDS as on the public site, and what services tell the key's circle only."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from dotline.access.programs.keyed import keyed
from dotline.access.programs.rules import KeyRole, Scope
from dotline.base.errors import Invalid
from dotline.base.ids import parse_id
from dotline.base.reader import Reader
from dotline.directory import policy as directory_policy
from dotline.directory.api import answers, parameters, views
from dotline.directory.api.openapi import LISTS, described_for_keys
from dotline.directory.queries.documents import Document
from dotline.referral import policy, queries
from dotline.referral.models import SharedField
from dotline.ui.asked import reader_of

SIZE = 100  # services on a page of what is shared
MOST = 10**6
PAGE = [one for one in parameters.KNOWN["service"] if one.name == "page"]


def _fields(rows: Sequence[SharedField]) -> list[dict[str, str]]:
    return [{"field": row.field, "text": row.text, "tier": row.tier} for row in rows]


def _tell(reader: Reader, found: Sequence[Document]) -> None:
    """Add to services what the reader's circle may read of them. Nothing sealed is ever there."""
    directory_policy.may_read(reader).or_refuse()
    keys = [key for one in found if (key := parse_id(str(one["id"])))]
    if not policy.may_read_shared(reader):
        return
    rows = queries.shared_of_all(reader, keys)
    for one in found:
        told = rows.get(UUID(str(one["id"])))
        if told:
            one.setdefault("x_dotline", {})["shared"] = _fields(told)


def _only(reader: Reader, _found: Sequence[Document]) -> None:
    directory_policy.may_read(reader).or_refuse()


def listing(kind: str) -> views.View:
    """A list of the directory, for a key."""
    return keyed(views.listing(kind, more=_tell if kind == "service" else _only))


def single(kind: str) -> views.View:
    """One record of the directory, for a key."""
    return keyed(views.single(kind, more=_tell if kind == "service" else _only))


@keyed
@views.for_programs("GET", "HEAD")
def shared(request: HttpRequest) -> HttpResponseBase:
    """GET shared: all services that tell the key's circle something, those that are on no public list among them."""
    reader = reader_of(request)
    policy.may_read_shared(reader).or_refuse()
    given = parameters.given(request)
    parameters.known(given, PAGE)
    number = parameters.count("page", given.get("page"), 1, MOST)
    keys = queries.shared_services(reader)
    pages = max(1, -(-len(keys) // SIZE))
    if number > pages:
        raise Invalid(
            "There is no page {page}: the last one is {pages}.",
            "Ask for page 1.",
            page=number,
            pages=pages,
        )
    piece = keys[(number - 1) * SIZE : number * SIZE]
    rows = queries.shared_of_all(reader, piece)
    body = {
        "total_items": len(keys),
        "total_pages": pages,
        "page_number": number,
        "size": len(piece),
        "first_page": number == 1,
        "last_page": number == pages,
        "empty": not piece,
        "contents": [_service(key, rows[key]) for key in piece],
    }
    return answers.answer(request, body)


def _service(key: UUID, rows: Sequence[SharedField]) -> dict[str, Any]:
    first = rows[0]
    return {
        "id": str(key),
        "name": first.name_en,
        "name_fr": first.name_fr,
        "region": first.region,
        "fields": _fields(rows),
    }


@keyed
@views.for_programs("GET", "HEAD")
def described(request: HttpRequest) -> HttpResponseBase:
    """GET openapi.json: this API in OpenAPI 3.1, with its key."""
    server = request.build_absolute_uri("/api")
    return answers.answer(request, described_for_keys(server, tuple(KeyRole), tuple(Scope)))


__all__ = ["LISTS", "described", "listing", "shared", "single"]
