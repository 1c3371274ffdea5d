"""Encoding 20,000 people with all their columns, decoys included (goal: 60,000 records a second and core)."""

import csv
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
    """Measure the processor's seconds on made-up people; the kernel is built before."""
    from dotline.gates import encode  # noqa: PLC0415 - not at every start of `bench`
    from dotline.matching import kernel  # noqa: PLC0415

    kind = "C" if kernel.chosen() else "NumPy"
    key, schema = encode.fresh_key("statistics"), encode.Schema("rid", ROLES)
    took = []
    for number in range(2):
        source = _invented(home / f"people{number}.csv", number)
        begin = time.process_time()
        report = encode.encode_file(source, home / f"people{number}.dlk", schema=schema, key=key)
        took.append(time.process_time() - begin)
    per_record = report.rows / report.records
    return [
        Row(f"encode {PEOPLE} records, kernel {kind}", took, unit="s"),
        Row("records a second and core", [PEOPLE / one for one in took], unit="rows/s"),
        Row("rows for each record", [per_record], unit=""),
    ]


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
