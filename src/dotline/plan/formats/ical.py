"""iCalendar (RFC 5545) of public duties: whole days, short words that tell a passer-by nothing, no person.

Written here because it is forty lines: an event a duty, folded at 75 octets, ended by CR and LF.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID, uuid5

from dotline.base.errors import Invalid
from dotline.reference.obligations import OccasionWindow

SPACE = UUID("6f0d8a34-5b1e-5c5e-9a53-0f8f6d1f2f45")
MOST = 75
TELLING = re.compile(
    r"traffick|traite|victim|shelter|refuge|exploit|sex|forced|forcé|labour|travail|child|enfant|offen|délin|"
    r"survi|police|slave|esclav|safe house|permit|permis",
    re.IGNORECASE,
)
"""Words that would tell somebody who looks at a screen what the calendar is about."""


def calendar(found: Iterable[tuple[OccasionWindow, date]], lang: str) -> bytes:
    """A calendar of windows, each with its last day. Raises Invalid for words that tell."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Dotline//Dates//{lang.upper()}"]
    for one, due in found:
        lines += _event(one, due, lang)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(one: OccasionWindow, due: date, lang: str) -> list[str]:
    words, number = one.rule.short(lang), one.followed.window.number
    if TELLING.search(words):
        raise Invalid(
            "The short words of the rule {code} tell too much for a calendar.",
            "Change short_en or short_fr so that a passer-by learns nothing.",
            code=one.rule.code,
        )
    name = uuid5(SPACE, f"{one.occasion.code} {one.rule.code} {number}")
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@dotline",
        f"DTSTAMP:{one.occasion.day:%Y%m%d}T000000Z",
        f"SEQUENCE:{len(one.followed.earlier)}",
        f"DTSTART;VALUE=DATE:{due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}",
        f"SUMMARY;LANGUAGE={lang}:{_escaped(words)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, never cut inside a letter; each further part after a blank."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > MOST:
            yield part
            part = " "
        part += letter
    yield part
