"""Which of our needs a service meets: said by its agency, told by its terms, or plain from its name."""

from collections.abc import Iterable
from functools import lru_cache

from dotline.reference import needs

SAID, TERM, WORDS = "said", "term", "words"


@lru_cache(maxsize=8192)
def of_term(name: str) -> tuple[str, ...]:
    """Our need codes for a term of another directory."""
    return needs.from_foreign(name)


def met(said: Iterable[str], terms: Iterable[str], name: str) -> dict[str, str]:
    """Need code -> how it is known; what the agency says itself stands before what we read."""
    found: dict[str, str] = {}
    for code in of_term(name):
        found[code] = WORDS
    for term in terms:
        for code in of_term(term):
            found[code] = TERM
    for code in said:
        if needs.is_need(code):
            found[code] = SAID
    return found


def wanted(given: str) -> frozenset[str]:
    """The codes that answer needs named by code or by word, several parted by commas.

    Empty when nothing of ours is meant.
    """
    found: set[str] = set()
    for part in given.split(","):
        need = meant(part.strip())
        found |= needs.within(need.code) if need else set()
    return frozenset(found)


def meant(given: str) -> needs.Need | None:
    """The need that a code or word names, for labels."""
    if needs.is_need(given):
        return needs.find(given)
    best = needs.search(given, limit=1)
    return best[0] if best else None


@lru_cache(maxsize=512)
def vocabulary_of(code: str) -> str:
    """All words of a need and of what lies above it, for the index."""
    if not needs.is_need(code):
        return ""
    return " ".join(
        word for need in needs.path(code)[1:] or needs.path(code) for word in need.words
    )
