"""The needs taxonomy: pillars, groups, terms; words that find them; names others give them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from dotline.base.errors import Invalid
from dotline.reference.datafiles import DataSet, Holder
from dotline.reference.words import fold, phrases

FOLDER = Path(__file__).parent / "data" / "needs"

DEEPEST = 3
COMMONEST = ("shelter", "system_navigation", "counselling")
"""The three needs that people ask the hotline for most (published in December 2024)."""


@dataclass(frozen=True)
class Need:
    """One entry of the taxonomy. `level` is 1 for a pillar, 2 for a group, 3 for a term."""

    code: str
    parent: str
    level: int
    label_en: str
    label_fr: str
    urgency: str
    description_en: str = ""
    description_fr: str = ""
    synonyms_en: tuple[str, ...] = ()
    synonyms_fr: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        """The label in `fr`, or in English for every other language."""
        return self.label_fr if lang.startswith("fr") else self.label_en

    def description(self, lang: str) -> str:
        """What it is, in one plain sentence, in `fr` or in English."""
        return self.description_fr if lang.startswith("fr") else self.description_en

    @property
    def words(self) -> tuple[str, ...]:
        """Labels and synonyms in both languages."""
        return (self.label_en, self.label_fr, *self.synonyms_en, *self.synonyms_fr)


@dataclass(frozen=True)
class Match:
    """A term of Open Eligibility beside one of our needs. `how` is exact, close or broad (theirs is wider)."""

    term: str
    how: str


@dataclass(frozen=True)
class Taxonomy:
    """All needs, and the look-ups made from them once."""

    needs: Mapping[str, Need]
    below: Mapping[str, tuple[str, ...]]
    by_words: Mapping[str, tuple[str, ...]]
    by_foreign: Mapping[str, tuple[str, ...]]
    rings: Mapping[str, frozenset[str]]
    never: frozenset[str]
    matches: Mapping[str, Match]


def _build(data: DataSet) -> Taxonomy:
    rows = {row.text("code"): row for row in data.rows("needs")}
    parents = {code: row.text("parent") for code, row in rows.items()}
    needs: dict[str, Need] = {}
    below: dict[str, tuple[str, ...]] = {}
    for code, row in rows.items():
        needs[code] = Need(
            code=code,
            parent=parents[code],
            level=_level(code, parents),
            label_en=row.text("label_en"),
            label_fr=row.text("label_fr"),
            urgency=row.text("urgency", "routine"),
            description_en=row.text("description_en"),
            description_fr=row.text("description_fr"),
            synonyms_en=row.texts("synonyms_en"),
            synonyms_fr=row.texts("synonyms_fr"),
            foreign=row.texts("foreign"),
        )
        below[parents[code]] = (*below.get(parents[code], ()), code)
    return Taxonomy(
        needs=MappingProxyType(needs),
        below=MappingProxyType(below),
        by_words=_index((need.code, need.words) for need in needs.values()),
        by_foreign=_index((need.code, need.foreign) for need in needs.values()),
        rings=_rings(data),
        never=frozenset(fold(word) for top in data.tops() for word in top.texts("foreign_never")),
        matches=MappingProxyType(
            {
                row.text("need"): Match(row.text("term"), row.text("match"))
                for row in data.rows("matches")
            }
        ),
    )


def _level(code: str, parents: Mapping[str, str]) -> int:
    level, here = 1, code
    while parents[here]:
        here = parents[here]
        level += 1
        if level > DEEPEST:
            raise Invalid(
                "The need {code} lies deeper than three levels, or in a circle.",
                "Give it a pillar or a group as its parent.",
                code=code,
            )
    return level


def _index(entries: Iterable[tuple[str, tuple[str, ...]]]) -> Mapping[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for code, words in entries:
        for word in dict.fromkeys(map(fold, words)):
            index[word] = (*index.get(word, ()), code)
    return MappingProxyType(index)


def _rings(data: DataSet) -> Mapping[str, frozenset[str]]:
    rings: dict[str, frozenset[str]] = {}
    for row in data.rows("rings"):
        words = frozenset(map(fold, (*row.texts("words_en"), *row.texts("words_fr"))))
        for word in words:
            rings[word] = rings.get(word, frozenset()) | words
    return MappingProxyType(rings)


HOLDER: Holder[Taxonomy] = Holder("needs", FOLDER, _build)


def every() -> tuple[Need, ...]:
    """All needs, pillars and groups included, in the order of the file."""
    return tuple(HOLDER.value().needs.values())


def find(code: str) -> Need | None:
    """The need with this code, or None."""
    return HOLDER.value().needs.get(code)


def is_need(code: str) -> bool:
    """Whether the taxonomy has the code."""
    return code in HOLDER.value().needs


def below(code: str = "") -> tuple[Need, ...]:
    """The needs one level below; the four pillars for the empty code."""
    taxonomy = HOLDER.value()
    return tuple(taxonomy.needs[one] for one in taxonomy.below.get(code, ()))


def path(code: str) -> tuple[Need, ...]:
    """From the pillar down to the need. Raises Invalid if the code is unknown."""
    need = _known(code)
    return (*path(need.parent), need) if need.parent else (need,)


def within(code: str) -> frozenset[str]:
    """The code and every code below it: a service that offers one of them answers this need.

    Raises Invalid if the code is unknown.
    """
    _known(code)
    found = {code}
    for need in below(code):
        found |= within(need.code)
    return frozenset(found)


def urgency(codes: Iterable[str]) -> str:
    """The most urgent class of several needs: immediate, urgent or routine."""
    classes = {need.urgency for code in codes if (need := find(code))}
    return next((one for one in ("immediate", "urgent") if one in classes), "routine")


def search(text: str, limit: int = 10) -> tuple[Need, ...]:
    """Needs that a code, a label or a word names in either language, best first.

    Accents and case make no difference. Whole phrases come before beginnings of words, and those
    before words inside; among equals a term comes before its group.
    """
    asked = fold(text)
    if not asked:
        return ()
    taxonomy = HOLDER.value()
    scores: dict[str, int] = {}
    for phrase, codes in taxonomy.by_words.items():
        score = _score(asked, phrase)
        for code in codes if score else ():
            scores[code] = max(score, scores.get(code, 0))
    if (exact := text.strip().casefold().replace("-", "_")) in taxonomy.needs:
        scores[exact] = 100
    for word in ring(text):
        for code in taxonomy.by_words.get(word, ()):
            scores.setdefault(code, 50)
    order = list(taxonomy.needs)
    ranked = sorted(
        scores, key=lambda code: (-scores[code], -taxonomy.needs[code].level, order.index(code))
    )
    return tuple(taxonomy.needs[code] for code in ranked[:limit])


def _score(asked: str, phrase: str) -> int:
    if phrase == asked:
        return 90
    if phrase.startswith(asked):
        return 70
    if f" {asked}" in f" {phrase}":
        return 60
    if len(phrase) > 3 and f" {phrase} " in f" {asked} ":
        return 40
    return 0


def from_foreign(term: str) -> tuple[str, ...]:
    """Our codes for a term of another directory's taxonomy, such as 'Homeless Shelter'.

    Whole words only, so that no licensed code list is needed. Empty if the term names no need of
    ours. Longer phrases of ours decide before shorter ones: 'human trafficking shelters' is no
    plain shelter.
    """
    folded = fold(term)
    words, padded = folded.split(), f" {folded} "
    taxonomy = HOLDER.value()
    if any(f" {word} " in padded for word in taxonomy.never):
        return ()
    size = 0
    found: dict[str, None] = {}
    for phrase in phrases(words):
        if phrase in taxonomy.by_foreign:
            length = len(phrase.split())
            if length < size:
                break
            size = length
            found.update(dict.fromkeys(taxonomy.by_foreign[phrase]))
    return tuple(found)


def open_eligibility(code: str) -> Match | None:
    """The Open Eligibility term (findhelp, CC BY-SA 3.0) beside a need, or None where it has none."""
    return HOLDER.value().matches.get(code)


def ring(word: str) -> frozenset[str]:
    """Words of both languages that mean the same, folded, the word itself included."""
    asked = fold(word)
    return HOLDER.value().rings.get(asked, frozenset()) | {asked}


def _known(code: str) -> Need:
    need = find(code)
    if need is None:
        raise Invalid(
            "There is no need with the code {code}.",
            "Pick one from the list, or search by a word such as shelter.",
            code=code,
        )
    return need
