"""Duplicates among 50,000 listings: candidates and points (promise: well under a minute)."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from dotline.cli.bench import Row

LISTINGS = 50_000
GROUPS = 19_500  # of which each brings two to five listings


def run(home: Path) -> Sequence[Row]:
    """Measure on the FICTIONAL labelled set of the tests, many times larger."""
    del home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.directory.rules import duplicates  # noqa: PLC0415
    from tests.rules.directory.labelled import Labelled, measured  # noqa: PLC0415

    listed = Labelled(2010, GROUPS).listed[:LISTINGS]
    rows = []
    begin = time.perf_counter()
    asked = sum(1 for _pair in duplicates.candidates(listed))
    rows.append(Row(f"candidates, {len(listed)} listings", [_since(begin)], limit=30_000.0))
    begin = time.perf_counter()
    found = duplicates.pairs(listed)
    name = f"{asked} candidates compared, {len(found)} pairs to look at"
    rows.append(Row(name, [_since(begin)], limit=30_000.0))
    precision, recall, sure = measured(Labelled(7, 2_000), duplicates.MERGE)
    assert precision >= 0.98, precision
    rows.append(Row(f"{sure} sure pairs: precision {precision:.3f}, recall {recall:.3f}", [0.0]))
    return rows


def _since(begin: float) -> float:
    return (time.perf_counter() - begin) * 1000
