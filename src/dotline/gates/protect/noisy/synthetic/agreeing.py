"""Whether tables and rows of made-up people are one thing told twice, and how far apart they are where not.

A release either counts its tables from rows, so that every published number is the rows' number, or
prints what it measured and estimated. Post-processing of noisy numbers in both cases (ADR 0043).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from dotline.base.crypto import digest
from dotline.base.errors import Conflict
from dotline.gates.protect.noisy import kept as keeping
from dotline.gates.protect.noisy.declared import Declared
from dotline.gates.protect.noisy.direct import Direct
from dotline.gates.protect.noisy.kept import Kept, KeptTable
from dotline.gates.protect.noisy.lattice import Real, shape_of
from dotline.gates.protect.noisy.synthetic import synthesis
from dotline.gates.protect.noisy.synthetic.fitting import cells_of
from dotline.gates.protect.noisy.synthetic.rows import Rows

AUTO, ROWS, MEASURED = "auto", "rows", "measured"
# Of their own accord tables are counted from rows only where these lie so much nearer the estimates
# than noise does (of its standard deviation, root mean square of every table) and are made in seconds.
_NEAR = 0.5
_MOST_CELLS = 1_500
_MOST_PEOPLE = 250_000
_MEAN_OF_NOISE = sqrt(2 / np.pi)


@dataclass(frozen=True)
class Agreed:
    """The rows that the tables are counted from, or None; what the release says of it."""

    rows: Rows | None
    told: Mapping[str, object]


@dataclass(frozen=True)
class Apart:
    """One published table beside rows: the difference of each of its cells, in people.

    `unpublished`: how many people the rows show in cells that the table does not publish.
    """

    table: str
    cells: int
    greatest: float
    mean: float
    unpublished: float


def agreed(found: Direct, said: Declared, numbers: str) -> Agreed:
    """Rows for a release's tables, if `numbers` asks for them or, of its own accord, where they cost nothing.

    Raises Invalid where rows are asked for and noise leaves nobody to make them of.
    """
    if numbers == MEASURED:
        return Agreed(None, {"numbers": MEASURED})
    data = keeping.packed(found)
    domains = {column: said.domains[column] for column in said.columns}
    held = keeping.unpacked(data, "", domains, protected=True)
    if numbers == AUTO and not _small(held):
        return Agreed(None, {"numbers": MEASURED})
    plan = synthesis.planned(held)
    if numbers == AUTO and not _quick(plan):
        return Agreed(None, {"numbers": MEASURED})
    # The choices that rows are drawn by come from the noisy numbers: whoever has these has the rows.
    chance = np.random.default_rng(int(digest(data)[:32], 16))
    rows = synthesis.synthesised(plan, None, chance)
    if numbers == AUTO and not _near(held, rows):
        return Agreed(None, {"numbers": MEASURED})
    return Agreed(rows, {"numbers": ROWS, "rows": len(rows), "errors": _errors(held, rows)})


def _small(held: Kept) -> bool:
    cells = sum(len(table.cells) for table in held.tables)
    return held.doubt == 0 and cells <= _MOST_CELLS and held.people <= _MOST_PEOPLE


def _quick(plan: synthesis.Plan) -> bool:
    whole = all(group.model == synthesis.WHOLE for group in plan.groups)
    return whole and 1 <= plan.rows(None) <= _MOST_PEOPLE


def _near(held: Kept, rows: Rows) -> bool:
    """Whether the rows' numbers are as good as the estimates, but for a part of the noise; rounding is free."""
    return all(
        float(np.mean((_counts(rows, table, held.sizes) - table.estimates) ** 2))
        <= (_NEAR * table.sigma) ** 2 + 1 / 4
        for table in held.tables
    )


def _errors(held: Kept, rows: Rows) -> list[dict[str, object]]:
    """For each number of columns the mean error of a cell at most: of the rows, and of the estimates.

    Its distance from what was measured and the mean noise together; no record is asked.
    """
    told: list[dict[str, object]] = []
    for order in sorted({len(table.key) for table in held.tables}):
        tables = [table for table in held.tables if len(table.key) == order]
        noise = _MEAN_OF_NOISE * tables[0].sigma
        noisy = np.concatenate([table.noisy for table in tables])
        counted = np.concatenate([_counts(rows, table, held.sizes) for table in tables])
        estimates = np.concatenate([table.estimates for table in tables])
        told.append({
            "columns": order,
            "rows_mean_error_at_most": round(float(np.abs(counted - noisy).mean()) + noise, 3),
            "measured_mean_error_at_most": round(
                float(np.abs(estimates - noisy).mean()) + noise, 3
            ),
        })  # fmt: skip
    return told


def _counts(rows: Rows, table: KeptTable, sizes: Sequence[int]) -> Real:
    """How many rows stand in each measured cell of a table."""
    many = np.bincount(
        cells_of(rows, table.key, sizes)[1], minlength=prod(shape_of(table.key, sizes))
    )
    counts: Real = many[table.cells].astype(float)
    return counts


def summed(apart: Sequence[Apart], told: Mapping[str, Any]) -> dict[str, object]:
    """What a report says of the comparison: the greatest difference of any cell, in people."""
    return {
        "numbers_of_the_release": said_numbers(told),
        "tables": len(apart),
        "cells": sum(one.cells for one in apart),
        "greatest_difference": round(max((one.greatest for one in apart), default=0.0), 3),
    }


def said_numbers(told: Mapping[str, Any]) -> str:
    """What the tables of a release are: counted from rows, or as measured."""
    return str(told.get("agreement", {}).get("numbers", MEASURED))


def compared(folder: Path, told: Mapping[str, Any], rows: Rows, people: int) -> list[Apart]:
    """Every published table of a release beside rows; another number of rows than `people` is scaled.

    Raises Conflict where a table's file does not hold what its release says.
    """
    columns = list(told["columns"])
    sizes = [len(values) for values in told["columns"].values()]
    each = people / len(rows)
    found = []
    for table in told["tables"]:
        key = tuple(columns.index(column) for column in table["columns"])
        cells, counts = _published(folder / table["file"], table["columns"], told["columns"])
        there, many = np.unique(cells_of(rows, key, sizes)[1], return_counts=True)
        held = dict(zip(there.tolist(), (many * each).tolist(), strict=True))
        apart = [
            abs(held.pop(cell, 0.0) - count) for cell, count in zip(cells, counts, strict=True)
        ]
        found.append(
            Apart(
                table["name"],
                len(cells),
                max(apart, default=0.0),
                sum(apart) / max(1, len(apart)),
                sum(held.values()),
            )
        )
    return found


def _published(
    path: Path, columns: Sequence[str], domains: Mapping[str, Sequence[str]]
) -> tuple[list[int], list[int]]:
    """Flat cells and counts of a table's file."""
    books = [{value: at for at, value in enumerate(domains[column])} for column in columns]
    cells, counts = [], []
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        next(reader, None)
        try:
            for *values, count in reader:
                cell = 0
                for value, book in zip(values, books, strict=True):
                    cell = cell * len(book) + book[value]
                cells.append(cell)
                counts.append(int(count))
        except (ValueError, KeyError) as error:
            raise Conflict(
                "The table {file} is not what its release says.",
                "Take the whole folder again from where it was published.",
                file=path.name,
            ) from error
    return cells, counts
