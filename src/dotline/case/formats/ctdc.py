"""Reading and writing CTDC files. Two rows that look the same are checked once; nothing is guessed.

An unknown value keeps its whole row out and is reported with row, field and reason, never with the value.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from typing import Final

from dotline.base.errors import N_, Invalid
from dotline.base.findings import REFUSED, Finding, Findings
from dotline.base.spreadsheet import guarded, plain
from dotline.case.formats.shapes import BLANK, MISSING, NO, YES, Shape
from dotline.case.rules import counted
from dotline.case.rules.counted import CodedCase, CountedRow
from dotline.reference import crosswalk, vocabulary

ROW = "(row)"
UNKNOWN_CODE: Final = N_("this format has no such value")
NOT_A_YEAR: Final = N_("not a year")
NOT_A_LIST: Final = N_("not a list of words")
OTHER_LENGTH: Final = N_("more or fewer cells than the heading has")
_WORDS = re.compile(r"[A-Za-z0-9 ;,/()&-]{1,400}")
FIRST_YEAR, LAST_YEAR = 1900, 2100

Faults = tuple[tuple[str, str], ...]  # column, reason
Flags = tuple[int, int, int]  # present, absent, missing
Fields = tuple[int | None, tuple[str, ...], int, str]  # year, values, missing fields, texts


def heading(shape: Shape, cells: list[str], name: str) -> tuple[int, ...]:
    """Where each column of the shape stands. Raises Invalid when the file is of another shape."""
    found = [cell.strip().lstrip("\ufeff") for cell in cells]
    lacking = [column for column in shape.columns if column not in found]
    strange = [at for at, cell in enumerate(found, start=1) if cell not in shape.columns]
    if lacking or strange or len(found) != len(shape.columns):
        raise Invalid(
            "{file} is no {scheme} file. Columns missing: {count} ({names}); unknown: {more}.",
            "Check the format, and that the cells of the heading stand apart by commas.",
            file=name,
            scheme=shape.scheme,
            count=len(lacking),
            more=len(strange),
            names=", ".join(lacking[:5]) or "–",
        )
    return tuple(found.index(column) for column in shape.columns)


def read(
    shape: Shape, rows: Iterable[tuple[int, list[str]]], name: str, findings: Findings
) -> Iterator[CountedRow]:
    """Every row that can be understood; the others are findings. The first row is the heading.

    Raises Invalid when the file is empty or of another shape.
    """
    lines = iter(rows)
    try:
        _first, head = next(lines)
    except StopIteration:
        raise Invalid("{file} is empty.", "Choose another file.", file=name) from None
    places = dict(zip(shape.columns, heading(shape, head, name), strict=True))
    flags = tuple(shape.flags)
    others = (*shape.fields, *shape.texts)
    flag_cells = itemgetter(*(places[column] for column in flags))
    other_cells = itemgetter(*(places[column] for column in others))
    flags_of, others_of = _flag_reader(shape, flags), _field_reader(shape, others)
    for number, cells in lines:
        if len(cells) != len(head):
            findings.add(Finding(name, number, ROW, "", OTHER_LENGTH, REFUSED))
            continue
        bits, faults = flags_of(flag_cells(cells))
        told, more = others_of(other_cells(cells))
        for column, reason in (*more, *faults):
            findings.add(Finding(name, number, column, "", reason, REFUSED))
        if not faults and not more:
            yield CountedRow(number, told[0], told[1], *bits, told[2], told[3])


def _flag_reader(
    shape: Shape, columns: tuple[str, ...]
) -> Callable[[tuple[str, ...]], tuple[Flags, Faults]]:
    bits = [shape.flags[column] for column in columns]

    @cache
    def flags(cells: tuple[str, ...]) -> tuple[Flags, Faults]:
        sums = {YES: 0, NO: 0, MISSING: 0, BLANK: 0}
        faults = []
        for column, bit, cell in zip(columns, bits, cells, strict=True):
            if cell in sums:
                sums[cell] |= bit
            else:
                faults.append((column, UNKNOWN_CODE))
        return (sums[YES], sums[NO], sums[MISSING]), tuple(faults)

    return flags


def _field_reader(
    shape: Shape, columns: tuple[str, ...]
) -> Callable[[tuple[str, ...]], tuple[Fields, Faults]]:
    @cache
    def fields(cells: tuple[str, ...]) -> tuple[Fields, Faults]:
        year, missing = None, 0
        told: dict[str, str] = {}
        texts: dict[str, str] = {}
        faults = []
        for column, cell in zip(columns, map(plain, cells), strict=True):
            ours = shape.fields.get(column)
            if cell == BLANK:
                continue
            if ours is not None and cell == MISSING:
                missing |= counted.FIELD_BIT[ours]
            elif ours is None:
                texts[column] = cell
                if cell != MISSING and not _WORDS.fullmatch(cell):
                    faults.append((column, NOT_A_LIST))
            elif ours == counted.YEAR:
                year = _year(cell)
                if year is None:
                    faults.append((column, NOT_A_YEAR))
            else:
                told[ours] = code = _code(shape, column, ours, cell)
                if not code:
                    faults.append((column, UNKNOWN_CODE))
        values = tuple(told.get(name, "") for name in counted.FIELD_LISTS)
        kept = json.dumps(texts, sort_keys=True) if texts else ""
        return (year, values, missing, kept), tuple(faults)

    return fields


def _year(cell: str) -> int | None:
    whole = len(cell) == len("2021") and cell.isascii() and cell.isdigit()
    return int(cell) if whole and FIRST_YEAR <= int(cell) <= LAST_YEAR else None


def _code(shape: Shape, column: str, ours: str, cell: str) -> str:
    """Our code for a cell; '' when the scheme has no such value."""
    if counted.FIELD_LISTS[ours] == "countries":
        return _countries(shape.alpha3)[0].get(cell, "")
    found = crosswalk.scheme(shape.scheme).read.get((column, cell))
    return found[1] if found else ""


@cache
def _countries(alpha3: bool) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Their code to ours, and ours to theirs."""
    pairs = [
        (code.more("iso3") if alpha3 else code.code, code.code)
        for code in vocabulary.codes("countries")
    ]
    return dict(pairs), {ours: theirs for theirs, ours in pairs}


class Writer:
    """Writes rows in one shape. `unsaid` counts what the shape has no word for, by field or fact."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.unsaid: dict[str, int] = {}
        self._flags = tuple(column for column in shape.columns if column in shape.flags)
        others = [column for column in shape.columns if column not in shape.flags]
        self._order = itemgetter(*((*others, *self._flags).index(c) for c in shape.columns))
        self._others = tuple(others)
        self._flag_cells = cache(self._flags_of)
        self._other_cells = cache(self._others_of)

    def cells(self, row: CountedRow, scheme: str) -> tuple[str, ...]:
        """The cells of a row that came in as `scheme`; what another scheme leaves unstated may be -99 here."""
        same = scheme == self.shape.scheme
        flags, lost = self._flag_cells(row.present, row.absent, row.missing, same)
        others, more = self._other_cells(row.year, row.values, row.missing_fields, row.texts, same)
        for name in (*lost, *more):
            self.unsaid[name] = self.unsaid.get(name, 0) + 1
        found: tuple[str, ...] = self._order((*others, *flags))
        return found

    def own_cells(self, case: CodedCase) -> tuple[str, ...]:
        """The cells of one of the agency's own cases: year, gender, age band and facts, nothing else."""
        cells = dict.fromkeys(self.shape.columns, self.shape.nothing)
        cells["yearOfRegistration"] = str(case.year)
        scheme = self.shape.scheme
        gender = crosswalk.written(scheme, "genders", case.gender, "gender")
        band = crosswalk.written(scheme, "age_bands", case.age_band, "ageBroad")
        cells["gender"] = gender or cells["gender"]
        cells["ageBroad"] = band or cells["ageBroad"]
        for name in self._tell(cells, case.facts):
            self.unsaid[name] = self.unsaid.get(name, 0) + 1
        return tuple(cells.values())

    def _tell(self, cells: dict[str, str], facts: Iterable[tuple[str, str, bool]]) -> list[str]:
        """Write facts into their columns; what has no column is returned. A yes wins over a no."""
        lost = []
        for name, code, yes in sorted(facts, key=itemgetter(2)):
            column, own = self.shape.flag_of.get((name, code), ("", False))
            if not column or (not yes and not own):
                lost.append(f"{name}/{code}")
            else:
                cells[column] = YES if yes else NO
        return lost

    def _flags_of(
        self, present: int, absent: int, missing: int, same: bool
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        cells = dict.fromkeys(self._flags, BLANK if same else self.shape.nothing)
        for column, bit in self.shape.flags.items():
            cells[column] = MISSING if missing & bit else cells[column]
        lost = self._tell(cells, counted.expanded(present, absent))
        return tuple(cells.values()), tuple(lost)

    def _others_of(
        self, year: int | None, values: tuple[str, ...], missing: int, texts: str, same: bool
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        told = {name: code for name, code in zip(counted.FIELD_LISTS, values, strict=True) if code}
        kept = json.loads(texts) if texts else {}
        cells = []
        for column in self._others:
            ours = self.shape.fields.get(column)
            if ours is None:
                cells.append(guarded_words(kept.pop(column, BLANK if same else self.shape.nothing)))
            elif missing & counted.FIELD_BIT[ours]:
                cells.append(MISSING)
            elif ours == counted.YEAR and year is not None:
                cells.append(str(year))
            else:
                said = self._said(column, ours, told.pop(ours, ""))
                cells.append(said or (BLANK if same else self.shape.nothing))
        return tuple(cells), (*told, *kept)

    def _said(self, column: str, ours: str, code: str) -> str:
        if not code:
            return ""
        name = counted.FIELD_LISTS[ours]
        if name == "countries":
            return _countries(self.shape.alpha3)[1][code]
        return crosswalk.written(self.shape.scheme, name, code, column) or ""


def guarded_words(cell: str) -> str:
    """A text of another file, harmless to a spreadsheet; -99 is a number and stays."""
    return cell if cell == MISSING else guarded(cell)


def lines(shape: Shape, rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The file as text, in pieces; the heading first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(shape.columns)
    for count, cells in enumerate(rows, start=1):
        writer.writerow(cells)
        if count % 5000 == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()
