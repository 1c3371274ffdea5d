"""Real records and the declaration that registers all their tables, as our publication study did (2.2)."""

import csv
import gzip
import io
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from dotline.gates.protect.noisy.declared import Declared, DeclaredTable

CTDC = "ctdc/CTDC_global_synthetic_20210825_recovered.csv.gz"
COUNTRIES = 250


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and cells of a CSV file, packed or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    rows = list(csv.reader(io.StringIO(text)))
    return rows[0], rows[1:]


def registered(
    header: Sequence[str], cells: Sequence[Sequence[str]], orders: Sequence[int] = (1, 2, 3)
) -> Declared:
    """Every table of so many columns; code books of countries are padded to all countries."""
    domains = {}
    for at, column in enumerate(header):
        values = sorted({row[at] for row in cells} - {""})
        if column.lower() in {"citizenship", "countryofexploitation"} and len(header) > 10:
            values += [f"~{n}" for n in range(COUNTRIES - len(values))]
        domains[column] = tuple(values)
    tables = tuple(
        DeclaredTable("-".join(columns), columns)
        for order in orders
        for columns in combinations(header, order)
    )
    return Declared("row", domains, tables, "benchmark")
