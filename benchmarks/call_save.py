"""Saving a call over HTTP at 20 requests a second, beside 12,706 others (promise: p95 under 100 ms)."""

import os
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks._bulk import session_of
from dotline.cli.bench import Row

RATE = 20  # requests a second; the busiest night of the line is far below one
SECONDS = 20
COUNSELLORS = 8  # each with a call of her own and a connection that stays open
SEED = 2010
LIMIT = 100.0
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


def run(home: Path) -> Sequence[Row]:
    """Fill a demo country, serve it as `dotline serve` does, and save like counsellors at work."""
    (home / "FICTIONAL").write_text("FICTIONAL / FICTIF\n")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    from dotline.access.demo import counsellor  # noqa: PLC0415
    from dotline.cli import ports, serve  # noqa: PLC0415

    filled = _filled()
    port = ports.free_pair()
    with serve.processes(port):
        desks = [Desk(port, session_of(counsellor().worker)) for _number in range(COUNSELLORS)]
        rows = [
            Row("open a call", [desk.open() for desk in desks]),
            Row("show a call, 20/s", at_rate(desks, Desk.show)),
            Row("save a draft, 20/s", at_rate(desks, Desk.draft), limit=LIMIT, on_p95=True),
            Row("save a call, 20/s", at_rate(desks, Desk.save), limit=LIMIT, on_p95=True),
        ]
    return [Row("fill 12,706 calls", [filled], limit=12_000.0), *rows]


def _filled() -> float:
    """Fill the rooms that a call needs; how long the calls took, in milliseconds."""
    from importlib import import_module  # noqa: PLC0415

    from dotline.access.unit import behind  # noqa: PLC0415
    from dotline.base.progress import SilentProgress  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415

    took = 0.0
    with behind(Reader.system("bench")):
        for room in ("access", "gates", "directory", "intake"):
            begin = time.perf_counter()
            import_module(f"dotline.{room}.demo").fill(seed=SEED, progress=SilentProgress())
            took = (time.perf_counter() - begin) * 1000
    return took


class Desk:
    """One counsellor's browser: a connection, a session, a call."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = {"dotline": session}
        self.address = ""
        self.page = ""
        self.number = 0

    def ask(self, method: str, path: str, fields: Sequence[tuple[str, str]] = ()) -> str:
        """One request; the body of the answer, or the address that it names."""
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = urlencode(fields) if method == "POST" else None
        self.connection.request(method, path, body, {**FORM, "Cookie": jar})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        assert answer.status < 400, (method, path, answer.status)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := re.match(r"([^=]+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        return answer.getheader("Location") or text

    def hidden(self, name: str) -> str:
        """A hidden field of the page shown last."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, name
        return found[1]

    def fields(self) -> list[tuple[str, str]]:
        """A call form, filled in; a little different each time."""
        self.number += 1
        return [
            ("csrfmiddlewaretoken", self.hidden("csrfmiddlewaretoken")),
            ("key", self.hidden("key")),
            ("revision", self.hidden("revision")),
            *(("needs", code) for code in ("shelter", "counselling", "legal_aid")),
            ("safe_now", "yes"),
            ("place", "Winnipeg"),
            ("language", "eng"),
            ("alias", "FICTIONAL"),
            ("ways", "sms"),
            ("reach", "FICTIONAL"),
            ("summary", f"FICTIONAL {self.number} " + "words " * 100),
        ]

    def open(self) -> float:
        """Open a call; how long it took, in milliseconds."""
        self.page = self.ask("GET", "/en/intake/")
        sent = [
            ("csrfmiddlewaretoken", self.hidden("csrfmiddlewaretoken")),
            ("key", self.hidden("key")),
            ("channel", "phone"),
        ]
        begin = time.perf_counter()
        self.address = self.ask("POST", "/en/intake/open/", sent)
        took = (time.perf_counter() - begin) * 1000
        self.show()
        return took

    def show(self) -> None:
        """Look at the call."""
        self.page = self.ask("GET", self.address)

    def draft(self) -> None:
        """What the page does by itself two seconds after the last key."""
        self.ask("POST", f"{self.address}draft/", self.fields())

    def save(self) -> None:
        """Save the call; the key and the revision of the next save are told without loading the page."""
        self.ask("POST", self.address, self.fields())
        key, revision = self.hidden("key"), self.hidden("revision")
        fresh = f"{int(key.replace('-', ''), 16) + 1:032x}"
        for name, value in (("key", fresh), ("revision", str(int(revision) + 1))):
            old = self.hidden(name)
            self.page = self.page.replace(
                f'name="{name}" value="{old}"', f'name="{name}" value="{value}"'
            )


def at_rate(desks: Sequence[Desk], work: Callable[[Desk], None]) -> list[float]:
    """Milliseconds from when each request was due until it was answered, so that a queue counts too."""
    idle: queue.Queue[Desk] = queue.Queue()
    for desk in desks:
        idle.put(desk)
    took: list[float] = []
    failures: list[Exception] = []

    def one(due: float) -> None:
        desk = idle.get()
        try:
            work(desk)
            took.append((time.perf_counter() - due) * 1000)
        except (AssertionError, OSError) as error:
            failures.append(error)
        finally:
            idle.put(desk)

    with _joined() as threads:
        begin = time.perf_counter()
        for number in range(RATE * SECONDS):
            due = begin + number / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            thread = threading.Thread(target=one, args=(due,))
            thread.start()
            threads.append(thread)
    assert not failures, failures[0]
    return took


@contextmanager
def _joined() -> Iterator[list[threading.Thread]]:
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join()
