"""Protect: hiding and attacking national tables of three years, alone and beside an earlier
edition.
"""

import random
from pathlib import Path

from dotline.cli.bench import Row, timed
from dotline.gates.protect import (
    ClosedSet,
    CountingRow,
    Edition,
    TableSpec,
    attack,
    count,
    leaves_of_time,
    protect,
)
from dotline.gates.protect.durations import NEVER, TIPS, WAITS
from dotline.statistics.rules.measures import definitions

QUARTERS = leaves_of_time("2023-Q4..2026-Q3")
TIMES = 3
KEY = b"a key of the benchmark"
FOUR = ("calls", "cases", "referrals_sent", "unmet_needs")


def run(home: Path) -> list[Row]:
    """Twelve quarters x fourteen places x four measures with all margins, as large as Canada's."""
    del home
    said = definitions().closed
    rows = _rows(said.sizes)
    plain = ClosedSet(tuple(TableSpec(name, name) for name in FOUR), said.sizes)
    margins, whole = count(rows, plain, QUARTERS, KEY), count(rows, said, QUARTERS, KEY)
    first = protect(count(rows, said, QUARTERS[:11], KEY))
    earlier = [Edition(first.quarters, first.values())]
    published = protect(whole).values()
    return [
        Row("count 20,000 rows", timed(lambda: count(rows, said, QUARTERS, KEY), TIMES)),
        Row("protect 4 measures, all margins", timed(lambda: protect(margins), TIMES), limit=5000),
        Row("protect the shipped closed set", timed(lambda: protect(whole), TIMES), limit=10_000),
        Row("protect beside an edition", timed(lambda: protect(whole, earlier=earlier), TIMES)),
        Row("attack every hidden cell exactly", timed(lambda: attack(said, published), TIMES)),
    ]


def _rows(sizes: object) -> list[CountingRow]:
    """12,706 calls, 1,500 cases, 1,400 referrals, 300 tips, 900 calls with unmet needs,
    spread like people.
    """
    chance = random.Random(2010)
    assert isinstance(sizes, dict)
    places, weights = list(sizes), list(sizes.values())

    def where() -> dict[str, str]:
        return {
            "quarter": chance.choice(QUARTERS),
            "province": chance.choices(places, weights)[0],
        }

    forms = ("sex", "labour", "other", "unknown")
    needs = ("housing", "navigation", "healing", "legal", "other")
    rows = [CountingRow(f"c{n}", "calls", where()) for n in range(12_706)]
    called = [row.dims for row in rows]
    for n in range(1_500):
        form = chance.choices(forms, [69, 10, 8, 13])[0]
        rows.append(CountingRow(f"k{n}", "cases", {**where(), "form": form}))
    for n in range(1_400):
        came = {"loop": chance.choice(("closed", "closed", "open"))}
        came["language"] = chance.choices(("shared", "rest"), [9, 1])[0]
        rows.append(CountingRow(f"r{n}", "referrals_sent", dims := {**where(), **came}))
        if chance.random() < 0.8:
            rows.append(CountingRow(f"r{n}", "referrals_acknowledged", dims))
            wait = chance.choices(WAITS, [9, 5, 4, 3, 2, 1])[0]
            rows.append(CountingRow(f"c{n}", "calls_accepted", {**called[n], "wait": wait}))
    for n in range(300):
        took = chance.choices((*TIPS, NEVER), [9, 5, 3, 2, 1, 1])[0]
        rows.append(CountingRow(f"t{n}", "tips", {**where(), "tip_time": took}))
    for n in range(900):
        dims = where()
        for need in {chance.choices(needs, [5, 4, 3, 1, 1])[0] for _ in range(2)}:
            rows.append(CountingRow(f"u{n}", "unmet_needs", {**dims, "need": need}))
    return rows
