"""Noisy tables: error, hidden and made-up cells of all one-, two- and three-way tables of 37 columns.

The fair protocol of our publication study (2.2): mean distance from the truth over all real
combinations, an absent cell being 0; delta = 1 / (n ln n); code books of 250 countries. The default
sizes are 5,000 people; $DOTLINE_BENCH_SIZES takes others (20000, 193025).
"""

import math
import os
import resource
import time
from pathlib import Path

import numpy as np

from benchmarks._registered import CTDC, read, registered
from benchmarks._shared import shared
from dotline.cli.bench import Row
from dotline.gates.protect.noisy import accounting, releasing
from dotline.gates.protect.noisy.auditing import epsilon_shown
from dotline.gates.protect.noisy.declared import declared
from dotline.gates.protect.noisy.direct import direct, keys_of
from dotline.gates.protect.noisy.noise import SecureNoise
from dotline.gates.protect.noisy.people import People, encoded

EPSILON = 4.0
# Our goals for 1-, 2- and 3-way error at epsilon 4; the best of pac-synth 0.0.8 beside them.
GOALS = {5_000: (6.6, 8, 5.2), 20_000: (8.8, 12.5, 9), 193_025: (15, 20, 20)}
PEERS = {5_000: (6.6, 9.1, 6.9), 20_000: (8.8, 14.0, 11.9), 193_025: (23.0, 22.6, 25.2)}
AUDITED = 4_000


def run(home: Path) -> list[Row]:
    """The CTDC release of 2021 where the shared data lies; else only noise and its audit."""
    del home
    rows = [_noise(), _audit()]
    path = shared(CTDC)
    if path is None:
        return rows
    sizes = [int(size) for size in os.environ.get("DOTLINE_BENCH_SIZES", "5000").split(",")]
    header, cells = read(path)
    for size in sizes:
        rows += _measured(header, cells, min(size, len(cells)))
    return rows


def _measured(header: list[str], cells: list[list[str]], size: int) -> list[Row]:
    """One size: secure noise, the default rule, and the strict one of the same release."""
    chosen = np.random.default_rng(7).permutation(len(cells))[:size]
    said = registered(header, cells)
    lines = [",".join(header), *(",".join(cells[one]) for one in chosen)]
    before = time.process_time()
    people = encoded(lines, said)
    mu = accounting.spendable(EPSILON, 1 / (size * math.log(size)))
    found = direct(people, list(keys_of(said).values()), mu, SecureNoise())
    tables = releasing.released(found, said)
    spent = time.process_time() - before
    name = f"{size:,} people"
    rows = [Row(f"{name}: tables, processor", [spent], "s", limit=20)]
    rows += _scored(name, people, tables, GOALS.get(size), PEERS.get(size))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*rows, Row(f"{name}: memory, with the whole file as texts", [memory], "MB")]


def _scored(
    name: str,
    people: People,
    tables: list[releasing.ReleasedTable],
    goals: tuple[float, ...] | None,
    peers: tuple[float, ...] | None,
) -> list[Row]:
    sums = {order: np.zeros(4) for order in (1, 2, 3)}
    for table in tables:
        true, counts = _truth(people, table)
        _, here, there = np.intersect1d(true, table.cells, return_indices=True)
        missed = counts.sum() - counts[here].sum()
        away = np.abs(counts[here] - table.counts[there]).sum()
        sums[len(table.columns)] += (missed + away, len(true), len(here), len(table.cells))
    rows = []
    for order, (error, real, both, published) in sums.items():
        goal = goals[order - 1] if goals else None
        beside = f" (pac-synth {peers[order - 1]:g})" if peers else ""
        rows += [
            Row(f"{name}: {order}-way error{beside}", [error / real], "persons", limit=goal),
            Row(f"{name}: {order}-way hidden", [100 * (1 - both / real)], "%"),
            Row(f"{name}: {order}-way made up", [100 * (1 - both / max(1, published))], "%"),
        ]
    return rows


def _truth(people: People, table: releasing.ReleasedTable) -> tuple[np.ndarray, np.ndarray]:
    """The real cells of a table and their counts."""
    at = [people.columns.index(column) for column in table.columns]
    rows = people.codes[(people.codes[:, at] > 0).all(axis=1)]
    number = np.zeros(len(rows), np.int64)
    for column in at:
        number = number * people.sizes[column] + rows[:, column] - 1
    found, counts = np.unique(number, return_counts=True)
    return found, counts


def _noise() -> Row:
    before = time.process_time()
    SecureNoise().draw(100_000, 20_000.0)
    return Row("100,000 draws of noise, processor", [1000 * (time.process_time() - before)])


def _audit() -> Row:
    """The epsilon that runs on neighbouring files show, as a share of the one claimed."""
    one = declared('unit="row"\n[columns]\na=["x"]\n[[table]]\nname="t"\ncolumns=["a"]')
    mu = accounting.spendable(1.0, 0.05)
    noise, seen = SecureNoise(), []
    for count in (21, 20):
        people = encoded(["a", *["x"] * count], one)
        runs = (direct(people, [(0,)], mu, noise).levels[0].noisy[0] for _ in range(AUDITED))
        seen.append(np.fromiter(runs, float))
    shown = epsilon_shown(seen[0], seen[1], 0.05)
    return Row(f"epsilon shown by {AUDITED:,} neighbouring runs, of 1", [shown], "", limit=1.0)
