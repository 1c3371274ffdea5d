"""The accessible master: a report as HTML, whole page for a file or fragment for a page of the site."""

from collections.abc import Callable
from html import escape
from pathlib import Path

from django.utils.translation import gettext, override

from dotline.ui import numbers
from dotline.ui.bilingual import Lang, Text
from dotline.ui.blocks import checks, naming
from dotline.ui.blocks.inline import Run, runs
from dotline.ui.blocks.values import (
    BigNumber,
    Binding,
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

WayBack = Callable[[Binding], str]
STYLES = Path(__file__).resolve().parents[1] / "static" / "ui" / "dotline.css"


def to_html(report: Report, lang: Lang, *, way_back: WayBack | None = None) -> str:
    """A whole page that stands alone as a file."""
    return standing(report.title.in_(lang), lang, to_fragment(report, lang, way_back=way_back))


def standing(title: str, lang: Lang, article: str) -> str:
    """An article as a page that stands alone: no script, no address outside, style inside."""
    style = STYLES.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{lang}-CA">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f'<body>\n<main id="main"><div class="inner">\n{article}\n'
        "</div></main>\n</body>\n</html>\n"
    )


def to_fragment(report: Report, lang: Lang, *, way_back: WayBack | None = None) -> str:
    """The report as one article, its title the h1. `way_back` gives the address that follows a number back."""
    checks.check(report)
    with override(lang):
        writer = _Writer(report, lang, way_back)
        parts = [
            writer.title(),
            writer.contents(),
            *map(writer.block, report.blocks),
            writer.sources(),
        ]
    body = "\n".join(part for part in parts if part)
    return f'<article class="report" lang="{lang}-CA">\n{body}\n</article>'


def _run(run: Run) -> str:
    words = escape(run.words)
    if run.target:
        return f'<a class="bound" href="#{escape(run.target)}">{words}</a>'
    return f'<span lang="{run.tongue}">{words}</span>' if run.tongue else words


class _Writer:
    """One report in one language; each method writes one part."""

    def __init__(self, report: Report, lang: Lang, way_back: WayBack | None) -> None:
        self.report, self.lang, self.way_back = report, lang, way_back
        self.names = naming.name_all(report)

    def inline(self, text: Text) -> str:
        return "".join(map(_run, runs(text, self.lang, self.report, self.names)))

    def title(self) -> str:
        report, lang = self.report, self.lang
        parts = [f"<h1>{self.inline(report.title)}</h1>"]
        if report.subtitle:
            parts.append(f'<p class="lead">{self.inline(report.subtitle)}</p>')
        issued = numbers.day(report.issued, lang)
        parts.append(
            f'<p class="quiet">{escape(report.author.in_(lang))} · '
            f'<time datetime="{report.issued.isoformat()}">{escape(issued)}</time></p>'
        )
        if report.fictional:
            parts.append(f'<div class="banner warn"><p>{escape(fictional_notice())}</p></div>')
        return "<header>\n" + "\n".join(parts) + "\n</header>"

    def contents(self) -> str:
        rows = "\n".join(
            f'<li><a href="#{block.id}">{self._numbered(block)}</a></li>'
            for block in self.report.blocks
            if isinstance(block, Heading) and block.level == 1
        )
        words = escape(gettext("Contents"))
        return (
            f'<nav class="contents" aria-label="{words}">\n<ul>\n{rows}\n</ul>\n</nav>'
            if rows
            else ""
        )

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                tag = f"h{block.level + 1}"
                return f'<{tag} id="{block.id}">{self._numbered(block)}</{tag}>'
            case Para():
                return f"<p>{self.inline(block.text)}</p>"
            case Note():
                return f'<div class="note" role="note"><p>{self.inline(block.text)}</p></div>'
            case Items():
                tag = "ol" if block.ordered else "ul"
                rows = "\n".join(f"<li>{self.inline(item)}</li>" for item in block.items)
                return f"<{tag}>\n{rows}\n</{tag}>"
            case Quotation():
                words, source = self.inline(block.text), self.inline(block.source)
                return f"<blockquote><p>{words}</p><footer>{source}</footer></blockquote>"
            case BigNumber():
                bound = self.report.binding(block.binding)
                return (
                    f'<p class="card"><a class="figure-number" href="#number-{bound.id}">'
                    f"{escape(bound.words(self.lang))}</a> {escape(bound.label.in_(self.lang))}</p>"
                )
            case Figure():
                return self.figure(block)
            case Table():
                return self.table(block)

    def figure(self, block: Figure) -> str:
        name = self.names.of(block.id, self.lang)
        words = gettext("{figure} as a table").format(figure=name)
        label = escape(words)
        return (
            f'<figure id="{block.id}">\n<figcaption>{escape(name)}. {self.inline(block.caption)}'
            f"<small>{escape(block.source.words(self.lang))}</small></figcaption>\n"
            f'<div class="chart" role="region" tabindex="0" aria-label="{escape(name)}">'
            f"{block.chart.svg(self.lang)}</div>\n"
            f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
            f"{block.chart.table(self.lang, caption=words)}</div>\n</figure>"
        )

    def table(self, block: Table) -> str:
        name = escape(self.names.of(block.id, self.lang))
        classes = [
            ' class="amount"' if block.is_amount(i) else "" for i in range(len(block.header))
        ]
        head = "".join(
            f'<th scope="col"{style}>{self.inline(text)}</th>'
            for text, style in zip(block.header, classes, strict=True)
        )
        rows = "\n".join(
            f'<tr><th scope="row">{self.inline(row.head)}</th>{"".join(map(self.cell, row.cells))}</tr>'
            for row in block.rows
        )
        signs = {cell for row in block.rows for cell in row.cells if isinstance(cell, Hidden)}
        notes = [numbers.explanation_of(kind, self.lang) for kind in Hidden if kind in signs]
        notes.append(block.source.words(self.lang))
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{name}" id="{block.id}">\n'
            f"<table>\n<caption>{name}. {self.inline(block.caption)}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>\n"
            f'<p class="quiet">{escape(" ".join(notes))}</p>'
        )

    def cell(self, cell: Cell) -> str:
        if isinstance(cell, Text):
            return f"<td>{self.inline(cell)}</td>"
        if isinstance(cell, Ref):
            words = escape(self.report.binding(cell.binding).words(self.lang))
            return f'<td class="amount"><a class="bound" href="#number-{cell.binding}">{words}</a></td>'
        if isinstance(cell, Hidden):
            sign, word = numbers.sign_of(cell), escape(numbers.meaning_of(cell, self.lang))
            return (
                f'<td class="amount"><span class="hid"><span aria-hidden="true">{sign}</span>'
                f'<span class="unseen">{word}</span></span></td>'
            )
        return f'<td class="amount">{escape(numbers.number(cell, self.lang))}</td>'

    def sources(self) -> str:
        """Where each number comes from: the end of the report."""
        if not self.report.bindings:
            return ""
        title = escape(sources_title())
        head = "".join(f'<th scope="col">{escape(words)}</th>' for words in sources_header())
        rows = "\n".join(self._source(bound) for bound in self.report.bindings)
        return (
            f'<h2 id="numbers">{title}</h2>\n'
            f'<div class="scroll" role="region" tabindex="0" aria-label="{title}">\n<table>\n'
            f'<caption class="unseen">{title}</caption>\n<thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
        )

    def _source(self, bound: Binding) -> str:
        label, value, *rest = source_row(bound, self.lang)
        shown = escape(value)
        if self.way_back:
            shown = f'<a href="{escape(self.way_back(bound))}">{shown}</a>'
        cells = "".join(f"<td>{escape(words)}</td>" for words in rest)
        return (
            f'<tr id="number-{bound.id}"><th scope="row">{escape(label)}</th>'
            f"<td>{shown}</td>{cells}</tr>"
        )

    def _numbered(self, block: Heading) -> str:
        return f"{self.names.number(block.id)} {self.inline(block.text)}"


def fictional_notice() -> str:
    """The notice of a document made from demonstration data."""
    return gettext("FICTIONAL – demonstration data. No number here describes real events.")


def sources_title() -> str:
    """The heading of the last part."""
    return gettext("Where each number comes from")


def sources_header() -> list[str]:
    """The columns of the last part."""
    return [
        gettext("What"),
        gettext("Number"),
        gettext("Source"),
        gettext("Measure"),
        gettext("Snapshot"),
        gettext("Gate passage"),
    ]


def source_row(bound: Binding, lang: Lang) -> list[str]:
    """One bound number and its way back, in the order of the header."""
    return [
        bound.label.in_(lang),
        bound.words(lang),
        bound.source.in_(lang),
        bound.measure,
        bound.snapshot,
        bound.passage or "–",
    ]
