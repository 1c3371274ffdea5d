"""Servers end with the command that started them, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dotline.cli.serve import free_pair, is_free

ROOT = Path(__file__).resolve().parents[2]


def until(held: bool, port: int) -> bool:
    """Wait up to half a minute until both ports are free (or taken)."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if is_free(port) is is_free(port + 1) is held:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked"])
def test_no_port_stays_taken(tmp_path: Path, number: signal.Signals) -> None:
    port = free_pair()
    environment = {
        **os.environ,
        "DOTLINE_HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT / "src"),
        "DOTLINE_DATABASE": "sqlite",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "dotline.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        assert until(held=False, port=port), "the sites did not start"
        server.send_signal(number)
        server.wait(timeout=30)
    assert until(held=True, port=port), "a server outlived the command"
