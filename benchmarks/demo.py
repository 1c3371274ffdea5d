"""The demo country from nothing: ready, started again, memory of the web processes, and the help text."""

import os
import signal
import subprocess
import time
from pathlib import Path

from dotline.cli.bench import Row
from dotline.cli.memory import peak_megabytes
from dotline.cli.ports import free_pair
from dotline.cli.visitor import Visitor
from dotline.site import leash

ROOT = Path(__file__).resolve().parents[1]
PAGES = 40  # each read once before memory is looked at


def run(home: Path) -> list[Row]:
    """First and second start against their promises; the peak after pages were read on both sites."""
    firsts, seconds, peaks = [], [], []
    for turn in range(2):
        place = home / f"country-{turn}"
        first, peak = _start(place)
        firsts.append(first)
        peaks.append(peak)
        seconds.append(_start(place)[0])
    return [
        Row("ready from an empty folder", firsts, limit=60_000),
        Row("second start", seconds, limit=5_000),
        Row("peak memory of a web process", peaks, unit="MB", limit=300),
        Row("./dotline --help", [_help() for _ in range(7)], limit=300),
    ]


def _start(place: Path) -> tuple[float, float]:
    """Milliseconds until both sites answer, and the peak megabytes of the larger web process."""
    port = free_pair()
    environment = {**os.environ, "DOTLINE_HOME": str(place)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    begin = time.perf_counter()
    command = [str(ROOT / "dotline"), "demo", "--port", str(port)]
    quiet, parent = subprocess.DEVNULL, os.getpid()
    demo = subprocess.Popen(
        command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True,
        preexec_fn=lambda: leash.tie(parent),  # noqa: PLW1509 - one thread; a killed one leaves no server
    )  # fmt: skip
    try:
        for offset in (0, 1):
            _wait(f"http://127.0.0.1:{port + offset}/health")
        ready = (time.perf_counter() - begin) * 1000
        for number in range(PAGES):
            path = ("en/directory/", "en/statistics/", "en/plan/", "en/report/")[number % 4]
            Visitor(f"http://127.0.0.1:{port + 1}/").get(path)
            Visitor(f"http://127.0.0.1:{port}/").get("en/access/sign-in/")
        children = [int(path.name) for path in Path("/proc").glob("[0-9]*") if _of(path, demo.pid)]
        return ready, max((peak_megabytes(child) for child in children), default=0.0)
    finally:
        os.killpg(demo.pid, signal.SIGTERM)
        demo.wait(timeout=20)


def _of(path: Path, parent: int) -> bool:
    try:
        stat = (path / "stat").read_text().rpartition(")")[2].split()
        command = (path / "cmdline").read_bytes()
    except OSError:
        return False
    return int(stat[1]) == parent and b"granian" in command


def _wait(url: str) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            if Visitor(url).get(url).status == 200:
                return
        except OSError:
            time.sleep(0.05)


def _help() -> float:
    begin = time.perf_counter()
    subprocess.run([str(ROOT / "dotline"), "--help"], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1000
