"""The Table of Public Statutes: since when each amendment of an act is law, and where our dated rows say otherwise.

Justice Canada's XML (TOPS), in French. A clause that this cannot read yields no day, never a guessed one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from dotline.base.errors import Invalid
from dotline.reference.law.library import Provision
from dotline.reference.law.statutes import safe_tree

Amendment = tuple[str, str]  # "2014, c. 25" and "18": what amended, and the section of it

_CHAPTER: Final = re.compile(r"(\d{4}), ch\. (\d+)")
_AMENDED: Final = re.compile(
    r"(?:(\d{4}), )?(?:ch\. (\d+), )?(?:art|par|al|sous-al)\. ?(\d+(?:\.\d+)?)"
)
_CLAUSE: Final = re.compile(
    r"(?P<what>.*?)\ben vigueur\b(?:(?!en vigueur).){0,90}?(?P<day>\d{2}\.\d{2}\.\d{2,4})"
)
_ASIDE: Final = re.compile(r"\(sanction[^)]*\)|voir .*")
_NEVER: Final = "avant son entrée"
_RANGE: Final = re.compile(r"(\d+(?:\.\d+)?)(?:\([\d.]+\))*(?: (?:à|-) (\d+(?:\.\d+)?)(?!\())?")
_CITED: Final = re.compile(r"S\.C\. (\d{4}, c\. \d+), s\. (\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class _Clause:
    """Sections of an amending act that came into force on one day. No ranges: the whole act."""

    ranges: tuple[tuple[float, float], ...]
    day: date | None

    def holds(self, section: str) -> bool:
        return not self.ranges or any(
            first <= float(section) <= last for first, last in self.ranges
        )


@dataclass(frozen=True)
class StatuteTable:
    """One act's page of the table: what amended each section, and when each amendment came into force."""

    amended: Mapping[str, frozenset[Amendment]]
    _clauses: Mapping[str, tuple[_Clause, ...]]

    def in_force(self, amendment: Amendment) -> frozenset[date]:
        """The days on which parts of a section of an amending act came into force; empty if never, or not read."""
        chapter, section = amendment
        found = [one for one in self._clauses.get(chapter, ()) if one.holds(section)]
        told = [one for one in found if one.ranges] or found
        return frozenset(one.day for one in told if one.day)


@dataclass(frozen=True)
class DateDifference:
    """A dated row that the table does not bear out. `table`: the days that it gives; none: no such amendment in it."""

    cite: str
    valid_from: date | None
    source: str
    table: tuple[date, ...]


def read_table(path: Path) -> StatuteTable:
    """The page of an act. Raises Invalid for a file that is no Table of Public Statutes."""
    tree = safe_tree(path)
    statute = tree.find("Statute")
    if tree.tag != "TOPS" or statute is None:
        raise Invalid(
            "{file} is no page of the Table of Public Statutes.",
            "Fetch it from the Justice Laws site, in French.",
            file=path.name,
        )
    amended = {
        (one.findtext("Label") or "").strip(): frozenset(_amendments(_text(one.find("Text"))))
        for one in statute.findall("Section")
    }
    clauses: dict[str, tuple[_Clause, ...]] = {}
    for one in statute.findall("CIF"):
        text = _text(one)
        chapter = _CHAPTER.search(text)
        if chapter is not None:
            name = f"{chapter[1]}, c. {chapter[2]}"
            clauses[name] = (*clauses.get(name, ()), *_read(text[chapter.end() :]))
    return StatuteTable(amended, clauses)


def differences(
    table: StatuteTable, act: str, provisions: Mapping[str, tuple[Provision, ...]]
) -> tuple[DateDifference, ...]:
    """Rows of an act that cite amendments of which, by the table, none came into force on their first or end day."""
    found = []
    for cite, texts in provisions.items():
        code, place = cite.split(" ", maxsplit=1)
        history = table.amended.get(place.split("(", maxsplit=1)[0])
        if code != act or history is None:
            continue
        for one in texts:
            told = frozenset(_CITED.findall(one.source))
            days = {day for amendment in told & history for day in table.in_force(amendment)}
            known = one.span.empty or not told or {one.span.start, one.span.end} & days
            if not known and (days or not told & history):
                found.append(DateDifference(cite, one.span.start, one.source, tuple(sorted(days))))
    return tuple(found)


def _text(node: Element | None) -> str:
    return re.sub(r"\s+", " ", "" if node is None else "".join(node.itertext()))


def _amendments(text: str) -> Iterator[Amendment]:
    """What a section's history names; year and chapter hold until the next ones."""
    year = chapter = ""
    for found in _AMENDED.finditer(text):
        year, chapter = found[1] or year, found[2] or chapter
        if year and chapter:
            yield f"{year}, c. {chapter}", found[3]


def _read(text: str) -> Iterator[_Clause]:
    """The clauses `art. 2 à 33 et 45.1 en vigueur 06.12.2014` of an entry."""
    for part in re.split(r"—|;", re.sub(r"\[[^\]]*\]", "", text)):
        for found in _CLAUSE.finditer(_ASIDE.sub("", part)):
            ranges = tuple(
                (float(first), float(last or first))
                for first, last in _RANGE.findall(found["what"])
            )
            yield _Clause(ranges, None if _NEVER in found["what"] else _day(found["day"]))


def _day(text: str) -> date:
    day, month, year = (int(part) for part in text.split("."))
    return date(year if year > 99 else 1900 + year, month, day)
