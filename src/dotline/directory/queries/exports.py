"""The whole directory as HSDS 3.1: what everybody may read anyway, in one piece."""

import json
from collections.abc import Iterator
from itertools import islice

from dotline.base.reader import Reader
from dotline.directory.formats import tables_out
from dotline.directory.formats.shapes import SHAPES
from dotline.directory.queries import documents
from dotline.directory.queries.rows import Row, every

PIECE = 100


def as_tables(reader: Reader) -> bytes:
    """A tabular data package as zip; loading it again and exporting gives the same bytes."""
    del reader
    found: dict[str, str] = {}
    for name, shape in SHAPES.items():
        rows = every(name).order_by("id").values()
        if rows.exists():
            found[shape.file] = tables_out.table(shape, rows.iterator(2000))
    return tables_out.package(found)


def as_lines(reader: Reader) -> Iterator[str]:
    """Every service whole, one JSON object a line."""
    del reader
    rows: Iterator[Row] = iter(every("service").order_by("id").values().iterator(PIECE))
    while piece := list(islice(rows, PIECE)):
        for document in documents.full("service", piece):
            yield json.dumps(document, ensure_ascii=False)
