"""Marks inside a text: `{n:ID}` a bound number, `{d:2026-03-31}` a date, `{see:ID}` a figure or table."""

import re
from dataclasses import dataclass
from datetime import date

from dotline.base.errors import Invalid
from dotline.ui import numbers
from dotline.ui.bilingual import Lang, Text
from dotline.ui.blocks.naming import Names
from dotline.ui.blocks.values import Report

MARK = re.compile(r"\{(n|d|see):([^{}\s]+)\}")


@dataclass(frozen=True)
class Run:
    """A stretch of text; `target` is the id that a number or reference leads to, '' for plain words."""

    words: str
    target: str = ""


def marks(text: str) -> list[tuple[str, str]]:
    """Kind and name of each mark, in the order of the text."""
    return [(found[1], found[2]) for found in MARK.finditer(text)]


def runs(text: Text, lang: Lang, report: Report, names: Names) -> list[Run]:
    """The text of one language with every mark filled in."""
    source, found, at = text.in_(lang), [], 0
    for mark in MARK.finditer(source):
        if mark.start() > at:
            found.append(Run(source[at : mark.start()]))
        found.append(_filled(mark[1], mark[2], lang, report, names))
        at = mark.end()
    if at < len(source):
        found.append(Run(source[at:]))
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
