"""Peers on the same made-up people as ours, in one run: Splink 5 in the clear, clkhash with anonlink on encodings.

Needs DOTLINE_PEERS, a Python that has requirements/peers.in. Processor's seconds of one process each, encoding and
reading included; F1 of pairs, each record in one pair at most, at the threshold that is best for the peer (ours: the
shipped default). Peers are set as their documentation says and not tuned. 100,000 x 100,000 people
(DOTLINE_PEERS_SIZE), mild errors and bad ones; and FEBRL 4 without the social security number.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks._shared import shared
from dotline.cli.bench import Row

SIZE = int(os.environ.get("DOTLINE_PEERS_SIZE", "100000"))
ROUNDS = int(os.environ.get("DOTLINE_PEERS_ROUNDS", "1"))
FEBRL = {
    "given_name": "given_name", "surname": "family_name", "street_number": "ignore", "address_1": "street",
    "address_2": "ignore", "suburb": "place", "postcode": "postal_code", "state": "ignore",
    "date_of_birth": "birth_date", "soc_sec_id": "ignore",
}  # fmt: skip
_NAMES = {"surname": "family", "address_1": "street", "suburb": "town", "postcode": "postal",
          "date_of_birth": "born", "given_name": "given"}  # fmt: skip

_COMMON = """
import json, os, sys, time
import pyarrow.parquet as pq
folder = sys.argv[1]
a, b = (pq.read_table(f"{folder}/{side}.parquet").to_pylist() for side in "ab")
columns = [name for name in a[0] if name != "id"]
who = lambda id_: id_.rsplit("-", 1)[1]
there = {}
for row in b: there[who(row["id"])] = there.get(who(row["id"]), 0) + 1
whole = sum(there.get(who(row["id"]), 0) for row in a)
def told(pairs, begin):
    took = time.process_time() - begin
    left, right, right_ones, best = set(), set(), 0, 0.0
    number = 0
    for one, two in pairs:  # the surest first
        if one in left or two in right: continue
        left.add(one); right.add(two); number += 1
        right_ones += who(one) == who(two)
        best = max(best, 2 * right_ones / (number + whole))
    print(json.dumps({"f1": best, "seconds": took}))
"""
_SPLINK = (
    _COMMON
    + """
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
import pyarrow as pa
def table(rows): return pa.table({n: [r[n] or None for r in rows] for n in ("id", *columns)})
begin = time.process_time()
have = set(columns)
rules = [r for r in (("family", "born"), ("given", "born"), ("given", "family"), ("phone",), ("postal", "family"),
    ("postal", "given"), ("postal", "born"), ("street", "given"), ("street", "family"), ("street", "born"),
    ("town", "given", "family")) if set(r) <= have]
def comparison(n):
    if n in ("given", "family"): return cl.JaroWinklerAtThresholds(n, [0.92, 0.8])
    if n in ("born", "phone", "postal"): return cl.DamerauLevenshteinAtThresholds(n, [1, 2])
    if n == "street": return cl.JaroWinklerAtThresholds(n, [0.9])
    return cl.ExactMatch(n)
settings = SettingsCreator(link_type="link_only", unique_id_column_name="id",
    blocking_rules_to_generate_predictions=[block_on(*r) for r in rules], comparisons=[comparison(n) for n in columns])
db = DuckDBAPI()
sides = [db.register(table(rows), dataset_display_name=name) for name, rows in (("a", a), ("b", b))]
linker = Linker(sides, settings, log_level="ERROR")
linker.training.estimate_probability_two_random_records_match([block_on("given", "family", "born")], recall=0.6)
linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("given", "family"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("born", "postal"))
found = linker.inference.predict(threshold_match_probability=0.01)
rows = found.as_duckdbpyrelation().project("match_weight, id_l, id_r").fetchall()
rows.sort(key=lambda row: (-row[0], row[1], row[2]))
told([(l, r) if l.startswith("a") or "-org-" in l else (r, l) for _w, l, r in rows], begin)
"""
)
_CLK = (
    _COMMON
    + """
import warnings; warnings.simplefilter("ignore")
from clkhash import clk, comparators, field_formats as f, schema
import anonlink
begin = time.process_time()
how = f.FieldHashingProperties(comparator=comparators.get_comparator({"type": "ngram", "n": 2}),
                               strategy=f.BitsPerTokenStrategy(8))
told_schema = schema.Schema([f.StringSpec(n, how) for n in columns], 1024, kdf_salt=b"salt")
people = [[[row[n] or "" for n in columns] for row in rows] for rows in (a, b)]
codes = [clk.generate_clks(rows, told_schema, "secret", max_workers=1) for rows in people]
candidates = anonlink.candidate_generation.find_candidate_pairs(
    codes, anonlink.similarities.dice_coefficient_accelerated, float(sys.argv[2]))
scores, _sets, (left, right) = candidates
order = sorted(range(len(scores)), key=lambda at: -scores[at])
told([(a[left[at]]["id"], b[right[at]]["id"]) for at in order], begin)
"""
)


def run(home: Path) -> Sequence[Row]:
    """Every peer that is there, and ours, on each data set; nothing where there is no Python of the peers."""
    python = os.environ.get("DOTLINE_PEERS", "")
    if not python:
        return [Row("NOT MEASURED: DOTLINE_PEERS names no Python", [0.0], unit="")]
    rows: list[Row] = []
    for name, folder, schema in _data(home):
        ours = [_ours(folder, schema) for _ in range(ROUNDS)]
        rows += _told(name, "Dotline, encoded, with encoding", ours, ours)
        for peer, program, more in (
            ("Splink 5 in the clear", _SPLINK, ()),
            ("clkhash + anonlink 0.15.3", _CLK, ("0.8",)),
        ):
            theirs = [_peer(python, program, folder, more) for _ in range(ROUNDS)]
            rows += _told(name, peer, [one for one in theirs if one], ours)
    return rows


Figures = dict[str, float]


def _told(
    name: str, who: str, figures: Sequence[Figures], ours: Sequence[Figures]
) -> Iterator[Row]:
    if not figures:
        yield Row(f"{name}: {who} NOT MEASURED", [0.0], unit="")
        return
    yield Row(f"{name}: {who}: F1", [one["f1"] for one in figures], unit="")
    yield Row(f"{name}: {who}", [one["seconds"] for one in figures], unit="s")
    if figures is not ours:
        took, mine = (median(one["seconds"] for one in them) for them in (figures, ours))
        yield Row(f"{name}: {who}: as long as ours, times", [took / mine], unit="")


def _data(home: Path) -> Iterator[tuple[str, Path, dict[str, str]]]:
    from benchmarks import _people  # noqa: PLC0415

    for kind in ("mild", "bad"):
        folder = home / kind
        _people.write(_people.made(kind, SIZE, 7), folder)
        yield f"{SIZE} x {SIZE} {kind}", folder, _people.COLUMNS
    four = shared("linkage/dataset4a.csv")
    if four is not None:
        yield (
            "FEBRL 4",
            _febrl(four.parent, home / "febrl"),
            {_NAMES[column]: role for column, role in FEBRL.items() if role != "ignore"},
        )


def _febrl(source: Path, folder: Path) -> Path:
    """FEBRL 4 under our names of columns, the person in the id, without the social security number."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import csv, parquet  # noqa: PLC0415

    folder.mkdir()
    for side in "ab":
        table = csv.read_csv(
            source / f"dataset4{side}.csv", convert_options=csv.ConvertOptions(column_types={})
        )
        rows = [
            {key.strip(): str("" if value is None else value).strip() for key, value in row.items()}
            for row in table.to_pylist()
        ]
        made = [
            {"id": f"{side}{row['rec_id']}-{row['rec_id'].split('-')[1]}"}
            | {_NAMES[column]: row[column] for column, role in FEBRL.items() if role != "ignore"}
            for row in rows
        ]
        parquet.write_table(pa.Table.from_pylist(made), folder / f"{side}.parquet")
    return folder


def _ours(folder: Path, columns: dict[str, str]) -> Figures:
    """Encode both files and match them, one to one, at the shipped default."""
    import time  # noqa: PLC0415

    from pyarrow import parquet  # noqa: PLC0415

    from dotline.gates import encode  # noqa: PLC0415
    from dotline.link import jobs  # noqa: PLC0415
    from dotline.matching import resolving  # noqa: PLC0415

    key, schema = encode.fresh_key("statistics"), encode.Schema("id", columns)
    files = [folder / f"{side}.dlk" for side in "ab"]
    for file in files:
        for old in folder.glob(f"{file.name}*"):
            old.unlink()
    begin = time.process_time()
    for side, file in zip("ab", files, strict=True):
        encode.encode_file(folder / f"{side}.parquet", file, schema=schema, key=key)
    _compared, told = jobs.match(*files)
    linked = jobs.chosen(told, one_to_one=True, least=resolving.REVIEW)
    took = time.process_time() - begin
    who: Callable[[str], str] = lambda id_: id_.rsplit("-", 1)[1]  # noqa: E731
    ids = [
        parquet.read_table(folder / f"{side}.parquet", columns=["id"])["id"].to_pylist()
        for side in "ab"
    ]
    there: dict[str, int] = {}
    for one in ids[1]:
        there[who(one)] = there.get(who(one), 0) + 1
    whole = sum(there.get(who(one), 0) for one in ids[0])
    pairs = zip(linked.one.tolist(), linked.two.tolist(), strict=True)
    true = sum(who(told.ids[0][one]) == who(told.ids[1][two]) for one, two in pairs)
    return {"f1": 2 * true / (len(linked) + whole), "seconds": took}


def _peer(python: str, program: str, folder: Path, more: Sequence[str]) -> Figures | None:
    done = subprocess.run(
        [python, "-c", program, str(folder), *more], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stderr[-600:])  # noqa: T201 - a benchmark says why
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))
