"""What stops a build: texts that differ between the languages, unbound numbers, headings out of order."""

import re
from collections import Counter
from collections.abc import Iterator

from dotline.base.errors import Invalid
from dotline.ui.bilingual import LANGS, Text
from dotline.ui.blocks.inline import EITHER, TONGUE, marks
from dotline.ui.blocks.naming import name_all, named
from dotline.ui.blocks.values import (
    BigNumber,
    Block,
    Figure,
    Heading,
    Items,
    Note,
    Para,
    Quotation,
    Ref,
    Report,
    Table,
)

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
PARTS = (
    "sections?|subsections?|articles?|paragraphs?|paragraphes?|paragr\\.|chapters?|chapitres?|parts?|"
    "parties?|pages?|pp?\\.|ss?\\.|art\\.|recommendations?|recommandations?|action items?|mesures?|"
    "annexe?s?|schedules?|Figure|Table|Tableau|Bill|Form|formulaire|projet de loi|goals?|cibles?|targets?"
)
# Digits that are names, not figures: dates, years, places in a text, laws, the two phone numbers.
ALLOWED = re.compile(
    rf"\b\d{{1,2}}(?:er)? (?:{MONTHS})(?: \d{{4}})?\b|\b(?:{MONTHS}) \d{{1,2}}(?:, \d{{4}})?\b"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?(?: [QT][1-4])?\b"
    rf"|\b(?i:{PARTS})[ \u00a0](?:[A-Z]+[-.])?\d[\d.,()–-]*(?: (?:and|et|to|à) \d[\d.()]*)?"
    r"|\b[A-Z]{1,5}[-/]\d[\d/-]*\b|\b1-833-900-1010\b|\b911\b"
)


def check(report: Report) -> None:
    """Raise Invalid with the first fault, naming the block and the words."""
    ids = [block.id for block in named(report)] + [f"number-{one.id}" for one in report.bindings]
    for name, times in Counter(ids).items():
        if times > 1:
            raise Invalid("The id '{name}' is used twice in the report.", name=name)
    names = name_all(report)
    _check_headings(report)
    for block in report.blocks:
        for text in texts(block):
            _check_twins(text)
            for kind, name in marks(text.en):
                if kind == "n":
                    report.binding(name)
                elif kind == "see":
                    names.number(name)
        for name in refs(block):
            report.binding(name)
    for text in narrative(report):
        _check_digits(text)


def _check_headings(report: Report) -> None:
    before = 0
    for block in report.blocks:
        if isinstance(block, Heading):
            if block.level not in {1, 2, 3} or block.level > before + 1:
                raise Invalid(
                    "The heading '{name}' skips a level.",
                    "Put a section above it; levels are 1 to 3.",
                    name=block.id,
                )
            before = block.level


def _check_twins(text: Text) -> None:
    if Counter(marks(text.en)) != Counter(marks(text.fr)):
        raise Invalid(
            "English and French do not name the same numbers: '{english}' and '{french}'.",
            "Put the same marks into both.",
            english=text.en,
            french=text.fr,
        )
    for lang in LANGS:
        opened = [found[1] != "/" for found in TONGUE.finditer(text.in_(lang))]
        if opened != [True, False] * (len(opened) // 2):
            raise Invalid(
                "Words in another language have no end in '{text}'.",
                "Begin them with {{en}} or {{fr}} and end them with {{/}}.",
                text=text.in_(lang),
            )
        if "{" in EITHER.sub("", text.in_(lang)):
            raise Invalid(
                "A mark in '{text}' cannot be read.", "Write {{n:ID}}.", text=text.in_(lang)
            )


def _check_digits(text: Text) -> None:
    for lang in LANGS:
        typed = typed_number(text.in_(lang))
        if typed:
            raise Invalid(
                "A number is typed into the text: '{typed}' in '{text}'.",
                "Bind it and name it by its id, so that its source is known.",
                typed=typed,
                text=text.in_(lang),
            )


def typed_number(text: str) -> str:
    """The first figure typed into a text, or ''. Dates, section numbers and the help lines are no figures."""
    spans = typed_numbers(text)
    return text[slice(*spans[0])] if spans else ""


def typed_numbers(text: str) -> list[tuple[int, int]]:
    """Where each figure typed into a text begins and ends, in their order."""
    plain = ALLOWED.sub(_blank, EITHER.sub(_blank, text))
    return [found.span() for found in re.finditer(r"\d[\d\s.,]*\d|\d", plain)]


def _blank(found: re.Match[str]) -> str:
    """As many signs that are no digits, so that places in the text stay true."""
    return "·" * len(found[0])


def narrative(report: Report) -> Iterator[Text]:
    """Every text that we write ourselves; quotations are somebody else's."""
    yield report.title
    yield from () if report.subtitle is None else (report.subtitle,)
    for block in report.blocks:
        if not isinstance(block, Quotation):
            yield from texts(block)


def texts(block: Block) -> Iterator[Text]:
    """The texts of a block; a chart's own texts are part of its figure."""
    match block:
        case Heading() | Para() | Note():
            yield block.text
        case Items():
            yield from block.items
        case Quotation():
            yield block.text
            yield block.source
        case Figure():
            yield block.caption
            yield block.chart.title
        case Table():
            yield block.caption
            yield from block.header
            for row in block.rows:
                yield row.head
                yield from (cell for cell in row.cells if isinstance(cell, Text))
        case BigNumber():
            pass


def refs(block: Block) -> Iterator[str]:
    """The numbers that a block shows by themselves, outside its texts."""
    if isinstance(block, BigNumber):
        yield block.binding
    elif isinstance(block, Table):
        for row in block.rows:
            yield from (cell.binding for cell in row.cells if isinstance(cell, Ref))
