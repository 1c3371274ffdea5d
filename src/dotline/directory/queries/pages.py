"""What pages show: results and one service, in the reader's language with the other one as fallback."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dotline.base import clock
from dotline.base.errors import NotFound, not_found
from dotline.base.reader import Reader
from dotline.directory.models import Service, Tombstone
from dotline.directory.queries import beds, documents
from dotline.directory.queries.merged import survivor
from dotline.directory.queries.rows import every
from dotline.directory.queries.snapshot import cards
from dotline.directory.rules import beds as bed_rules
from dotline.directory.rules import languages
from dotline.directory.rules.query import Found, Hit
from dotline.reference import needs


@dataclass(frozen=True)
class Said:
    """A text and the language it is in; `lang` is empty where that is the language of the page."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


def said(values: Mapping[str, Any], name: str, lang: str) -> Said:
    """A text in the page's language, else in the other, marked so that it is read out rightly."""
    french = str(values.get(f"{name}_fr") or "")
    english = str(values.get(name) or "")
    if lang.startswith("fr"):
        return Said(french) if french else Said(english, "en" if english else "")
    return Said(english) if english else Said(french, "fr" if french else "")


_TEXTS = ("name", "organization", "description", "region", "alert", "fees", "apply")


def shown(card: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """A card for a template."""
    french = lang.startswith("fr")
    page: dict[str, Any] = {name: said(card, name, lang) for name in _TEXTS}
    page |= {
        name: card.get(name)
        for name in ("id", "organization_id", "agency", "phones", "url", "email", "where")
    }
    page |= {
        name: card.get(name)
        for name in ("accepts_referrals", "sealed", "demo", "assured", "hours_text")
    }
    page["hours"] = card.get("hours_fr" if french else "hours")
    page["access"] = (card.get("access_fr") if french else None) or card.get("access")
    page["languages"] = [languages.label(code, lang) for code in card.get("languages") or ()]
    page["needs"] = [
        need.label(lang) for code in card.get("needs") or () if (need := needs.find(code))
    ]
    return page


def results(reader: Reader, hits: tuple[Hit, ...], lang: str) -> list[dict[str, Any]]:
    """Hits for a template, each with its reasons."""
    del reader
    return [
        {**shown(hit.card, lang), "why": [reason.in_(lang) for reason in hit.why], "km": hit.km}
        for hit in hits
    ]


@dataclass(frozen=True)
class Narrowing:
    """A button that narrows the answer: the field it sets, the value, its words and how many are left then."""

    field: str
    value: str
    label: str
    count: int


# Which field of the form a count narrows; what is not here is only counted.
_FIELD = {
    "need": "term",
    "language": "language",
    "open": "open_now",
    "beds": "beds_now",
    "gender": "gender",
    "children": "children",
    "pets": "pets",
    "wheelchair": "wheelchair",
}
_TICKED = ("open_now", "beds_now", "children", "pets", "wheelchair")


def facets(found: Found, asked: Mapping[str, Any], lang: str) -> list[Narrowing]:
    """The counts of an answer as buttons; what was asked already, or what all have, narrows nothing."""
    told = [
        Narrowing(
            _FIELD[one.name],
            "on" if _FIELD[one.name] in _TICKED else one.code,
            one.label(lang),
            one.count,
        )
        for one in found.facets
        if one.name in _FIELD and not asked.get(_FIELD[one.name]) and one.count < found.total
    ]
    first = {name: [one for one in told if one.field == name][:4] for name in _FIELD.values()}
    return [one for many in first.values() for one in many]


def moved(reader: Reader, key: UUID) -> UUID | None:
    """The service that stands for a merged one; None for one that was not merged."""
    del reader
    return survivor("service", key)


def _beds(reader: Reader, key: UUID, card: Mapping[str, Any], lang: str) -> str:
    """Free beds with the age of their count, or that nobody knows; '' of a service that offers none."""
    known = beds.known(reader).get(key)
    if known is None and not bed_rules.OFFERING & set(card.get("needs") or ()):
        return ""
    return bed_rules.reason(known, clock.now()).in_(lang)


def service(reader: Reader, key: UUID, lang: str) -> dict[str, Any]:
    """One service for its page. Raises NotFound, with a word of its own for one that was taken off the list."""
    card = cards([key]).get(key)
    if card is None:
        if Tombstone.objects.filter(id=key).exists() or Service.objects.filter(id=key).exists():
            raise NotFound(
                "This service is not on the list any more.",
                "Search again, or call 1-833-900-1010 at any hour.",
            )
        raise not_found("service")
    row = every("service").filter(id=key).values().get()
    page = shown(card, lang)
    texts = (
        "description",
        "eligibility_description",
        "application_process",
        "fees_description",
        "alert",
    )
    page |= {name: said(row, name, lang) for name in texts}
    page["beds"] = _beds(reader, key, card, lang)
    page["document"] = documents.full("service", [row], lang)[0]
    return page
