"""Matching encoded files: recall, precision, F1 and false pairs on people the model never saw, and how long it takes.

The other half of the people of each file that the model was learnt from (benchmarks/_train_scores.py), and made-up
people of other names (benchmarks/_people.py): 100,000 x 100,000, 1,500 x 500,000 with 60 in both, 50,578 records of
5,156 people of long ago. A million by a million where DOTLINE_LINK_MILLION is set: it takes minutes. Splink in the
clear was measured at F1 0.960 and recall 0.811 at precision 0.99 on 100,000 x 100,000 people with mild errors, 0.835
with many.
"""

import csv
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks._shared import shared
from dotline.cli.bench import Row

SIZE = int(os.environ.get("DOTLINE_LINK_SIZE", "100000"))
MILLION = "DOTLINE_LINK_MILLION"
_GIB = 1 << 20


def run(home: Path) -> Sequence[Row]:
    """Encode, compare and resolve; what was learnt from is measured only where the data is there."""
    from benchmarks import _people  # noqa: PLC0415 - the kernel is not for every start

    data = shared("linkage")
    rows = (
        [*_held_out(home, data)]
        if data
        else [Row("NOT MEASURED: no shared data of linkage", [0.0], unit="")]
    )
    for kind, size, least in (("mild", SIZE, 0.98), ("bad", SIZE, 0.90)):
        rows += _two(kind, size, home / kind, least)
    rows += _rare(home / "rare")
    _people.write(_people.made("past", 5_156), home / "past")
    rows += _past(home / "past")
    if os.environ.get(MILLION):
        rows += _million(home / "million")
    return rows


def _held_out(home: Path, data: Path) -> Iterator[Row]:
    from benchmarks import _train_scores as learnt  # noqa: PLC0415 - SciPy is not for every start

    people = replace(learnt.people(data, odd=True), name="people_train")
    for source, least in (
        (people, 0.98),
        (learnt.damaged(people, 7, 1.0), 0.90),
        (learnt.febrl(data, 4, odd=True), 0.999),
    ):
        folder = home / source.name.replace(" ", "_")
        folder.mkdir()
        columns = {name: role for name, role in source.columns.items() if role}
        for side, table in (("a", source.a), ("b", source.b or [])):
            with (folder / f"{side}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, ["row", *columns], extrasaction="ignore")
                writer.writeheader()
                for at, row in enumerate(table):
                    writer.writerow({"row": f"{side}{at}-{source.who(row)}", **row})
        _encode(folder, columns, "row", "csv")
        yield from _quality(source.name, _Matched(folder), least)


def _encode(folder: Path, columns: Mapping[str, str], name: str, kind: str) -> float:
    """Encode both files of a folder under a fresh key; the processor's seconds."""
    from dotline.gates import encode  # noqa: PLC0415 - not at every start of `bench`

    key, begin = encode.fresh_key("victims"), time.process_time()
    for side in "ab":
        source, out = folder / f"{side}.{kind}", folder / f"{side}.dlk"
        encode.encode_file(source, out, schema=encode.Schema(name, columns), key=key)
    return time.process_time() - begin


class _Matched:
    """Two encoded files matched, each record in one pair; ids end in a dash and the person."""

    def __init__(self, folder: Path) -> None:
        from dotline.link import jobs  # noqa: PLC0415

        begin = time.process_time()
        _compared, told = jobs.match(folder / "a.dlk", folder / "b.dlk")
        chosen = jobs.chosen(told, one_to_one=True, least=0.0)
        self.took = time.process_time() - begin
        ones, twos = ([_person(ids[at]) for at in side.tolist()]
                      for ids, side in zip(told.ids, (chosen.one, chosen.two), strict=True))  # fmt: skip
        self.right = np.array([one == two for one, two in zip(ones, twos, strict=True)], np.bool_)
        self.sure = chosen.probability
        persons = [_persons(folder / f"{side}.dlk.ids") for side in "ab"]
        self.whole = len(persons[0] & persons[1])

    def f1(self, at: npt.NDArray[np.bool_]) -> float:
        """F1 of some of the pairs."""
        return float(2 * self.right[at].sum() / (at.sum() + self.whole))


def _person(one: str) -> str:
    return one.rpartition("-")[2]


def _persons(ids: Path) -> set[str]:
    with ids.open(encoding="utf-8") as lines:
        return {_person(line.rstrip("\n")) for line in lines}


def _quality(name: str, told: _Matched, least: float) -> Iterator[Row]:
    from dotline.matching import resolving  # noqa: PLC0415

    right = np.cumsum(told.right)
    shown = np.arange(1, len(right) + 1)
    best = float((2 * right / (shown + told.whole)).max())
    yield Row(
        f"{name}: F1 at the default", [told.f1(told.sure >= resolving.REVIEW)], unit="", least=least
    )
    yield Row(f"{name}: F1 at the best threshold", [best], unit="", least=least)
    for precision in (0.99, 0.999):
        good = right / shown >= precision
        found = float(right[good].max() / told.whole) if good.any() else 0.0
        yield Row(f"{name}: recall at precision {precision}", [found], unit="")


def _two(kind: str, size: int, folder: Path, least: float) -> Iterator[Row]:
    from benchmarks import _people  # noqa: PLC0415

    _people.write(_people.made(kind, size), folder)
    took = _encode(folder, _people.COLUMNS, "id", "parquet")
    told = _Matched(folder)
    name = f"{kind}, {size:,} x {size:,}"
    yield from _quality(name, told, least)
    yield Row(f"{name}: encode both", [2 * size / took], unit="records/s/core", least=60_000)
    yield Row(f"{name}: compare and resolve", [told.took], unit="CPU-s")


def _rare(folder: Path) -> Iterator[Row]:
    from benchmarks import _people  # noqa: PLC0415
    from dotline.matching import resolving  # noqa: PLC0415

    _people.write(_people.made("rare", 500_000), folder)
    _encode(folder, _people.COLUMNS, "id", "parquet")
    told = _Matched(folder)
    for zone, sure in (("match", resolving.MATCH), ("match and review", resolving.REVIEW)):
        at = told.sure >= sure
        name = f"60 of 1,500 x 500,000, {zone}"
        yield Row(f"{name}: found", [float(told.right[at].sum())], unit="", least=45)
        yield Row(f"{name}: false", [float((~told.right[at]).sum())], unit="", limit=1.001)


def _past(folder: Path) -> Iterator[Row]:
    from benchmarks import _people  # noqa: PLC0415
    from dotline.gates import encode  # noqa: PLC0415
    from dotline.link import jobs  # noqa: PLC0415

    begin = time.process_time()
    schema = encode.Schema("id", _people.PAST)
    done = jobs.dedupe(folder / "a.parquet", schema=schema, beside_=folder / "out.csv")
    took = time.process_time() - begin
    yield Row(
        "many records of people long ago: F1 of clusters",
        [_clusters(done.rows)],
        unit="",
        least=0.90,
    )
    yield Row("many records of people long ago: dedupe", [took], unit="CPU-s")


def _clusters(rows: Sequence[tuple[str, int]]) -> float:
    """F1 of the pairs that stand in one cluster."""
    counts = [
        Counter(told) for told in (
            [_person(one) for one, _cluster in rows],
            [cluster for _one, cluster in rows],
            [(_person(one), cluster) for one, cluster in rows],
        )
    ]  # fmt: skip
    true, found, both = (sum(n * (n - 1) // 2 for n in told.values()) for told in counts)
    return 2 * both / (true + found)


_MATCH = """
import sys, time
from pathlib import Path
from dotline.base import clock
from dotline.link import jobs
from dotline.link.formats import results
a, b, out = map(Path, sys.argv[1:])
compared, told = jobs.match(a, b)
linked = jobs.chosen(told, one_to_one=True, least=0.5)
about = told.about
origin = results.Origin(
    about.purpose, about.epoch, about.key, about.model, about.digests, "", clock.now().date()
)
results.write(out, told.ids, linked, origin)
results.write_why(out, told.ids, linked, compared.levels, origin)
"""


def _million(folder: Path) -> Iterator[Row]:
    """In a process of its own, so that its memory is its own; from the start of Python to the pairs on the disk."""
    from benchmarks import _people  # noqa: PLC0415

    _people.write(_people.made("mild", 1_000_000), folder)
    begin = time.perf_counter()
    took = _encode(folder, _people.COLUMNS, "id", "parquet")
    encoded = time.perf_counter() - begin
    used, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command: list[Any] = [
        sys.executable,
        "-c",
        _MATCH,
        *(folder / name for name in ("a.dlk", "b.dlk", "pairs.csv")),
    ]
    subprocess.run(command, check=True)
    wall, now = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    name = "mild, a million x a million"
    yield Row(f"{name}: encode both", [2_000_000 / took], unit="records/s/core", least=60_000)
    yield Row(f"{name}: match, encodings made", [wall], unit="s", limit=5)
    yield Row(f"{name}: match, encodings made", [spent], unit="CPU-s", limit=10)
    yield Row(f"{name}: match, memory", [now.ru_maxrss / _GIB], unit="GiB", limit=2.5)
    yield Row(f"{name}: with encoding", [wall + encoded], unit="s", limit=45)
    yield from _quality(name, _Matched(folder), 0.98)
