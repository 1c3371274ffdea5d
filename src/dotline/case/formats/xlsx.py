"""Workbooks, as far as a table of texts needs: the first sheet read, one sheet written, both piece by piece.

No library: a workbook is a zip of XML. A zip bomb is refused before it is unpacked, a document type (and with it every
entity) before it is read, and a formula is never run nor its cached result trusted.
"""

import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from dotline.base.errors import Invalid
from dotline.base.packed import THE_DATE
from dotline.base.spreadsheet import guarded
from dotline.directory.formats import archive

SPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS, ROWS = 1_000, 1_048_576  # the rows that a spreadsheet opens
# A sheet is read and written piece by piece, so it may be long; longer ones need a kind of zip that
# spreadsheets do not open without a warning.
SHEET_LIMIT: Final = 2**31 - 2**20
PIECE: Final = 64 * 1024
STRINGS: Final = "xl/sharedStrings.xml"
_SHEET: Final = "xl/worksheets/sheet1.xml"
ROW, C, V, F = (f"{SPACE}{tag}" for tag in ("row", "c", "v", "f"))
T, SI = f"{SPACE}t", f"{SPACE}si"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Cell:
    """A cell: its text, whether it is a number, and whether a formula stands there."""

    text: str
    number: bool = False
    formula: bool = False


class _Reading:
    """What both kinds of part share: texts between tags, and no document type: entities come with it."""

    def __init__(self) -> None:
        self._texts: list[str] | None = None

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse."""
        del name, pubid, system
        raise Invalid(
            "This workbook declares a document type, as no honest one does.",
            "Do not open it; ask its sender.",
        )

    def data(self, text: str) -> None:
        """Keep a text that stands where one is awaited."""
        if self._texts is not None:
            self._texts.append(text)

    def _taken(self) -> str:
        text, self._texts = "".join(self._texts or ()), None
        return text


class _Strings(_Reading):
    """The texts that cells share, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._words: list[str] = []

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if tag == SI:
            self._words = []
        elif tag == T:
            self._texts = []

    def end(self, tag: str) -> None:
        """End an element."""
        if tag == T:
            self._words.append(self._taken())
        elif tag == SI:
            self.found.append("".join(self._words))


class _Sheet(_Reading):
    """The rows of a sheet, each kept until it is fetched; of a cell nothing but what a table needs."""

    def __init__(self, shared: Sequence[str]) -> None:
        super().__init__()
        self.ready: list[tuple[int, list[Cell]]] = []
        self._shared = shared
        self._place = self._number = 0
        self._cells: list[Cell] | None = None
        self._cell: tuple[int, str] | None = None
        self._words: list[str] = []
        self._value: str | None = None
        self._formula = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element. Raises ValueError beyond the limits."""
        if tag == ROW:
            self._place += 1
            self._number = int(attributes.get("r", str(self._place)))
            self._cells = []
        elif tag == C and self._cells is not None:
            at = _column(attributes.get("r", ""), len(self._cells))
            if at >= COLUMNS or self._number > ROWS:
                raise ValueError
            self._cell = (at, attributes.get("t", "n"))
            self._words, self._value, self._formula = [], None, False
        elif tag in (T, V):
            self._texts = []
        elif tag == F:
            self._formula = True

    def end(self, tag: str) -> None:
        """End an element. Raises ValueError, IndexError for a shared text that is not there."""
        if tag == T:
            self._words.append(self._taken())
        elif tag == V:
            text = self._taken()
            self._value = text if self._value is None else self._value
        elif tag == C and self._cell is not None and self._cells is not None:
            at, kind = self._cell
            self._cells.extend(Cell("") for _gap in range(at - len(self._cells)))
            self._cells[at:] = [self._told(kind)]
            self._cell = None
        elif tag == ROW and self._cells is not None:
            self.ready.append((self._number, self._cells))
            self._cells = None

    def _told(self, kind: str) -> Cell:
        if self._formula:
            return Cell("", formula=True)
        value = self._value or ""
        if kind == "inlineStr":
            return Cell("".join(self._words))
        if kind == "s":
            return Cell(self._shared[int(value)])
        if kind == "b":
            return Cell("TRUE" if value == "1" else "FALSE")
        return Cell(value, number=kind == "n" and bool(value))


def sheet(name: str, content: BinaryIO) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the first sheet with their numbers, read as they are asked for.

    Raises Invalid for what is no whole workbook.
    """
    try:
        with zipfile.ZipFile(content) as packed:
            archive.check(name, packed, SHEET_LIMIT)
            parts = {info.filename: info for info in packed.infolist()}
            first = min(part for part in parts if part.startswith("xl/worksheets/sheet"))
            texts = _Strings()
            if STRINGS in parts:
                deque(_fed(packed, parts[STRINGS], texts), maxlen=0)
            rows = _Sheet(texts.found)
            for _piece in _fed(packed, parts[first], rows):
                yield from rows.ready
                rows.ready.clear()
            yield from rows.ready
    except (
        *(zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, RuntimeError),
        *(NotImplementedError, ValueError, IndexError),
    ) as problem:
        raise Invalid(
            "{name} is not a whole workbook: it is cut short, damaged or locked.",
            "Save it again as .xlsx, without a password.",
            name=name,
        ) from problem


def _fed(packed: zipfile.ZipFile, part: zipfile.ZipInfo, target: _Reading) -> Iterator[None]:
    """Read one part in pieces; a stop after each, to fetch what was found. A zip never gives more than it declares."""
    parser = ET.XMLParser(target=target)  # noqa: S314 - a document type is refused above
    with packed.open(part) as stream:
        while piece := stream.read(PIECE):
            parser.feed(piece)
            yield
    parser.close()


def _column(reference: str, default: int) -> int:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return default
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _written(row: int, column: str, value: str | int | float) -> str:
    if isinstance(value, int | float):
        return f'<c r="{column}{row}"><v>{value!r}</v></c>'
    text = escape(_CONTROL.sub("", guarded(value))).replace("\r", "&#13;")
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'<c r="{column}{row}" s="1" t="inlineStr"><is><t{space}>{text}</t></is></c>'


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


def write(out: BinaryIO, title: str, rows: Iterable[Sequence[str | int | float]]) -> None:
    """A workbook of one sheet, written as the rows come; '' leaves a cell out. No text in it can begin a formula.

    Raises Invalid for more than a workbook holds.
    """
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_part('xl/workbook.xml', 'sheet.main')}{_part(_SHEET, 'worksheet')}"
        f"{_part('xl/styles.xml', 'styles')}</Types>",
        "_rels/.rels": _relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets><sheet '
        f'name={quoteattr(title)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")
        ),
        "xl/styles.xml": _STYLES,
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, words in parts.items():
            packed.writestr(zipfile.ZipInfo(path, THE_DATE), _HEAD + words, zipfile.ZIP_DEFLATED)
        info = zipfile.ZipInfo(_SHEET, THE_DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        with packed.open(info, "w") as stream:
            written = 0
            for piece in _sheet_text(rows):
                data = piece.encode()
                written += len(data)
                if written > SHEET_LIMIT:
                    raise _too_long()
                stream.write(data)


def _sheet_text(rows: Iterable[Sequence[str | int | float]]) -> Iterator[str]:
    yield f"{_HEAD}<worksheet {_MAIN}><sheetData>"
    columns: list[str] = []
    for at, row in enumerate(rows, start=1):
        if at > ROWS:
            raise _too_long()
        columns += [letters(column) for column in range(len(columns), len(row))]
        cells = (_written(at, columns[c], v) for c, v in enumerate(row) if v != "")
        yield f'<row r="{at}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def _too_long() -> Invalid:
    return Invalid("There are more rows than a workbook holds.", "Export them as .csv.")


def _relations(*rows: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in rows
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
