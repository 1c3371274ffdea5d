"""Tables from files, row by row: CSV and Parquet, within limits, never whole in memory."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from dotline.base.errors import Invalid, NotFound
from dotline.gates.encode.schema import Row, Schema

BATCH: Final = 5_000
LONGEST_CELL: Final = 100_000


def rows(path: Path, schema: Schema) -> Iterator[Row]:
    """Each row as texts by column, '' for nothing. Raises NotFound, and Invalid for what the schema does not fit."""
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    return _parquet(path, schema) if path.suffix.casefold() == ".parquet" else _csv(path, schema)


def _csv(path: Path, schema: Schema) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, skipinitialspace=True, strict=True)
        number = 1
        try:
            header = [name.strip() for name in next(reader, [])]
            schema.check(header, path.name)
            for number, cells in enumerate(reader, start=2):
                if len(cells) == len(header):
                    yield dict(zip(header, cells, strict=True))
                elif cells:
                    raise _broken(path, number)
        except (csv.Error, UnicodeDecodeError) as error:
            raise _broken(path, number) from error


def _parquet(path: Path, schema: Schema) -> Iterator[Row]:
    import pyarrow as pa  # noqa: PLC0415 - fifty megabytes that CSV does not need
    from pyarrow import parquet  # noqa: PLC0415

    try:
        with parquet.ParquetFile(path) as file:
            schema.check(file.schema_arrow.names, path.name)
            for batch in file.iter_batches(BATCH):
                for row in batch.to_pylist():
                    yield {name: _text(value) for name, value in row.items()}
    except pa.ArrowException as error:
        raise _broken(path, 0) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _broken(path: Path, row: int) -> Invalid:
    return Invalid(
        "{file} is no whole table (row {row}).",
        "Ask for it again, as UTF-8 CSV or as Parquet.",
        file=path.name,
        row=row,
    )
