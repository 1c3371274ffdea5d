"""Who gets through which door: every address of the desk x every role, compared with a table that people review.

`tests/golden/access_matrix.txt` is that table. After a deliberate change write it anew with
DOTLINE_WRITE_GOLDEN=1 and read the difference before you commit it.
"""

import os
from pathlib import Path

import pytest

from dotline.access import queries, totp
from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.models import Worker
from dotline.access.roles import Role
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.reader import Reader
from tests.browsing import HTML, browser
from tests.law.addresses import Address, addresses

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "access_matrix.txt"
DESK = "dotline.site.desk_urls"
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
    text = "\n".join(lines) + "\n"
    if os.environ.get("DOTLINE_WRITE_GOLDEN") == "1":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


def answer(worker: Worker, address: Address) -> str:
    """What a GET (or, where only POST is served, an empty POST) brings: in, no, none, or moved."""
    client = browser(worker.id)  # a new one each time: one of the doors ends the session
    got = client.get(address.path(), **HTML)
    if got.status_code == 405:
        got = client.post(address.path(), {}, **HTML)
    assert got.status_code < 500 or got.status_code == 503, address.name
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
    return words.get(got.status_code, str(got.status_code))


def test_an_id_that_is_nobodys_never_opens_a_page(workers: dict[Role, Worker]) -> None:
    for role, worker in workers.items():
        for address in addresses(DESK):
            if address.arguments:
                got = browser(worker.id).get(address.path(), **HTML)
                assert got.status_code in {302, 403, 404, 405}, (
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
