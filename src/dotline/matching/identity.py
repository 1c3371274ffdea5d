"""Identities: what a record says about who it is about, folded so that two spellings of one thing agree. Pure.

Names in any script become plain letters (Canadian syllabics too), nicknames their root, dates parts of a date that
may be missing, phones their last ten digits. Nothing is guessed: what cannot be read is left out, and
`faults` names its role alone.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from dotline.matching.names import plain
from dotline.matching.nicknames import root

SYLLABICS: Final = re.compile("[\u1400-\u167f\u18b0-\u18ff]+")
# As Inuit write it in Latin letters; anyascii gives ᓄᓇᕗᑦ as nonafot.
_LATIN: Final = str.maketrans("fo", "vu")
_SOUNDS: Final = {
    letter: digit
    for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), start=1)
    for letter in letters
}
_SPELT: Final = (
    ("ph", "f"),
    ("ght", "t"),
    ("sch", "s"),
    ("kn", "n"),
    ("wr", "r"),
    ("eaux", "o"),
    ("eau", "o"),
)
_OF_FAMILIES = "de du des la le les van von der den el al bin ibn da dos di st ste mc mac o d l"
PARTICLES: Final = frozenset(_OF_FAMILIES.split())
SEXES: Final = {
    **dict.fromkeys(
        ("f", "female", "femme", "feminin", "feminine", "woman", "w", "girl", "fille"), "f"
    ),
    **dict.fromkeys(("m", "male", "homme", "masculin", "masculine", "man", "boy", "garcon"), "m"),
    **dict.fromkeys(("x", "nonbinary", "non binaire", "non binary", "other", "autre"), "x"),
}
STREETS: Final = {
    short: whole
    for whole, shorts in {
        "street": "st str rue", "avenue": "ave av", "boulevard": "blvd boul bd", "road": "rd", "drive": "dr",
        "crescent": "cres cr croissant", "court": "crt ct", "place": "pl", "lane": "ln", "north": "n nord",
        "south": "s sud", "east": "e est", "west": "w o ouest", "chemin": "ch chem", "highway": "hwy",
    }.items()
    for short in shorts.split()
}  # fmt: skip
PLACES: Final = {"saint": "st", "sainte": "ste", "mount": "mt", "mont": "mt"}
_DATE: Final = re.compile(r"(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?(?:[T ].*)?")
LONGEST: Final = 200
"""Letters of one value that are read."""
NAMES: Final = 12
"""Names of one record that are used, aliases included."""
SEVERAL: Final = 8
"""Phones and documents of one record that are used."""
LONGEST_DOCUMENT: Final = 60


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which only the year, or year and month, may be known; 0 is not known."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def whole(self) -> bool:
        """Whether year, month and day are known."""
        return bool(self.day)


@dataclass(frozen=True, slots=True)
class PersonName:
    """One name of a person: plain words, '' where not given."""

    given: str = ""
    middle: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What one record says of a person, folded. Names: the first is the record's own, the others are aliases."""

    names: tuple[PersonName, ...] = ()
    birth: PartialDate | None = None
    birth_place: str = ""
    death: PartialDate | None = None
    sex: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    postal: str = ""
    place: str = ""
    street: str = ""
    documents: tuple[str, ...] = ()
    occupation: str = ""
    faults: tuple[str, ...] = field(default=(), compare=False)


def ascii_letters(text: str) -> str:
    """A text of any script in ASCII, as every value is before it is read; ASCII stays as it is."""
    if text.isascii():
        return text
    return anyascii(SYLLABICS.sub(lambda found: anyascii(found[0]).translate(_LATIN), text))


@lru_cache(maxsize=200_000)
def latin(text: str) -> str:
    """A name in plain Latin letters: `Дмитрий` is dmitriy, `ᓄᓇᕗᑦ` nunavut, `O’Neill` oneill, `Étienne` etienne."""
    told = re.sub("['`]", "", ascii_letters(text)[:LONGEST])
    return " ".join(plain(told).split())


@lru_cache(maxsize=200_000)
def sound(name: str) -> str:
    """How a plain name sounds: its first letter and up to four consonant classes (Soundex, for two languages)."""
    name = name.replace(" ", "")
    for spelt, heard in _SPELT:
        name = name.replace(spelt, heard)
    if len(name) > 3 and name[-1] in "estx" and name[-2] not in "aiouy":
        name = name[:-1]  # mute endings: Roberts, Lebrunt, Gautiers
    if not name:
        return ""
    first = "k" if name[0] in "cq" else "f" if name[0] == "v" else name[0]
    digits, last = "", _SOUNDS.get(name[0], 0)
    for letter in name[1:]:
        digit = _SOUNDS.get(letter, 0)
        if digit and digit != last:
            digits += str(digit)
        if letter not in "hw":
            last = digit
    return first + digits[:4]


def partial_date(text: str) -> PartialDate | None:
    """A date as YYYYMMDD, YYYY-MM-DD, YYYY-MM or YYYY; 00 is not known. None for anything else."""
    found = _DATE.fullmatch(ascii_letters(text).strip())
    if found is None:
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    if not 1500 <= year <= 2200 or month > 12 or day > 31 or (day and not month):
        return None
    if day > (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[(month or 1) - 1]:
        return None
    return PartialDate(year, month, day)


def phone(text: str) -> str:
    """The last ten digits of a number; '' for fewer than seven, and for one digit again and again."""
    digits = "".join(letter for letter in ascii_letters(text) if letter.isdigit())[-10:]
    return digits if len(digits) >= 7 and len(set(digits[-7:])) > 1 else ""


def postal(text: str) -> str:
    """A postal code as letters and digits, such as K1A0B1."""
    return _capitals(text)[:10]


def _capitals(text: str) -> str:
    return "".join(letter for letter in ascii_letters(text).upper() if letter.isalnum())


def place(text: str) -> str:
    """A place without accents, hyphens and `Saint` spelt out: `St-Jérôme` is st jerome."""
    return " ".join(PLACES.get(word, word) for word in latin(text).split())


def street(text: str) -> str:
    """A street with its number, kinds of streets in full."""
    return " ".join(STREETS.get(word, word) for word in latin(text).split())


def email(text: str) -> str:
    """An address in lower case, what follows a + left out; '' if there is no @."""
    name, at, host = ascii_letters(text).strip()[:LONGEST].casefold().partition("@")
    return f"{name.split('+')[0]}@{host}" if at and name and "." in host else ""


def sex(text: str) -> str:
    """f, m or x; '' for anything else."""
    return SEXES.get(latin(text), "")


def document(text: str) -> str:
    """A number as letters and digits; '' for fewer than five, and for placeholders such as 00000."""
    told = _capitals(text)[:LONGEST_DOCUMENT]
    return told if len(told) >= 5 and len(set(told)) > 1 else ""


def whole_name(text: str) -> PersonName:
    """A name in one field: `Family, Given Middle`, or the family name last with its particles before it."""
    before, comma, after = ascii_letters(text).partition(",")
    if comma:
        given, *rest = latin(after).split() or [""]
        return PersonName(given, " ".join(rest), latin(before))
    words = latin(text).split()
    if len(words) < 2:
        return PersonName(given=words[0] if words else "")
    at = len(words) - 1
    while at > 1 and words[at - 1] in PARTICLES:
        at -= 1
    return PersonName(words[0], " ".join(words[1:at]), " ".join(words[at:]))


def given_root(name: PersonName) -> str:
    """The root of the first word of a given name: bob is robert."""
    return root(name.given.split()[0]) if name.given else ""
