"""What of an iCarol export the public may see. When in doubt it may not: a leaked address cannot be taken back.

Three rules: a flag that is neither empty nor a plain no means private; what is private in one cell is private in
every cell of the file, also inside a sentence; what is kept out takes along what belongs to it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dotline.directory.formats.icarol.columns import (
    ADDRESSES,
    CONTACTS,
    PEOPLE,
    PHONES,
    PLACE,
    phone_stem,
)
from dotline.directory.rules.words import fold

Row = Mapping[str, str]
NO: Final = frozenset({"", "no", "non", "n", "false", "faux", "0"})
# About fifty metres: two rows that near to each other stand in the same building.
NEAR: Final = 0.0005

_WORDS = re.compile(r"[^\w]+")
_PHONE = re.compile(r"\+?\d[\d\s().\-/–]{5,}\d")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = re.compile(r"\w[\w'’-]*")
_DECIMAL = re.compile(r"-?\d{1,3}\.\d{3,}")
_POSTAL = re.compile(r"[a-z]\d[a-z]\s?\d[a-z]\d|\d{5}-\d{4}")


def says_yes(flag: str) -> bool:
    """Whether a flag is set. Anything that is not empty and not a plain no counts as set."""
    return flag.strip().casefold() not in NO


def out_by_itself(row: Row) -> str:
    """Why a row is not for the public, or ''."""
    for name, value in row.items():
        if name.startswith("excludefrom") and says_yes(value):
            return KEPT_OUT
    if says_yes(row.get("isconfidential", "")) or says_yes(row.get("confidential", "")):
        return KEPT_OUT
    available = row.get("availablefordirectory", "").strip()
    if available and not says_yes(available):
        return KEPT_OUT
    if row.get("agencystatus", "active").strip().casefold() not in ("", "active", "actif"):
        return NOT_ACTIVE
    return ""


KEPT_OUT: Final = "the source keeps it out of directories"
NOT_ACTIVE: Final = "the source does not say that it is active"
WITH_PARENT: Final = "its agency or site is kept out of directories"


def hidden_columns(row: Row) -> set[str]:
    """The columns of a row that its own flags make private."""
    hidden: set[str] = set()
    for flag, value in row.items():
        if flag.endswith("isprivate") and says_yes(value):
            stem = flag.removesuffix("isprivate")
            # PhysicalAddressIsPrivate governs PhysicalCity too.
            stem = stem.removesuffix("address") or stem
            hidden |= {name for name in row if name.startswith(stem) and name != flag}
            hidden |= {f"{stem}address1"} if stem in ADDRESSES else set()
            hidden |= _place(row) if stem == "physical" else set()
    return hidden


def _place(row: Row) -> set[str]:
    """What else tells where the physical address is, unless it says itself that it may be seen."""
    other = set() if row.get("otheraddressisprivate", "").strip() else {
        name for name in row if name.startswith("other") and not name.endswith("isprivate")
    }  # fmt: skip
    return (set(row) & PLACE) | other


@dataclass
class Secrets:
    """Every private value of a file, in the forms in which it could turn up again."""

    phrases: set[str] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    points: set[tuple[float, float]] = field(default_factory=set)
    _starts: dict[str, list[str]] = field(default_factory=dict)

    def learn(self, row: Row, columns: Iterable[str]) -> None:
        """Remember what these columns of a row say."""
        wanted = set(columns)
        for name in wanted:
            value = row.get(name, "").strip()
            if value:
                self._learn(name, value)
        if {"latitude", "longitude"} & wanted and (point := _point(row)):
            self.points.add(point)

    def _learn(self, name: str, value: str) -> None:
        self.phones |= _numbers(value)
        self.emails |= {found.casefold() for found in _EMAIL.findall(value)}
        self.codes |= {found.replace(" ", "") for found in _POSTAL.findall(value.casefold())}
        if name.endswith(("address1", "address2", "locationdescription")):
            self._address(plain(value))
        elif name in PEOPLE:
            self._person(value)
        elif name in ("publicname", "officialname", "alternatename"):
            words = plain(value)
            # A name of one word, 'Library', stands in every second sentence and betrays nothing.
            self.phrases |= {words} if " " in words and len(words) >= 8 else set()

    def _address(self, words: str) -> None:
        parts = words.split()
        street = len(parts) > 1 and parts[0][:1].isdigit() and len(parts[1]) >= 3
        if len(parts) >= 3 or street:
            self.phrases.add(words)
        # '12 Harbour Street' may stand elsewhere as '12 Harbour St'.
        if street:
            self.phrases.add(" ".join(parts[:2]))

    def _person(self, value: str) -> None:
        parts = plain(value).split()
        last = value.rsplit(maxsplit=1)[-1].strip(".,;()")
        if len(parts) > 1:
            self.phrases.add(" ".join(parts))
        if len(last) >= 3:
            self.surnames.add(last)

    def forget(self, other: "Secrets") -> None:
        """Leave out what the source publishes itself, elsewhere."""
        for name in ("phrases", "surnames", "phones", "emails", "codes", "points"):
            getattr(self, name).difference_update(getattr(other, name))

    def add(self, other: "Secrets") -> None:
        """Take over what another one knows."""
        for name in ("phrases", "surnames", "phones", "emails", "codes", "points"):
            getattr(self, name).update(getattr(other, name))

    def settle(self) -> None:
        """Nothing more comes: make phrases quick to find by their first word."""
        self._starts = {}
        for phrase in self.phrases:
            self._starts.setdefault(phrase.partition(" ")[0], []).append(f"{phrase} ")

    def tells(self, value: str) -> bool:
        """Whether a text says something that is private anywhere in the file."""
        folded = value.casefold()
        return (
            self._says_a_phrase(plain(value))
            or not self.surnames.isdisjoint(_NAME.findall(value))
            or any(_tails(number) & self.phones for number in _numbers(value))
            or any(found.casefold() in self.emails for found in _EMAIL.findall(value))
            or any(found.replace(" ", "") in self.codes for found in _POSTAL.findall(folded))
            or self._near_a_secret(value)
        )

    def _says_a_phrase(self, words: str) -> bool:
        said, whole, at = words.split(), f"{words} ", 0
        for word in said:
            if any(whole.startswith(phrase, at) for phrase in self._starts.get(word, ())):
                return True
            at += len(word) + 1
        return False

    def _near_a_secret(self, value: str) -> bool:
        numbers = [float(found) for found in _DECIMAL.findall(value)]
        return any(abs(one - part) < NEAR for one in numbers for at in self.points for part in at)

    def holds_point(self, row: Row) -> bool:
        """Whether a row stands where a private one does."""
        at = _point(row)
        return at is not None and any(
            abs(at[0] - lat) < NEAR and abs(at[1] - lon) < NEAR for lat, lon in self.points
        )


def plain(value: str) -> str:
    """Folded words with single spaces: how two spellings of one address are compared."""
    return " ".join(_WORDS.sub(" ", fold(value)).split())


def _numbers(value: str) -> set[str]:
    found = {re.sub(r"\D", "", one) for one in _PHONE.findall(value)}
    return {number[-10:] for number in found if len(number) >= 7}


def _tails(number: str) -> set[str]:
    return {number, number[-7:]} if len(number) > 7 else {number}


def _point(row: Row) -> tuple[float, float] | None:
    try:
        at = float(row.get("latitude", "")), float(row.get("longitude", ""))
    except ValueError:
        return None
    return at if any(at) else None


def published(row: Row, hidden: set[str]) -> Secrets:
    """What a public row says in its own columns for it: that much is public, whatever a hidden row repeats."""
    said = Secrets()
    stems = (*ADDRESSES, *CONTACTS, *(phone_stem(name) for name in PHONES))
    names = {
        name
        for name in row
        if name.startswith(stems)
        or name in ("latitude", "longitude", "publicname", "parentagency", "emailaddressmain")
    }
    said.learn(row, names - hidden)
    return said
