"""Hours and languages of a listing as whole sets: how one is written down, read from a form, and told. Pure.

A set is one value: a steward takes or leaves it whole, and a load never mixes its rows into one that a person decided.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dotline.directory.rules import languages
from dotline.directory.rules.hours import DAY, WEEK, Weekly, in_words
from dotline.directory.rules.words import fold
from dotline.reference import vocabulary

HOURS: Final = "hours"
LANGUAGES: Final = "languages"
SETS: Final = {HOURS: "schedule", LANGUAGES: "language"}
"""The sets of a listing, by field, and the HSDS object that each is made of."""
SETTLED: Final = "stewards, whole sets"
"""The source of the rows of a set that a person decided."""
MOST_SPANS: Final = 4  # of one day

Span = tuple[int, int]
"""Opens and closes in local minutes; over 1440 it runs into the next day."""
Days = Mapping[int, Sequence[Span]]

_CLOSED: Final = frozenset({"closed", "ferme", "fermee", "none", "-", "–", "—"})
_ROUND: Final = frozenset(
    {"24 h", "24h", "24 hours", "24 heures", "24/7", "always", "toujours", "all day",
     "all day and night", "day and night", "jour et nuit"}
)  # fmt: skip
_ONE: Final = r"(\d{1,2})(?:\s*[:h.]\s*(\d{2})?)?\s*([ap]\.?\s?m\.?)?"
_SPAN: Final = re.compile(rf"(?:de |from )?\s*{_ONE}\s*(?:-|–|—|to|a)\s*{_ONE}")
_EXACT: Final = re.compile(r"\d\d:\d\d-\d\d:\d\d")
_BETWEEN: Final = re.compile(r"\s*(?:,|;|\bet\b|\band\b|&)\s*")
_KEPT: Final = re.compile(r"(MO|TU|WE|TH|FR|SA|SU)((?: \d\d:\d\d-\d\d:\d\d)+)")


def hours_said(found: Iterable[Weekly]) -> str:
    """Weekly hours as one value: a line 'MO 09:00-12:00 13:00-17:00' for each day that is open."""
    days: dict[int, set[Span]] = {}
    for one in found:
        for day in range(7):
            if one.days >> day & 1:
                days.setdefault(day, set()).add((one.opens, one.closes))
    return _written(days)


def _written(days: Mapping[int, Iterable[Span]]) -> str:
    return "\n".join(
        " ".join([WEEK[day], *(f"{clock_of(a)}-{clock_of(b)}" for a, b in sorted(spans))])
        for day, spans in sorted(days.items())
        if spans
    )


def clock_of(minute: int) -> str:
    """Minutes of the day as 'HH:MM': 24:00 is its end, and what closes on the next day has an earlier time."""
    hour, rest = divmod(minute if minute <= DAY else minute - DAY, 60)
    return f"{hour:02d}:{rest:02d}"


def days_of(said: str) -> dict[int, tuple[Span, ...]]:
    """The days of a value that `hours_said` made. Raises ValueError for any other text."""
    found: dict[int, tuple[Span, ...]] = {}
    for line in said.split("\n"):
        match = _KEPT.fullmatch(line)
        if match is None or WEEK.index(match[1]) in found:
            raise ValueError("not the hours of a week")
        spans = [_span(*(_minutes(one) for one in part.split("-"))) for part in match[2].split()]
        found[WEEK.index(match[1])] = tuple(spans)
    if _written(found) != said or any(len(spans) > MOST_SPANS for spans in found.values()):
        raise ValueError("not the hours of a week as they are written down")
    return found


def _minutes(clock: str) -> int:
    hour, rest = (int(part) for part in clock.split(":"))
    if rest > 59 or hour * 60 + rest > DAY:
        raise ValueError("no time of a day")
    return hour * 60 + rest


def _span(opens: int, closes: int) -> Span:
    if opens >= DAY:
        raise ValueError("no time to open at")
    if closes == DAY - 1:
        closes = DAY  # as `hours.weekly` reads it
    return opens, closes if closes > opens else closes + DAY


def weeklies(said: str, zone: str) -> list[Weekly]:
    """A value as weekly hours, the days that share a span together."""
    bits: dict[Span, int] = {}
    for day, spans in days_of(said).items():
        for span in spans:
            bits[span] = bits.get(span, 0) | 1 << day
    return [Weekly(days, opens, closes, zone) for (opens, closes), days in bits.items()]


def day_read(words: str) -> tuple[Span, ...]:
    """The hours of one day as a person writes them: '9-17', '9 am to 5 pm', '9 h à 17 h', '9-12, 13-17', 'closed'.

    Empty where it is closed. Raises ValueError for what cannot be read.
    """
    plain = fold(words.strip()).replace("\u00a0", " ").replace("\u202f", " ").strip(" .")
    if not plain or plain in _CLOSED:
        return ()
    if plain in _ROUND:
        return ((0, DAY),)
    parts = _BETWEEN.split(plain)
    if len(parts) > MOST_SPANS:
        raise ValueError("too many times of one day")
    return tuple(sorted({_read(part) for part in parts}))


def _read(part: str) -> Span:
    match = _SPAN.fullmatch(part)
    if match is None:
        raise ValueError("no time from and to")
    one, two = (match[3] or "")[:1], (match[6] or "")[:1]
    if one or two:
        return _halves((match[1], match[2], one), (match[4], match[5], two))
    opens, closes = _time(match[1], match[2]), _time(match[4], match[5])
    if closes <= opens <= DAY // 2 and not _EXACT.fullmatch(part):
        raise ValueError("9 to 5 may end in the afternoon or in the night")
    return _span(opens, closes)


def _halves(one: tuple[str, str | None, str], two: tuple[str, str | None, str]) -> Span:
    """Times with 'am' or 'pm'; where one of them lacks it, the day that has no night in it is meant."""
    first, last = one[2] or two[2], two[2] or one[2]
    opens, closes = _half(*one[:2], first), _half(*two[:2], last)
    if closes <= opens and not one[2]:
        opens = _half(*one[:2], "a" if first == "p" else "p")
    elif closes <= opens and not two[2]:
        closes = _half(*two[:2], "p" if last == "a" else "a")
    return _span(opens, closes)


def _half(hour: str, rest: str | None, half: str) -> int:
    if not 1 <= int(hour) <= 12:
        raise ValueError("no hour of a half day")
    return _time(str(int(hour) % 12 + (12 if half == "p" else 0)), rest)


def _time(hour: str, rest: str | None) -> int:
    return _minutes(f"{hour}:{rest or '00'}")


def day_told(spans: Sequence[Span]) -> str:
    """The hours of one day as a field shows them; `day_read` reads it back."""
    return ", ".join(f"{clock_of(a)}-{clock_of(b)}" for a, b in spans)


def hours_of_days(days: Days) -> str:
    """Hours by day as one value."""
    return _written(days)


def languages_said(codes: Iterable[str]) -> str:
    """Languages as one value: their codes, in order."""
    return " ".join(sorted(set(codes) - {""}))


def languages_read(words: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The languages that a line names, with commas between. Raises ValueError with the word we do not know."""
    found: list[str] = []
    for part in re.split(r"[,;/\n]| et | and ", words):
        plain = part.strip()
        codes = [plain] if plain in known else [languages.one(plain)]
        if codes[0] not in known and not vocabulary.is_code("languages", codes[0]):
            codes = sorted(languages.inside(plain))
        if plain and not codes:
            raise ValueError(plain)
        found += codes if plain else []
    return tuple(dict.fromkeys(found))


def well(field: str, said: str) -> bool:
    """Whether a value is a set as it is written down: a letter need not come from our own page."""
    if field == LANGUAGES:
        codes = said.split()
        return bool(codes) and languages_said(codes) == said and all(map(_is_code, codes))
    try:
        return bool(days_of(said))
    except ValueError:
        return False


def _is_code(code: str) -> bool:
    return vocabulary.is_code("languages", code) or bool(re.fullmatch(r"[a-z][a-z-]{1,29}", code))


def told(field: str, said: str, lang: str) -> list[str]:
    """A set in words, line by line; a text that is none stands as it is."""
    if not said or not well(field, said):
        return said.split("\n") if said else []
    if field == LANGUAGES:
        return [languages.label(code, lang) for code in said.split()]
    return [in_words(one, lang) for one in weeklies(said, "")]
