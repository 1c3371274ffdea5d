"""HTCDS 2.0: one row is one person in one case. Read from a workbook or CSV, written as either.

Where the standard contradicts itself: its own workbook hides field names in row 1 that do not fit the labels in row 2
(from the mailing city on), and people fill in under the labels, so the label wins; names that the definitions have and
the pick list lacks are read; an industry may stand several times, as in the survey form; stray blanks are cut off.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import BinaryIO, Final

from dotline.base.errors import N_, Invalid
from dotline.base.findings import REFUSED, REPAIRED, Finding, Findings
from dotline.base.spreadsheet import guarded, plain
from dotline.case.formats import ctdc, opening, xlsx
from dotline.case.formats.htcds_fields import (
    ALIASES,
    BY_LABEL,
    BY_NAME,
    FIELDS,
    LABELS,
    Field,
    Kind,
)
from dotline.case.formats.opening import Opened
from dotline.case.formats.xlsx import Cell
from dotline.reference import crosswalk, vocabulary

SCHEME: Final = "HTCDS2"
NUMBER: Final = "number"
BETWEEN: Final = ";"
FIRST_DAY = date(1899, 12, 30)  # what a spreadsheet counts its days from
LONGEST: Final = 5_000
PIECE: Final = 256 * 1024  # signs of a table that are written at once
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_WHOLE = re.compile(r"[0-9]{1,3}")
_DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")
_YES, _NO = frozenset({"TRUE", "1", "YES"}), frozenset({"FALSE", "0", "NO"})

MOVED: Final = N_("the label above the column is another field's; read by its label")
FORMULA_CELL: Final = N_("a formula is no value")
NOT_A_DAY: Final = N_("not a day (write 2026-11-23)")
NOT_A_NUMBER: Final = N_("not a number that fits")
NOT_YES_OR_NO: Final = N_("neither TRUE nor FALSE")
NOT_A_LANGUAGE: Final = N_("not a language code")
TOO_LONG: Final = N_("longer than 5,000 signs")

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PersonRow:
    """One row: values by field, in the words of the standard. What is not stated is not there."""

    number: int
    values: Values

    def text(self, name: str) -> str:
        """A field's only value, '' if it is not stated."""
        return next(iter(self.values.get(name, ())), "")


def rows(file: Opened, findings: Findings) -> Iterator[PersonRow]:
    """Every row that can be understood; the others are findings. Raises Invalid for a file of another shape."""
    table = iter(_table(file, findings))
    _first, head = next(table, (0, []))
    number, second = next(table, (0, []))
    labels = [cell.text.strip() for cell in second]
    has_labels = any(labels) and all(label in LABELS for label in labels if label)
    fields = _fields(file.name, head, labels if has_labels else [], findings)
    if second and not has_labels:
        yield from _one(file.name, number, second, fields, findings)
    for number, cells in table:
        yield from _one(file.name, number, cells, fields, findings)


def _table(file: Opened, findings: Findings) -> Iterator[tuple[int, list[Cell]]]:
    if file.starts_with(opening.ZIP):
        with file.stream() as stream:
            yield from xlsx.sheet(file.name, stream)
        return
    for number, cells in opening.table(file, findings):
        yield number, [Cell(cell) for cell in cells]


def _fields(
    name: str, head: Sequence[Cell], labels: Sequence[str], findings: Findings
) -> list[Field | None]:
    """Which field stands in which column. Raises Invalid when a column is no field, or one stands twice."""
    found: list[Field | None] = []
    for at in range(max(len(head), len(labels))):
        code = head[at].text.strip() if at < len(head) else ""
        label = labels[at] if at < len(labels) else ""
        field = BY_NAME.get(ALIASES.get(code, code)) or BY_LABEL.get(code)
        shown = BY_LABEL.get(label)
        if shown is not None and field is not None and shown != field:
            findings.add(Finding(name, 1, shown.name, "", MOVED, REPAIRED))
        field = shown or field
        if field is None and code not in ("", NUMBER):
            raise Invalid(
                "{file} has a column that HTCDS 2.0 does not know: number {column}.",
                "Take it out, or give it a name of the standard.",
                file=name,
                column=at + 1,
            )
        found.append(field)
    known = [field for field in found if field is not None]
    if not known or len(known) != len(set(known)):
        raise Invalid(
            "{file} has no column of HTCDS 2.0, or one of them twice.",
            "Check the format, or the heading of the file.",
            file=name,
        )
    return found


def _one(
    name: str,
    number: int,
    cells: Sequence[Cell],
    fields: Sequence[Field | None],
    findings: Findings,
) -> Iterator[PersonRow]:
    values: dict[str, tuple[str, ...]] = {}
    whole = len(cells) <= len(fields)
    if not whole and any(cell.text for cell in cells[len(fields) :]):
        findings.add(Finding(name, number, ctdc.ROW, "", ctdc.OTHER_LENGTH, REFUSED))
        return
    good = True
    for cell, field in zip(cells, fields, strict=False):
        if field is None or (not cell.formula and not cell.text.strip()):
            continue
        told, reason = _value(field, cell)
        if reason:
            findings.add(Finding(name, number, field.name, "", reason, REFUSED))
            good = False
        values[field.name] = told
    if good and values:
        yield PersonRow(number, values)


def _value(field: Field, cell: Cell) -> tuple[tuple[str, ...], str]:
    """The values of a cell, and what is wrong with them."""
    if cell.formula:
        return (), FORMULA_CELL
    text = plain(cell.text)
    if field.kind is Kind.TEXT:
        return (text,), TOO_LONG if len(text) > LONGEST else ""
    text = text.strip()
    if field.kind is Kind.DATE:
        return _day(cell, text)
    if field.kind in (Kind.ONE, Kind.MANY, Kind.COUNTRIES):
        return _codes(field, text)
    if field.kind is Kind.YESNO:
        said = "TRUE" if text.upper() in _YES else "FALSE" if text.upper() in _NO else ""
        return (said,), "" if said else NOT_YES_OR_NO
    if field.kind is Kind.LANGUAGE:
        return (text,), "" if _LANGUAGE.fullmatch(text) else NOT_A_LANGUAGE
    return (text,), "" if _fits(field.kind, text) else NOT_A_NUMBER


def _fits(kind: Kind, text: str) -> bool:
    if kind is Kind.NUMBER:
        return _WHOLE.fullmatch(text) is not None
    most = 180 if kind is Kind.LONGITUDE else 90
    return _DECIMAL.fullmatch(text) is not None and abs(float(text)) <= most


def _day(cell: Cell, text: str) -> tuple[tuple[str, ...], str]:
    try:
        if cell.number:
            return ((FIRST_DAY + timedelta(days=int(float(text)))).isoformat(),), ""
        return (date.fromisoformat(text).isoformat(),), ""
    except (ValueError, OverflowError):
        return (), NOT_A_DAY


def _codes(field: Field, text: str) -> tuple[tuple[str, ...], str]:
    parts = [text] if field.kind is Kind.ONE else re.split(r"[;,\n]", text)
    said = [_code(field, part.strip()) for part in parts if part.strip()]
    if None in said:
        return (), ctdc.UNKNOWN_CODE
    return tuple(dict.fromkeys(code for code in said if code is not None)), ""


def _code(field: Field, value: str) -> str | None:
    if field.kind is Kind.COUNTRIES:
        newest = vocabulary.find("countries", value)
        stands = newest is not None and newest.span.end is None
        return value if stands or value in _countries() else None
    known = (field.name, value) in crosswalk.scheme(SCHEME).read or value in field.values
    return value if known else None


def _countries() -> frozenset[str]:
    codes = vocabulary.codes("countries")
    return frozenset({one.code for one in codes} | {one.more("iso3") for one in codes})


def ours(row: PersonRow, name: str) -> list[tuple[str, str]]:
    """(list, code) of a field's values that we have words for."""
    read = crosswalk.scheme(SCHEME).read
    return [read[name, value] for value in row.values.get(name, ()) if (name, value) in read]


def ordered(name: str, codes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The values that stand for some of our codes in a field, in the order of its pick list."""
    written = crosswalk.scheme(SCHEME).written
    said = {written.get((list_name, code, name)) for list_name, code in codes}
    if not said:
        return ()
    order = (value for field, value in crosswalk.scheme(SCHEME).read if field == name)
    return tuple(value for value in order if value in said)


def columns(used: Collection[str], *, named: bool) -> tuple[Field, ...]:
    """The fields to write: every live one, and a retired one that is used; identifying ones if `named`."""
    return tuple(
        field
        for field in FIELDS
        if (not field.retired or field.name in used) and (named or not field.named)
    )


def _cell(field: Field, row: PersonRow) -> str | int | float:
    values = row.values.get(field.name, ())
    if field.kind in (Kind.LONGITUDE, Kind.LATITUDE, Kind.NUMBER) and values:
        number = float(values[0])
        return int(number) if number.is_integer() else number
    return BETWEEN.join(values)


def workbook(out: BinaryIO, found: Iterable[PersonRow], fields: Sequence[Field]) -> None:
    """The workbook of the standard: names in row 1, labels in row 2, a number before each person."""
    head: list[list[str | int | float]] = [
        [NUMBER, *(field.name for field in fields)],
        ["", *(field.label for field in fields)],
    ]
    people = (
        [count, *(_cell(field, row) for field in fields)] for count, row in enumerate(found, 1)
    )
    xlsx.write(out, "HTCDS 2.0", chain(head, people))


def table(found: Iterable[PersonRow], fields: Sequence[Field]) -> Iterator[bytes]:
    """The same as CSV, names in the heading; no cell can begin a formula but a plain number."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields])
    for row in found:
        cells = (_cell(field, row) for field in fields)
        writer.writerow([guarded(cell) if isinstance(cell, str) else repr(cell) for cell in cells])
        if out.tell() > PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
