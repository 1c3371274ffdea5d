"""Learns src/dotline/matching/scores.json: `python -m benchmarks._train_scores DATA OUT.json [CACHE]`.

DATA is the folder with people_train_{a,b}.parquet, dataset3.csv, dataset4{a,b}.csv and fake_1000.csv. Half of the
people of each are learnt from; the other half are never looked at here (benchmarks/link_match.py measures on them).
Made-up people of benchmarks/_people.py are learnt from too, under other names than those that are measured. So that the
model does not lean on one set of columns or on one rate of errors, the same people are learnt from with columns left
out, and with more errors than they came with. No file that is judged is ever read.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import minimize

from benchmarks import _people
from dotline.gates import encode
from dotline.matching import comparing, scores
from dotline.matching.comparing import Tally
from dotline.matching.tokens import FIELDS

Table = list[dict[str, str]]
Row = Mapping[str, str]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
FLOOR: Final = -4.0
"""Rows with less are not kept when files are compared; two of a household, of other names and births, have less."""
CUTS: Final = (24, 29, 34, 39, 44, 48)
PEOPLE: Final = {
    "given": "given_name", "middle": "middle_name", "surname": "family_name", "dob": "birth_date", "sex": "sex",
    "phone": "phone", "city": "place", "postal": "postal_code", "street": "street",
}  # fmt: skip
FEBRL: Final = {
    "given_name": "given_name", "surname": "family_name", "street_number": "street", "address_1": "street",
    "suburb": "place", "postcode": "postal_code", "date_of_birth": "birth_date",
}  # fmt: skip
FAKE: Final = {
    "first_name": "given_name", "surname": "family_name", "dob": "birth_date", "city": "place", "email": "email",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """People to learn from or to measure on: one table against itself, or two; `who` names the person of a row."""

    name: str
    a: Table
    b: Table | None
    columns: Mapping[str, str]
    who: Callable[[Row], str]


@dataclass(frozen=True)
class Pairs:
    """Every pair of rows of a source that share a token: levels, rarity, the pair of records, whether one person."""

    levels: Ints
    rarity: Ints
    pair: Ints
    same: npt.NDArray[np.bool_]
    weight: float = 1.0


def people(data: Path, *, odd: bool) -> Source:
    """The people of people_train with an odd or an even number."""
    from pyarrow import parquet  # noqa: PLC0415

    def half(name: str) -> Table:
        rows = parquet.read_table(data / f"people_train_{name}.parquet").to_pylist()
        told = [
            {key: "" if value is None else str(value) for key, value in row.items()} for row in rows
        ]
        return [row for row in told if int(row["ent"]) % 2 == odd]

    return Source("people", half("a"), half("b"), {"rid": "", **PEOPLE}, lambda row: row["ent"])


def febrl(data: Path, number: int, *, odd: bool) -> Source:
    """FEBRL 3 (one table) or 4 (two), without the social security number."""

    def read(name: str) -> Table:
        with (data / name).open(encoding="utf-8", newline="") as stream:
            rows = [
                {key: value.strip() for key, value in row.items()}
                for row in csv.DictReader(stream, skipinitialspace=True)
            ]
        return [row for row in rows if int(row["rec_id"].split("-")[1]) % 2 == odd]

    tables = (
        [read("dataset3.csv")] if number == 3 else [read("dataset4a.csv"), read("dataset4b.csv")]
    )
    return Source(
        f"febrl{number} {odd:d}", tables[0], tables[1] if number == 4 else None, {"rec_id": "", **FEBRL},
        lambda row: row["rec_id"].split("-")[1],
    )  # fmt: skip


def fake(data: Path, *, odd: bool) -> Source:
    """fake_1000 of splink_datasets."""
    with (data / "fake_1000.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if int(row["cluster"]) % 2 == odd]
    return Source(
        f"fake_1000 {odd:d}", rows, None, {"unique_id": "", **FAKE}, lambda row: row["cluster"]
    )


def invented(kind: str, size: int, seed: int) -> Source:
    """Made-up people of benchmarks/_people.py."""
    tables: dict[str, Table] = {"a": [], "b": []}
    for side, person, record in _people.made(kind, size, seed):
        tables[side].append({"id": "", "who": str(person), **record})
    columns = _people.PAST if kind == "past" else _people.COLUMNS
    return Source(
        f"invented {kind} {seed}", tables["a"], tables["b"] or None, {"id": "", **columns}, lambda row: row["who"]
    )  # fmt: skip


def without(source: Source, *columns: str) -> Source:
    """The same with columns left out."""
    kept = {name: role for name, role in source.columns.items() if name not in columns}
    return replace(source, name=f"{source.name} without {' '.join(columns)}", columns=kept)


def damaged(source: Source, seed: int, rate: float) -> Source:
    """The same with more errors: slips, swaps, gaps, moves, other names, dates off by something, in both tables."""
    random = Random(seed)

    def spoil(row: dict[str, str], others: Table) -> dict[str, str]:
        told = dict(row)
        for _ in range(sum(random.random() < rate / 4 for _ in range(4))):
            random.choice(_DAMAGES)(told, random, random.choice(others))
        return told

    tables = [
        [spoil(row, table) for row in table] if table else None for table in (source.a, source.b)
    ]
    return replace(source, name=f"{source.name} damaged {rate}", a=tables[0] or [], b=tables[1])


def _slip(row: dict[str, str], random: Random, other: Row) -> None:
    name = random.choice(
        ("given", "surname", "given", "surname", "street", "middle", "phone", "postal")
    )
    text = row[name]
    if len(text) < 2:
        return
    at = random.randrange(len(text) - 1)
    letter = (
        random.choice("0123456789") if text[at].isdigit() else random.choice("abcdefghiklmnoprstuy")
    )
    row[name] = random.choice(
        (
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def _gap(row: dict[str, str], random: Random, other: Row) -> None:
    row[random.choice(("given", "middle", "dob", "sex", "phone", "city", "postal", "street"))] = ""


def _move(row: dict[str, str], random: Random, other: Row) -> None:
    row.update({name: other[name] for name in ("street", "postal", "city")})
    if random.random() < 0.5:
        row["phone"] = other["phone"]


def _phone(row: dict[str, str], random: Random, other: Row) -> None:
    row["phone"] = other["phone"]


def _married(row: dict[str, str], random: Random, other: Row) -> None:
    row["surname"] = other["surname"]


def _swap(row: dict[str, str], random: Random, other: Row) -> None:
    row["given"], row["surname"] = row["surname"], row["given"]


def _date(row: dict[str, str], random: Random, other: Row) -> None:
    text = row["dob"]
    if len(text) != 8:
        return
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    told = random.choice(
        (
            (year, day, month) if day <= 12 else (year, month, day),
            (year + random.choice((-10, -2, -1, 1, 2, 10)), month, day),
            (year, month, max(1, min(28, day + random.choice((-10, -1, 1, 10))))),
            (year, random.randint(1, 12), min(day, 28)),
            (year, 1, 1),
        )
    )
    row["dob"] = f"{told[0]:04}{told[1]:02}{told[2]:02}"


def _middle(row: dict[str, str], random: Random, other: Row) -> None:
    row["middle"] = random.choice(("", row["middle"][:1], other["middle"]))


_DAMAGES: Final = (
    _slip,
    _slip,
    _slip,
    _slip,
    _gap,
    _move,
    _phone,
    _married,
    _swap,
    _date,
    _date,
    _middle,
)


def pairs(source: Source, folder: Path) -> Pairs:
    """Encode under a key of the moment and look at every pair of rows that share a token; kept in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{source.name.replace(' ', '_')}.npz"
    if not kept.is_file():
        made = _pairs(source, folder)
        np.savez(kept, levels=made.levels, rarity=made.rarity, pair=made.pair, same=made.same)
    told = np.load(kept)
    return Pairs(*(told[name] for name in ("levels", "rarity", "pair", "same")))


def _pairs(source: Source, folder: Path) -> Pairs:
    key, files = encode.fresh_key("statistics"), []
    owners: dict[int, tuple[int, str]] = {}
    number = 0
    for name, table in (("a", source.a), ("b", source.b)):
        if table is None:
            continue
        path = folder / f"{source.name.replace(' ', '_')}.{name}.dlk"
        for old in (path, path.with_name(f"{path.name}.ids")):
            old.unlink(missing_ok=True)
        number = _encoded(source, table, path, key, owners, number)
        files.append(encode.open_encoded(path))
    chunks = [file.chunks() for file in files]
    told = list(
        comparing.compare(chunks[0], chunks[1] if len(chunks) > 1 else None, blank(), Tally())
    )
    found = np.concatenate(told)
    one, two = (_records(found[side], owners) for side in ("one", "two"))
    persons = np.array([person for _number, person in sorted(set(owners.values()))])
    kept = (one >= 0) & (two >= 0) & (one != two)
    found, one, two = found[kept], one[kept], two[kept]
    low, high = np.minimum(one, two), np.maximum(one, two)
    return Pairs(
        found["levels"].astype(np.int64) & 0xFFFFFF,
        found["levels"].astype(np.int64) >> 24 & 7,
        low << 32 | high,
        persons[low] == persons[high],
    )


def _encoded(
    source: Source, table: Table, path: Path, key: encode.EncodeKey, owners: dict[int, tuple[int, str]], number: int
) -> int:  # fmt: skip
    """Encode one table; note which record and person each pseudonym stands for."""
    columns = dict(source.columns)
    identity = next(name for name, role in columns.items() if not role)
    del columns[identity]
    clear = path.with_suffix(".csv")
    with clear.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["at", *columns], extrasaction="ignore")
        writer.writeheader()
        for at, row in enumerate(table):
            writer.writerow({"at": str(number + at), **row})
    encode.encode_file(
        clear, path, schema=encode.Schema("at", columns), key=key, neighbours=source.b is None
    )
    clear.unlink()
    with path.with_name(f"{path.name}.ids").open(encoding="utf-8") as lines:
        for line in lines:
            pseudonym, owner = line.rstrip("\n").split("\t")
            told = int(owner)
            person = source.who(table[told - number])
            owners[int.from_bytes(bytes.fromhex(pseudonym), "little")] = (told, person)
    return number + len(table)


def _records(names: npt.NDArray[np.uint64], owners: Mapping[int, tuple[int, str]]) -> Ints:
    order = {told: at for at, told in enumerate(sorted(set(owners.values())))}
    return np.array(
        [order[owners[one]] if one in owners else -1 for one in names.tolist()], np.int64
    )


def blank() -> scores.Model:
    """A model without weights: every pair of rows is shown."""
    fields = len(FIELDS)
    return scores.Model(
        "blank", CUTS, np.zeros((fields, 8), np.int32), np.zeros((len(scores.PAIRS), 8, 8), np.int32),
        np.zeros(8, np.int32), np.zeros(scores.SHARED, np.int32), 0, -(1 << 30),
    )  # fmt: skip


# The design: 64 columns of single fields, 28 x 64 of two fields, 8 of rarity, 12 of shared tokens.
SINGLES: Final = 64
WIDTH: Final = SINGLES + 64 * len(scores.PAIRS) + scores.RARITIES + scores.SHARED
Matrix = Any


def design(levels: Ints, rarity: Ints, shared: Ints) -> Matrix:
    """One row for each pair, ones where a weight applies."""
    told = [levels >> 3 * at & 7 for at in range(len(FIELDS))]
    columns = [told[at] + 8 * at for at in range(len(FIELDS))]
    columns += [SINGLES + 64 * n + 8 * told[a] + told[b] for n, (a, b) in enumerate(scores.PAIRS)]
    begin = SINGLES + 64 * len(scores.PAIRS)
    columns += [begin + rarity, begin + scores.RARITIES + np.clip(shared, 1, scores.SHARED) - 1]
    where = np.stack(columns, 1)
    ends = np.arange(0, where.size + 1, where.shape[1])
    return sp.csr_matrix((np.ones(where.size), where.ravel(), ends), shape=(len(levels), WIDTH))


def fit(matrix: Matrix, same: npt.NDArray[np.bool_], weight: Floats, begin: Floats) -> Floats:
    """Logistic regression with a penalty: weak on single fields, stronger on pairs of them. The first is the base."""
    strength = np.r_[0.0, np.full(SINGLES, 1.0), np.full(WIDTH - SINGLES, 5.0)]
    truth = same.astype(float)

    def loss(told: Floats) -> tuple[float, Floats]:
        z = matrix @ told[1:] + told[0]
        wrong = weight * (1 / (1 + np.exp(-z)) - truth)
        value = (weight * (np.logaddexp(0, z) - truth * z)).sum() + 0.5 * (strength * told**2).sum()
        return value, np.r_[wrong.sum(), matrix.T @ wrong] + strength * told

    found = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return np.asarray(found.x)


def learn(told: Sequence[Pairs]) -> scores.Model:
    """The model: first on one row of each pair of records, then on its middle row and how many rows it has."""
    offset = np.cumsum([0, *(int(one.pair.max()) + 1 for one in told)])
    pair = np.concatenate([one.pair + begin for one, begin in zip(told, offset, strict=False)])
    levels, rarity, same = (
        np.concatenate([getattr(one, name) for one in told])
        for name in ("levels", "rarity", "same")
    )
    source = np.concatenate([np.full(len(one.pair), one.weight) for one in told])
    _keys, first, inverse = np.unique(pair, return_index=True, return_inverse=True)
    weights = fit(
        design(levels[first], rarity[first], np.ones(len(first), np.int64)), same[first], source[first],
        np.zeros(WIDTH + 1),
    )  # fmt: skip
    floor = -5.0
    for _ in range(3):
        z = design(levels, rarity, np.ones(len(levels), np.int64)) @ weights[1:] + weights[0]
        z -= weights[-scores.SHARED]
        shown = z >= floor
        order = np.lexsort((-z, inverse))
        shared = np.bincount(inverse, shown, minlength=len(first)).astype(np.int64)
        begins = np.flatnonzero(np.r_[True, inverse[order][1:] != inverse[order][:-1]])
        kept = shared > 0
        middle = order[begins + shared // 2][kept]
        weights = fit(
            design(levels[middle], rarity[middle], shared[kept]), same[middle], source[middle], weights
        )  # fmt: skip
    # Points are for one person against two: the share of pairs learnt from is taken off, that of a file put on later.
    person = float((source[first] * same[first]).sum() / source[first].sum())
    odds = float(np.log(person / (1 - person)))
    return whole(np.r_[weights[0] - odds, weights[1:]], FLOOR)


def whole(weights: Floats, floor: float) -> scores.Model:
    """Weights as whole points."""
    told = np.round(weights[1:] * scores.UNIT).astype(np.int32)
    middle, end = SINGLES + 64 * len(scores.PAIRS), WIDTH - scores.SHARED
    return scores.Model(
        "people-4", CUTS, told[:SINGLES].reshape(-1, 8), told[SINGLES:middle].reshape(-1, 8, 8), told[middle:end],
        told[end:], round(float(weights[0]) * scores.UNIT), round(floor * scores.UNIT),
    )  # fmt: skip


def write(model: scores.Model, path: Path) -> None:
    """The model as data."""
    told = {
        "name": model.name,
        "unit": scores.UNIT,
        "cuts": model.cuts,
        "base": model.base,
        "floor": model.floor,
        "single": {name: model.single[at].tolist() for at, name in enumerate(FIELDS)},
        "pair": {
            f"{FIELDS[a]}+{FIELDS[b]}": model.pair[at].ravel().tolist() for at, (a, b) in enumerate(scores.PAIRS)
        },
        "rarity": model.rarity.tolist(),
        "shared": model.shared.tolist(),
    }  # fmt: skip
    lines = json.dumps(told, indent=1)
    path.write_text(_short(lines) + "\n", encoding="utf-8")


def _short(text: str) -> str:
    """Lists of numbers on one line."""
    import re  # noqa: PLC0415

    return re.sub(r"\[([^\[\]]*)\]", lambda found: "[" + " ".join(found[1].split()) + "]", text)


def conditions(data: Path, *, odd: bool) -> Iterator[tuple[Source, float]]:
    """What is learnt from, and how much each counts."""
    base = people(data, odd=odd)
    base = replace(base, name=f"people {odd:d}")
    yield base, 1.0
    yield damaged(base, 1, 1.0), 1.0
    yield damaged(base, 2, 2.0), 0.5
    yield without(base, "phone", "middle"), 0.5
    yield without(damaged(base, 3, 1.0), "street", "sex"), 0.5
    yield without(base, "phone", "street", "postal"), 0.5
    yield without(damaged(base, 4, 0.7), "phone", "sex", "middle"), 0.5
    yield febrl(data, 3, odd=odd), 1.0
    yield febrl(data, 4, odd=odd), 2.0
    yield fake(data, odd=odd), 2.0
    seed = 1_000 + odd  # other names than those of any benchmark
    yield invented("mild", 10_000, seed), 0.7
    yield invented("bad", 10_000, seed), 0.7
    yield invented("past", 250, seed), 0.3


def main(data: Path, out: Path, cache: Path) -> None:
    """Learn and write."""
    told = []
    for source, weight in conditions(data, odd=False):
        found = pairs(source, cache)
        sys.stderr.write(f"{source.name}: {len(found.pair)} pairs of rows\n")
        told.append(replace(found, weight=weight))
    write(learn(told), out)


if __name__ == "__main__":
    main(*(Path(one) for one in (*sys.argv[1:], "build/scores")[:3]))
