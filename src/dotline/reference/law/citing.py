"""Citations: from the ways people write an act and a section to the one way the library does."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dotline.base.errors import Invalid, NotFound
from dotline.reference.datafiles import Row

DEFAULT_ACT = "CC"
_SECTION = re.compile(
    r"(?:^|[\s,])(?:subsections?|sections?|paragraphs?|paras?|pars?|articles?|arts?|ss?|§)\s*\.?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![A-Za-z\d-])\d|(?<=[sS.§])\d")
_GLUED = re.compile(
    r"^([^\d(]*[^\W\d])\.?(?=\d)"
)  # an act's name right before the number: CC279.01
_PLACE = re.compile(r"^\s*(\d+(?:\.\d+)*)((?:\s*\(?\s*[0-9A-Za-z][0-9A-Za-z.]{0,4}\s*\))*)\s*$")
_LIMB = re.compile(r"\(?\s*([0-9A-Za-z.]+)\s*\)")
LONGEST = 200


@dataclass(frozen=True)
class Act:
    """An act or regulation: our code, its chapter, and every name of it, squeezed to letters."""

    code: str
    chapter: str
    title_en: str
    title_fr: str
    names: frozenset[str]

    def title(self, lang: str) -> str:
        """The title in `fr`, or in English for every other language."""
        return self.title_fr if lang.startswith("fr") else self.title_en


def known_acts(rows: Iterable[Row]) -> Mapping[str, Act]:
    """The acts of a data file by code."""
    found = {}
    for row in rows:
        told = (row.text("code"), row.text("title_en"), row.text("title_fr"), *row.texts("aliases"))
        names = frozenset(_squeezed(name) for name in told)
        found[row.text("code")] = Act(
            row.text("code"), row.text("chapter"), row.text("title_en"), row.text("title_fr"), names
        )
    return MappingProxyType(found)


def parse(text: str, acts: Mapping[str, Act]) -> str:
    """The citation in our spelling. Raises Invalid if it is none, NotFound if the act is unknown."""
    text = " ".join(text.split())
    if len(text) > LONGEST or not any(letter.isdigit() for letter in text):
        raise _no_citation()
    head, rest = _split(_apart(text, acts))
    code = DEFAULT_ACT
    if head:
        squeezed = _squeezed(head)
        code = next((act.code for act in acts.values() if squeezed in act.names), "")
        if not code:
            raise NotFound(
                "The law library knows no act of the name {act}.",
                "It knows: {known}.",
                act=head,
                known=", ".join(acts),
            )
    place = _PLACE.match(rest)
    if place is None:
        raise _no_citation()
    limbs = "".join(f"({limb})" for limb in _LIMB.findall(place[2]))
    return f"{code} {place[1]}{limbs}"


def _apart(text: str, acts: Mapping[str, Act]) -> str:
    """A space between the name of an act that we know and the number that follows it."""
    glued = _GLUED.match(text)
    if glued and any(_squeezed(glued[1]) in act.names for act in acts.values()):
        return f"{glued[1]} {text[glued.end() :]}"
    return text


def _split(text: str) -> tuple[str, str]:
    """What stands before the number, less a word for section, and the number with its limbs."""
    first = _NUMBER.search(text)
    if first is None:
        raise _no_citation()
    head = text[: first.start()].rstrip()
    words = _SECTION.search(head)
    if words:
        head = head[: words.start()]
    return head.strip(" ,"), text[first.start() :]


def _squeezed(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _no_citation() -> Invalid:
    return Invalid(
        "This is not a citation of a section.",
        "Write the act and the section, as in CC 279.011(1)(b) or IRPA 118.",
    )
