"""Servers end with the command that started them, however it ends."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dotline.base.errors import Invalid, Unavailable
from dotline.cli import ports
from dotline.cli.ports import free_pair, is_free
from tests.cli.commands import SEEN_IN_PROC, TAG, all_gone, begin, dotline, surroundings


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
def test_no_port_stays_taken(ready_home: Path, number: signal.Signals) -> None:
    port = free_pair()
    command = [sys.executable, "-m", "dotline.cli", "serve", "--port", str(port)]
    environment = surroundings(ready_home)
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        assert until(held=False, port=port), "the sites did not start"
        server.send_signal(number)
        server.wait(timeout=30)
    assert until(held=True, port=port), "a server outlived the command"


@pytest.mark.slow
@SEEN_IN_PROC
@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL], ids=lambda n: n.name
)
def test_a_signal_at_any_moment_of_the_start_leaves_no_process(
    ready_home: Path, number: signal.Signals
) -> None:
    for tenths in (4, 14, 19, 26):
        tag = f"{ready_home}-{tenths}"
        server = begin(ready_home, "serve", "--port", "0", **{TAG: tag})
        time.sleep(tenths / 10)
        server.send_signal(number)
        _out, err = server.communicate(timeout=30)
        assert "Traceback" not in err
        assert all_gone(tag), f"{number.name} after {tenths / 10} s"
    assert dotline(ready_home, "check").returncode == 0


@pytest.mark.parametrize("text", ["65535", "99999", "-5", "abc", "", "1e3", "٣"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="or 0 for any two"):
        ports.parse(text)


def test_a_port_in_use_is_named_for_desk_and_public_site() -> None:
    port = free_pair()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + 1))
        taken.listen()
        for wanted in (port, port + 1):
            with pytest.raises(Unavailable, match=f"Port {port + 1} is taken"):
                ports.demand(wanted)
        assert ports.choose(port, else_any=True) != port


def test_a_host_that_is_not_of_this_machine_is_refused() -> None:
    with pytest.raises(Invalid, match=r"no address 192\.0\.2\.1"):
        ports.demand(free_pair(), "192.0.2.1")


@pytest.mark.slow
def test_port_0_takes_two_neighbours_and_prints_them(ready_home: Path) -> None:
    with begin(ready_home, "serve", "--port", "0") as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        server.terminate()
        server.communicate(timeout=30)
    desk, public = (int(part.split("/")[0]) for part in said.split("127.0.0.1:")[1:])
    assert public == desk + 1
    assert server.returncode in {0, 143}  # asked to end before it began to wait for that
