"""Marks inside a text: `{n:ID}` a bound number, `{d:2026-03-31}` a date, `{see:ID}` a figure or table.

`{en}` begins words in English and `{fr}` words in French, until `{/}`: a title that stands in its own
language in both texts, so that a screen reader says it rightly (WCAG 3.1.2).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dotline.base.errors import Invalid
from dotline.ui import numbers
from dotline.ui.bilingual import LANGS, Lang, Text, lang_of
from dotline.ui.blocks.naming import Names
from dotline.ui.blocks.values import Report

MARK = re.compile(r"\{(n|d|see):([^{}\s]+)\}")
TONGUE = re.compile(r"\{(en|fr|/)\}")
EITHER = re.compile(rf"{MARK.pattern}|{TONGUE.pattern}")


@dataclass(frozen=True)
class Run:
    """A stretch of text.

    `target` is the id that a number or reference leads to, '' for plain words; `tongue` is the
    language of the words where it is not that of the report, else ''.
    """

    words: str
    target: str = ""
    tongue: Lang | Literal[""] = ""


def quoted(words: str, tongue: Lang) -> Text:
    """Words that stand in their own language in both texts, such as the title of a source."""
    return Text(*(words if lang == tongue else f"{{{tongue}}}{words}{{/}}" for lang in LANGS))


def marks(text: str) -> list[tuple[str, str]]:
    """Kind and name of each mark, in the order of the text."""
    return [(found[1], found[2]) for found in MARK.finditer(text)]


def runs(text: Text, lang: Lang, report: Report, names: Names) -> list[Run]:
    """The text of one language with every mark filled in."""
    source, found, at = text.in_(lang), list[Run](), 0
    tongue: Lang | Literal[""] = ""
    for mark in EITHER.finditer(source):
        if mark.start() > at:
            found.append(Run(source[at : mark.start()], tongue=tongue))
        if mark[1]:
            found.append(_filled(mark[1], mark[2], lang, report, names))
        else:
            tongue = "" if mark[3] in ("/", lang) else lang_of(mark[3])
        at = mark.end()
    if at < len(source):
        found.append(Run(source[at:], tongue=tongue))
    return found


def _filled(kind: str, name: str, lang: Lang, report: Report, names: Names) -> Run:
    if kind == "n":
        return Run(report.binding(name).words(lang), f"number-{name}")
    if kind == "see":
        return Run(names.of(name, lang), name)
    try:
        return Run(numbers.day(date.fromisoformat(name), lang))
    except ValueError:
        raise Invalid(
            "'{name}' is not a date.", "Write it as year-month-day, e.g. 2026-03-31.", name=name
        ) from None
