"""The views of the API: what this is, lists, single records, and its own description."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from itertools import islice
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_noop as N_
from django.views.decorators.csrf import csrf_exempt

from dotline.base.errors import Invalid
from dotline.base.reader import Reader
from dotline.directory.api import answers, parameters
from dotline.directory.api.faults import ListMethodNotAllowed, MethodNotAllowed
from dotline.directory.api.openapi import description
from dotline.directory.queries import lists
from dotline.directory.queries.documents import Document
from dotline.ui.asked import reader_of

VERSION: Final = "3.1"
PROFILE: Final = "https://docs.openreferral.org/en/3.1/"

View = Callable[..., HttpResponseBase]
More = Callable[[Reader, Sequence[Document]], None]
"""What a room that knows more adds to documents for a reader who may read it; called before any is made, too."""
PIECE: Final = 200


def for_programs(
    *methods: str, fault: type[MethodNotAllowed] = MethodNotAllowed
) -> Callable[[View], View]:
    """Mark a view as one for programs: no cookie, errors always as JSON; any web page may call it that needs no key."""

    def mark(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                response = HttpResponse(status=204)
                response.headers["Allow"] = fault.headers["Allow"]
                return response
            if request.method not in methods:
                raise fault(
                    N_("This address does not answer to this method."),
                    N_("Use GET; lists answer POST too."),
                )
            return view(request, *args, **kwargs)

        called.for_programs = True  # type: ignore[attr-defined]  # read by the site's middleware
        return called

    return mark


@for_programs("GET", "HEAD")
def root(request: HttpRequest) -> HttpResponseBase:
    """GET /: what this is. The fields of 3.2 are there too; they only add."""
    parameters.known(parameters.given(request), ())
    body = {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": request.build_absolute_uri("/openapi.json"),
        "description": "Services that help people, searchable by need, place, language and opening hours.",
        "publisher": {"name": "Dotline"},
    }
    if settings.DOTLINE_DEMO:
        body["description"] = f"FICTIONAL demonstration data. {body['description']}"
    return answers.answer(request, body)


@for_programs("GET", "HEAD")
def described(request: HttpRequest) -> HttpResponseBase:
    """GET /openapi.json: this API in OpenAPI 3.1."""
    return answers.answer(request, description(request.build_absolute_uri("/").rstrip("/")))


def _nothing(_reader: Reader, _found: Sequence[Document]) -> None:
    """Everybody reads the documents as they are."""


def _in_pieces(reader: Reader, found: Iterator[Document], more: More) -> Iterator[Document]:
    while piece := list(islice(found, PIECE)):
        more(reader, piece)
        yield from piece


def listing(kind: str, more: More = _nothing) -> View:
    """The view of a list; POST takes the same parameters in the body, so that they stay out of addresses."""

    @for_programs("GET", "HEAD", "POST", fault=ListMethodNotAllowed)
    def view(request: HttpRequest) -> HttpResponseBase:
        found = parameters.given(request)
        ask = parameters.ask(kind, found, answers.language(request))
        reader = reader_of(request)
        more(reader, ())
        if parameters.streams(found):
            told = _in_pieces(reader, lists.stream(reader, kind, ask), more)
            return answers.streamed(request, told)
        page = lists.page(reader, kind, ask)
        more(reader, page.contents)
        pages = max(1, ceil(page.places / ask.per_page))
        if ask.page > pages:
            raise Invalid(
                "There is no page {page}: the last one is {pages}.",
                "Ask for page 1.",
                page=ask.page,
                pages=pages,
            )
        return answers.answer(
            request, _page(page, ask, pages), links=_links(request, found, page.next)
        )

    return view


def single(kind: str, more: More = _nothing) -> View:
    """The view of one record, whole."""

    @for_programs("GET", "HEAD")
    def view(request: HttpRequest, key: str) -> HttpResponseBase:
        found = parameters.given(request)
        parameters.known(found, parameters.SINGLE.get(kind, ()))
        reader, wanted = reader_of(request), parameters.uuid("id", key)
        more(reader, ())
        into = lists.moved(reader, kind, wanted)
        if into is not None:
            return answers.moved(request, reverse(f"hsds-{kind}", args=[into]), into)
        record = lists.single(
            reader,
            kind,
            wanted,
            answers.language(request),
            full_service=parameters.flag("full_service", found),
        )
        more(reader, [record])
        return answers.answer(request, record)

    return view


def _links(request: HttpRequest, found: dict[str, str], after: str) -> str:
    """RFC 8288: where to go on. Only for GET: what a POST asked for does not belong in an address."""
    if not after or request.method == "POST":
        return ""
    rest = {name: value for name, value in found.items() if name not in ("page", "after")}
    return f'<{request.path}?{urlencode({**rest, "after": after})}>; rel="next"'


def _page(found: lists.Listing, ask: lists.Ask, pages: int) -> dict[str, object]:
    number = ask.page
    body: dict[str, object] = {
        "total_items": found.total,
        "total_pages": pages,
        "page_number": number,
        "size": len(found.contents),
        "first_page": number == 1 and not ask.after,
        "last_page": not found.next,
        "empty": not found.contents,
        "contents": found.contents,
    }
    return body | ({"x_dotline": {"after": found.next}} if found.next else {})
