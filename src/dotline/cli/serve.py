"""`serve` and `work`: two web processes and the heartbeat, on loopback unless told otherwise."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from dotline.base.errors import Unavailable

PR_SET_PDEATHSIG = 1  # prctl(2)
THREADS = 4  # blocking threads per process; the server's own default opens a database connection for each client
SITES = ("dotline.site.desk:application", "dotline.site.public.wsgi:application")


def free_pair() -> int:
    """A port N such that N and N+1 are free on loopback."""
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
        if port < 65_000 and is_free(port) and is_free(port + 1):
            return port
    raise Unavailable(
        "No two neighbouring ports are free on this machine.",
        "Stop a server or name one with --port.",
    )


def is_free(port: int) -> bool:
    """Whether nobody listens there on loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def command(site: str, host: str, port: int) -> Sequence[str]:
    """The command line of one web process."""
    return (
        *(
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
        ),
        *("--workers", "1", "--blocking-threads", str(THREADS), "--no-ws", "--http", "1"),
        *("--log-level", "error", "--respawn-failed-workers", site),
    )


@contextmanager
def processes(port: int, host: str = "127.0.0.1") -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Desk on `port`, public site on the next, and the heartbeat; all stopped at the end."""
    for wanted in (port, port + 1):
        if not is_free(wanted):
            raise Unavailable(
                "Port {port} is taken.",
                "Stop what listens there, or choose another with --port.",
                port=wanted,
            )
    from dotline.site import statics  # noqa: PLC0415 - needs Django

    statics.collect()
    environment = {**os.environ}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    lines = [command(site, host, port + offset) for offset, site in enumerate(SITES)]
    lines.append((sys.executable, "-m", "dotline.cli", "work"))
    started = [
        subprocess.Popen(line, env=environment, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: PLW1509
        for line in lines  # no thread runs here yet
    ]
    try:
        wait_until_up((port, port + 1), started)
        yield started
    finally:
        stop(started)


def _end_with_parent() -> None:
    """On Linux: be asked to end when the command that started this process is killed, so that no port stays taken."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_until_up(
    ports: Sequence[int], started: "Sequence[subprocess.Popen[bytes]]", seconds: float = 30
) -> None:
    """Return when every port answers. Raises Unavailable when a process ended or time ran out."""
    end = time.monotonic() + seconds
    for port in ports:
        while not _answers(port):
            if any(process.poll() is not None for process in started) or time.monotonic() > end:
                raise Unavailable(
                    "A server process did not start.", "Read the lines above; run: dotline check"
                )
            time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def stop(started: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Ask the processes to end, then make them."""
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in started:
        try:
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def until_interrupted(started: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Wait for Ctrl-C, a TERM signal, or a process that ends."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        while all(process.poll() is None for process in started):
            time.sleep(0.3)
    except KeyboardInterrupt:
        return
    raise Unavailable("A server process ended.", "Read the lines above; run: dotline check")


@click.command()
@click.option(
    "--port",
    default=8000,
    show_default=True,
    help="The desk's port; the public site takes the next.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def serve(port: int, host: str) -> None:
    """Serve the desk on PORT and the public site on PORT+1."""
    with processes(port, host) as started:
        click.echo(
            f"Desk: http://{host}:{port}/   Public site: http://{host}:{port + 1}/   (Ctrl-C ends both)"
        )
        until_interrupted(started)


@click.command()
def work() -> None:
    """Run the heartbeat: ledger, passages, jobs."""
    from dotline.site.work import run_forever  # noqa: PLC0415 - needs Django

    run_forever()
