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


def _km(value: float) -> str:
    return f"{value:g}"


def widened(query: Query) -> list[tuple[Query, Reason]]:
    """What to ask next when nothing was found, one loosening at a time, each on top of those before."""
    steps: list[tuple[Query, Reason]] = []
    now = query
    if len(now.words.split()) > 1 and not now.any_word:
        now = replace(now, any_word=True)
        steps.append(
            (
                now,
                Reason(
                    "words", "any of your words instead of all", "un de vos mots au lieu de tous"
                ),
            )
        )
    if now.open_now_at is not None:
        now = replace(now, open_now_at=None)
        steps.append(
            (
                now,
                Reason(
                    "open",
                    "also services that are closed now",
                    "aussi les services fermés en ce moment",
                ),
            )
        )
    if now.language:
        now = replace(now, language="")
        steps.append(
            (
                now,
                Reason(
                    "language", "services in other languages", "des services dans d’autres langues"
                ),
            )
        )
    if now.near is not None and now.km is not None:
        now = replace(now, km=now.km * 2)
        steps.append(
            (
                now,
                Reason("km", f"up to {_km(now.km or 0)} km away", f"jusqu’à {_km(now.km or 0)} km"),
            )
        )
    if now.province:
        now = replace(now, province="")
        steps.append(
            (
                now,
                Reason(
                    "province",
                    "other provinces and territories",
                    "d’autres provinces et territoires",
                ),
            )
        )
    if now.near is not None or now.words:
        now = replace(now, near=None, km=None, province="", nationwide_only=True)
        steps.append(
            (
                now,
                Reason(
                    "nationwide", "services for all of Canada", "des services pour tout le Canada"
                ),
            )
        )
    return steps
