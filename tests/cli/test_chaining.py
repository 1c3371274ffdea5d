"""A home used by commands alone has a chained ledger too."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command run as its own process."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = {
        **kept,
        "DOTLINE_HOME": str(home),
        "DOTLINE_DATABASE": "sqlite",
        "DOTLINE_LANG": "en",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "dotline.cli", *words]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)


def dotline(home: Path, *words: str) -> str:
    """What a command writes that must succeed."""
    done = run(home, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_command_chains_the_lines_it_left(tmp_path: Path) -> None:
    dotline(tmp_path, "access", "agencies")
    stores = json.loads(dotline(tmp_path, "audit", "verify", "--json"))
    assert sum(store["events"] for store in stores) > 0
    assert all(store["waiting"] == 0 and store["chained"] == store["events"] for store in stores)
