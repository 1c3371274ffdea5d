"""Whom a service says it welcomes: one word `facet:value` each, such as `gender:Feminine` or `pets:no`.

A listing that says nothing is never taken for a refusal: most listings say nothing. So a filter takes out
what says no, puts what says yes first, and keeps the rest with the advice to ask.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from dotline.directory.rules.words import fold
from dotline.reference import vocabulary

ANY: Final = "any"
YES, NO = "yes", "no"
UNSAID: Final = ("unknown", "NonSpecifiedUnknown")  # codes of the lists that nobody welcomes by
# Facets whose values come from a code list of the reference.
LISTED: Final[Mapping[str, str]] = {
    "gender": "genders",
    "status": "status_in_canada",
    "exploitation": "exploitation",
}
PLAIN: Final = ("children", "pets", "wheelchair")
# A service for women that says nothing of trans women is asked, not ruled out; the same for men.
_MAYBE: Final[Mapping[str, frozenset[str]]] = {
    "gender:TransgenderFeminine": frozenset({"gender:Feminine"}),
    "gender:TransgenderMasculine": frozenset({"gender:Masculine"}),
    "gender:NonConforming": frozenset({"gender:Feminine", "gender:Masculine"}),
}
_SAYS: Final[Mapping[str, tuple[str, str]]] = {
    "children": ("children can come too", "les enfants peuvent venir aussi"),
    "pets": ("pets are welcome", "les animaux sont acceptés"),
    "wheelchair": ("step-free for a wheelchair", "accessible en fauteuil roulant"),
}
_ASKS: Final[Mapping[str, tuple[str, str]]] = {
    "gender": ("does not say who may come: ask", "ne dit pas qui peut venir\u202f: demandez"),
    "age": ("does not say from which age: ask", "ne dit pas à partir de quel âge\u202f: demandez"),
    "status": ("does not say which papers: ask", "ne dit pas quels papiers\u202f: demandez"),
    "exploitation": (
        "not only for this kind of harm: ask",
        "pas seulement pour cette situation\u202f: demandez",
    ),
    "children": ("does not say if children can come: ask", "enfants non précisé\u202f: demandez"),
    "pets": ("does not say if pets can come: ask", "animaux non précisé\u202f: demandez"),
    "wheelchair": (
        "does not say if a wheelchair gets in: ask",
        "accès en fauteuil roulant non précisé\u202f: demandez",
    ),
}
_STEP_FREE: Final = frozenset(
    "wheelchair wheelchairs ramp elevator fauteuil roulant rampe ascenseur".split()  # noqa: SIM905
)


class Fit(IntEnum):
    """What a listing says to one wish."""

    NO = 0
    UNSAID = 1
    YES = 2


@dataclass(frozen=True)
class Wish:
    """One filter as tokens: a listing with one of `yes` fits; with none of them but one of `other`, it does not."""

    facet: str
    value: str
    yes: frozenset[str]
    maybe: frozenset[str]


def wish(facet: str, value: str) -> Wish:
    """The filter for a facet and value: 'gender', 'Feminine'."""
    token = f"{facet}:{value}"
    return Wish(facet, value, frozenset({token, f"{facet}:{ANY}"}), _MAYBE.get(token, frozenset()))


def fit(stated: Iterable[str], wanted: Wish) -> Fit:
    """What the words of a listing say to a wish."""
    mine = {token for token in stated if token.startswith(f"{wanted.facet}:")}
    if mine & wanted.yes:
        return Fit.YES
    return Fit.UNSAID if not mine or mine & wanted.maybe else Fit.NO


def tokens(said: str, accessibility: Iterable[str]) -> tuple[str, ...]:
    """The known words of a listing, sorted, and what its notes on access plainly say."""
    found = {token for token in said.split() if is_known(token)}
    if not any(token.startswith("wheelchair:") for token in found):
        notes = {word for note in accessibility for word in fold(note).replace(",", " ").split()}
        # 'No ramp' is no ramp: a note with a no in it is left to a person to read.
        if notes & _STEP_FREE and not notes & {"no", "not", "non", "pas", "sans", "without"}:
            found.add(f"wheelchair:{YES}")
    return tuple(sorted(found))


def is_known(token: str) -> bool:
    """Whether a word is one of ours: an unknown one changes nothing."""
    facet, _, value = token.partition(":")
    if facet in PLAIN:
        return value in (YES, NO)
    return facet in LISTED and (value == ANY or vocabulary.is_code(LISTED[facet], value))


def says(wanted: Wish) -> tuple[str, str]:
    """The sentence of a listing that fits, in English and French."""
    if wanted.facet in _SAYS:
        return _SAYS[wanted.facet]
    if wanted.facet == "age":
        return f"takes people of {wanted.value}", f"accueille à {wanted.value} ans"
    code = vocabulary.find(LISTED[wanted.facet], wanted.value)
    en, fr = (code.label_en, code.label_fr) if code else (wanted.value, wanted.value)
    return f"welcomes: {en}", f"accueille\u202f: {fr}"


def asks(facet: str) -> tuple[str, str]:
    """The advice beside a listing that says nothing, in English and French."""
    return _ASKS[facet]


def label(token: str, lang: str) -> str:
    """The name of a word for a list of counts."""
    facet, _, value = token.partition(":")
    if facet in _SAYS:
        return _SAYS[facet][lang.startswith("fr")].capitalize()
    code = vocabulary.find(LISTED[facet], value)
    return code.label(lang) if code else value
