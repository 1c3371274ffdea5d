"""The desk in front of a dead database: notices it, lets the offline desk answer, and notices the return.

The offline desk is a process of its own, started when it is first needed, because it has other settings
and must have no way inside. This one passes requests on to it, so that nobody has to know another address.
"""

import contextlib
import http.client
import io
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connections

from dotline.access import keys
from dotline.audit import stores, trouble
from dotline.base import clock
from dotline.base.errors import DotlineError
from dotline.directory import jobs as directory
from dotline.site import leash

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

EVERY: Final = 2.0  # seconds between two looks at a database that is down
PATIENCE: Final = 25.0  # seconds for the offline desk to start
FAILED: Final = "5"
HOP_BY_HOP: Final = frozenset({"connection", "keep-alive", "transfer-encoding", "server", "date"})


def alive() -> bool:
    """Whether every store answers a question; a moment's work."""
    try:
        trouble.look(made=True)
        for store in stores.present():
            if connections[store].vendor == "sqlite":
                _ask_file(str(connections[store].settings_dict["NAME"]))
            else:
                _ask_server(store)
    except (DotlineError, DatabaseError, sqlite3.Error, OSError):
        return False
    return True


def _ask_file(name: str) -> None:
    path = Path(name.removeprefix("file:").partition("?")[0])
    uri = f"{path.as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=1)) as database:
        database.execute("SELECT count(*) FROM django_migrations").fetchone()


def _ask_server(store: str) -> None:
    connection = connections.create_connection(store)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
    finally:
        connection.close()


class Fallback:
    """WSGI in front of the desk."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._lock = threading.Lock()
        self._down = False
        self._since = ""
        self._looked = 0.0
        self._generation = 0
        self._mine = threading.local()
        self._offline = OfflineDesk()

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """The desk's answer, or the offline desk's while the database is down."""
        self._look()
        if self._down:
            return self._offline.answer(environ, start_response, self._since)
        self._fresh_connections()
        searched = _kept_body(environ)
        started: list[Any] = []

        def hold(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            started[:] = [status, headers, *rest]

        body = self._application(environ, hold)
        if started[0].startswith(FAILED) and not alive():
            getattr(body, "close", lambda: None)()
            self._went_down()
            if searched is not None:
                environ["wsgi.input"] = io.BytesIO(searched)
                return self._offline.answer(environ, start_response, self._since)
            return self._offline.answer(environ, start_response, self._since, read=True)
        start_response(*started)
        return body

    def _look(self) -> None:
        if self._down:
            with self._lock:
                if time.monotonic() - self._looked > EVERY:
                    self._down = not alive()
                    self._looked = time.monotonic()
            return
        try:
            # An open file that was taken away answers as if nothing were; what is written to it is lost.
            trouble.look(made=True)
        except DotlineError:
            self._went_down()

    def _went_down(self) -> None:
        with self._lock:
            if not self._down:
                self._down, self._since = True, clock.now().isoformat(timespec="seconds")
                self._looked = time.monotonic()
                self._generation += 1

    def _fresh_connections(self) -> None:
        """After a fall each thread lets go of what it held: it may be a file that is gone."""
        if getattr(self._mine, "generation", 0) != self._generation:
            connections.close_all()
            self._mine.generation = self._generation


def _kept_body(environ: Environ) -> bytes | None:
    """The body of a search, so that it can be asked again; forms with a person's words are never kept."""
    if environ.get("REQUEST_METHOD") != "POST" or "/directory/" not in environ.get("PATH_INFO", ""):
        return None
    size = min(int(environ.get("CONTENT_LENGTH") or 0), settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    data: bytes = environ["wsgi.input"].read(size)
    environ["wsgi.input"] = io.BytesIO(data)
    return data


class OfflineDesk:
    """The process that answers meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._since = ""

    def answer(
        self, environ: Environ, start_response: Start, since: str, *, read: bool = False
    ) -> Iterable[bytes]:
        """Pass a request on. `read`: its body was read already and goes no further."""
        try:
            self._ready(since)
            return self._pass_on(environ, start_response, read=read)
        except (OSError, DotlineError, http.client.HTTPException):
            start_response(
                "503 Service Unavailable",
                [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")],
            )
            return [
                "The database does not answer, and there is no offline list yet. Call 1-833-900-1010.\n"
                "La base ne répond pas et il n’y a pas encore de liste hors ligne. "
                "Appelez le 1-833-900-1010.\n".encode()
            ]

    def _ready(self, since: str) -> None:
        with self._lock:
            alive_still = self._process is not None and self._process.poll() is None
            if alive_still and self._since == since:
                return
            if alive_still and self._process is not None:  # a later fall: a newer list, a new hour
                self._process.kill()
            self._port, self._since = _free_port(), since
            self._process = _start(self._port, since)
            end = time.monotonic() + PATIENCE
            while not _listens(self._port):
                if self._process.poll() is not None or time.monotonic() > end:
                    raise ConnectionError
                time.sleep(0.05)

    def _pass_on(self, environ: Environ, start_response: Start, *, read: bool) -> Iterable[bytes]:
        size = 0 if read else int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(min(size, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
        headers = {
            name[5:].replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
            and name not in ("HTTP_CONNECTION", "HTTP_X_FORWARDED_PROTO")
        }
        headers |= {
            "X-Forwarded-Proto": environ.get("wsgi.url_scheme", "http"),
            "Connection": "close",
        }
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace")
        target = quote(path)
        method = environ["REQUEST_METHOD"]
        if read and method == "POST":
            return self._unsaved(target, headers, start_response)
        return self._ask(method, target, body, headers, start_response)

    def _unsaved(
        self, target: str, headers: dict[str, str], start_response: Start
    ) -> Iterable[bytes]:
        """A form that met the fall: the page says that it was not saved."""
        kept = {name: value for name, value in headers.items() if name != "Content-Type"}
        return self._ask("GET", f"{target}?unsaved=1", b"", kept, start_response)

    def _ask(
        self, method: str, target: str, body: bytes, headers: dict[str, str], start_response: Start
    ) -> Iterable[bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, target, body=body or None, headers=headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        kept = [
            (name, value) for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP
        ]
        start_response(f"{response.status} {response.reason}", kept)
        return [data]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _start(port: int, since: str) -> "subprocess.Popen[bytes]":
    """Start the offline desk from a thread that lives as long as it: its end would end the process too."""
    key = keys.load(keys.OPERATOR).verifying().hex()
    environment = {
        **os.environ,
        leash.ON_A_LEASH: "1",
        leash.TIED_TO: str(os.getpid()),
        "DOTLINE_OFFLINE_DESK": "1",
        "DOTLINE_OFFLINE_SINCE": since,
        "DOTLINE_HOME": str(settings.DOTLINE_HOME),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    path = str(directory.path())
    line = [sys.executable, "-m", "dotline.cli", "offline", "--port", str(port)]
    line += ["--snapshot", path, "--key", key]
    started: list[subprocess.Popen[bytes]] = []
    running = threading.Event()

    def run() -> None:
        process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL)
        started.append(process)
        running.set()
        process.wait()

    threading.Thread(target=run, name="offline-desk", daemon=True).start()
    running.wait(PATIENCE)
    return started[0]
