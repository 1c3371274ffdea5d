"""Encoding 20,000 people, all columns: the shipped mode (goal: 60,000 records a second and core), one shared key."""

import csv
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from dotline.cli.bench import Row

PEOPLE = 20_000
ROLES = {
    "given": "given_name",
    "middle": "middle_name",
    "family": "family_name",
    "born": "birth_date",
    "sex": "sex",
    "phone": "phone",
    "city": "place",
    "postal": "postal_code",
    "street": "street",
}


def run(home: Path) -> Sequence[Row]:
    """Measure the processor's seconds on made-up people; the kernel is built before.

    clkhash is measured where DOTLINE_PEERS names a Python that has it (requirements/peers.in).
    """
    from dotline.gates import encode  # noqa: PLC0415 - not at every start of `bench`
    from dotline.matching import kernel  # noqa: PLC0415

    kind = kernel.choice()
    key, schema = encode.fresh_key("statistics"), encode.Schema("rid", ROLES)
    took, swept, rows = [], [], 0
    for number in range(3):
        source = _invented(home / f"people{number}.csv", number)
        begin = time.process_time()
        report = encode.encode_file(source, home / f"people{number}.dlk", schema=schema, key=key)
        took.append(PEOPLE / (time.process_time() - begin))
        begin = time.process_time()
        encode.encode_sweep(
            source, home / f"{number}.dls", schema=schema, key=key, parties=("one", "other")
        )
        swept.append(PEOPLE / (time.process_time() - begin))
        rows = report.rows
    return [
        Row(f"shipped mode, kernel {kind}", took, unit="records/s/core", least=60_000),
        Row("rows for each record", [rows / PEOPLE], unit=""),
        Row("one shared key (a sweep), file to file", swept, unit="records/s/core"),
        Row("one shared key, encoding alone", _alone(), unit="records/s/core", least=800_000),
        *_clkhash(home / "people0.csv"),
    ]


def _alone() -> list[float]:
    """The kernel of a shared key on pieces at hand: what clkhash does after its tokens."""
    import numpy as np  # noqa: PLC0415

    from dotline.matching import filters, sweeps, tokens  # noqa: PLC0415

    fields, sizes = len(tokens.FIELDS), (9, 6, 9, 9, 10, 17, 18, 6)
    random = np.random.default_rng(1)
    starts = np.concatenate([[0], np.cumsum(np.tile(sizes, PEOPLE))]).astype(np.uint32)
    told = filters.Pieces(fields, starts, random.integers(0, 2**60, starts[-1]).astype(np.uint64))
    key = random.integers(0, 2**62, 4).astype(np.uint64)
    turned, took = sweeps.diffusion(key[2:]), []
    for _ in range(3):
        begin = time.process_time()
        sweeps.encoded(told, key[:2], turned)
        took.append(PEOPLE / (time.process_time() - begin))
    return took


_PEER = """
import csv, sys, time
from clkhash import clk, comparators, field_formats as f, schema
how = f.FieldHashingProperties(comparator=comparators.get_comparator({"type": "ngram", "n": 2}),
                               strategy=f.BitsPerTokenStrategy(8))
rows = [row[1:] for row in csv.reader(open(sys.argv[1]))]
fields = [f.StringSpec(name, how) for name in rows[0]]
told = schema.Schema(fields, 1024, kdf_salt=b"salt")
people = rows[1:4001]
begin = time.process_time()
clk.generate_clks(people, told, "secret", max_workers=1)
print(len(people) / (time.process_time() - begin))
"""


def _clkhash(source: Path) -> list[Row]:
    python = os.environ.get("DOTLINE_PEERS", "")
    if not python:
        return []
    done = subprocess.run(
        [python, "-c", _PEER, str(source)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return []
    return [Row("clkhash 0.18.3, one shared key", [float(done.stdout)], unit="records/s/core")]


def _invented(path: Path, seed: int) -> Path:
    random = Random(seed)
    syllables = [a + b for a in "bcdfglmnrstvwxyz" for b in "aeiou"]

    def word(least: int, most: int) -> str:
        return "".join(random.choices(syllables, k=random.randint(least, most)))

    givens, families = ([word(1, 3) for _ in range(2_000)] for _ in range(2))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["rid", *ROLES])
        for number in range(PEOPLE):
            day = f"{random.randint(1940, 2010)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
            names = [random.choice(givens), random.choice(givens), random.choice(families)]
            where = [
                word(2, 4),
                f"K{random.randint(0, 9)}A{random.randint(0, 9)}B{random.randint(0, 9)}",
            ]
            street = f"{random.randint(1, 999)} {word(2, 4)} st"
            phone = f"833{random.randint(2_000_000, 9_999_999)}"
            writer.writerow([number, *names, day, random.choice("fm"), phone, *where, street])
    return path
