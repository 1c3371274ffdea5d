"""Who gets through which door: every address of the desk x every role, compared with a table that people review.

`tests/golden/access_matrix.txt` is that table, `access_matrix_offline.txt` the one of the offline desk. After a
deliberate change write them anew with DOTLINE_WRITE_GOLDEN=1 and read the difference before you commit it.
"""

import importlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dotline.access import queries, totp
from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.models import Worker
from dotline.access.roles import Role
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import crypto
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.directory.formats.signed import Contents, pack
from dotline.directory.formats.signed import Desk as KeyOfDesk
from dotline.site.offline.state import state
from tests.browsing import HTML, browser
from tests.law.addresses import Address, addresses

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "access_matrix.txt"
GOLDEN_OFFLINE = GOLDEN.with_name("access_matrix_offline.txt")
DESK = "dotline.site.desk_urls"
OFFLINE = "dotline.site.offline.urls"
pytestmark = pytest.mark.django_db(databases=["inside", "open", "drop"])


@pytest.fixture
def workers(home: Path) -> dict[Role, Worker]:
    """One worker for each role, all of one agency."""
    system = Reader.system("test")
    with behind(system):
        agency = add_agency(
            by=system, agency=NewAgency("one", "One", "Une", "Helpline", "ON", is_local=True)
        )
        return {
            role: add_worker(
                by=system,
                worker=NewWorker(
                    str(role),
                    str(role),
                    agency.id,
                    (role,),
                    "four plain words here",
                    totp.new_secret(),
                ),
            )
            for role in Role
        }


def test_a_stranger_gets_only_to_the_pages_for_everybody(workers: dict[Role, Worker]) -> None:
    client = browser(None)
    for address in addresses(DESK):
        answer = client.get(address.path(), **HTML)
        if not address.for_everybody:
            assert answer.status_code == 302, address.name
            assert answer.headers["Location"] == "/en/access/sign-in/", address.name


def test_the_table_of_doors_and_roles_is_the_reviewed_one(workers: dict[Role, Worker]) -> None:
    lines = [
        f"{address.name:<28} "
        + " ".join(f"{role}={answer(workers[role], address)}" for role in Role)
        for address in addresses(DESK)
        if not address.for_everybody
    ]
    reviewed(lines, GOLDEN)


def reviewed(lines: list[str], golden: Path) -> None:
    """Compare a table with the one that people reviewed."""
    text = "\n".join(lines) + "\n"
    if os.environ.get("DOTLINE_WRITE_GOLDEN") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A signed list of nobody, which an offline desk trusts that stands behind a desk whose database is down."""
    empty = sqlite3.connect(":memory:")
    empty.execute("CREATE TABLE snapshot_indexes (sql TEXT)")
    agency = KeyOfDesk(str(new_id()), crypto.new_key().hex(), "One", "Une", helpline=True)
    contents = Contents("1", "2026-11-23T00:00:00+00:00", 0, demo=True, desks=(agency,))
    signing = crypto.new_signing_key()
    (tmp_path / "list").write_bytes(pack(contents, empty.serialize(), signing))
    empty.close()
    monkeypatch.setenv("DOTLINE_OFFLINE_KEY", crypto.verifying_key(signing).hex())
    monkeypatch.setenv("DOTLINE_OFFLINE_SNAPSHOT", str(tmp_path / "list"))
    monkeypatch.setenv("DOTLINE_OFFLINE_QUEUE", str(tmp_path / "queue"))
    monkeypatch.setenv("DOTLINE_OFFLINE_DESK", "1")
    state.cache_clear()
    yield
    state.cache_clear()


def test_the_table_of_doors_of_the_offline_desk_is_the_reviewed_one(
    workers: dict[Role, Worker], snapshot: None, settings: Any
) -> None:
    """Nobody is signed in there: what a worker has is the pass that the desk gave her before it went down."""
    passes = {}
    for role, worker in workers.items():
        client = browser(worker.id)
        client.get("/en/", **HTML)
        passes[role] = client.cookies.get("dotline-offline")
    offline = importlib.import_module("dotline.site.settings.offline")
    settings.ROOT_URLCONF, settings.MIDDLEWARE = offline.ROOT_URLCONF, offline.MIDDLEWARE
    settings.DOTLINE_SITE = "offline"
    lines = []
    for address in addresses(OFFLINE):
        told = [f"stranger={got(browser(None), address)}"]
        for role, cookie in passes.items():
            client = browser(None)
            if cookie is not None:
                client.cookies["dotline-offline"] = cookie.value
            told.append(f"{role}={got(client, address)}")
        lines.append(f"{address.name:<28} {' '.join(told)}")
    reviewed(lines, GOLDEN_OFFLINE)
    (call,) = [line for line in lines if line.startswith("offline-call ")]
    assert "stranger=no" in call
    assert "counsellor=in" in call
    assert "rapporteur=no" in call


def answer(worker: Worker, address: Address) -> str:
    """What this worker gets at an address of the desk."""
    return got(
        browser(worker.id), address
    )  # a new one each time: one of the doors ends the session


def got(client: Client, address: Address) -> str:
    """What a GET (or, where only POST is served, an empty POST) brings: in, no, none, or moved."""
    page = client.get(address.path(), **HTML)
    if page.status_code == 405:
        page = client.post(address.path(), {}, **HTML)
    assert page.status_code < 500 or page.status_code == 503, address.name
    words = {
        200: "in",
        403: "no",
        404: "none",
        302: "moved",
        400: "in",
        409: "in",
        405: "in",
        503: "in",
    }
    return words.get(page.status_code, str(page.status_code))


def test_an_id_that_is_nobodys_never_opens_a_page(workers: dict[Role, Worker]) -> None:
    for role, worker in workers.items():
        for address in addresses(DESK):
            if address.arguments:
                got = browser(worker.id).get(address.path(), **HTML)
                assert got.status_code in {302, 401, 403, 404, 405}, (
                    role,
                    address.name,
                    got.status_code,
                )


def test_a_worker_who_left_is_out_at_once(workers: dict[Role, Worker]) -> None:
    client = browser(workers[Role.COUNSELLOR].id)
    assert client.get("/en/", **HTML).status_code == 200
    Worker.objects.using(Store.INSIDE).filter(username="counsellor").update(is_active=False)
    assert client.get("/en/", **HTML).status_code == 302
    assert queries.workers(Reader.system("test")).count() == len(Role)
