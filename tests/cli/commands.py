"""The command line as a user has it: its own process, its own home."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click
import pytest

from dotline.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOTLINE = (sys.executable, "-m", "dotline.cli")


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command in this home, in English, on SQLite."""
    left_out = {"DJANGO_SETTINGS_MODULE", "DOTLINE_SECRET_KEY", "DOTLINE_TEST_DATABASE"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    own = {
        "DOTLINE_HOME": str(home),
        "DOTLINE_DATABASE": "sqlite",
        "DOTLINE_LANG": "en",
        "PYTHONPATH": str(ROOT / "src"),
    }
    return {**kept, **own, **more}


def dotline(
    home: Path, *words: str, before: Callable[[], None] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; `before` runs in its process, for limits."""
    return subprocess.run(
        [*DOTLINE, *words], env=surroundings(home, **more), capture_output=True, text=True,
        timeout=120, check=False, preexec_fn=before,
    )  # fmt: skip


def said(home: Path, *words: str, **more: str) -> str:
    """What a command writes that must succeed."""
    done = dotline(home, *words, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _as_in_a_terminal() -> None:
    """Whoever runs the tests under nohup ignores SIGHUP, and every child would too."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def begin(home: Path, *words: str, **more: str) -> "subprocess.Popen[str]":
    """Start one command and go on."""
    return subprocess.Popen(
        [*DOTLINE, *words], env=surroundings(home, **more), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_as_in_a_terminal,  # noqa: PLW1509 - one thread
    )  # fmt: skip


# Processes of one test carry its tag in their environment: begin(..., **{TAG: tag}).
TAG = "DOTLINE_TEST_TAG"
SEEN_IN_PROC = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="processes are seen in /proc"
)


def children(tag: str) -> list[str]:
    """The command lines of a test's processes that are still there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"{TAG}={tag}".encode() in path.read_bytes():
                found.append(path.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def all_gone(tag: str, *, within: float = 3) -> bool:
    """Whether the test's processes end within so many seconds."""
    end = time.monotonic() + within
    while children(tag) and time.monotonic() < end:
        time.sleep(0.05)
    return not children(tag)


def is_a_sentence(done: "subprocess.CompletedProcess[str]", *, code: int) -> None:
    """Reason and next step on two lines, no trace, the right exit code."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if not line.startswith("dotline: ")]
    assert len(lines) == 2, done.stderr
    assert all(line.rstrip().endswith((".", "demo", "7", ")", "check")) for line in lines)
    assert "Keep this page open" not in done.stderr


def leaves() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, as it is typed."""
    todo: list[tuple[str, click.Command]] = [
        (name, getattr(import_module(entry.module), entry.name)) for name, entry in COMMANDS.items()
    ]
    while todo:
        path, command = todo.pop()
        if isinstance(command, click.Group):
            todo += [(f"{path} {name}", below) for name, below in command.commands.items()]
        else:
            yield path, command
