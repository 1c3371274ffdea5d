"""Workbooks, as far as a table of texts needs: the first sheet read within limits, one sheet written.

No library: a workbook is a zip of XML. A zip bomb is refused before it is unpacked, a document type (and with it every
entity) before it is read, and a formula is never run nor its cached result trusted.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from dotline.base.errors import Invalid
from dotline.base.spreadsheet import guarded
from dotline.directory.formats import archive

SPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS, ROWS = 1_000, 200_000
STRINGS: Final = "xl/sharedStrings.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# A zip needs a date for each member; the same one always, so that equal content gives equal bytes.
THE_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Cell:
    """A cell: its text, whether it is a number, and whether a formula stands there."""

    text: str
    number: bool = False
    formula: bool = False


class _NoDoctype(ET.TreeBuilder):
    """Builds a tree, and refuses a document type: entities come with it."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse."""
        del name, pubid, system
        raise Invalid(
            "This workbook declares a document type, as no honest one does.",
            "Do not open it; ask its sender.",
        )


def _tree(content: bytes) -> ET.Element:
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - a document type is refused above
    parser.feed(content)
    root: ET.Element = parser.close()
    return root


def sheet(name: str, content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the first sheet with their numbers. Raises Invalid for what is no whole workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            archive.check(name, packed)
            parts = {info.filename: info for info in packed.infolist()}
            first = min(part for part in parts if part.startswith("xl/worksheets/sheet"))
            shared = (
                _strings(_tree(archive.member(name, packed, parts[STRINGS])))
                if STRINGS in parts
                else []
            )
            root = _tree(archive.member(name, packed, parts[first]))
        yield from _rows(root, shared)
    except (
        *(zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, RuntimeError),
        *(NotImplementedError, ValueError, IndexError),
    ) as problem:
        raise Invalid(
            "{name} is not a whole workbook: it is cut short, damaged or locked.",
            "Save it again as .xlsx, without a password.",
            name=name,
        ) from problem


def _words(node: ET.Element) -> str:
    return "".join(part.text or "" for part in node.iter(f"{SPACE}t"))


def _strings(root: ET.Element) -> list[str]:
    return [_words(node) for node in root.iter(f"{SPACE}si")]


def _rows(root: ET.Element, shared: Sequence[str]) -> Iterator[tuple[int, list[Cell]]]:
    for place, row in enumerate(root.iter(f"{SPACE}row"), start=1):
        number = int(row.get("r", str(place)))
        cells: list[Cell] = []
        for node in row.iter(f"{SPACE}c"):
            at = _column(node.get("r", ""), len(cells))
            if at >= COLUMNS or number > ROWS:
                raise ValueError
            cells.extend(Cell("") for _gap in range(at - len(cells)))
            cells[at:] = [_cell(node, shared)]
        yield number, cells


def _column(reference: str, default: int) -> int:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return default
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _cell(node: ET.Element, shared: Sequence[str]) -> Cell:
    if node.find(f"{SPACE}f") is not None:
        return Cell("", formula=True)
    kind, value = node.get("t", "n"), node.findtext(f"{SPACE}v", "")
    if kind == "inlineStr":
        return Cell(_words(node))
    if kind == "s":
        return Cell(shared[int(value)])
    if kind == "b":
        return Cell("TRUE" if value == "1" else "FALSE")
    return Cell(value, number=kind == "n" and bool(value))


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _written(row: int, column: int, value: str | int | float) -> str:
    place = f"{letters(column)}{row}"
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    text = escape(_CONTROL.sub("", guarded(value))).replace("\r", "&#13;")
    return f'<c r="{place}" s="1" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FONT = '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
_FILL = '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
_BORDER = '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
_PLAIN = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
# Style 1 is text for good (format 49, quotePrefix): whoever edits such a cell does not make a formula of it.
_STYLES = (
    f'<styleSheet {_MAIN}>{_FONT}{_FILL}{_BORDER}<cellStyleXfs count="1">{_PLAIN}/></cellStyleXfs>'
    f'<cellXfs count="2">{_PLAIN} xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" '
    'xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _part(path: str, kind: str) -> str:
    return f'<Override PartName="/{path}" ContentType="{_TYPE}.{kind}+xml"/>'


def workbook(title: str, rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """A workbook of one sheet; '' leaves a cell out. No text in it can begin a formula."""
    lines = "".join(
        f'<row r="{at}">{"".join(_written(at, c, v) for c, v in enumerate(row) if v != "")}</row>'
        for at, row in enumerate(rows, start=1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_part('xl/workbook.xml', 'sheet.main')}{_part('xl/worksheets/sheet1.xml', 'worksheet')}"
        f"{_part('xl/styles.xml', 'styles')}</Types>",
        "_rels/.rels": _relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets><sheet '
        f'name={quoteattr(title)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")
        ),
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}><sheetData>{lines}</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, words in parts.items():
            packed.writestr(zipfile.ZipInfo(path, THE_DATE), _HEAD + words, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _relations(*rows: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in rows
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
