"""The whole directory as HSDS 3.1: what everybody may read anyway, in one piece.

An export is closed: what it names is in it. So loading it and exporting again gives the same bytes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final
from uuid import UUID

from dotline.base.reader import Reader
from dotline.directory.formats import tables_out
from dotline.directory.formats.shapes import OWNERS, SHAPES, TARGETS, Kind, Shape
from dotline.directory.queries import documents
from dotline.directory.queries.rows import Row, every

PIECE = 100
LOOSE: Final = {"attribute": "link_id", "metadata": "resource_id"}

Ids = dict[str, set[UUID]]


def write(reader: Reader, kind: str, out: BinaryIO) -> None:
    """Write `hsds-csv` (a zip of tables), `hsds-json` (one page) or `hsds-ndjson` (a service a line)."""
    if kind == "hsds-csv":
        out.write(as_tables(reader))
    elif kind == "hsds-json":
        out.writelines(piece.encode() for piece in as_page(reader))
    else:
        out.writelines(f"{line}\n".encode() for line in as_lines(reader))


def as_tables(reader: Reader) -> bytes:
    """A tabular data package as zip."""
    del reader
    kept = _closed()
    found: dict[str, str] = {}
    for name, shape in SHAPES.items():
        if kept[name]:
            found[shape.file] = tables_out.table(shape, _rows(name, kept))
    return tables_out.package(found)


def as_lines(reader: Reader) -> Iterator[str]:
    """Every service whole, one JSON object a line. What no service leads to is not in it."""
    del reader
    for document in _services(documents.Seen()):
        yield json.dumps(document, ensure_ascii=False)


def as_page(reader: Reader) -> Iterator[str]:
    """One HSDS page with every service whole; what no service leads to follows as tables in JSON."""
    del reader
    seen = documents.Seen()
    total = every("service").count()
    head = {"total_items": total, "total_pages": 1, "page_number": 1, "size": total}
    flags = {"first_page": True, "last_page": True, "empty": not total}
    yield json.dumps(head | flags)[:-1] + ', "contents": ['
    for place, document in enumerate(_services(seen)):
        yield (",\n" if place else "\n") + json.dumps(document, ensure_ascii=False)
    rest = json.dumps({"tables": _rest(seen)}, ensure_ascii=False)
    yield f'\n], "x_dotline": {rest}}}\n'


def _services(seen: documents.Seen) -> Iterator[documents.Document]:
    rows: Iterator[Row] = iter(every("service").order_by("id").values().iterator(PIECE))
    while piece := list(islice(rows, PIECE)):
        yield from documents.full("service", piece, seen=seen)


def _rest(seen: documents.Seen) -> dict[str, list[dict[str, Any]]]:
    """Records that no service led to, and those whose links its nesting does not tell, flat."""
    kept = _closed()
    found: dict[str, list[dict[str, Any]]] = {}
    for name, shape in SHAPES.items():
        untold = [row for row in _rows(name, kept) if not _told(shape, row, seen)]
        if untold:
            found[shape.file] = [_flat(shape, row) for row in untold]
    return found


def _told(shape: Shape, row: Row, seen: documents.Seen) -> bool:
    if (shape.name, row["id"]) not in seen.records:
        return False
    columns = [one.name for one in shape.fields if one.name in documents.HIDDEN - {"agency"}]
    return all(row[name] is None or (shape.name, row["id"], name) in seen.links for name in columns)


def _flat(shape: Shape, row: Row) -> dict[str, Any]:
    """One record as a table in JSON has it: links by id, nothing nested."""
    flat: dict[str, Any] = {"id": str(row["id"])}
    for field in shape.fields:
        value = row[field.name]
        if value is not None and value != "":
            flat[field.name] = (
                str(value) if field.kind is Kind.ID else documents.value(field, value)
            )
    more = {name: row.get(name) for name in tables_out.MORE if shape.name == "service"}
    return flat | {name: value for name, value in more.items() if value}


@dataclass(frozen=True)
class _Links:
    """What one record names, for closing the export."""

    id: UUID
    targets: Mapping[str, UUID]


def _rows(name: str, kept: Ids) -> Iterator[Row]:
    """The rows of a kind that stay, without links to what is not there."""
    columns = [one.name for one in SHAPES[name].fields if one.name in TARGETS]
    for row in every(name).order_by("id").values().iterator(2000):
        if row["id"] in kept[name]:
            for column in columns:
                if row[column] not in kept[TARGETS[column]]:
                    row[column] = None
            yield row


def _closed() -> Ids:
    """The ids that stay when everything goes that hangs on nothing."""
    links = {name: list(_links(shape)) for name, shape in SHAPES.items()}
    kept: Ids = {name: {one.id for one in found} for name, found in links.items()}
    while True:
        anything = set().union(*kept.values())
        fallen = {
            name: [
                one.id
                for one in found
                if one.id in kept[name] and _falls(name, one, kept, anything)
            ]
            for name, found in links.items()
        }
        if not any(fallen.values()):
            return kept
        for name, ids in fallen.items():
            kept[name].difference_update(ids)


def _links(shape: Shape) -> Iterable[_Links]:
    columns = [one.name for one in shape.fields if one.name in {*TARGETS, *LOOSE.values()}]
    for key, *values in every(shape.name).values_list("id", *columns).iterator(5000):
        yield _Links(key, {n: v for n, v in zip(columns, values, strict=True) if v is not None})


def _falls(name: str, one: _Links, kept: Ids, anything: set[UUID]) -> bool:
    if name in LOOSE and LOOSE[name] in one.targets:
        return one.targets[LOOSE[name]] not in anything
    owners = OWNERS.get(name, ())
    return bool(owners) and not any(
        column in one.targets and one.targets[column] in kept[TARGETS[column]] for column in owners
    )
