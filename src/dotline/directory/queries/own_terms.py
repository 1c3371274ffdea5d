"""Our own needs, shown to other directories as an HSDS taxonomy with lasting ids."""

from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from dotline.base.ids import stable_id
from dotline.reference import needs

TAXONOMY: Final = stable_id("hsds", "dotline", "taxonomy", "needs")

Document = dict[str, Any]


def term_id(code: str) -> UUID:
    """The id of a need as a taxonomy term."""
    return stable_id("hsds", "dotline", "taxonomy_term", code)


@lru_cache(maxsize=1)
def _codes() -> dict[UUID, str]:
    return {term_id(need.code): need.code for need in needs.every()}


def code_of(key: UUID) -> str:
    """The need that a term id stands for, or ''."""
    return _codes().get(key, "")


def within(code: str) -> frozenset[str]:
    """The need and everything below it."""
    return needs.within(code)


def taxonomies(lang: str) -> list[Document]:
    """Our one taxonomy."""
    french = lang.startswith("fr")
    return [
        {
            "id": str(TAXONOMY),
            "name": "Besoins Dotline" if french else "Dotline needs",
            "description": "Les besoins des personnes, sur quatre piliers."
            if french
            else "What people need, on four pillars.",
        }
    ]


def terms(lang: str) -> list[Document]:
    """All needs as terms."""
    return [_term(need, lang) for need in needs.every()]


def _term(need: needs.Need, lang: str) -> Document:
    label = need.label(lang)
    term: Document = {
        "id": str(term_id(need.code)),
        "code": need.code,
        "name": label,
        "description": need.description(lang) or label,
        "taxonomy": "Dotline needs",
        "taxonomy_detail": taxonomies(lang)[0],
        "language": "fra" if lang.startswith("fr") else "eng",
    }
    return {**term, "parent_id": str(term_id(need.parent))} if need.parent else term


def one(kind: str, key: UUID, lang: str) -> Document | None:
    """The taxonomy or a term of ours by id."""
    if kind == "taxonomy" and key == TAXONOMY:
        return taxonomies(lang)[0]
    need = needs.find(code_of(key)) if kind == "taxonomy_term" else None
    return _term(need, lang) if need else None
