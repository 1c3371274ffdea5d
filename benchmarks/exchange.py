"""A file of 193,025 cases in and out (promises: in under 15 s, out under 8 s, database under 60 MB)."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks._shared import shared
from dotline.cli.bench import Row

REAL = "ctdc/CTDC_global_synthetic_20210825_recovered.csv.gz"
ROWS = 193_025
MB = 1024 * 1024


def run(home: Path) -> Sequence[Row]:
    """Measure on the shared CTDC file when it is there, else on as many made-up rows."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    from django.db import connections  # noqa: PLC0415

    from dotline.access import queries  # noqa: PLC0415
    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.case.jobs import exchange  # noqa: PLC0415

    by = queries.operator()
    with behind(by):
        begin = time.perf_counter()
        done = exchange.bring_in(by, _file(home), "ctdc-2021", SilentProgress())
        took_in = time.perf_counter() - begin
        begin = time.perf_counter()
        exchange.send_out(by, home / "out.csv", exchange.SendOut("ctdc-2021"), SilentProgress())
        took_out = time.perf_counter() - begin
    rows = [
        Row(f"in, {done.rows} rows", [took_in], unit="s", limit=15),
        Row(f"out, {done.rows} rows", [took_out], unit="s", limit=8),
        Row("in, rows a second", [done.rows / took_in], unit="rows/s"),
        Row("out, rows a second", [done.rows / took_out], unit="rows/s"),
    ]
    connections.close_all()  # the last one to leave empties the journal into the file
    size = sum(path.stat().st_size for path in home.glob("*.sqlite3*")) / MB
    return [*rows, Row("database", [size], unit="MB", limit=60)] if size else rows


def _file(home: Path) -> Path:
    return shared(REAL) or _invented(home / "rows.csv")


def _invented(path: Path) -> Path:
    from dotline.case.formats import shapes  # noqa: PLC0415

    random, shape = Random(2021), shapes.shape(shapes.CTDC_2021)
    chosen = {"yearOfRegistration": "2019", "gender": "Female", "citizenship": "UKR"}
    kinds = [
        ",".join(
            chosen.get(name, random.choice(("1", "", "", "")))
            if name in {*chosen, *shape.flags}
            else ""
            for name in shape.columns
        )
        for _ in range(15_000)
    ]
    lines = (random.choice(kinds) for _ in range(ROWS))
    path.write_text("\n".join([",".join(shape.columns), *lines, ""]), encoding="utf-8")
    return path
