"""One value at a time: is it what HSDS says, can it be repaired without guessing, or must it go?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote

from dotline.base.ids import parse_id
from dotline.directory.formats.shapes import Field, Kind

Value = str | float | bool | None

LATITUDE: Final = 90.0
LONGITUDE: Final = 180.0


@dataclass(frozen=True)
class Cell:
    """A checked value. `reason` is empty when nothing was wrong; `value` None means refused."""

    value: Value
    reason: str = ""

    @property
    def refused(self) -> bool:
        """Whether nothing is left of what was given."""
        return self.value is None and bool(self.reason)


# Text that went through the wrong code page twice (UTF-8 read as CP437, then to ASCII): seen in real 211 files.
MOJIBAKE: Final = {
    "GÇÖ": "\u2019",
    "GÇÿ": "\u2018",
    "GÇ£": "\u201c",
    "GÇ¥": "\u201d",
    "GÇô": "\u2013",
    "GÇö": "\u2014",
    "GÇó": "\u2022",
    "GÇª": "\u2026",
    "+í": "á",
    "+¦ol": "ñol",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_URI = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_BARE = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+([/?#:]\S*)?")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_EXTENSION = r"(?:[\s,;]*(?:x|ext\.?|extension|poste|#)[\s.:]*\d{1,7})?"
_NUMBER_ONLY = re.compile(rf"[+(*#]?[\d\s()+.\-–/*#]*{_EXTENSION}", re.IGNORECASE)
_NUMBER_INSIDE = re.compile(rf"[+(]?\d[\d\s().\-–/]*\d{_EXTENSION}", re.IGNORECASE)
# Letters for digits are a habit of toll-free numbers; elsewhere they may be a name.
_LETTERED = re.compile(r"(?:\+?1[\s.\-]*)?\(?8\d\d\)?[\s.\-]+[A-Z0-9][A-Z0-9\-]*")
_ISO_TIME = re.compile(r"([01]\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{1,2})|(\d{2}))?\s*([ap])\.?\s?m?\.?(?![a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")


def kind_of(value: object) -> str:
    """What sort of value stood there, in a word that tells nothing about anybody."""
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "yes/no"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "number" if _NUMBER.fullmatch(value.strip()) else "text"
    return "list" if isinstance(value, list) else "object"


def text(value: str, *, escapes: bool = False) -> Cell:
    """Free text. Control characters go, known mojibake is mended, written-out line ends become line ends."""
    mended = _CONTROL.sub("", value)
    reason = "control characters removed" if mended != value else ""
    if "GÇ" in mended or "+¦" in mended or "+í" in mended:
        before = mended
        for wrong, right in MOJIBAKE.items():
            mended = mended.replace(wrong, right)
        reason = "text from a wrong code page mended" if mended != before else reason
    if escapes and "\\n" in mended:
        mended = mended.replace("\\r", "").replace("\\n", "\n")
        reason = reason or "written-out line ends made real"
    return Cell(mended, reason)


def code(value: str) -> Cell:
    """Short text, where spaces at the ends mean nothing."""
    short = value.strip()
    return Cell(short, "spaces around it removed" if short != value else "")


def number(value: str | float) -> Cell:
    """A number. Text that only looks like one is refused."""
    if isinstance(value, int | float):
        return (
            Cell(float(value)) if abs(value) < float("1e15") else Cell(None, "not a usable number")
        )
    short = value.strip()
    if not _NUMBER.fullmatch(short):
        return Cell(None, "not a number")
    return Cell(float(short), "spaces around it removed" if short != value else "")


def _within(limit: float) -> Callable[[str | float], Cell]:
    def check(value: str | float) -> Cell:
        cell = number(value)
        if isinstance(cell.value, float) and abs(cell.value) > limit:
            return Cell(None, f"not between -{limit:g} and {limit:g} degrees")
        return cell

    return check


def day(value: str) -> Cell:
    """An ISO date (ISO 8601, YYYY-MM-DD), kept as text."""
    short = value.strip()
    try:
        date.fromisoformat(short)
    except ValueError:
        return Cell(None, "not a date of the form 2026-11-22")
    return Cell(short, "spaces around it removed" if short != value else "")


def moment(value: str) -> Cell:
    """An ISO moment, kept as text so that nothing of it is lost. One without a zone counts as UTC."""
    short = value.strip()
    try:
        at = datetime.fromisoformat(short)
    except ValueError:
        return Cell(None, "not a moment of the form 2026-11-22T09:30:00Z")
    if at.tzinfo is None:
        at_text = short if "T" in short else f"{short.replace(' ', 'T')}"
        at_text = at_text if "T" in at_text else f"{at_text}T00:00:00"
        return Cell(f"{at_text}Z", "no time zone given: taken as UTC")
    return Cell(short, "spaces around it removed" if short != value else "")


def clock_time(value: str) -> Cell:
    """A time of day: ISO as it stands, '9:30am' as 09:30. An hour that may be morning or evening is refused."""
    short = value.strip()
    if _ISO_TIME.fullmatch(short):
        return Cell(short, "spaces around it removed" if short != value else "")
    match = _CLOCK.match(short)
    if not match:
        return Cell(None, "not a time that can be read without guessing")
    hour, minute = int(match[1]), int(match[2] or match[3] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return Cell(None, "not a time that can be read without guessing")
    hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    rest = short[match.end() :].strip()
    reason = "words after the time dropped" if rest else "time written the ISO way"
    return Cell(f"{hour:02d}:{minute:02d}", reason)


def uri(value: str) -> Cell:
    """A web address. A bare host gets http://; anything that is not the web is refused."""
    short = value.strip()
    if _URI.fullmatch(short):
        return Cell(short, "spaces around it removed" if short != value else "")
    if short.lower().startswith(("http://", "https://")) and " " not in short:
        safe = quote(short, safe="-._~:/?#[]@!$&'()*+,;=%")
        return (
            Cell(safe, "unusual letters of the address encoded")
            if _URI.fullmatch(safe)
            else _no_uri()
        )
    if _BARE.fullmatch(short):
        return Cell(
            f"http://{quote(short, safe='-._~:/?#[]@!$&()*+,;=%')}",
            "http:// put before the address",
        )
    return _no_uri()


def _no_uri() -> Cell:
    return Cell(None, "not a web address")


def email(value: str) -> Cell:
    """An e-mail address; of several the first."""
    short = value.strip()
    if _EMAIL.fullmatch(short):
        return Cell(short, "spaces around it removed" if short != value else "")
    match = _EMAIL.search(short)
    if match:
        return Cell(match[0], "only the first e-mail address kept")
    return Cell(None, "not an e-mail address")


def phone(value: str) -> Cell:
    """A phone number: digits and what parts them, an extension, or letters that stand for digits (1-800-FLOWERS).

    Words around it may name a person who never meant to be published: they go, and without a number all goes.
    """
    short = " ".join(value.split())
    if _NUMBER_ONLY.fullmatch(short) and sum(sign.isdigit() for sign in short) >= 3:
        return Cell(short, "spaces around it removed" if short != value else "")
    if _LETTERED.fullmatch(short) and 10 <= sum(sign.isalnum() for sign in short) <= 11:
        return Cell(short)
    found = [one.strip(" .-/–(") for one in _NUMBER_INSIDE.findall(short)]
    found = [one for one in found if sum(sign.isdigit() for sign in one) >= 5]
    if not found:
        return Cell(None, "not a phone number")
    more = len(found) > 1
    reason = "only the first phone number kept" if more else "words around the number dropped"
    return Cell(found[0], reason)


def identifier(value: str) -> Cell:
    """A UUID in small letters."""
    found = parse_id(value.strip())
    return Cell(str(found)) if found else Cell(None, "not a UUID")


def yesno(value: str | float | bool) -> Cell:
    """Yes or no."""
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    found = known.get(str(value).strip().lower())
    return Cell(found) if found is not None else Cell(None, "neither yes nor no")


_TEXTUAL: Final[dict[Kind, Callable[[str], Cell]]] = {
    Kind.CODE: code,
    Kind.ID: identifier,
    Kind.DATE: day,
    Kind.TIME: clock_time,
    Kind.MOMENT: moment,
    Kind.URI: uri,
    Kind.EMAIL: email,
    Kind.PHONE: phone,
}
_NUMERIC: Final[dict[Kind, Callable[[str | float], Cell]]] = {
    Kind.NUMBER: number,
    Kind.LATITUDE: _within(LATITUDE),
    Kind.LONGITUDE: _within(LONGITUDE),
    Kind.YESNO: yesno,
}


def clean(field: Field, value: object, *, escapes: bool = False) -> Cell:
    """Check one value against its field. Empty gives an empty Cell without a reason."""
    if value is None or value == "" or (isinstance(value, str) and not value.strip()):
        return Cell(None)
    if isinstance(value, list | dict):
        return Cell(None, "a list or object where one value belongs")
    if field.kind in _NUMERIC and isinstance(value, str | int | float):
        return _NUMERIC[field.kind](value)
    words = value if isinstance(value, str) else _plain(value)
    mended = text(words, escapes=escapes)
    if field.kind is Kind.TEXT:
        return mended
    cell = _TEXTUAL[field.kind](str(mended.value))
    if field.choices and isinstance(cell.value, str):
        cell = _choice(field, cell.value)
    return cell


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _choice(field: Field, value: str) -> Cell:
    if value in field.choices:
        return Cell(value)
    folded = value.strip().lower()
    for choice in field.choices:
        if choice.lower() == folded:
            return Cell(choice, "letters changed to the form HSDS uses")
    return Cell(None, f"not one of: {', '.join(field.choices)}")
