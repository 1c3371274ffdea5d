"""Rows as a CSV file of the release's columns, and beside it what they are worth, from noisy numbers alone."""

import csv
import io
import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from dotline.base.crypto import digest
from dotline.base.errors import Invalid, Unavailable
from dotline.base.whole import write_all
from dotline.gates.protect.noisy.folder import STAMP
from dotline.gates.protect.noisy.kept import Kept, KeptTable
from dotline.gates.protect.noisy.synthetic.fitting import cells_of
from dotline.gates.protect.noisy.synthetic.rows import Rows
from dotline.gates.protect.noisy.synthetic.synthesis import Plan

FORMAT = "dotline-rows-1"
# The mean distance of Gaussian noise from zero, in its standard deviations.
_MEAN_OF_NOISE = math.sqrt(2 / math.pi)
# Of so many tables with as many columns the report compares; of more, evenly chosen ones.
_COMPARED = 300


def check_place(out: Path, folder: Path) -> None:
    """Raises Invalid where writing rows would put them into the release, or over anything of it."""
    if folder.resolve() in out.resolve().parents:
        raise Invalid(
            "The rows cannot be written into the folder of the release.",
            "Name a file beside it.",
        )


def written(
    plan: Plan, rows: Rows, out: Path, agreement: Mapping[str, object] | None = None
) -> Mapping[str, object]:
    """Write `out` and its report beside it, both or neither; what the report says.

    `agreement`: how far the rows are from the published tables (`agreeing.summed`).

    Raises Unavailable where the file cannot be written.
    """
    text = _csv(plan.kept, rows)
    beside = {} if agreement is None else {"agreement": agreement}
    told = reported(plan, rows) | beside | {"file": out.name, "sha256": digest(text.encode())}
    report = out.with_name(f"{out.stem}.report.json")
    try:
        write_all({out: text, report: json.dumps(told, indent=1) + "\n"})
    except OSError as error:
        raise Unavailable(
            "The rows could not be written to {file}.",
            "Name a file in a folder that you may write to; nothing half-written was left.",
            file=out.name,
        ) from error
    return told


def _csv(kept: Kept, rows: Rows) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(kept.domains)
    texts = [
        np.array(["", *values], object)[rows[:, at]].tolist()
        for at, values in enumerate(kept.domains.values())
    ]
    writer.writerows(zip(*texts, strict=True))
    return stream.getvalue()


def reported(plan: Plan, rows: Rows) -> dict[str, object]:
    """How far the rows are from what was measured, and from the truth at most; no record is asked.

    The mean distance of a cell from the truth is at most its distance from the measurement and the
    measurement's from the truth together, and of the second the noise is known.
    """
    kept = plan.kept
    names = list(kept.domains)
    return {
        "format": FORMAT,
        **({} if kept.protected else {"stamp": STAMP}),
        "release": kept.release,
        "protected": kept.protected,
        "rows": len(rows),
        "people": round(max(0.0, plan.people)),
        "models": [
            {"columns": [names[at] for at in group.columns], "model": group.model}
            for group in plan.groups
        ],
        "errors": [
            _error([table for table in kept.tables if len(table.key) == order], plan, rows)
            for order in sorted({len(table.key) for table in kept.tables})
        ],
    }


def _error(tables: list[KeptTable], plan: Plan, rows: Rows) -> dict[str, object]:
    """One line for each number of columns, in people a cell."""
    chosen = tables[:: math.ceil(len(tables) / _COMPARED)]
    each = max(0.0, plan.people) / len(rows)
    away, cells = 0.0, 0
    for table in chosen:
        _there, place = cells_of(rows, table.key, plan.kept.sizes)
        found, many = np.unique(place, return_counts=True)
        at = np.searchsorted(found, table.cells)
        at[at == len(found)] = 0
        here = found[at] == table.cells if len(found) else np.zeros(len(table.cells), bool)
        counts = np.where(here, many[at] if len(found) else 0, 0) * each
        away += float(np.abs(counts - table.noisy).sum())
        cells += len(table.cells)
    noise = _MEAN_OF_NOISE * chosen[0].sigma
    distance = away / max(1, cells)
    return {
        "columns": len(chosen[0].key),
        "tables": len(tables),
        "tables_compared": len(chosen),
        "cells": cells,
        "mean_noise": round(noise, 3),
        "mean_distance_from_measured": round(distance, 3),
        "mean_error_at_most": round(distance + noise, 3),
    }
