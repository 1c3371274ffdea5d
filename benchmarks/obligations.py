"""Ten thousand obligation rules expanded to the end of 2035: months, days, working days, hours, yearly days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from dotline.cli.bench import Row
from dotline.reference import obligations
from dotline.reference.obligations import HOME, Offset, Rule

RULES = 10_000
START = datetime(2026, 1, 31, 9, tzinfo=UTC)
UNTIL = datetime(2035, 12, 31, 23, 59, tzinfo=UTC)


def _many() -> list[tuple[Rule, datetime]]:
    """The rules of the data files over and over, each from a day of its own; every tenth comes every month."""
    made = []
    for place, rule in enumerate(islice(cycle(obligations.newest()), RULES)):
        monthly = place % 10 == 0 and not rule.yearly
        again = replace(rule, repeat=Offset(months=1), count=None) if monthly else rule
        made.append((again, START + timedelta(days=place % 365)))
    return made


def run(home: Path) -> Sequence[Row]:
    """Expand them all; `home` is not used."""
    del home
    many, opened = _many(), 0

    def expand() -> None:
        nonlocal opened
        opened = sum(
            1
            for rule, start in many
            for _window in obligations.windows(rule, start, HOME, until=UNTIL)
        )

    seconds = []
    for _ in range(5):
        begin = process_time()  # of this process alone, whatever else the machine does
        expand()
        seconds.append(process_time() - begin)
    return [
        Row(f"{RULES} rules to 2035, processor", seconds, unit="s", limit=2.0),
        Row("windows opened", [float(opened)], unit="windows"),
    ]
