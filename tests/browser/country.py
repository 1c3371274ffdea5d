"""A real demo for the browser: both sites as `./dotline demo` serves them, in a home that is thrown away."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, StorageState

from dotline.cli import ports
from tests.demo import start

PATIENCE = 180  # seconds until a filled demo answers; about 15 on a quiet machine
IDLE = 600  # seconds after which somebody signs in anew; the desk locks after 900
PUBLIC, STRANGER = "", "stranger"  # anybody on the public site; somebody at the desk's door
ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@dataclass(frozen=True)
class Country:
    """Where the two sites of a running demo are. Everything in it is fictional."""

    desk: str
    public: str


@contextmanager
def running(filled: Path, folder: Path) -> Iterator[Country]:
    """Serve a copy, under `folder`, of a filled home, on two free ports; stop it at the end."""
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    port, log = free_ports(), folder / "demo.log"
    process = start(folder, "--port", str(port))
    try:
        _wait(process, port, log)
        yield Country(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}")
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_ports() -> int:
    """The first free pair from a place of this process's own, below the ports that clients are given."""
    start = 20_000 + (os.getpid() * 20) % 10_000
    return next(
        port
        for port in range(start, start + 2_000, 2)
        if ports.is_free(port) and ports.is_free(port + 1)
    )


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not (_answers(port) and _answers(port + 1)):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"The demo did not start: {log.read_text()[-2000:]}")
        time.sleep(0.2)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@dataclass
class People:
    """The demo's accounts. Each signs in once, through the page; its cookies are used again."""

    country: Country
    browser: Browser
    _cookies: dict[str, StorageState] = field(default_factory=dict)
    _used: dict[str, float] = field(default_factory=dict)
    _found: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def cookies(self, name: str) -> StorageState | None:
        """What a browser keeps in which `name` has signed in; nothing for the public and strangers."""
        if name in {PUBLIC, STRANGER}:
            return None
        idle = time.monotonic() - self._used.get(name, 0)
        self._used[name] = time.monotonic()
        if name not in self._cookies or idle > IDLE:
            context = self.browser.new_context(locale="en-CA")
            self._sign_in(context, name)
            self._cookies[name] = context.storage_state()
            context.close()
        return self._cookies[name]

    def _sign_in(self, context: BrowserContext, name: str) -> None:
        page = context.new_page()
        page.goto(f"{self.country.desk}/en/access/sign-in/")
        row = page.locator(f"#demo-accounts tr:has(th:text-is('{name}'))")
        password, code = row.locator("code").all_inner_texts()
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_label("Code from your authenticator").fill(code)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name=re.compile("Sign out|Se déconnecter")).wait_for()

    def site(self, name: str) -> str:
        """The site that somebody uses."""
        return self.country.public if name == PUBLIC else self.country.desk

    def find(self, name: str, page: str, link: str) -> str:
        """The id in the first link of `page` that looks like `link`, where `<id>` stands for it."""
        ids = self.find_all(name, page, link)
        if not ids:
            raise LookupError(f"{name or 'anybody'} finds no link {link} on {page}")
        return ids[0]

    def find_all(self, name: str, page: str, link: str) -> list[str]:
        """The ids in all such links of a page, in its order. What was found once is not looked up again."""
        key = (name, page, link)
        if not self._found.get(key):
            context = self.browser.new_context(storage_state=self.cookies(name))
            text = context.request.get(f"{self.site(name)}/en/{page}").text()
            context.close()
            self._found[key] = re.findall(f'"/en/{link.replace("<id>", f"({ID})")}', text)
        return self._found[key]
