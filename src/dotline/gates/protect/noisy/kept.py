"""What a release keeps beside its tables, so that rows can be read off the same measurements.

    DIR/measured.npz      every cell that was measured: its noisy count on the grid, its estimate; and the
                          rows of made-up people that the tables were counted from, where they were

Noisy numbers and what is computed from them alone: publishing the file tells nothing that the
release's promise does not cover, and reading rows off it spends nothing.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dotline.base.crypto import digest, signature_holds
from dotline.base.errors import Conflict, Invalid
from dotline.gates.protect.noisy.direct import Direct
from dotline.gates.protect.noisy.lattice import Cells, Key, Real
from dotline.gates.protect.noisy.measuring import GRID

MEASURED = "measured.npz"


@dataclass(frozen=True)
class KeptTable:
    """One measured table: the cells that were measured, their noisy counts and estimates."""

    key: Key
    cells: Cells
    noisy: Real
    estimates: Real
    sigma: float


@dataclass(frozen=True)
class Kept:
    """A release as rows are read off it. `doubt`: the noise of `people`; 0 where no total was measured.

    `rows`: those that its tables were counted from (0 is blank); None where they stand as measured.
    """

    release: str
    protected: bool
    domains: Mapping[str, tuple[str, ...]]
    tables: tuple[KeptTable, ...]
    people: float
    doubt: float
    rows: NDArray[np.int16] | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many values each column has."""
        return tuple(len(values) for values in self.domains.values())


def packed(found: Direct, rows: NDArray[np.int16] | None = None) -> bytes:
    """All that was measured, and the rows that were counted, as the bytes of `measured.npz`."""
    tables = [
        (level, table, slice(start, start + len(table.cells)))
        for level in found.levels
        for table, start in zip(level.tables, level.starts, strict=True)
    ]
    widest = max(len(table.key) for _level, table, _part in tables)
    keys = np.full((len(tables), widest), -1, np.int16)
    for at, (_level, table, _part) in enumerate(tables):
        keys[at, : len(table.key)] = table.key
    counted: dict[str, Any] = {} if rows is None else {"rows": rows}
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        keys=keys,
        lengths=np.array([len(table.cells) for _level, table, _part in tables]),
        sigmas=np.array([level.sigma for level, _table, _part in tables]),
        cells=np.concatenate([table.cells for _level, table, _part in tables]),
        noisy=_grid(np.concatenate([level.noisy[part] for level, _table, part in tables])),
        estimates=_grid(np.concatenate([level.estimates[part] for level, _table, part in tables])),
        people=np.array([found.people, found.doubt]),
        **counted,
    )
    return stream.getvalue()


def _grid(counts: Real) -> NDArray[np.int64]:
    whole: NDArray[np.int64] = np.rint(counts * GRID).astype(np.int64)
    return whole


def read(folder: Path) -> Kept:
    """A release as it was made.

    Raises Invalid where the folder holds none, or one without measurements; Conflict where anything
    was changed after it was made.
    """
    said = told(folder)
    _unchanged(folder, said)
    domains = {column: tuple(values) for column, values in said["columns"].items()}
    data = (folder / MEASURED).read_bytes()
    return unpacked(data, str(said["release"]), domains, protected=bool(said["protected"]))


def unpacked(
    data: bytes, release: str, domains: Mapping[str, tuple[str, ...]], *, protected: bool
) -> Kept:
    """What `packed` made, under the public domains of its columns in their order.

    Raises Conflict where the bytes are not what `packed` makes.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
        people, doubt = map(float, arrays["people"])
        rows = arrays.get("rows")
        return Kept(release, protected, domains, _tables(arrays), people, doubt, rows)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _changed(MEASURED) from error


def told(folder: Path) -> Mapping[str, Any]:
    """What `release.json` says. Raises Invalid where the folder holds no release that kept its measurements."""
    try:
        said = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid(
            "The folder {folder} holds no finished release of noisy tables.",
            "Name the folder that `statistics protect` wrote; if it was interrupted, give that "
            "command again first.",
            folder=folder.name,
        ) from error
    if not isinstance(said, dict) or not {"columns", "measured"} <= said.keys():
        raise Invalid(
            "The release in {folder} keeps no measurements, so no rows can be read off it.",
            "It was made before Dotline kept them, or by another gate; make a new one.",
            folder=folder.name,
        )
    return said


def _unchanged(folder: Path, told: Mapping[str, Any]) -> None:
    """Raises Conflict unless the signature holds and every file has its hash."""
    if "signature" in told and not _signature_holds(told):
        raise _changed("release.json")
    for one in (told["measured"], *told["tables"]):
        path = folder / one["file"]
        if not path.is_file() or digest(path.read_bytes()) != one["sha256"]:
            raise _changed(one["file"])


def _signature_holds(told: Mapping[str, Any]) -> bool:
    plain = {name: value for name, value in told.items() if name != "signature"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()
    try:
        key, value = (bytes.fromhex(told["signature"][name]) for name in ("public_key", "value"))
        return signature_holds(key, value, text)
    except (TypeError, KeyError, ValueError):
        return False


def _changed(file: str) -> Conflict:
    return Conflict(
        "The file {file} of this release is missing, or was changed after it was made.",
        "Take the whole folder again from where it was published.",
        file=file,
    )


def _tables(arrays: Mapping[str, NDArray[Any]]) -> tuple[KeptTable, ...]:
    ends = np.cumsum([0, *arrays["lengths"]])
    return tuple(
        KeptTable(
            tuple(int(column) for column in key if column >= 0),
            arrays["cells"][first:last],
            arrays["noisy"][first:last] / GRID,
            arrays["estimates"][first:last] / GRID,
            float(sigma),
        )
        for key, sigma, first, last in zip(
            arrays["keys"], arrays["sigmas"], ends[:-1], ends[1:], strict=True
        )
    )
