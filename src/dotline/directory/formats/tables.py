"""Reading HSDS 3.1 tables: a folder or zip of CSV files, with or without datapackage.json."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

from dotline.base.findings import REFUSED, REPAIRED
from dotline.base.ids import stable_id
from dotline.base.spreadsheet import plain
from dotline.directory.formats import archive
from dotline.directory.formats.records import Batch, Place, admit, checked
from dotline.directory.formats.shapes import FILES, SHAPES, Shape

Row = tuple[int, dict[str, str]]
Tables = dict[str, tuple[str, list[Row]]]  # table name -> (file, rows)

# File names that only HSDS 1.x has.
OLD_FILES: Final = frozenset(
    {
        "physical_addresses.csv",
        "postal_addresses.csv",
        "regular_schedules.csv",
        "holiday_schedules.csv",
        "services_at_location.csv",
        "services_taxonomy.csv",
        "taxonomy.csv",
        "accessibility_for_disabilities.csv",
        "eligibility.csv",
    }
)


def tables(batch: Batch, members: Mapping[str, bytes], *, encoding: str = "") -> Tables:
    """Every CSV by its table name. A datapackage.json may give a file another table name."""
    names = _named(members)
    found: Tables = {}
    for member, content in members.items():
        if member.lower().endswith(".csv"):
            base = PurePosixPath(member).name
            words = archive.decoded(base, content, batch.findings, declared=encoding)
            found[_table(base, names)] = (base, list(_rows(batch, base, words)))
    return found


def _table(base: str, names: Mapping[str, str]) -> str:
    """A file that already has a standard name keeps it, whatever the package calls it."""
    own = base.lower()
    return own if own in FILES or own in OLD_FILES else names.get(base, own)


def _named(members: Mapping[str, bytes]) -> dict[str, str]:
    """File name -> standard file name, as a datapackage.json tells it."""
    by_word = {shape.name: shape.file for shape in SHAPES.values()}
    for member, content in members.items():
        if PurePosixPath(member).name != "datapackage.json":
            continue
        try:
            package = json.loads(content)
        except (ValueError, RecursionError):
            return {}
        listed = package.get("resources") if isinstance(package, dict) else None
        return {
            PurePosixPath(str(one["path"])).name: by_word[str(one.get("name"))]
            for one in listed or []
            if isinstance(one, dict)
            and isinstance(one.get("path"), str)
            and one.get("name") in by_word
        }
    return {}


def _rows(batch: Batch, file: str, words: str) -> Iterable[Row]:
    heading: list[str] = []
    for number, cells in archive.rows(file, words):
        if not heading:
            heading = [cell.strip().lower() for cell in cells]
            continue
        if len(cells) > len(heading):
            batch.note(
                Place(file, number), "(row)", "text", "more cells than the heading has", REFUSED
            )
        elif len(cells) < len(heading):
            batch.note(
                Place(file, number), "(row)", None, "fewer cells than the heading has", REPAIRED
            )
        yield (
            number,
            {name: plain(cell) for name, cell in zip(heading, cells, strict=False) if cell},
        )


def read(batch: Batch, found: Tables) -> None:
    """All known tables into the batch; unknown ones and unknown columns are noted."""
    for table, (file, rows) in found.items():
        shape = FILES.get(table)
        if shape is None:
            batch.note(Place(file, 0), "(whole file)", "text", "not a table of HSDS 3.1", REFUSED)
            continue
        for number, row in rows:
            add(batch, shape, row, Place(file, number))


def add(
    batch: Batch, shape: Shape, row: Mapping[str, object], at: Place, *, escapes: bool = False
) -> None:
    """One row of one table. `escapes`: line ends may be written out as two signs (HSDS 1.x exports)."""
    values = checked(batch, shape, row, at, escapes=escapes)
    known = {field.name for field in shape.fields} | {"id", "needs", "demo"}
    for name, value in row.items():
        if name not in known and value:
            batch.note(at, name, value, "HSDS 3.1 has no place for it", REFUSED)
    _links(batch, row, values)
    key = batch.key(shape.name, row.get("id"))
    if key is None:
        key = stable_id("hsds", batch.source, shape.name, json.dumps(values, sort_keys=True))
        batch.note(at, "id", row.get("id"), "no id given: one made from the content", REPAIRED)
    admit(batch, shape, key, values, row, at)


def _links(
    batch: Batch, row: Mapping[str, object], values: dict[str, str | float | bool | None]
) -> None:
    """Attributes and metadata name their object by id and kind; a plain key needs the kind to be found."""
    for column, kind in (("link_id", "link_entity"), ("resource_id", "resource_type")):
        word = str(row.get(kind, "")).strip()
        if column in values and word in SHAPES:
            key = batch.key(word, row.get(column))
            if key:
                values[column] = str(key)
