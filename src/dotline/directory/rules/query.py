"""What is asked, what comes back, and why: the values of a search."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from dotline.reference.places import Place

# The one number that is always an answer (seed 004).
HOTLINE: Final = "1-833-900-1010"
PER_PAGE: Final = 20
MOST: Final = 200


@dataclass(frozen=True)
class Query:
    """Who can help, here, now, in this language. An empty part asks for nothing. `km` None: any distance."""

    words: str = ""
    need: str = ""
    near: Place | None = None
    km: float | None = None
    language: str = ""
    open_now_at: datetime | None = None
    province: str = ""
    limit: int = PER_PAGE
    offset: int = 0
    any_word: bool = False
    nationwide_only: bool = False


@dataclass(frozen=True)
class Reason:
    """One reason why a service is in the list, in both languages."""

    kind: str
    en: str
    fr: str

    def in_(self, lang: str) -> str:
        """The reason in French, or in English for every other language."""
        return self.fr if lang.startswith("fr") else self.en


@dataclass(frozen=True)
class Hit:
    """One service of the answer. `km` is None where no distance may or can be said."""

    service: UUID
    card: Mapping[str, object]
    why: tuple[Reason, ...]
    km: float | None
    points: float

    def text(self, name: str, lang: str = "en") -> str:
        """A text of the card, in French where the source gave French."""
        if lang.startswith("fr") and self.card.get(f"{name}_fr"):
            return str(self.card[f"{name}_fr"])
        return str(self.card.get(name) or "")


@dataclass(frozen=True)
class Found:
    """The answer: hits of one page, how many there are in all, and what was relaxed to get any."""

    hits: tuple[Hit, ...]
    total: int
    relaxed: tuple[Reason, ...] = ()
    asked: Query = field(default_factory=Query)
    used: Query = field(default_factory=Query)
    hotline: str = HOTLINE


def widened(query: Query) -> list[tuple[Query, Reason]]:
    """What to ask next when nothing was found, one loosening at a time, each on top of those before.

    Any word instead of all, then closed services too, other languages, twice as far, other
    provinces, and last what serves all of Canada. What is needed is never given up.
    """
    steps: list[tuple[Query, Reason]] = []
    now = query
    for loosen in (_words, _hours, _language, _distance, _province, _country):
        step = loosen(now)
        if step is not None:
            steps.append(step)
            now = step[0]
    return steps


Step = tuple[Query, Reason] | None


def _words(now: Query) -> Step:
    if len(now.words.split()) < 2 or now.any_word:
        return None
    reason = Reason("words", "any of your words instead of all", "un de vos mots au lieu de tous")
    return replace(now, any_word=True), reason


def _hours(now: Query) -> Step:
    if now.open_now_at is None:
        return None
    reason = Reason(
        "open", "also services that are closed now", "aussi les services fermés en ce moment"
    )
    return replace(now, open_now_at=None), reason


def _language(now: Query) -> Step:
    if not now.language:
        return None
    reason = Reason("language", "services in other languages", "des services dans d’autres langues")
    return replace(now, language=""), reason


def _distance(now: Query) -> Step:
    if now.near is None or now.km is None:
        return None
    km = now.km * 2
    return replace(now, km=km), Reason("km", f"up to {km:g} km away", f"jusqu’à {km:g} km")


def _province(now: Query) -> Step:
    if not now.province:
        return None
    reason = Reason(
        "province", "other provinces and territories", "d’autres provinces et territoires"
    )
    return replace(now, province=""), reason


def _country(now: Query) -> Step:
    if now.near is None and not now.words:
        return None
    reason = Reason("nationwide", "services for all of Canada", "des services pour tout le Canada")
    return replace(now, near=None, km=None, province="", nationwide_only=True), reason
