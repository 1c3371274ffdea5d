"""The database goes away under a running desk: real servers, real files, a real kill."""

import json
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from dotline.cli.ports import free_pair
from tests.cli.commands import begin, dotline, is_a_sentence

pytestmark = pytest.mark.slow
CANARY = "quernstone-canary"


class Browser:
    """Pages of one site, cookies kept."""

    def __init__(self, port: int) -> None:
        self.at = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and text of a page."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        headers = {"Accept": "text/html", "Origin": self.at}
        asked = urllib.request.Request(self.at + path, body, headers)
        try:
            with self.opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def take_call(self, **fields: str) -> tuple[int, str]:
        """Fill in the form of a call and send it; the same form again with `again`."""
        _status, page = self.ask("/en/offline/call/")
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        sent = hidden | {"channel": "phone", "safe_now": "yes", "summary": CANARY} | fields
        assert self.ask("/en/offline/call/", sent)[0] == 200
        return self.ask("/en/offline/call/", sent)


@contextmanager
def running(home: Path, *words: str, **more: str) -> Iterator[int]:
    """A server command until the end of the block."""
    port = free_pair()
    server = begin(home, *words, "--port", str(port), **more)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and server.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        assert server.poll() is None, server.communicate()[1]
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


def until(path: Path) -> None:
    """Wait until a file is there."""
    end = time.monotonic() + 60
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert path.exists()


LIST = {
    "name": "A FICTIONAL house",
    "id": "5b2d8d4e-58f4-4b1c-9d1c-6f3f0e6a8f01",
    "status": "active",
    "description": "Shelter for women, FICTIONAL.",
    "organization": {
        "id": "5b2d8d4e-58f4-4b1c-9d1c-6f3f0e6a8f02",
        "name": "FICTIONAL agency",
        "description": "FICTIONAL",
    },
}


def filled(home: Path, **more: str) -> Path:
    """A home whose directory holds one service."""
    source = home.parent / "list.json"
    source.write_text(json.dumps({"contents": [LIST]}))
    done = dotline(home, "directory", "load", str(source), **more)
    assert done.returncode == 0, done.stderr
    return home


def no_trace(*folders: Path) -> None:
    """No file holds what was typed."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                assert CANARY.encode() not in path.read_bytes(), path


def calls(home: Path, **more: str) -> list[dict[str, object]]:
    """The open calls."""
    account = json.loads(dotline(home, "access", "workers", "--json", **more).stdout)[0]["username"]
    found = dotline(home, "intake", "list", "--as", account, "--json", **more)
    assert found.returncode == 0, found.stderr
    listed: list[dict[str, object]] = json.loads(found.stdout)
    return listed


def test_a_desk_whose_files_are_taken_away_still_searches_and_comes_back(ready_home: Path) -> None:
    home = filled(ready_home)
    with running(home, "serve") as port:
        until(home / "snapshot" / "directory.dotline")
        desk = Browser(port)
        taken = {path: path.with_name(f"{path.name}.away") for path in home.glob("*.sqlite3*")}
        for path, away in taken.items():
            path.rename(away)
        status, page = desk.ask("/en/directory/", {"words": "shelter"})
        assert status == 200
        assert "FICTIONAL house" in page
        assert "Offline since" in page
        assert "The list of services is as of" in page
        assert desk.ask("/en/intake/")[0] == 503
        # Nobody was signed in, so nobody takes calls here.
        assert desk.ask("/en/offline/call/")[0] == 403
        for path, away in taken.items():
            away.rename(path)
        end = time.monotonic() + 30
        while "Offline since" in desk.ask("/en/")[1] and time.monotonic() < end:
            time.sleep(0.5)
        assert "Offline since" not in desk.ask("/en/")[1]


def test_calls_taken_with_no_database_are_saved_once_each(ready_home: Path, tmp_path: Path) -> None:
    home, desk_home = filled(ready_home), tmp_path / "desk"
    file, queue = tmp_path / "list.dotline", tmp_path / "queue"
    assert dotline(home, "directory", "snapshot", "make", str(file)).returncode == 0
    key = dotline(home, "directory", "snapshot", "key").stdout.strip()
    options = ["--snapshot", str(file), "--key", key, "--queue", str(queue)]
    with running(desk_home, "offline", *options) as port:
        desk = Browser(port)
        assert "FICTIONAL house" in desk.ask("/en/directory/", {"words": "shelter"})[1]
        assert "Hors ligne depuis" in desk.ask("/fr/directory/")[1]
        for _number in range(3):
            assert "sealed" in desk.take_call(needs="shelter")[1]
    assert not list(desk_home.glob("*.sqlite3")), "the offline desk made a database"
    assert len(list(queue.glob("*.call"))) == 3, "a form sent twice is one call"
    no_trace(queue, desk_home)
    (queue / "11111111-1111-4111-8111-111111111111.call").write_bytes(b"DOTLINE-CALL 1 broken")
    both = [begin(home, "intake", "sync", str(queue)) for _twice in range(2)]
    for one in both:
        one.communicate(timeout=60)
    assert [path.name[:4] for path in (queue / "aside").iterdir()] == ["1111"]
    assert not list(queue.glob("*.call"))
    assert len(calls(home)) == 3
    no_trace(home)


def test_a_list_that_is_not_ours_is_refused_in_a_sentence(ready_home: Path, tmp_path: Path) -> None:
    home, file = filled(ready_home), tmp_path / "list.dotline"
    assert dotline(home, "directory", "snapshot", "make", str(file)).returncode == 0
    whole = file.read_bytes()
    foreign = dotline(tmp_path / "other", "directory", "snapshot", "key").stdout.strip()
    is_a_sentence(
        dotline(home, "directory", "snapshot", "verify", str(file), "--key", foreign), code=2
    )
    middle = len(whole) // 2
    changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for data in (whole[:-1], whole[:40], changed, b"", b"GIF89a"):
        file.write_bytes(data)
        is_a_sentence(dotline(home, "directory", "snapshot", "verify", str(file)), code=2)
    is_a_sentence(
        dotline(home, "offline", "--snapshot", str(file), "--key", foreign, "--port", "0"), code=2
    )
