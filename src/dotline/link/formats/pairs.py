"""Pairs of pseudonyms with points: what the comparer hands to the resolver, and nothing else. Parquet. Pure."""

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Conflict, Invalid, NotFound
from dotline.base.whole import write_new

FORMAT: Final = b"dotline-pairs-1"
COLUMNS: Final = ("pseudonym_a", "pseudonym_b", "points")
TABLES: Final = frozenset({".csv", ".parquet"})


@dataclass(frozen=True)
class About:
    """Under which key two files were compared, how many rows they have and how many pairs of rows were looked at.

    `alone`: a file was compared with itself. `digests` name the files, as the register of agreements knows them.
    """

    purpose: str
    epoch: str
    key: str
    model: str
    rows_a: int
    rows_b: int
    compared: int
    crowded: int
    alone: bool = False
    digests: tuple[str, ...] = ()


@dataclass(frozen=True)
class SweepAbout:
    """Under which key two files were swept, between whom, from which Dice on, and how many rows they have."""

    purpose: str
    epoch: str
    key: str
    parties: tuple[str, str]
    dice: float
    rows_a: int
    rows_b: int


@dataclass(frozen=True)
class RowPairs:
    """Pseudonyms of two rows as they stand in the files, and their points."""

    about: About
    one: npt.NDArray[np.uint64]
    two: npt.NDArray[np.uint64]
    points: npt.NDArray[np.int32]


def write(path: Path, told: RowPairs) -> None:
    """Write pairs of rows, whole or not at all. Raises Conflict rather than writing over a file."""
    import pyarrow as pa  # noqa: PLC0415 - fifty megabytes that no other command needs
    from pyarrow import parquet  # noqa: PLC0415

    columns: list[npt.NDArray[Any]] = [told.one, told.two, told.points]
    table = pa.Table.from_arrays([numbers(one) for one in columns], names=list(COLUMNS))
    about = json.dumps(asdict(told.about)).encode()
    stream = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({FORMAT: about}), stream)
    put(path, stream.getvalue())


def numbers(column: npt.NDArray[Any]) -> Any:
    """A column of Arrow, of numbers as they lie there: `pa.array` loads pandas where it is installed, for a second."""
    import pyarrow as pa  # noqa: PLC0415 - see above

    whole = np.ascontiguousarray(column)
    kind = pa.from_numpy_dtype(whole.dtype)
    return pa.Array.from_buffers(kind, len(whole), [None, pa.py_buffer(whole)])


def put(path: Path, data: bytes | str) -> None:
    """Write a file that nobody else may read. Raises Conflict rather than writing over one."""
    if not write_new(path, data):
        raise _there(path)


def free(path: Path) -> None:
    """Say before the work, not after it, that a file is there already. Raises Conflict; NotFound without its folder."""
    if path.exists():
        raise _there(path)
    if not path.absolute().parent.is_dir():
        raise NotFound("There is no folder for {file}.", "Make it first.", file=path.name)


def free_table(path: Path) -> None:
    """The same of a table whose form its name tells. Raises Invalid for a name that tells none, too."""
    if path.suffix.casefold() not in TABLES:
        raise Invalid(
            "The name of {file} does not say whether it is to be CSV or Parquet.",
            "End it in .csv or .parquet.",
            file=path.name,
        )
    free(path)


def _there(path: Path) -> Conflict:
    return Conflict("{file} is there already.", "Choose another name.", file=path.name)


def read(path: Path) -> RowPairs:
    """Pairs of rows from a file. Raises NotFound, Invalid."""
    import pyarrow as pa  # noqa: PLC0415 - see above
    from pyarrow import parquet  # noqa: PLC0415

    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    try:
        table = parquet.read_table(path)
        about = About(**json.loads((table.schema.metadata or {})[FORMAT]))
        one, two, points = (table.column(name).to_numpy() for name in COLUMNS)
    except (pa.ArrowException, KeyError, ValueError, TypeError, OSError) as error:
        raise Invalid(
            "{file} holds no pairs of pseudonyms, or was cut short.",
            "The command dotline link compare makes it.",
            file=path.name,
        ) from error
    return RowPairs(about, one.astype(np.uint64), two.astype(np.uint64), points.astype(np.int32))
