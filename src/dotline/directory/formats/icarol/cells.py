"""iCarol's own ways of writing dates, hours, lists and terms."""

import re
from collections.abc import Iterable
from typing import Final

DAYS: Final = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}  # fmt: skip
ALL_DAYS: Final = ",".join(DAYS.values())
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?")
_DAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?", re.IGNORECASE)
_HOUR = r"(\S+(?:\s?[ap]\.?m\.?)?)"
_SPAN = re.compile(rf"^(.+?)[,:]?\s+{_HOUR}\s*(?:-|–|to)\s*{_HOUR}$", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m?\.?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_TERM = re.compile(r"\s*[;*]\s*")


def day_first(values: Iterable[str]) -> bool | None:
    """Whether a column of dates like 3/4/2026 begins with the day; None when its rows do not show it."""
    found = [match for value in values if (match := _DATE.fullmatch(value.strip()))]
    if any(int(match[1]) > 12 for match in found):
        return True
    return False if any(int(match[2]) > 12 for match in found) else None


def iso_date(value: str, first: bool | None) -> str:
    """A date the ISO way; '' when day and month cannot be told apart. What is no such date comes back as it is."""
    match = _DATE.fullmatch(value.strip())
    if not match:
        return value.strip()
    one, two = int(match[1]), int(match[2])
    if first is None and one != two:
        return ""
    day, month = (one, two) if first else (two, one)
    return f"{match[3]}-{month:02d}-{day:02d}"


def items(value: str) -> list[str]:
    """A list in one cell: 'English, Spanish; Tagalog'."""
    return [part for raw in re.split(r"[;,\n|]", value) if (part := raw.strip(" ."))]


def terms(value: str) -> list[str]:
    """Terms or codes in one cell: semicolons part them, a star ties a term to whom it is for."""
    return [part for part in _TERM.split(value.strip()) if part]


def hours(value: str) -> list[dict[str, str]]:
    """'Mon-Fri 9am-5pm; Sat 10am-2pm' as weekly schedules, else one that only has the words.

    '9-5' may be morning or evening: it is kept as words, never guessed.
    """
    words = {"description": value.strip()}
    if re.fullmatch(r"24\s*/\s*7|24 hours(?: a day)?(?:,? 7 days a week)?\.?", value.strip(), re.I):
        return [{**words, **_weekly(ALL_DAYS, "00:00", "23:59")}]
    found = [_segment(part) for part in value.split(";") if part.strip()]
    if not found or not all(found):
        return [words]
    return [{**one, **words} if place == 0 else one for place, one in enumerate(found)]


def _segment(part: str) -> dict[str, str]:
    match = _SPAN.match(part.strip())
    if not match:
        return {}
    days, opens, closes = _byday(match[1]), _time(match[2]), _time(match[3])
    if ":" in match[2] and ":" in match[3] and not (opens or closes):
        opens, closes = _plain(match[2]), _plain(match[3])
        # Only a clock that goes past noon shows that it counts to 24.
        if not (opens < closes and closes >= "13:00"):
            return {}
    return _weekly(days, opens, closes) if days and opens and closes else {}


def _weekly(days: str, opens: str, closes: str) -> dict[str, str]:
    return {"freq": "WEEKLY", "byday": days, "opens_at": opens, "closes_at": closes}


def _byday(words: str) -> str:
    if words.strip().casefold() in ("daily", "every day", "7 days a week"):
        return ALL_DAYS
    order = list(DAYS.values())
    found: list[str] = []
    for piece in re.split(r"[,&]|\band\b", words):
        named = [DAYS[day.casefold()] for day in _DAY.findall(piece)]
        rest = _DAY.sub("", piece).strip(" -–").replace("to", "").replace("through", "").strip()
        if rest or not 1 <= len(named) <= 2:
            return ""
        first, last = order.index(named[0]), order.index(named[-1])
        found += order[first : last + 1] if first <= last else order[first:] + order[: last + 1]
    return ",".join(sorted(set(found), key=order.index))


def _time(words: str) -> str:
    plain = words.strip().casefold().rstrip(".")
    if plain in ("noon", "midi"):
        return "12:00"
    match = _TIME.fullmatch(plain)
    if not match or not 1 <= int(match[1]) <= 12 or int(match[2] or 0) > 59:
        return ""
    hour = int(match[1]) % 12 + (12 if match[3] == "p" else 0)
    return f"{hour:02d}:{int(match[2] or 0):02d}"


def _plain(words: str) -> str:
    match = _CLOCK.fullmatch(words.strip())
    return f"{int(match[1]):02d}:{match[2]}" if match and int(match[1]) < 24 else ""
