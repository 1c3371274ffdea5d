"""Falls while the desk works: a sync killed half way, a queue that comes twice, a PostgreSQL that goes away."""

import base64
import json
import shutil
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from dotline.access import totp
from dotline.base import clock
from dotline.cli import cluster
from dotline.directory.formats import signed
from dotline.gates import callqueue
from dotline.intake.rules.offline import OLDEST, OfflineCall, text_of
from tests.browsing import hidden
from tests.cli.commands import begin, dotline
from tests.cli.test_offline import CANARY, Browser, calls, filled, no_trace, running, until

pytestmark = pytest.mark.slow
MANY = 24


def desk_of(home: Path) -> signed.Desk:
    """The agency that takes calls, as the signed list of a home names it."""
    file = home.parent / "desk.dotline"
    assert dotline(home, "directory", "snapshot", "make", str(file)).returncode == 0
    key = dotline(home, "directory", "snapshot", "key").stdout
    contents, _tables = signed.unpack(file.read_bytes(), signed.key_of(key))
    return contents.desks[0]


def a_call(agency: UUID, days: int = 0) -> OfflineCall:
    """A call that was taken offline an hour and some days ago."""
    began = clock.now() - timedelta(days=days, hours=1)
    said = {"safe_now": ["yes"], "needs": ["shelter"], "summary": [CANARY], "language": ["eng"]}
    return OfflineCall(
        uuid4(), agency, "phone", began, began + timedelta(minutes=9), "", "", False, said
    )


def lay(queue: Path, desk: signed.Desk, call: OfflineCall) -> None:
    """Seal a call into a queue as the offline desk does."""
    callqueue.put(queue, call.agency, bytes.fromhex(desk.public), call.key, text_of(call))


def waiting(queue: Path) -> int:
    """How many calls wait."""
    return len(list(queue.glob("*.call")))


def synced(home: Path, queue: Path) -> dict[str, int]:
    """One sync to its end; what it counted."""
    done = dotline(home, "intake", "sync", str(queue), "--json")
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


def test_a_sync_that_is_killed_loses_nothing_and_saves_nothing_twice(
    ready_home: Path, tmp_path: Path
) -> None:
    queue, kept, desk = tmp_path / "queue", tmp_path / "kept", desk_of(ready_home)
    for _number in range(MANY):
        lay(queue, desk, a_call(UUID(desk.agency)))
    shutil.copytree(queue, kept)
    for fewer in (16, 6):
        one = begin(ready_home, "intake", "sync", str(queue))
        while waiting(queue) > fewer and one.poll() is None:
            time.sleep(0.001)
        one.kill()
        one.communicate()
    left = waiting(queue)
    counts = synced(ready_home, queue)
    assert counts["saved"] + counts["repeated"] == left
    assert (waiting(queue), (queue / "aside").exists()) == (0, False)
    assert len(calls(ready_home)) == MANY
    # The whole queue once more, as from a stick that was forgotten: every call is known.
    again = synced(ready_home, kept)
    assert (again["saved"], again["repeated"]) == (0, MANY)
    assert len({call["id"] for call in calls(ready_home)}) == MANY
    assert dotline(ready_home, "audit", "verify").returncode == 0
    no_trace(ready_home, queue, kept)


def test_a_call_that_cannot_be_right_is_kept_aside_and_the_others_are_saved(
    ready_home: Path, tmp_path: Path
) -> None:
    queue, desk = tmp_path / "queue", desk_of(ready_home)
    good, old = a_call(UUID(desk.agency)), a_call(UUID(desk.agency), days=OLDEST.days + 1)
    elsewhere, foreign = a_call(UUID(desk.agency)), a_call(uuid4())
    for call in (good, old, elsewhere, foreign):
        lay(queue, desk, call)
    # The line in the clear names another agency than the sealed call does.
    path = queue / f"{elsewhere.key}.call"
    path.write_bytes(path.read_bytes().replace(desk.agency.encode(), str(uuid4()).encode(), 1))
    done = dotline(ready_home, "intake", "sync", str(queue))
    assert done.returncode == 2
    assert "The times of this call cannot be right." in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert [one.stem for one in (queue / "aside").iterdir()] == [str(old.key)]
    # Without the agency's keys nothing can be said of a letter: it waits for whoever has them.
    assert {one.stem for one in queue.glob("*.call")} == {str(elsewhere.key), str(foreign.key)}
    assert len(calls(ready_home)) == 1


def account(home: Path, **more: str) -> tuple[str, bytes]:
    """Password and secret of a new counsellor of the office."""
    agencies = json.loads(dotline(home, "access", "agencies", "--json", **more).stdout)
    words = ["nia", "--agency", agencies[0]["code"], "--role", "counsellor"]
    made = dotline(home, "access", "add-worker", *words, **more)
    assert made.returncode == 0, made.stderr
    password, uri = made.stdout.splitlines()[:2]
    secret = parse_qs(urlsplit(uri).query)["secret"][0]
    return password.partition(": ")[2], base64.b32decode(secret + "=" * (-len(secret) % 8))


def signed_in(port: int, password: str, secret: bytes) -> Browser:
    """The counsellor at her desk."""
    desk = Browser(port)
    _status, page = desk.ask("/en/access/sign-in/")
    given = {"username": "nia", "password": password, "code": totp.code_now(secret)}
    status, page = desk.ask("/en/access/sign-in/", hidden(page) | given)
    assert (status, "sign-out" in page) == (200, True)
    assert desk.ask("/en/intake/")[0] == 200
    return desk


def until_back(desk: Browser, queue: Path) -> None:
    """Wait until the desk answers from its database and the heartbeat brought the queue in."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if not waiting(queue) and "Offline since" not in desk.ask("/en/")[1]:
            return
        time.sleep(0.3)
    raise AssertionError("the desk did not come back")


@pytest.mark.postgres
def test_a_desk_whose_postgres_falls_searches_takes_calls_and_saves_them_later(
    tmp_path: Path,
) -> None:
    with cluster.postgres() as reach:
        more = {**reach, "DOTLINE_DATABASE": cluster.databases(reach)}
        home = filled(tmp_path / "home", **more)
        password, secret = account(home, **more)
        with running(home, "serve", **more) as port:
            until(home / "snapshot" / "directory.dotline")
            desk = signed_in(port, password, secret)
            cluster.fall(reach)
            status, page = desk.ask("/en/directory/", {"words": "shelter"})
            assert (status, "FICTIONAL house" in page, "Offline since" in page) == (200, True, True)
            assert "sealed" in desk.take_call(needs="shelter")[1]
            assert waiting(home / "queue") == 1
            no_trace(home)
            cluster.rise(reach)
            until_back(desk, home / "queue")
            assert len(calls(home, **more)) == 1
            assert desk.ask("/en/intake/")[0] == 200, "she has to sign in again"
