"""`./dotline test`, `./dotline night`: every check, on SQLite, PostgreSQL and in the browser."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import click

from dotline.base.errors import Unavailable
from dotline.cli.cluster import postgres

ROOT = Path(__file__).resolve().parents[3]
CORES = "2"
SLOWEST = 20
PYTHON = (sys.executable, "-P", "-m")

# Each check of the code itself: what it is called, and how it is run.
CHECKS: dict[str, tuple[str, ...]] = {
    "lint": (*PYTHON, "ruff", "check", "--quiet", "."),
    "format": (*PYTHON, "ruff", "format", "--check", "--quiet", "."),
    "walls": (
        *(sys.executable, "-P", "-c"),
        "from importlinter.cli import lint_imports_command as run; run()", "--no-logo",
    ),
    "french": (*PYTHON, "dotline.cli", "messages", "--check"),
    "reference pages": (*PYTHON, "dotline.cli", "docs", "--check"),
    "types": (*PYTHON, "mypy"),
}  # fmt: skip


@dataclass
class Tally:
    """What the runs found, added up."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    times: list[tuple[float, str]] = field(default_factory=list)

    def check(self, name: str, done: subprocess.CompletedProcess[str], seconds: float) -> None:
        """Count one check of the code, and show what it complains of."""
        click.echo(f"{name}: {'good' if done.returncode == 0 else 'BROKEN'} ({seconds:.0f} s)")
        if done.returncode == 0:
            self.passed += 1
        else:
            self.failed.append(name)
            click.echo((done.stdout + done.stderr).rstrip())

    def read(self, where: str, results: Path, code: int) -> None:
        """Count one run of pytest from its JUnit file. A run that wrote none is one failure."""
        broken = len(self.failed)
        if results.exists():
            # Written by our own pytest a moment ago.
            for case in ET.parse(results).iter("testcase"):  # noqa: S314
                self._case(where, case)
        if code and len(self.failed) == broken:
            self.failed.append(f"{where}: pytest stopped with code {code}")

    def _case(self, where: str, case: ET.Element) -> None:
        name = f"{where}: {case.get('classname', '')}::{case.get('name', '')}"
        self.times.append((float(case.get("time", "0")), name))
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            self.failed.append(name)
        elif skipped is not None and skipped.get("type") != "pytest.xfail":
            self.skipped[f"{where}: {skipped.get('message', 'no reason given')}"] += 1
        else:
            self.passed += 1


@dataclass(frozen=True)
class Run:
    """One run of pytest: what it is called, its arguments and its environment."""

    where: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


QUICK = Run("sqlite", ("-m", "not browser and not slow"))
SQLITE = Run("sqlite", ("-m", "not browser"))
# The rules know no database: running them on a second one would show nothing.
POSTGRES = Run("postgresql", ("-m", "not browser", "--ignore=tests/rules"))
BROWSER = Run("browser", ("-m", "browser"))
NIGHT = {"DOTLINE_NIGHT": "1"}


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--all", "everything", is_flag=True, help="PostgreSQL and the browser too.")
@click.option("--code", is_flag=True, help="Only lint, format, walls, types and French: no pytest.")
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(everything: bool, code: bool, pytest_arguments: tuple[str, ...]) -> None:
    """Run the quick set, or every test with --all, or only what PYTEST_ARGUMENTS name."""
    if pytest_arguments:
        raise click.exceptions.Exit(_pytest(Run("sqlite", pytest_arguments), None))
    runs = [SQLITE, POSTGRES, BROWSER] if everything else [QUICK]
    _run_all([] if code else runs, {})


@click.command()
def night() -> None:
    """Run every test with the full matrices: many more examples, every combination."""
    _run_all([SQLITE, POSTGRES, BROWSER], NIGHT)


def _run_all(runs: list[Run], environment: Mapping[str, str]) -> None:
    """Run the checks beside the tests, sum up, and leave with 1 when anything failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped
    begin = time.monotonic()
    tally = Tally()
    with _temporary("dotline-results-") as folder, ThreadPoolExecutor(1) as beside:
        checks = _start_checks(beside)
        shared = {**environment, "DOTLINE_TEST_MADE": str(folder / "made")}  # tests/once.py
        for run in runs:
            _one_run(run, shared, folder / f"{run.where}.xml", tally)
        for name, check in checks.items():
            tally.check(name, *check.result())
    _sum_up(tally, runs, time.monotonic() - begin)
    if tally.failed:
        raise click.exceptions.Exit(1)


def _start_checks(
    beside: ThreadPoolExecutor,
) -> dict[str, Future[tuple[subprocess.CompletedProcess[str], float]]]:
    return {name: beside.submit(_check, command) for name, command in CHECKS.items()}


def _check(command: tuple[str, ...]) -> tuple[subprocess.CompletedProcess[str], float]:
    begin = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done, time.monotonic() - begin


def _one_run(run: Run, environment: Mapping[str, str], results: Path, tally: Tally) -> None:
    click.echo(f"\n=== {run.where}: pytest {' '.join(run.arguments)}")
    extra = Run(run.where, run.arguments, {**environment, **run.environment})
    if run is not POSTGRES:
        tally.read(run.where, results, _pytest(extra, results))
        return
    try:
        with postgres() as reach:
            reached = {
                **extra.environment,
                **reach,
                "DOTLINE_DATABASE": "postgresql:///dotline",  # the rest is in PGHOST and its like
                "DOTLINE_TEST_DATABASE": "postgres",
            }
            where = Run(run.where, run.arguments, reached)
            tally.read(run.where, results, _pytest(where, results))
    except Unavailable as absent:
        if os.environ.get("DOTLINE_REQUIRE_ALL") == "1":
            tally.failed.append(f"{run.where}: {absent}")
        else:
            tally.skipped[f"{run.where}: the whole run. {absent}"] += 1


def _pytest(run: Run, results: Path | None) -> int:
    """Run pytest, remove what it leaves; its exit code, or 0 when nothing matched the marks."""
    with _temporary("dotline-test-") as folder:
        own = {"DOTLINE_HOME": str(folder / "home"), "TMPDIR": str(folder)}
        environment = {**os.environ, **_compiled(), **run.environment, **own}
        command = [*PYTHON, "pytest", *run.arguments]
        if results is not None:
            command += ["-n", CORES, "--dist=worksteal", "-q", f"--junitxml={results}"]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    nothing_matched = 5
    return 0 if results is not None and code == nothing_matched else code


def _compiled() -> dict[str, str]:
    """Hundreds of processes start: they share what Python compiled, where it may not lie beside the source too."""
    if not os.environ.get("PYTHONDONTWRITEBYTECODE"):
        return {}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ROOT / ".tools" / "compiled")}


@contextmanager
def _temporary(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sum_up(tally: Tally, runs: list[Run], seconds: float) -> None:
    if tally.times:
        click.echo(f"\nThe {SLOWEST} slowest:")
    for took, name in sorted(tally.times, reverse=True)[:SLOWEST]:
        click.echo(f"  {took:6.2f} s  {name}")
    if tally.skipped:
        click.echo("\n!!! SKIPPED, so not shown to work:")
        for reason, count in tally.skipped.most_common():
            click.echo(f"  {count} x {reason}")
    if runs == [QUICK]:
        click.echo("\nNot part of the quick set: PostgreSQL, the browser, slow tests (--all).")
    for name in tally.failed:
        click.echo(f"FAILED {name}")
    skipped = f", {sum(tally.skipped.values())} skipped" if tally.skipped else ""
    click.echo(f"{tally.passed} passed, {len(tally.failed)} failed{skipped} in {seconds:.0f} s")
