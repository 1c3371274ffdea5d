"""The working copy: a report as a Word document that departments can comment. The PDF stays the record."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time

from django.utils.translation import gettext, override
from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.shared import Inches
from docx.table import Table as WordTable

from dotline.base.packed import zipped
from dotline.ui import numbers
from dotline.ui.bilingual import Lang, Text
from dotline.ui.blocks import checks, html, naming
from dotline.ui.blocks.inline import Run, runs
from dotline.ui.blocks.pdf import to_png
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

WIDTH = Inches(6)


def to_docx(report: Report, lang: Lang) -> bytes:
    """The report as .docx: real headings, header rows that repeat, alternative texts, the language set.

    The same report gives the same bytes.
    """
    checks.check(report)
    with override(lang):
        writer = _Writer(report, lang)
        writer.front()
        for block in report.blocks:
            writer.block(block)
        writer.sources()
    out = io.BytesIO()
    writer.word.save(out)
    with zipfile.ZipFile(out) as packed:
        return zipped({name: packed.read(name) for name in packed.namelist()})


def _write(paragraph: CT_P, found: Sequence[Run]) -> None:
    """The runs of a paragraph; words in the other language say so, for spelling and screen readers."""
    for run in found:
        made = paragraph.add_r()
        made.text = run.words
        if run.tongue:
            tongue = OxmlElement("w:lang")
            tongue.set(qn("w:val"), f"{run.tongue}-CA")
            made.get_or_add_rPr().append(tongue)


class _Writer:
    """One report in one language; each method writes one part."""

    def __init__(self, report: Report, lang: Lang) -> None:
        self.report, self.lang = report, lang
        self.names = naming.name_all(report)
        self.word: Word = Document()
        self.styles: dict[str, str] = {}
        self._properties()

    def _properties(self) -> None:
        """Title, author, day and language of the whole document."""
        core, stamp = self.word.core_properties, datetime.combine(self.report.issued, time(), UTC)
        core.title, core.author = (
            self.report.title.in_(self.lang),
            self.report.author.in_(self.lang),
        )
        core.created = core.modified = stamp.replace(tzinfo=None)
        core.last_modified_by, core.comments, core.language = core.author, "", f"{self.lang}-CA"
        for found in self.word.styles.element.iter(qn("w:lang")):
            found.set(qn("w:val"), f"{self.lang}-CA")

    def words(self, text: Text) -> str:
        """A text with its numbers filled in."""
        return "".join(run.words for run in self.runs(text))

    def runs(self, text: Text) -> list[Run]:
        """A text with its numbers filled in, cut where its language changes."""
        return runs(text, self.lang, self.report, self.names)

    def para(self, words: str | Text, style: str | None = None) -> None:
        """One paragraph."""
        found = self.runs(words) if isinstance(words, Text) else [Run(words)]
        made = self.word.add_paragraph()._p
        if style:
            made.style = self.style(style)
        _write(made, found)

    def style(self, name: str) -> str:
        """The id of a style; the library looks through all of its styles each time it is asked by name."""
        if name not in self.styles:
            self.styles[name] = str(self.word.styles[name].style_id)
        return self.styles[name]

    def front(self) -> None:
        """Title, period, author and day, and that this is no record copy."""
        self.word.add_heading(self.report.title.in_(self.lang), 0)
        if self.report.subtitle:
            self.para(self.report.subtitle, "Subtitle")
        self.para(
            f"{self.report.author.in_(self.lang)} · {numbers.day(self.report.issued, self.lang)}"
        )
        self.para(gettext("Working copy. The PDF of the report is the record."), "Intense Quote")
        if self.report.fictional:
            self.para(html.fictional_notice(), "Intense Quote")

    def block(self, block: Block) -> None:
        """Any block, in its order."""
        match block:
            case Heading():
                words = f"{self.names.number(block.id)} {self.words(block.text)}"
                self.para(words, f"Heading {block.level}")
            case Para():
                self.para(block.text)
            case Note():
                self.para(block.text, "Intense Quote")
            case Items():
                for item in block.items:
                    self.para(item, "List Number" if block.ordered else "List Bullet")
            case Quotation():
                self.para(f"{self.words(block.text)} – {self.words(block.source)}", "Quote")
            case BigNumber():
                bound = self.report.binding(block.binding)
                self.para(f"{bound.words(self.lang)} {bound.label.in_(self.lang)}")
            case Figure():
                self.figure(block)
            case Table():
                self.table(block)

    def figure(self, block: Figure) -> None:
        """A chart as a picture with its description, then its numbers as a table."""
        name, chart = self.names.of(block.id, self.lang), block.chart
        self.para(f"{name}. {self.words(block.caption)}", "Caption")
        picture = io.BytesIO(to_png(chart.svg(self.lang)))
        shape = self.word.add_picture(picture, width=WIDTH)
        shape._inline.docPr.set("descr", chart.alt.in_(self.lang))
        head = [chart.heading.in_(self.lang), *(one.label.in_(self.lang) for one in chart.series)]
        rows = [
            [one.in_(self.lang), *(chart.words(line.values[i], self.lang) for line in chart.series)]
            for i, one in enumerate(chart.categories)
        ]
        self._grid(head, [[[Run(cell)] for cell in row] for row in rows])
        for kind in chart.hidden():
            self.para(numbers.explanation_of(kind, self.lang))
        self.para(block.source.words(self.lang))

    def table(self, block: Table) -> None:
        """A table with its caption, header row, and where its numbers come from."""
        name = self.names.of(block.id, self.lang)
        self.para(f"{name}. {self.words(block.caption)}", "Caption")
        rows = [[self.runs(row.head), *map(self.cell, row.cells)] for row in block.rows]
        self._grid([self.words(one) for one in block.header], rows)
        self.para(block.source.words(self.lang))

    def cell(self, cell: Cell) -> list[Run]:
        """What a cell says."""
        if isinstance(cell, Text):
            return self.runs(cell)
        if isinstance(cell, Ref):
            return [Run(self.report.binding(cell.binding).words(self.lang))]
        if isinstance(cell, numbers.Hidden):
            return [Run(numbers.meaning_of(cell, self.lang))]
        return [Run(numbers.shown(cell, self.lang))]

    def _grid(self, head: Sequence[str], rows: Sequence[Sequence[Sequence[Run]]]) -> None:
        grid: WordTable = self.word.add_table(len(rows) + 1, len(head), "Table Grid")
        cells = [[Run(words)] for words in head] + [cell for row in rows for cell in row]
        # Asking the library for its rows and cells takes minutes in long tables.
        for place, found in zip(grid._tbl.xpath("./w:tr/w:tc"), cells, strict=True):
            _write(place.p_lst[0], found)
        first = grid.rows[0]._tr.get_or_add_trPr()
        first.append(OxmlElement("w:tblHeader"))  # a header row, repeated on each page
        for place in grid.rows[0].cells:
            place.paragraphs[0].runs[0].bold = True

    def sources(self) -> None:
        """Where each number comes from, one row each."""
        if self.report.bindings:
            self.word.add_heading(html.sources_title(), 1)
            found = [html.source_row(one, self.lang) for one in self.report.bindings]
            for label, value, *rest in found:
                self.para(f"{label} — {value}: {'; '.join(rest)}")
