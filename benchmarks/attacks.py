"""The attack bench, large: how far each attack gets, and how far on a build whose noise was removed.

20,000 runs on each of two files that differ by one person show a lower bound of epsilon; fifty pairs of files,
averaging and linear programming as `gates.protect.noisy.neighbours` has them; linkability and inference from rows of
4,000 of CTDC 2021 against 1,000 who are not in the file, with anonymeter 1.1 beside ours where $DOTLINE_ANONYMETER
names a Python that has it. The curve of epsilon 4 at a delta of one in a million allows the best test 0.325 on pairs of
files, more than our goal of 0.30: a smaller epsilon holds the goal for whoever knows all others.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._registered import CTDC, read, registered
from benchmarks._shared import shared
from dotline.cli.bench import Row
from dotline.gates.protect.noisy import accounting, guessing, neighbours
from dotline.gates.protect.noisy import kept as keeping
from dotline.gates.protect.noisy.auditing import epsilon_shown
from dotline.gates.protect.noisy.declared import declared
from dotline.gates.protect.noisy.direct import direct, keys_of
from dotline.gates.protect.noisy.noise import SecureNoise, Whole
from dotline.gates.protect.noisy.people import People, encoded
from dotline.gates.protect.noisy.synthetic import synthesis

RUNS = int(os.environ.get("DOTLINE_ATTACK_RUNS", "20000"))
PAIRS, EACH = 50, 80
COLUMNS = ("yearOfRegistration", "gender", "ageBroad", "majorityStatusAtExploit", "meansOfControlThreats",
           "isForcedLabour", "isSexualExploit", "isOtherExploit")  # fmt: skip
SECRET = 2
_PEER = """
import json, sys, warnings
import pandas as pd
warnings.filterwarnings("ignore")
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator
ori, syn, out = (
    pd.read_csv(f"{sys.argv[1]}/{n}.csv", dtype=str).fillna("-") for n in ("inside", "rows", "outside")
)
cols, secret = list(ori), list(ori)[int(sys.argv[2])]
half, rest = len(cols) // 2, [c for c in cols if c != secret]
files = dict(ori=ori, syn=syn, control=out)
def told(one, **how):
    one.evaluate(**how)
    found = one.risk(confidence_level=0.95)
    return [found.value, found.ci[1]]
linked = LinkabilityEvaluator(**files, n_attacks=1000, aux_cols=(cols[:half], cols[half:]), n_neighbors=1)
guessed = InferenceEvaluator(**files, n_attacks=1000, aux_cols=rest, secret=secret)
alone = SinglingOutEvaluator(**files, n_attacks=500, n_cols=4)
print(json.dumps({
    "linkability": told(linked, n_jobs=1), "inference": told(guessed, n_jobs=1),
    "singling out": told(alone, mode="multivariate"),
}))
"""


class NoNoise:
    """A build whose noise was removed."""

    protected = True

    def draw(self, count: int, scale: float) -> Whole:
        """Nothing at all."""
        del scale
        return np.zeros(count, dtype=np.int64)


def run(home: Path) -> list[Row]:
    """The mechanism by neighbouring files; rows of real records where the shared data lies."""
    del home
    rows = [*_audited(), *_neighbouring()]
    path = shared(CTDC)
    if path is None:
        print("SKIPPED: the CTDC release of 2021 is not here.", file=sys.stderr)  # noqa: T201
        return rows
    return [*rows, *_guessed(path)]


def _audited() -> Iterator[Row]:
    """A one-cell query on 21 people and on 20: what the runs show of an epsilon of 1."""
    one = declared('unit="row"\n[columns]\na=["x"]\n[[table]]\nname="t"\ncolumns=["a"]')
    mu = accounting.spendable(1.0, 0.05)
    before = time.process_time()
    for name, noise, runs in (("", SecureNoise(), RUNS), (" without noise", NoNoise(), 400)):
        seen = []
        for count in (21, 20):
            people = encoded(["a", *["x"] * count], one)
            drawn = (direct(people, [(0,)], mu, noise).levels[0].noisy[0] for _ in range(runs))
            seen.append(np.fromiter(drawn, float))
        shown = epsilon_shown(seen[0], seen[1], 0.05)
        label = f"epsilon of 1 shown by {runs:,} neighbouring runs{name}"
        if name:
            yield Row(label, [shown], "", least=2.0)
        else:
            yield Row(f"{label}: at most 1", [shown], "", limit=1.0)
            yield Row(f"{label}: tight", [shown], "", least=0.8)
    yield Row("all these runs, processor", [time.process_time() - before], "s")


def _some(count: int) -> People:
    """Made-up people of three columns."""
    sizes = (10, 10, 3)
    codes = np.random.default_rng(1).integers(1, np.array(sizes) + 1, (count, 3)).astype(np.int16)
    numbers = np.arange(count, dtype=np.int32)
    return People(("a", "b", "c"), sizes, codes, numbers, count, several=False)


def _neighbouring() -> Iterator[Row]:
    people = _some(200)
    canaries = neighbours.canaries(people, PAIRS).tolist()
    goals = {4.0: 0.30, 1.0: 0.15}
    every = [(0, 1), (1, 2), (0, 1, 2)]
    for epsilon, goal in goals.items():
        mu = accounting.spendable(epsilon, 1e-6)
        for name, noise in (("", SecureNoise()), (" without noise", NoNoise())):
            bare = bool(name)
            each = EACH if not bare else 1
            found = neighbours.differencing(people, [(2,), (1, 2)], mu, noise, canaries, each)
            end = f"epsilon {epsilon:g}{name}"
            yield _row(
                f"differencing, {PAIRS} pairs of files, canaries, {end}", found.figure, goal, bare
            )
            found = neighbours.averaging(people, (0, 1), mu, noise, 50)
            yield Row(
                f"averaging 50 releases of one budget, error of noise, {end}", [found.figure], ""
            )
            found = neighbours.solving(people, every, mu, noise)
            yield _row(f"linear programming, small cells found, {end} (by chance {found.bound:.2f})",
                       found.figure, found.bound, bare)  # fmt: skip


def _row(name: str, figure: float, goal: float, bare: bool) -> Row:
    return Row(name, [figure], "", least=0.9) if bare else Row(name, [figure], "", limit=goal)


def _guessed(path: Path) -> Iterator[Row]:
    """Rows of 4,000 people at epsilon 4 and 1, and without noise; all columns and pairs."""
    header, cells = read(path)
    at = [header.index(column) for column in COLUMNS]
    chosen = np.random.default_rng(7).permutation(len(cells))[:5_000]
    lines = [[cells[one][column] for column in at] for one in chosen]
    said = registered(COLUMNS, lines, (1, 2))
    people = encoded([",".join(COLUMNS), *map(",".join, lines[:4_000])], said)
    others = encoded([",".join(COLUMNS), *map(",".join, lines[4_000:])], said).codes
    half = tuple(range(4)), tuple(range(4, 8))
    for epsilon, noise in ((4.0, SecureNoise()), (1.0, SecureNoise()), (4.0, NoNoise())):
        found = direct(
            people, list(keys_of(said).values()), accounting.spendable(epsilon, 1e-6), noise
        )
        held = keeping.unpacked(keeping.packed(found), "b", said.domains, protected=True)
        chance = np.random.default_rng()
        rows = synthesis.synthesised(synthesis.planned(held), None, chance)
        targets = people.codes[chance.choice(people.count, 1_000, replace=False)]
        end = f"epsilon {epsilon:g}" if noise.__class__ is SecureNoise else "without noise"
        for one in (guessing.linkability(rows, targets, others, half, chance),
                    guessing.inference(rows, targets, others, SECRET, chance)):  # fmt: skip
            shares = f"file {one.main:.3f}, others {one.control:.3f}, by chance {one.naive:.3f}"
            yield Row(f"{one.name}, {end}, upper end ({shares})", [one.at_most], "")
        yield from _peer(said.domains, {"inside": targets, "rows": rows, "outside": others}, end)


def _peer(domains: object, codes: dict[str, NDArray[np.int16]], end: str) -> Iterator[Row]:
    """Anonymeter on the same rows, where its Python is named; says aloud where not."""
    python = os.environ.get("DOTLINE_ANONYMETER", "")
    if not python:
        print("SKIPPED: $DOTLINE_ANONYMETER names no Python.", file=sys.stderr)  # noqa: T201
        return
    assert isinstance(domains, dict)
    books = [np.array(["", *values], object) for values in domains.values()]
    with tempfile.TemporaryDirectory() as folder:
        for name, table in codes.items():
            texts = zip(*(book[table[:, at]] for at, book in enumerate(books)), strict=True)
            lines = [",".join(COLUMNS), *map(",".join, texts)]
            (Path(folder) / f"{name}.csv").write_text("\n".join(lines) + "\n")
        command = [python, "-c", _PEER, folder, str(SECRET)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        print(f"SKIPPED: anonymeter failed: {done.stderr[-300:]}", file=sys.stderr)  # noqa: T201
        return
    for name, (_risk, most) in json.loads(done.stdout.splitlines()[-1]).items():
        yield Row(f"anonymeter's {name}, {end}, upper end", [most], "")
