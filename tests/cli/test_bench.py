"""The bench prints what it measured, and says when a promise was broken."""

import ast
import importlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.cli.bench import Row, table, timed
from tests.cli.commands import ROOT, SEEN_IN_PROC, TAG, all_gone, begin, children, surroundings


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_ninety_five_in_a_hundred_do_not_exceed_the_95th_percentile(samples: list[float]) -> None:
    row = Row("x", samples)
    assert sum(sample <= row.p95 for sample in samples) >= 0.95 * len(samples)
    assert sum(sample < row.p95 for sample in samples) < 0.95 * len(samples)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "benchmarks").glob("*.py")), ids=lambda path: path.stem
)
def test_what_a_benchmark_imports_is_there(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dotline."):
            module = importlib.import_module(str(node.module))
            for name in (one.name for one in node.names):
                if not hasattr(module, name):
                    importlib.import_module(f"{node.module}.{name}")


def test_a_broken_promise_is_loud() -> None:
    assert Row("x", [1, 2, 30], limit=20).verdict == "under 20 ms"
    assert Row("x", [1, 2, 30], limit=20, on_p95=True).verdict == "OVER 20 ms"


def test_a_ratio_is_taken_to_the_row_named() -> None:
    assert "3.00 x ours" in table([Row("ours", [2]), Row("theirs", [6], against="ours")])


def test_timing_counts_only_what_is_asked() -> None:
    calls: list[int] = []
    assert len(timed(lambda: calls.append(1), 5, warm_up=2)) == 5
    assert len(calls) == 7


def test_a_benchmark_that_took_its_home_away_leaves_nothing_to_complain_of(
    ready_home: Path,
) -> None:
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, shutil, django\n"
            "django.setup()\n"
            "from dotline.cli import main\n"
            "from dotline.site import home\n"
            "home.ensure()\n"
            "shutil.rmtree(os.environ['DOTLINE_HOME'])\n"
            "main._chain()",
        ],
        env=surroundings(ready_home, DJANGO_SETTINGS_MODULE="dotline.site.settings.desk"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.slow
@SEEN_IN_PROC
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked"])
def test_a_bench_that_ends_early_leaves_no_server(tmp_path: Path, number: signal.Signals) -> None:
    tag = str(tmp_path)
    bench = begin(tmp_path / "home", "bench", "demo", "sealed", **{TAG: tag, "TMPDIR": tag})
    end = time.monotonic() + 60
    while not any("cli demo" in line for line in children(tag)) and time.monotonic() < end:
        time.sleep(0.05)
    assert len(children(tag)) >= 3  # the command, the benchmark, and the demo that it starts
    bench.send_signal(number)
    bench.communicate(timeout=60)
    assert all_gone(tag)
