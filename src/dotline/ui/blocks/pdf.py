"""The record copy: a report as PDF/UA-1 by Typst, tagged, with contents, equal bytes on each run."""

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override

from dotline.base.errors import Unavailable
from dotline.ui import numbers
from dotline.ui.bilingual import Lang, Text
from dotline.ui.blocks import checks, html, naming
from dotline.ui.blocks.inline import Run, runs
from dotline.ui.blocks.values import (
    BigNumber,
    Block,
    Cell,
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
from dotline.ui.numbers import Hidden

TEMPLATE = Path(__file__).with_name("report.typ")
PICTURE = (
    b"#set page(width: 16cm, height: auto, margin: 0pt)\n"
    b'#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
)
SCREEN_FONT, FONT = "system-ui, sans-serif", "Libertinus Serif"
Inline = Callable[[Text], list[dict[str, str]]]


def to_pdf(report: Report, lang: Lang) -> bytes:
    """The report as PDF. The compiler itself refuses a picture without description (PDF/UA-1)."""
    import typst  # noqa: PLC0415 - 80 MB of compiler; only a report needs it

    checks.check(report)
    stamp = datetime.combine(report.issued, time(), tzinfo=UTC)
    compiler = typst.Compiler(
        TEMPLATE.read_bytes(),
        ignore_system_fonts=True,  # the same fonts, hence the same bytes, on every machine
        sys_inputs={"report": to_typst(report, lang)},
    )
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=stamp)
    except typst.TypstError as error:
        raise Unavailable(
            "The PDF of the report could not be made: {reason}", reason=error.message
        ) from error
    if not isinstance(pdf, bytes):
        raise Unavailable("The PDF of the report could not be made: {reason}", reason="-")
    return pdf


def to_png(svg: str) -> bytes:
    """A chart as a picture of 144 dots an inch, for programs that show no SVG."""
    import typst  # noqa: PLC0415 - 80 MB of compiler; only a report needs it

    compiler = typst.Compiler(
        PICTURE, ignore_system_fonts=True, sys_inputs={"svg": svg.replace(SCREEN_FONT, FONT)}
    )
    png = compiler.compile(format="png", ppi=144)
    assert isinstance(png, bytes)  # noqa: S101 - the page has one picture
    return png


def to_typst(report: Report, lang: Lang) -> str:
    """What the template report.typ prints, as JSON."""
    with override(lang):
        names = naming.name_all(report)

        def inline(text: Text) -> list[dict[str, str]]:
            return [vars(run) for run in runs(text, lang, report, names)]

        content: dict[str, Any] = {
            "lang": lang,
            "title": report.title.in_(lang),
            "subtitle": report.subtitle.in_(lang) if report.subtitle else "",
            "author": report.author.in_(lang),
            "description": report.title.in_(lang),
            "issued": numbers.day(report.issued, lang),
            "notice": html.fictional_notice() if report.fictional else "",
            "footer": gettext("Page {page} of {pages}"),
            "colon": ": " if lang == "en" else "\u202f: ",
            "contents_word": gettext("Contents"),
            "blocks": [_block(block, report, lang, names, inline) for block in report.blocks],
            "numbers_title": html.sources_title(),
            "numbers_head": html.sources_header(),
            "numbers": [
                {"target": f"number-{one.id}", "cells": html.source_row(one, lang)}
                for one in report.bindings
            ],
        }
    return json.dumps(content, ensure_ascii=False)


def _block(
    block: Block, report: Report, lang: Lang, names: naming.Names, inline: Inline
) -> dict[str, Any]:
    match block:
        case Heading():
            words = (
                f"{names.number(block.id)} {''.join(run['words'] for run in inline(block.text))}"
            )
            return {"kind": "heading", "level": block.level, "id": block.id, "words": words}
        case Para():
            return {"kind": "para", "runs": inline(block.text)}
        case Note():
            return {"kind": "note", "runs": inline(block.text)}
        case Items():
            kind = "ordered" if block.ordered else "items"
            return {"kind": kind, "items": [inline(item) for item in block.items]}
        case Quotation():
            return {"kind": "quotation", "runs": inline(block.text), "source": inline(block.source)}
        case BigNumber():
            bound = report.binding(block.binding)
            return {
                "kind": "big",
                "words": bound.words(lang),
                "target": f"number-{bound.id}",
                "label": bound.label.in_(lang),
            }
        case Figure():
            return _figure(block, lang, names, inline)
        case Table():
            return _table(block, report, lang, names, inline)


def _figure(block: Figure, lang: Lang, names: naming.Names, inline: Inline) -> dict[str, Any]:
    chart = block.chart
    return {
        "kind": "figure",
        "id": block.id,
        "name": names.of(block.id, lang),
        "caption": inline(block.caption),
        "source": block.source.words(lang),
        "svg": chart.svg(lang).replace(SCREEN_FONT, FONT),
        "alt": chart.alt.in_(lang),
        "head": [chart.heading.in_(lang), *(series.label.in_(lang) for series in chart.series)],
        "amounts": [False, *(True for _ in chart.series)],
        "widths": [1, *(0 for _ in chart.series)],
        "rows": [
            [category.in_(lang), *(chart.words(series.values[i], lang) for series in chart.series)]
            for i, category in enumerate(chart.categories)
        ],
        "notes": [numbers.explanation_of(kind, lang) for kind in chart.hidden()],
    }


def _table(
    block: Table, report: Report, lang: Lang, names: naming.Names, inline: Inline
) -> dict[str, Any]:
    def cell(value: Cell) -> list[dict[str, str]]:
        if isinstance(value, Text):
            return inline(value)
        if isinstance(value, Ref):
            return [vars(Run(report.binding(value.binding).words(lang), f"number-{value.binding}"))]
        return [vars(Run(numbers.shown(value, lang)))]

    signs = {value for row in block.rows for value in row.cells if isinstance(value, Hidden)}
    notes = [numbers.explanation_of(kind, lang) for kind in Hidden if kind in signs]
    return {
        "kind": "table",
        "id": block.id,
        "name": names.of(block.id, lang),
        "caption": inline(block.caption),
        "head": ["".join(run["words"] for run in inline(text)) for text in block.header],
        "amounts": [block.is_amount(i) for i in range(len(block.header))],
        "widths": [_width(block, i, lang) for i in range(len(block.header))],
        "rows": [[inline(row.head), *map(cell, row.cells)] for row in block.rows],
        "notes": [*notes, block.source.words(lang)],
    }


def _width(block: Table, column: int, lang: Lang) -> float:
    """How wide a column is beside the others; 0 is as wide as its numbers. The root of the mean length
    of its texts keeps a column of long reasons from squeezing the rest.
    """
    if block.is_amount(column):
        return 0
    cells = [row.cells[column - 1] if column else row.head for row in block.rows]
    sizes = [len(cell.in_(lang)) if isinstance(cell, Text) else 8 for cell in cells]
    mean = sum(sizes) / max(len(sizes), 1)
    return round(math.sqrt(min(max(mean, 12), 120)), 2)
