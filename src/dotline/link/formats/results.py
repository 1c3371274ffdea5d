"""Results: pairs of records with probability and zone, what each is made of, and clusters. CSV or Parquet. Pure."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dotline.base.errors import Invalid, NotFound
from dotline.gates.encode.owners import Texts
from dotline.link.formats.pairs import numbers, put
from dotline.link.formats.tokens import FORM, TokenPair
from dotline.matching.resolving import Linked, Zone

COLUMNS: Final = ("id_a", "id_b", "probability", "zone")
WHY: Final = ("id_a", "id_b", "levels", "shared", "points", "rivals", "probability")
ALIKE: Final = ("id_a", "id_b", "dice")
ZONES: Final = tuple(zone.value for zone in Zone)
ORIGIN: Final = b"dotline-origin-1"


@dataclass(frozen=True)
class Origin:
    """Under what pairs were found: purpose, epoch and key of both files, their digests, the weights, the day.

    `agreement` is its reference in the register; '' for a trial with made-up people.
    """

    purpose: str
    epoch: str
    key: str
    model: str
    digests: tuple[str, ...]
    agreement: str
    on: date

    def told(self) -> bytes:
        """As it stands in the head of a Parquet file."""
        return json.dumps({**asdict(self), "on": self.on.isoformat()}).encode()


def _origin(head: Mapping[bytes, bytes] | None) -> Origin:
    """Read it back. Raises KeyError, TypeError, ValueError where there is none."""
    said = json.loads((head or {})[ORIGIN])
    on = date.fromisoformat(said.pop("on"))
    return Origin(digests=tuple(said.pop("digests")), on=on, **said)


def write(
    path: Path, ids: tuple[Sequence[str], Sequence[str]], told: Linked, origin: Origin
) -> None:
    """Write pairs as `id_a,id_b,probability,zone`, the surest first. Raises Conflict.

    Parquet says in its head what they come from; a CSV file is its columns alone.
    """
    zones = _Words(ZONES, told.zones)
    _table(path, COLUMNS, [*_named(ids, told), told.probability, zones], origin=origin)


def write_why(
    path: Path,
    ids: tuple[Sequence[str], Sequence[str]],
    told: Linked,
    levels: npt.NDArray[np.uint32],
    origin: Origin,
) -> None:
    """Beside the pairs, for their holder's eyes: what each score is made of, and what they come from."""
    whole = [
        one.astype(np.int64) for one in (levels[told.middle], told.shared, told.points, told.rivals)
    ]
    _table(
        beside(path),
        WHY,
        [*_named(ids, told), *whole, told.probability],
        parquet=True,
        origin=origin,
    )


def beside(path: Path) -> Path:
    """Where it lies what the scores of a file of pairs are made of."""
    return path.with_name(f"{path.name}.why")


@dataclass(frozen=True)
class _Words:
    """Some of a list of texts, by their places: the ids of records, the words of zones."""

    every: Sequence[str]
    places: npt.NDArray[Any]

    def texts(self) -> list[str]:
        """Each as a text."""
        if isinstance(self.every, Texts):
            return self.every.some(self.places)
        return [self.every[at] for at in self.places.tolist()]

    def arrow(self) -> Any:
        """The same as a column of Arrow."""
        import pyarrow as pa  # noqa: PLC0415 - see _table

        every = self.every if isinstance(self.every, Texts) else Texts.of(self.every)
        some = every.at(self.places)
        small = len(some.letters) < 1 << 31  # what one array of Arrow holds
        ends = pa.py_buffer(some.places.astype(np.int32 if small else np.int64))
        kind = pa.StringArray if small else pa.LargeStringArray
        return kind.from_buffers(len(some), ends, pa.py_buffer(some.letters))


_Column = Sequence[object] | npt.NDArray[Any] | _Words


def _named(ids: tuple[Sequence[str], Sequence[str]], told: Linked) -> tuple[_Words, _Words]:
    return _Words(ids[0], told.one), _Words(ids[1], told.two)


def write_alike(
    path: Path, ones: Sequence[str], twos: Sequence[str], dice: npt.NDArray[np.float64]
) -> None:
    """Write pairs of a sweep as `id_a,id_b,dice`, the most alike first. Raises Conflict."""
    _table(path, ALIKE, [ones, twos, np.round(dice, 6).tolist()])


def write_clusters(path: Path, told: Iterable[tuple[str, int]]) -> None:
    """Write `id,cluster`. Raises Conflict."""
    rows = list(told)
    _table(path, ("id", "cluster"), [[one for one, _at in rows], [at for _one, at in rows]])


def write_weak(path: Path, told: Iterable[TokenPair]) -> None:
    """Write `id_a,id_b,rules,form`: pairs by tokens of others, without a probability. Raises Conflict."""
    rows = [(one.one, one.two, " ".join(one.rules), FORM) for one in told]
    _table(path, ("id_a", "id_b", "rules", "form"), list(zip(*rows, strict=True)) or [[]] * 4)


def _table(
    path: Path,
    names: Sequence[str],
    columns: Sequence[_Column],
    *,
    parquet: bool = False,
    origin: Origin | None = None,
) -> None:
    if parquet or path.suffix.casefold() == ".parquet":
        import pyarrow as pa  # noqa: PLC0415 - fifty megabytes that CSV does not need
        from pyarrow import parquet as writer  # noqa: PLC0415

        stream = io.BytesIO()
        table = pa.Table.from_arrays([_arrow(one) for one in columns], names=list(names))
        if origin is not None:
            table = table.replace_schema_metadata({ORIGIN: origin.told()})
        writer.write_table(table, stream)
        put(path, stream.getvalue())
        return
    put(path, _csv(names, [_texts(one) for one in columns]))


def _arrow(column: _Column) -> Any:
    """A column of Arrow."""
    import pyarrow as pa  # noqa: PLC0415 - see _table

    if isinstance(column, _Words):
        return column.arrow()
    return numbers(column) if isinstance(column, np.ndarray) else pa.array(column)


def _texts(column: _Column) -> Sequence[str]:
    """Each value of a column as CSV has it. Many probabilities are the same: each is written out once."""
    if isinstance(column, _Words):
        return column.texts()
    if isinstance(column, np.ndarray):
        each, at = np.unique(column, return_inverse=True)
        told = [str(one) for one in each.tolist()]
        return [told[one] for one in at.tolist()]
    return [str(one) for one in column]


def _csv(names: Sequence[str], columns: Sequence[Sequence[str]]) -> str:
    """Rows as the csv module writes them; by hand where no value needs quotes, in a fifth of the time."""
    plain = "".join(map("{}\n".format, map(",".join, zip(*columns, strict=True))))
    rows, commas = len(columns[0]), (len(names) - 1) * len(columns[0])
    if (plain.count("\n"), plain.count(",")) == (rows, commas) and not (
        '"' in plain or "\r" in plain
    ):
        return f"{','.join(names)}\n{plain}"
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(names)
    lines.writerows(zip(*columns, strict=True))
    return text.getvalue()


@dataclass(frozen=True)
class PairTold:
    """One pair of records, as a file of pairs names them, and its zone."""

    one: str
    two: str
    zone: str


def read(path: Path) -> list[PairTold]:
    """The pairs of a file, in its order. Raises NotFound, Invalid."""
    if not path.is_file():
        raise NotFound("There is no file {file}.", "Check its name.", file=path.name)
    try:
        if path.suffix.casefold() == ".parquet":
            from pyarrow import parquet as reader  # noqa: PLC0415 - see above

            rows = reader.read_table(path, columns=["id_a", "id_b", "zone"]).to_pylist()
        else:
            with path.open(encoding="utf-8", newline="") as stream:
                rows = list(csv.DictReader(stream))
        return [PairTold(row["id_a"], row["id_b"], row["zone"]) for row in rows]
    except (KeyError, ValueError, OSError, csv.Error) as error:
        raise Invalid(
            "{file} holds no pairs of records.",
            "The command dotline link match makes it.",
            file=path.name,
        ) from error


@dataclass(frozen=True)
class Why:
    """What one pair's score is made of: packed levels, shared tokens, points; its probability; what it comes from.

    `rivals` are those of the points that other partners of the two took; 0 in a file of before there were such.
    """

    levels: int
    shared: int
    points: int
    rivals: int
    probability: float
    origin: Origin


def why(path: Path, one: str, two: str) -> Why:
    """What one pair of a file is made of. Raises NotFound, Invalid."""
    import pyarrow as pa  # noqa: PLC0415 - see above
    from pyarrow import compute  # noqa: PLC0415
    from pyarrow import parquet as reader  # noqa: PLC0415

    place = beside(path)
    if not place.is_file():
        raise NotFound(
            "Nothing tells what the scores of {file} are made of.",
            "The command match writes {why} beside the pairs; keep the two together.",
            file=path.name,
            why=place.name,
        )
    try:
        table = reader.read_table(place)
        origin = _origin(table.schema.metadata)
        asked = compute.and_(compute.equal(table["id_a"], one), compute.equal(table["id_b"], two))
        found = table.filter(asked).to_pylist()
    except (pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise Invalid(
            "{file} was cut short or changed.", "Match again.", file=place.name
        ) from error
    if not found:
        raise NotFound(
            "These two are no pair of {file}.",
            "Give the two ids as the file has them: ID_A,ID_B.",
            file=path.name,
        )
    row = found[0]
    whole = (row["levels"], row["shared"], row["points"], row.get("rivals", 0), row["probability"])
    return Why(*whole, origin)
