"""The parameters of a list: read from address, form or JSON body, each checked, none silently ignored."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from dotline.base.errors import DotlineError, Invalid
from dotline.base.ids import parse_id
from dotline.directory.api.faults import ContentTooLarge, UnsupportedMediaType
from dotline.directory.queries.lists import Ask
from dotline.reference import places

PER_PAGE: Final = 50
MOST: Final = 500
EVERYTHING: Final = 100_000  # `minimal` aims to return all services in one call
LONGEST: Final = 500
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Parameter:
    """One parameter: its JSON type and what it does. `standard` False: ours, beside those of HSDS."""

    name: str
    type: str
    does: str
    format: str = ""
    standard: bool = True


_ALL: Final = {
    one.name: one
    for one in (
        Parameter("search", "string", "Words to look for, in English or French."),
        Parameter("page", "integer", "Which page, from 1 on."),
        Parameter("per_page", "integer", f"How many records a page has, at most {MOST}."),
        Parameter("format", "string", "`json`, or `ndjson` for everything, one object a line."),
        Parameter("taxonomy_term_id", "string", "Only what carries this term.", "uuid"),
        Parameter("taxonomy_id", "string", "Only what carries any term of this taxonomy.", "uuid"),
        Parameter("organization_id", "string", "Only what this organization gives.", "uuid"),
        Parameter(
            "modified_after",
            "string",
            "Only what changed at or after this moment; what was removed since is told as well.",
            "date-time",
        ),
        Parameter("minimal", "boolean", "Only ids and what HSDS requires; all in one page."),
        Parameter("full", "boolean", "Every record with everything nested in it."),
        Parameter("full_service", "boolean", "Organizations with their services whole inside."),
        Parameter("postcode", "string", "A postal area: only services for people there."),
        Parameter("proximity", "string", "Only what lies within so many metres of the postcode."),
        Parameter("top_only", "boolean", "Only terms without a parent."),
        Parameter("parent_id", "string", "Only terms right below this one.", "uuid"),
        Parameter(
            "after",
            "string",
            "Where the page before ended: the `next` address of each page holds it.",
            standard=False,
        ),
    )
}
_PAGED: Final = "search page per_page format after"
KNOWN: Final[Mapping[str, tuple[Parameter, ...]]] = {
    kind: tuple(_ALL[name] for name in f"{_PAGED} {more}".split())
    for kind, more in {
        "service": "taxonomy_term_id taxonomy_id organization_id modified_after minimal full",
        "organization": "taxonomy_term_id taxonomy_id full_service full",
        "service_at_location": "taxonomy_term_id taxonomy_id organization_id modified_after full "
        "postcode proximity",
        "taxonomy": "",
        "taxonomy_term": "taxonomy_id top_only parent_id",
    }.items()
}
SINGLE: Final[Mapping[str, tuple[Parameter, ...]]] = {"organization": (_ALL["full_service"],)}


def given(request: HttpRequest) -> dict[str, str]:
    """The parameters: of the address, and for POST of a form or a JSON object. Each may be given once."""
    pairs = [(name, value) for name, many in request.GET.lists() for value in many]
    if request.method == "POST":
        try:
            pairs += _body(request)
        except (RequestDataTooBig, TooManyFieldsSent) as problem:
            raise ContentTooLarge(
                "The body is far larger than a question can be.",
                "Send the parameters only.",
            ) from problem
    return _once(pairs)


def _body(request: HttpRequest) -> list[tuple[str, str]]:
    if request.content_type in FORMS:
        try:
            return [(name, str(one)) for name, many in request.POST.lists() for one in many]
        except MultiPartParserError as problem:
            raise Invalid("The form is cut short.", "Send it again, whole.") from problem
    if not request.body:
        return []
    if request.content_type != "application/json":
        raise UnsupportedMediaType(
            "The body is neither JSON nor a form.", "Send it as application/json or as a form."
        )
    try:
        body = json.loads(request.body, object_pairs_hook=_object)
    except (ValueError, RecursionError) as problem:
        raise Invalid("The body is not JSON.", "Send a JSON object or a form.") from problem
    if not isinstance(body, _Pairs):
        raise Invalid("The body is not a JSON object.", "Send a JSON object or a form.")
    return [(name, _word(name, value)) for name, value in body if value is not None]


class _Pairs(list[tuple[str, object]]):
    """A JSON object with every key it was given, also those given twice."""


def _object(pairs: list[tuple[str, object]]) -> _Pairs:
    return _Pairs(pairs)


def _word(name: str, value: object) -> str:
    if isinstance(value, list):
        raise Invalid(
            "{name} is a list or an object where one value belongs.",
            "Give one text, number, true or false.",
            name=name[:40],
        )
    return str(value).lower() if isinstance(value, bool) else str(value)


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise Invalid("{name} is given twice.", "Give it once.", name=name[:40])
        if not (_is_text(name) and _is_text(value)):
            raise Invalid(
                "A parameter holds half a character that no text can hold.",
                "Send whole characters as UTF-8.",
            )
        if len(value) > LONGEST:
            raise Invalid(
                "{name} is longer than {most} characters.",
                "Use a few words.",
                name=name[:40],
                most=LONGEST,
            )
        found[name] = value
    return found


def _is_text(words: str) -> bool:
    """Whether every character is whole: JSON can escape one half of a pair, which no database stores."""
    return not any("\ud800" <= one <= "\udfff" for one in words)


def known(found: Mapping[str, str], parameters: Iterable[Parameter]) -> None:
    """Raise Invalid for a parameter that this address does not have: a filter that is not applied misleads."""
    names = {one.name for one in parameters}
    for name in found:
        if name not in names:
            raise Invalid(
                "There is no parameter {name} here.",
                "Known ones: {known}.",
                name=name[:40],
                known=", ".join(sorted(names)) or "–",
            )


def ask(kind: str, found: Mapping[str, str], lang: str) -> Ask:
    """What a list is asked for. Raises Invalid with the parameter, the reason and the next step."""
    known(found, KNOWN[kind])
    if found.get("format", "json") not in ("json", "ndjson", "stream"):
        raise Invalid("The format is neither json nor ndjson.", "Leave it out, or say ndjson.")
    near, km = _near(found)
    minimal = flag("minimal", found)
    most = EVERYTHING if minimal else MOST
    return Ask(
        search=found.get("search", "").replace("\x00", "").strip(),
        page=count("page", found.get("page"), 1, 10**9),
        per_page=count("per_page", found.get("per_page"), most if minimal else PER_PAGE, most),
        after=found.get("after", ""),
        taxonomy_term_id=_maybe_uuid("taxonomy_term_id", found),
        taxonomy_id=_maybe_uuid("taxonomy_id", found),
        organization_id=_maybe_uuid("organization_id", found),
        parent_id=_maybe_uuid("parent_id", found),
        modified_after=_moment(found.get("modified_after")),
        top_only=flag("top_only", found),
        minimal=minimal,
        full=flag("full", found),
        full_service=flag("full_service", found),
        near=near,
        km=km,
        lang=lang,
    )


def streams(found: Mapping[str, str]) -> bool:
    """Whether everything is wanted, one object a line."""
    return found.get("format") in ("ndjson", "stream")


def _near(found: Mapping[str, str]) -> tuple[places.Place | None, float | None]:
    """`postcode` names the middle, `proximity` the metres around it; without it, who serves that place."""
    code, metres = found.get("postcode", "").strip(), found.get("proximity", "").strip()
    if metres and not code:
        raise Invalid("proximity needs a postcode.", "Give postcode too.")
    if not code:
        return None, None
    try:
        place = places.find(code)
    except DotlineError as problem:
        # An unknown place in a filter is a fault of the question, not an absent page.
        raise Invalid(problem.template, problem.next_step, **problem.params) from problem
    if not metres:
        return place, 0.0
    try:
        km = float(metres) / 1000
    except ValueError as problem:
        raise Invalid(
            "proximity is not a number of metres.", "For example proximity=5000."
        ) from problem
    if not 0 <= km <= 20_040:
        raise Invalid("proximity is not a distance on Earth.", "For example proximity=5000.")
    return place, km


def count(name: str, words: str | None, default: int, most: int) -> int:
    """A whole number from 1 to `most`. Raises Invalid."""
    if words is None or words == "":
        return default
    if not (words.isascii() and words.isdigit() and int(words[:12]) >= 1):
        raise Invalid("{name} must be a whole number from 1 on.", "Ask for page 1.", name=name)
    if int(words[:12]) > most:
        raise Invalid("{name} is at most {most}.", "Ask for fewer.", name=name, most=most)
    return int(words[:12])


def flag(name: str, found: Mapping[str, str]) -> bool:
    """Whether a yes-or-no parameter says yes."""
    value = found.get(name, "false").lower()
    if value not in ("true", "false", "1", "0", ""):
        raise Invalid("{name} must be true or false.", "Leave it out, or say true.", name=name)
    return value in ("true", "1")


def _maybe_uuid(name: str, found: Mapping[str, str]) -> UUID | None:
    return uuid(name, found[name]) if found.get(name) else None


def uuid(name: str, text: str) -> UUID:
    """The id that a text spells."""
    key = parse_id(text)
    if key is None:
        raise Invalid("{name} is not a UUID.", "Take it from a list of this API.", name=name)
    return key


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        # A plus sign in an address arrives as a space.
        at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise Invalid(
            "modified_after is not a moment.", "Write it like 2026-11-22T09:30:00Z."
        ) from problem
