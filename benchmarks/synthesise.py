"""Rows of made-up people: error of their one-, two- and three-way tables, time and memory.

The protocol of our publication study (2.4): mean distance over all real combinations, blank cells
not counted, delta = 1 / (n ln n), public domains, the mean of five releases with secure noise, each
table read off the rows. 14,299 real records of 10 columns where $DOTLINE_RECORDS names their CSV file (blank,
0 and -99 are blank); the CTDC release of 2021 where the shared data lies, 5,000 people of it or
what $DOTLINE_BENCH_SIZES says (193025).
"""

import math
import os
import resource
import sys
import time
from itertools import combinations
from pathlib import Path
from statistics import fmean

import numpy as np

from benchmarks._registered import CTDC, read, registered
from benchmarks._shared import shared
from dotline.cli.bench import Row
from dotline.gates.protect.noisy import accounting
from dotline.gates.protect.noisy import kept as keeping
from dotline.gates.protect.noisy.declared import Declared
from dotline.gates.protect.noisy.direct import direct, keys_of
from dotline.gates.protect.noisy.noise import SecureNoise
from dotline.gates.protect.noisy.people import People, encoded
from dotline.gates.protect.noisy.synthetic import synthesis
from dotline.gates.protect.noisy.synthetic.fitting import cells_of
from dotline.gates.protect.noisy.synthetic.rows import Rows

RELEASES = 5
BLANK = {"", "0", "-99"}
# Our goals at each epsilon; the best of AIM and of MST that the study measured.
GOALS = {4.0: (4.1, 10.1, 9.9), 1.0: (17.7, 21.9, 16.1)}
PEERS = {4.0: ((7.9, 10.1, 9.9), (4.1, 29.4, 23.4)), 1.0: ((29.3, 21.9, 16.1), (17.7, 34.5, 25.5))}


def run(home: Path) -> list[Row]:
    """What the machine holds of the two files; says aloud which one it lacks."""
    del home
    rows: list[Row] = []
    named = os.environ.get("DOTLINE_RECORDS", "")
    if named and Path(named).exists():
        rows += _records(Path(named))
    else:
        print("SKIPPED: $DOTLINE_RECORDS names no file of real records.", file=sys.stderr)  # noqa: T201
    path = shared(CTDC)
    if path is None:
        print("SKIPPED: the CTDC release of 2021 is not here.", file=sys.stderr)  # noqa: T201
        return rows
    header, cells = read(path)
    for size in os.environ.get("DOTLINE_BENCH_SIZES", "5000").split(","):
        rows += _wide(header, cells, min(int(size), len(cells)))
    return rows


def _records(path: Path) -> list[Row]:
    """All columns and pairs registered; rows held against real tables of up to three columns."""
    header, cells = read(path)
    cells = [["" if cell in BLANK else cell for cell in row] for row in cells]
    said = registered(header, cells, (1, 2))
    people = encoded([",".join(header), *map(",".join, cells)], said)
    rows = []
    for epsilon, goals in GOALS.items():
        found, spent = [], []
        for _ in range(RELEASES):
            made, seconds = _made(people, said, epsilon)
            spent.append(seconds)
            found.append(_errors(people, made))
        name = f"{people.count:,} records, epsilon {epsilon:g}"
        for order, goal in enumerate(goals, 1):
            aim, mst = (peer[order - 1] for peer in PEERS[epsilon])
            mean = fmean(one[order - 1] for one in found)
            label = f"{name}: {order}-way error, mean of {RELEASES} (AIM {aim:g}, MST {mst:g})"
            rows.append(Row(label, [mean], "persons", limit=goal))
        rows.append(Row(f"{name}: rows, processor", spent, "s", limit=60))
    return rows


def _wide(header: list[str], cells: list[list[str]], size: int) -> list[Row]:
    """37 columns, all tables of up to three registered."""
    chosen = np.random.default_rng(7).permutation(len(cells))[:size]
    said = registered(header, cells)
    people = encoded([",".join(header), *(",".join(cells[one]) for one in chosen)], said)
    made, spent = _made(people, said, 4.0)
    name = f"{size:,} people, 37 columns, epsilon 4"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        *(
            Row(f"{name}: {order}-way error", [error], "persons")
            for order, error in enumerate(_errors(people, made), 1)
        ),
        Row(f"{name}: rows, processor", [spent], "s", limit=300),
        Row(f"{name}: memory, with the whole file as texts", [memory], "MB"),
    ]


def _made(people: People, said: Declared, epsilon: float) -> tuple[Rows, float]:
    """Rows from a release, and the processor time that they took after it."""
    mu = accounting.spendable(epsilon, 1 / (people.count * math.log(people.count)))
    found = direct(people, list(keys_of(said).values()), mu, SecureNoise())
    held = keeping.unpacked(keeping.packed(found), "benchmark", said.domains, protected=True)
    before = time.process_time()
    made = synthesis.synthesised(synthesis.planned(held), None, np.random.default_rng())
    return made, time.process_time() - before


def _errors(people: People, made: Rows) -> list[float]:
    """The mean distance over all real combinations of one, two and three columns."""
    errors = []
    for order in (1, 2, 3):
        away, real = 0.0, 0
        for key in combinations(range(len(people.sizes)), order):
            true, truly = np.unique(
                cells_of(people.codes, key, people.sizes)[1], return_counts=True
            )
            held, many = np.unique(cells_of(made, key, people.sizes)[1], return_counts=True)
            _, here, there = np.intersect1d(true, held, return_indices=True)
            missed = truly.sum() - truly[here].sum()
            away += float(missed + np.abs(truly[here] - many[there]).sum())
            real += len(true)
        errors.append(away / real)
    return errors
