"""Records as small whole numbers against the declared domains, and whose they are.

A blank cell is 0 and is counted nowhere; the first declared value is 1. A value that is not declared
stops the release: the domain was promised before the records were read, and a value that is left out
quietly would be a hole in the table. The message names line and column, never the value.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from dotline.base.errors import Invalid
from dotline.gates.protect.noisy.declared import ROW, Declared

Codes = NDArray[np.int16]
Persons = NDArray[np.int32]
# Read in portions, so that the texts of a large file never stand in memory together.
_PORTION = 4_000


@dataclass(frozen=True)
class People:
    """Encoded records. `codes[row, column]`; `person[row]` counts from 0 without gaps.

    `several`: whether somebody may have more than one record. Said by the declaration and never by
    the records, since what is measured follows it.
    """

    columns: tuple[str, ...]
    sizes: tuple[int, ...]
    codes: Codes
    person: Persons
    count: int
    several: bool


def encoded(lines: Iterable[str], said: Declared) -> People:
    """Read CSV lines against a declaration.

    Raises Invalid where a declared column is missing, a record has too few cells, a value is not in
    its domain, a person has no identifier, or there is no record at all.
    """
    reader = csv.reader(lines, strict=True)
    try:
        return _read(reader, said)
    except csv.Error as error:
        raise Invalid(
            "Line {line} is not CSV: {problem}.", line=reader.line_num, problem=str(error)
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid("The file is not UTF-8.", "Save it as CSV UTF-8 and try again.") from error


def _read(reader: Iterator[list[str]], said: Declared) -> People:
    header = [cell.strip().lstrip("\ufeff") for cell in next(reader, [])]
    columns = said.columns
    wanted = columns if said.unit == ROW else (*columns, said.unit)
    for column in wanted:
        if header.count(column) != 1:
            raise Invalid(
                "The file has no column {column}, or has it twice.",
                "The first line names the columns as the file of tables does.",
                column=column,
            )
    places = [header.index(column) for column in columns]
    whose = -1 if said.unit == ROW else header.index(said.unit)
    books = [
        {"": 0} | {value: code for code, value in enumerate(said.domains[column], 1)}
        for column in columns
    ]
    portions: list[Codes] = []
    people: dict[str, int] = {}
    persons: list[int] = []
    first = 2
    while rows := list(islice(reader, _PORTION)):
        portions.append(_portion(rows, places, books, columns, first))
        if whose >= 0:
            persons += [_person(row[whose], people, first + n) for n, row in enumerate(rows)]
        first += len(rows)
    if not portions:
        raise Invalid("The file holds no record: there is nothing to protect and nothing to tell.")
    codes = np.concatenate(portions)
    person = np.array(persons, np.int32) if whose >= 0 else np.arange(len(codes), dtype=np.int32)
    sizes = tuple(len(said.domains[column]) for column in columns)
    count = len(people) if whose >= 0 else len(codes)
    return People(columns, sizes, codes, person, count, several=whose >= 0)


def _portion(
    rows: list[list[str]],
    places: list[int],
    books: list[dict[str, int]],
    columns: tuple[str, ...],
    first: int,
) -> Codes:
    try:
        cells = list(zip(*rows, strict=True))
        texts = [cells[place] for place in places]
    except (ValueError, IndexError) as error:
        width = len(rows[0])
        line = next((n for n, row in enumerate(rows, first) if len(row) != width), first)
        raise Invalid(
            "Record {record} has another number of cells than those before it.", record=line - 1
        ) from error
    codes = np.empty((len(rows), len(places)), np.int16)
    for at, (text, book, column) in enumerate(zip(texts, books, columns, strict=True)):
        found = [book.get(value, -1) for value in text]
        if -1 in found:
            found = [book.get(value.strip(), -1) for value in text]
        if -1 in found:
            raise Invalid(
                "Record {record}: the value of {column} is not in its declared domain.",
                "Correct the record, or declare the value, which makes it public; nothing was "
                "released and nothing was spent.",
                record=first + found.index(-1) - 1,
                column=column,
            )
        codes[:, at] = found
    return codes


def _person(text: str, people: dict[str, int], line: int) -> int:
    if not (name := text.strip()):
        raise Invalid(
            "Record {record} does not say whose it is, so what that person gives cannot be bounded.",
            "Give each record the identifier of its person.",
            record=line - 1,
        )
    return people.setdefault(name, len(people))
