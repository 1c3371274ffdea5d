"""The demo country, filled once for a whole run by `./dotline demo` itself. Tests read it or work on a copy."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.once import once

ROOT = Path(__file__).resolve().parents[1]


def filled(factory: pytest.TempPathFactory) -> Path:
    """The folder whose `home` holds it."""
    return once(factory, "demo-country", _fill)


def _fill(folder: Path) -> None:
    if start(folder, "--fill-only").wait():
        raise RuntimeError(f"The demo was not filled: {(folder / 'demo.log').read_text()[-2000:]}")


def start(folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    """Start `./dotline demo` in the home under a folder; what it says goes to `demo.log`."""
    left_out = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    with (folder / "demo.log").open("ab") as lines:
        return subprocess.Popen(
            [ROOT / "dotline", "demo", *words],
            env={**kept, "DOTLINE_HOME": str(folder / "home")},
            stdout=lines,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )
