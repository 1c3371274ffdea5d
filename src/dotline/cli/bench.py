"""`./dotline bench`: run what stands in benchmarks/, print medians and the load of the machine."""

import ast
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median

import click

from dotline.base.errors import NotFound
from dotline.cli import cluster
from dotline.site import leash

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "benchmarks"


@dataclass(frozen=True)
class Row:
    """One thing measured: its samples, and the figure promised for it, if any.

    `limit` is what the median must stay under, or the 95th percentile when `on_p95`; `least` is what the
    median must reach.
    `against` names the row of the same benchmark that a ratio is taken to.
    """

    name: str
    samples: Sequence[float]
    unit: str = "ms"
    limit: float | None = None
    on_p95: bool = False
    against: str = ""
    least: float | None = None

    @property
    def median(self) -> float:
        """The middle sample."""
        return median(self.samples)

    @property
    def p95(self) -> float:
        """The sample that 95 in 100 do not exceed (nearest rank)."""
        return sorted(self.samples)[ceil(0.95 * len(self.samples)) - 1]

    @property
    def verdict(self) -> str:
        """Whether the promise was kept, in words."""
        if self.least is not None:
            return (
                f"{'reached' if self.median >= self.least else 'BELOW'} {self.least:g} {self.unit}"
            )
        if self.limit is None:
            return ""
        reached = self.p95 if self.on_p95 else self.median
        return f"{'under' if reached < self.limit else 'OVER'} {self.limit:g} {self.unit}"


def timed(work: Callable[[], object], times: int, *, warm_up: int = 1) -> list[float]:
    """Call `work` again and again; how long each call took, in milliseconds."""
    for _ in range(warm_up):
        work()
    samples = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        samples.append((time.perf_counter() - begin) * 1000)
    return samples


def names() -> dict[str, str]:
    """Every benchmark with the first line of what it says about itself."""
    found = {}
    for path in sorted(FOLDER.glob("[a-z]*.py")):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[path.stem] = text.partition("\n")[0]
    return found


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    medians = {row.name: row.median for row in rows}
    lines = [("", "median", "p95", "max", "n", "unit", "ratio", "promise")]
    for row in rows:
        base = medians.get(row.against)
        ratio = f"{row.median / base:.2f} x {row.against}" if base else ""
        count = str(len(row.samples))
        figures = (
            f"{row.median:.4g}",
            f"{row.p95:.4g}",
            f"{max(row.samples):.4g}",
            count,
            row.unit,
        )
        lines.append((row.name, *figures, ratio, row.verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


@click.command()
@click.option("--list", "only_list", is_flag=True, help="Say which benchmarks there are.")
@click.option("--postgres", "on_postgres", is_flag=True, help="On a PostgreSQL made for it.")
@click.argument("chosen", metavar="[NAME]...", nargs=-1)
def bench(only_list: bool, on_postgres: bool, chosen: tuple[str, ...]) -> None:
    """Measure each NAME (default: all) in an empty home of its own. Never part of the tests."""
    known = names()
    for name in chosen:
        if name not in known:
            raise NotFound(
                "There is no benchmark {name}.", "See them all: dotline bench --list", name=name
            )
    if only_list:
        for name, text in known.items():
            click.echo(f"{name:20} {text}")
    elif len(chosen) == 1:
        with _database(on_postgres) as database:
            _measure(chosen[0], database)
    else:
        more = ["--postgres"] if on_postgres else []
        _each_in_its_own_process(chosen or tuple(known), more)


@contextmanager
def _database(on_postgres: bool) -> Iterator[str]:
    """What the stores lie in; a PostgreSQL waits for the disk, as it does where people depend on it."""
    if on_postgres:
        with cluster.postgres(durable=True) as reach:
            os.environ |= {**reach, "DOTLINE_DATABASE": cluster.databases(reach)}
            yield "PostgreSQL"
    else:
        named = os.environ.get("DOTLINE_DATABASE", "")
        yield "PostgreSQL" if named.startswith("postgres") else "SQLite"


def _each_in_its_own_process(chosen: Sequence[str], more: Sequence[str]) -> None:
    """One process each: neither memory nor settings of one benchmark colour the next."""
    failed = [name for name in chosen if _in_its_own_process(name, more)]
    if failed:
        click.echo(f"broken: {', '.join(failed)}", err=True)
        raise click.exceptions.Exit(1)


def _in_its_own_process(name: str, more: Sequence[str]) -> int:
    """Run one benchmark and return its exit code; it ends with this command, however this one ends."""
    parent = os.getpid()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "dotline.cli", "bench", *more, name],
        preexec_fn=lambda: leash.tie(parent),  # noqa: PLW1509 - one thread
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _measure(name: str, database: str) -> None:
    sys.path.insert(0, str(ROOT))
    before = os.getloadavg()[0]
    home = Path(tempfile.mkdtemp(prefix="dotline-bench-"))
    os.environ["DOTLINE_HOME"] = str(home)
    try:
        rows: Sequence[Row] = importlib.import_module(f"benchmarks.{name}").run(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    after = os.getloadavg()[0]
    load = f"load {before:.1f} before, {after:.1f} after"
    click.echo(f"\n{name}  ({database}, {os.cpu_count()} cores, {load})")
    click.echo(table(rows))
