"""What is asked, what comes back, and why: the values of a search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from dotline.reference.places import Place

# The one number that is always an answer (seed 004).
HOTLINE: Final = "1-833-900-1010"
PER_PAGE: Final = 20
MOST: Final = 200

# How far a widened question looks: past its own place and distance.
HERE, PROVINCE, COUNTRY, ANYWHERE = "", "province", "country", "anywhere"


@dataclass(frozen=True)
class Query:
    """Who can help, here, now, in this language. An empty part asks for nothing. `km` None: any distance.

    `at` is the moment of the question: opening hours and ages of what is known are said for it.
    `hub` is the nearest centre of a place without a road. `scope` is one of HERE, PROVINCE, COUNTRY
    (only what serves all of Canada) and ANYWHERE.
    """

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
    gender: str = ""
    age: int | None = None
    status: str = ""
    exploitation: str = ""
    children: bool = False
    pets: bool = False
    wheelchair: bool = False
    beds_now: bool = False
    at: datetime | None = None
    hub: Place | None = None
    scope: str = HERE
    facets: bool = False


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
class Facet:
    """How many services of the whole answer have something: `name` says what about, `code` which."""

    name: str
    code: str
    label_en: str
    label_fr: str
    count: int

    def label(self, lang: str) -> str:
        """Its name in French, or in English for every other language."""
        return self.label_fr if lang.startswith("fr") else self.label_en


@dataclass(frozen=True)
class Unmet:
    """A need that could not be met as it was asked: no words, no place finer than the province.

    `reason` is a code of the list unmet_reasons: what stood in the way first.
    """

    need: str
    province: str
    reason: str


@dataclass(frozen=True)
class Found:
    """The answer: hits of one page, how many there are in all, and what was relaxed to get any."""

    hits: tuple[Hit, ...]
    total: int
    relaxed: tuple[Reason, ...] = ()
    asked: Query = field(default_factory=Query)
    used: Query = field(default_factory=Query)
    hotline: str = HOTLINE
    facets: tuple[Facet, ...] = ()
    unmet: Unmet | None = None
