"""`serve` and `work`: two web processes and the heartbeat, on loopback unless told otherwise."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from django.utils.translation import gettext as _

from dotline.base.errors import Unavailable
from dotline.cli import ending, ports
from dotline.site import leash

THREADS = 4  # blocking threads per process; the server's own default opens a database connection for each client
SITES = ("dotline.site.desk:application", "dotline.site.public.wsgi:application")
STARTING = 120.0  # seconds in which a process that lives may begin to answer; one that ended is told at once
PATIENCE = 8.0  # seconds for open requests to be answered
NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to knock when one listens everywhere


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
def processes(port: int, host: str = ports.LOOPBACK) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Desk on `port`, public site on the next, and the heartbeat; all stopped at the end."""
    from django.conf import settings  # noqa: PLC0415 - needs the home

    from dotline.site import lock, statics  # noqa: PLC0415

    ports.demand(port, host)
    folder = Path(settings.DOTLINE_HOME)
    with lock.preparing(folder):
        statics.collect()
    started: list[subprocess.Popen[bytes]] = []
    up = False
    with lock.used(folder):
        try:
            for line in _lines(port, host):
                with ending.held_back():  # so that each one that runs is known
                    started.append(_start(line))
            wait_until_up(port, host, started)
            up = True
            yield started
        finally:
            stop(started, gently=up)


def _lines(port: int, host: str) -> list[Sequence[str]]:
    sites = [command(site, host, port + offset) for offset, site in enumerate(SITES)]
    return [*sites, (sys.executable, "-m", "dotline.cli", "work")]


def _start(line: Sequence[str]) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, leash.ON_A_LEASH: "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    parent = os.getpid()

    def begin() -> None:
        leash.tie(parent)
        ending.let_through()

    return subprocess.Popen(line, env=environment, start_new_session=True, preexec_fn=begin)  # noqa: PLW1509 - no thread runs here yet


def wait_until_up(
    port: int, host: str, started: "Sequence[subprocess.Popen[bytes]]", seconds: float = STARTING
) -> None:
    """Return when both sites answer. Raises Unavailable when a process ended or time ran out."""
    for wanted in (port, port + 1):
        wait_until(wanted, started, host, seconds)


def wait_until(
    port: int,
    started: "Sequence[subprocess.Popen[bytes]]",
    host: str = ports.LOOPBACK,
    seconds: float = STARTING,
) -> None:
    """Return when a port answers. Raises Unavailable when a process ended or time ran out."""
    end = time.monotonic() + seconds
    while not _answers(port, host):
        ending.check()
        if any(process.poll() is not None for process in started) or time.monotonic() > end:
            raise Unavailable(
                "A server process did not start.", "Read the lines above; run: dotline check"
            )
        time.sleep(0.05)


def _answers(port: int, host: str) -> bool:
    try:
        with socket.create_connection((NEAR.get(host, host), port), timeout=1):
            return True
    except OSError:
        return False


def stop(started: "Sequence[subprocess.Popen[bytes]]", *, gently: bool = True) -> None:
    """Ask the processes to end, then make them; their workers too, even those of one that is gone.

    Before they answer they hold nobody's request, and one that still starts may not listen: then not `gently`.
    """
    with ending.held_back():  # a second Ctrl-C must not leave half of it
        end = time.monotonic() + (PATIENCE if gently else 0)
        for process in started:
            if gently and process.poll() is None:
                _signal(process, signal.SIGTERM)
        for process in started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0.0, end - time.monotonic()))
            _signal(process, signal.SIGKILL)
            process.wait()


def _signal(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def until_interrupted(started: "Sequence[subprocess.Popen[bytes]]") -> None:
    """Wait for Ctrl-C, a signal that asks to end, or a process that ends."""
    ending.wait_for_it()
    while not ending.asked():
        if any(process.poll() is not None for process in started):
            raise Unavailable("A server process ended.", "Read the lines above; run: dotline check")
        time.sleep(0.3)


def warn_of_the_clock() -> None:
    """Say it when the clock stands before what was written last: nothing can be saved until it is right."""
    from dotline.site import home  # noqa: PLC0415 - needs Django
    from dotline.ui.sentences import sentence  # noqa: PLC0415

    for late in home.clock_warnings()[:1]:
        click.echo(" ".join((_("Warning:"), *sentence(late))), err=True)


@click.command()
@click.option(
    "--port",
    default="8000",
    show_default=True,
    help="The desk's port; the public site takes the next. 0 takes any two that are free.",
)
@click.option("--host", default=ports.LOOPBACK, show_default=True, help="Address to listen on.")
def serve(port: str, host: str) -> None:
    """Serve the desk on PORT and the public site on PORT+1."""
    chosen = ports.choose(ports.parse(port), host)
    warn_of_the_clock()
    with processes(chosen, host) as started:
        shown = f"[{host}]" if ":" in host else host
        told = _("Desk: {desk}   Public site: {public}   (Ctrl-C ends both)")
        desk, public = (f"http://{shown}:{number}/" for number in (chosen, chosen + 1))
        click.echo(told.format(desk=desk, public=public))
        until_interrupted(started)


@click.command()
def work() -> None:
    """Run the heartbeat: ledger, passages, jobs."""
    from dotline.site.work import run_forever  # noqa: PLC0415 - needs Django

    run_forever()
