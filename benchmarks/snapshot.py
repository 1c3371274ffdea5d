"""The signed list for the day without a database: how large, how long to make, to trust and load, to search.

Sizes are those of $DOTLINE_BENCH_SIZES (default 4,089 and 10,000 made-up services, narrow tables only); with
$DOTLINE_BENCH_LIST naming a source, that source is loaded and measured whole.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.search import _fill
from dotline.cli.bench import Row, timed

SIZES = (4_089, 10_000)
LARGEST_MB = 30.0


def run(home: Path) -> Sequence[Row]:
    """Measure each size; a file over 30 MB is a failure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    given = os.environ.get("DOTLINE_BENCH_LIST", "")
    if given:
        from dotline.access.queries import operator  # noqa: PLC0415
        from dotline.directory import actions  # noqa: PLC0415

        loaded = actions.load(by=operator(), path=Path(given))
        return _measured(home, loaded.services)
    sizes = [int(size) for size in os.environ.get("DOTLINE_BENCH_SIZES", "").split(",") if size]
    rows: list[Row] = []
    for size in sizes or SIZES:
        _fill(size)
        rows += _measured(home, size)
    return rows


def _measured(home: Path, size: int) -> list[Row]:
    from dotline.access import keys  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.directory import jobs  # noqa: PLC0415
    from dotline.site.offline import tables  # noqa: PLC0415

    file, key = home / "list.dotline", keys.load(keys.OPERATOR).verifying()
    reader = Reader.system("bench")
    made = timed(lambda: jobs.write(reader, file), 1, warm_up=0)
    megabytes = file.stat().st_size / 1_000_000
    assert megabytes < LARGEST_MB, megabytes
    loaded = timed(lambda: tables.put(tables.contents(file, key)[1]), 3, warm_up=0)
    name = f"{size:>7} services, {megabytes:.1f} MB"
    return [Row(f"{name}: made and signed", made), Row(f"{name}: verified and loaded", loaded)]
