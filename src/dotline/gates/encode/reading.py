"""Tables from files, some thousand rows at a time: CSV and Parquet, within limits, never whole in memory."""

import csv
import ctypes
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from dotline.base.errors import Invalid, NotFound
from dotline.gates.encode.schema import Row, Schema
from dotline.gates.encode.table import ASCII, Column, Letters, Table
from dotline.matching import kernel
from dotline.matching.filters import pointer

BATCH: Final = 8_192
BLOCK: Final = 1 << 20
LONGEST_CELL: Final = 100_000
_TEXTS: Final = frozenset({"string", "large_string"})


def tables(path: Path, schema: Schema) -> Iterator[Table]:
    """Some thousand rows at a time, '' for nothing. Raises NotFound, and Invalid for what the schema does not fit."""
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    if path.suffix.casefold() == ".parquet":
        return _parquet(path, schema)
    library = kernel.chosen()
    return _csv(path, schema) if library is None else _csv_in_c(path, schema, library)


def known(path: Path) -> int:
    """How many rows a table has, where its head says so (Parquet); else 0."""
    if path.suffix.casefold() != ".parquet" or not path.is_file():
        return 0
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    try:
        return int(parquet.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError):
        return 0  # reading it says what is wrong


def rows(path: Path, schema: Schema) -> Iterator[Row]:
    """Each row as texts by column. Raises as `tables`."""
    for table in tables(path, schema):
        names = (schema.id, *table.columns)
        texts = [one.texts() for one in (table.ids, *table.columns.values())]
        for cells in zip(*texts, strict=True):
            yield dict(zip(names, cells, strict=True))


def _table(schema: Schema, header: Sequence[str], columns: Sequence[Column]) -> Table:
    found = dict(zip(header, columns, strict=True))
    return Table(found[schema.id], {name: found[name] for name in schema.columns if name in found})


def _csv(path: Path, schema: Schema) -> Iterator[Table]:
    """By Python's own reader, where there is no compiled kernel."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, skipinitialspace=True, strict=True)
        number = 1
        try:
            header = [name.strip() for name in next(reader, [])]
            schema.check(header, path.name)
            records = (cells for cells in reader if cells)
            while batch := list(islice(records, BATCH)):
                for number, cells in enumerate(batch, start=number + 1):  # noqa: B020
                    if len(cells) != len(header):
                        raise _broken(path, number)
                columns = [Column.of(one) for one in zip(*batch, strict=True)]
                yield _table(schema, header, columns)
        except (csv.Error, UnicodeDecodeError):
            raise _broken(path, number + 1) from None  # their words may hold a value


def _csv_in_c(path: Path, schema: Schema, library: ctypes.CDLL) -> Iterator[Table]:
    """Block by block; a cell is a stretch of its block."""
    with path.open("rb") as stream:
        header, begin = _header(path)
        schema.check(header, path.name)
        stream.seek(begin)
        number, rest = 0, b""
        while True:
            block = stream.read(BLOCK)
            data = np.frombuffer(bytearray(rest + block), np.uint8)
            broken, columns, used = _cells(library, data, not block, len(header))
            size = len(columns[0])
            number += size
            if size:
                _decoded(path, data[:used], number + 1)
                yield _table(schema, header, columns)
            if broken:
                raise _broken(path, number + 2)
            rest = data[used:].tobytes()
            if not block and not rest:
                return


def _header(path: Path) -> tuple[list[str], int]:
    """The names of the columns, and where the first row begins."""
    with path.open("rb") as stream:
        lines = iter(stream.readline, b"")
        read = 0

        def texts() -> Iterator[str]:
            nonlocal read
            for line in lines:
                read += len(line)
                if read > LONGEST_CELL:
                    raise _broken(path, 0)
                yield line.decode("utf-8-sig" if read == len(line) else "utf-8")

        try:
            names = next(csv.reader(texts(), skipinitialspace=True, strict=True), [])
        except (csv.Error, UnicodeDecodeError):
            raise _broken(path, 0) from None
        return [name.strip() for name in names], read


def _cells(
    library: ctypes.CDLL, data: Letters, last: bool, columns: int
) -> tuple[bool, list[Column], int]:
    """Whole records of a block: whether what follows is none, the columns, and how many bytes they took."""
    room = len(data) // max(columns, 1) + 2
    begins, ends = (np.empty((columns, room), np.int64) for _ in range(2))
    counts = np.zeros(2, np.uint64)
    done = library.dl_csv(
        pointer(data),
        *(ctypes.c_size_t(one) for one in (len(data), last, columns, room, LONGEST_CELL)),
        *(pointer(one) for one in (begins, ends, counts[:1], counts[1:])),
    )
    rows, used = (int(one) for one in counts)
    found = [Column(begins[at, :rows], ends[at, :rows], data) for at in range(columns)]
    return bool(done), found, used


def _decoded(path: Path, data: Letters, row: int) -> None:
    """Raises Invalid for what is no UTF-8."""
    try:
        if data.size and int(data.max()) > ASCII:
            data.tobytes().decode()
    except UnicodeDecodeError:
        raise _broken(path, row) from None


def _parquet(path: Path, schema: Schema) -> Iterator[Table]:
    import pyarrow as pa  # noqa: PLC0415 - fifty megabytes that CSV does not need
    from pyarrow import parquet  # noqa: PLC0415

    try:
        with parquet.ParquetFile(path) as file:
            header = file.schema_arrow.names
            schema.check(header, path.name)
            wanted = [
                schema.id,
                *(name for name, role in schema.columns.items() if role != "ignore"),
            ]
            for batch in file.iter_batches(BATCH, columns=wanted):
                columns = [_column(batch.column(name)) for name in wanted]
                yield _table(schema, wanted, columns)
    except (pa.ArrowException, OSError):
        raise _broken(path, 0) from None


def _column(told: Any) -> Column:
    """A column of Arrow; texts are not copied."""
    import pyarrow as pa  # noqa: PLC0415

    if str(told.type) not in _TEXTS:
        return Column.of([_text(value) for value in told.to_pylist()])
    whole = told.cast(pa.large_string()).fill_null("")
    _valid, offsets, data = whole.buffers()
    if not len(whole):
        return Column.of([])
    places = np.frombuffer(offsets, np.int64)[whole.offset : whole.offset + len(whole) + 1]
    return Column(places[:-1], places[1:], np.frombuffer(data or b"", np.uint8))


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - no number
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of whole numbers with gaps, as pandas writes it
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _broken(path: Path, row: int) -> Invalid:
    return Invalid(
        "{file} is no whole table (row {row}).",
        "Ask for it again, as UTF-8 CSV or as Parquet.",
        file=path.name,
        row=row,
    )
