"""Writing HSDS 3.1 tables: one CSV per object and a datapackage.json, the same bytes for the same records."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from dotline.base.packed import zipped
from dotline.base.spreadsheet import guarded
from dotline.directory.formats.shapes import SHAPES, Field, Kind, Shape

# Columns of services that are ours and no field: need codes, and whether it is invented for a demonstration.
MORE = ("needs", "demo")
_NUMBERS = frozenset({Kind.NUMBER, Kind.LATITUDE, Kind.LONGITUDE})


def columns(shape: Shape) -> list[str]:
    """The heading: HSDS columns first, ours behind them."""
    more = MORE if shape.name == "service" else ()
    return ["id", *(field.name for field in shape.fields), *more]


def cells(shape: Shape, row: Mapping[str, Any]) -> list[str]:
    """One record as the cells of a row."""
    found = [str(row["id"]), *(_cell(field, row[field.name]) for field in shape.fields)]
    if shape.name != "service":
        return found
    return [*found, row["needs"], "true" if row["demo"] else ""]


def _cell(field: Field, value: Any) -> str:
    if value is None or value == "":
        return ""
    if field.kind in _NUMBERS:
        return repr(int(value)) if float(value).is_integer() else repr(value)
    if field.kind is Kind.YESNO:
        return "true" if value else "false"
    return guarded(str(value)) if field.kind is not Kind.ID else str(value)


def table(shape: Shape, rows: Iterable[Mapping[str, Any]]) -> str:
    """A whole CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns(shape))
    writer.writerows(cells(shape, row) for row in rows)
    return out.getvalue()


def package(tables: Mapping[str, str]) -> bytes:
    """Tables by file name as a zip with a datapackage.json."""
    by_file = {shape.file: shape.name for shape in SHAPES.values()}
    listed = [{"name": by_file[name], "path": name, "format": "csv"} for name in sorted(tables)]
    told = {"name": "directory", "profile": "tabular-data-package", "resources": listed}
    return zipped({"datapackage.json": json.dumps(told, indent=2), **dict(sorted(tables.items()))})
