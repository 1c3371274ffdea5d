"""The cast of the room tests: Alice and Bob share an agency, Charlie works elsewhere, Rita is the Rapporteur."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from dotline.access import queries, totp
from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.models import Agency, Worker
from dotline.access.roles import Role
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.reader import Reader
from tests.browsing import Desk, browser

PASSWORD = "four plain words here"


@dataclass(frozen=True)
class Cast:
    """Readers by name, and their agencies."""

    operator: Reader
    alice: Reader
    bob: Reader
    charlie: Reader
    rita: Reader
    hotline: Agency
    shelter: Agency
    office: Agency

    def __getitem__(self, name: str) -> Reader:
        reader = getattr(self, name)
        assert isinstance(reader, Reader)
        return reader


def worker(username: str, agency: Agency, *roles: Role) -> Reader:
    """An account at an agency, with its roles."""
    new = NewWorker(username, username.title(), agency.id, roles, PASSWORD, totp.new_secret())
    return queries.reader_of(add_worker(by=Reader.system("test"), worker=new))


@pytest.fixture
def cast(db: None, home: Path) -> Cast:
    """Everybody, made through actions."""
    system = Reader.system("test")
    with behind(system):
        hotline = add_agency(
            by=system, agency=NewAgency("hotline", "Line", "Ligne", "Helpline", "ON", is_local=True)
        )
        shelter = add_agency(
            by=system, agency=NewAgency("shelter", "Door", "Porte", "Shelter", "QC")
        )
        office = add_agency(
            by=system, agency=NewAgency("office", "Office", "Bureau", "NationalRapporteur")
        )
        return Cast(
            operator=worker("olga", hotline, Role.OPERATOR),
            alice=worker("alice", hotline, Role.COUNSELLOR, Role.SUPERVISOR),
            bob=worker("bob", hotline, Role.COUNSELLOR),
            charlie=worker("charlie", shelter, Role.CASE_WORKER, Role.SUPERVISOR),
            rita=worker("rita", office, Role.RAPPORTEUR, Role.STATISTICIAN),
            hotline=hotline,
            shelter=shelter,
            office=office,
        )


def inside_bytes() -> bytes:
    """All bytes of the inside store on disk: tables, indexes, free pages, write-ahead log. SQLite only."""
    path = Path(str(connections[Store.INSIDE].settings_dict["NAME"]))
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """A browser in which somebody has signed in, by name."""

    def signed_in(username: str) -> Client:
        return browser(Worker.objects.using(Store.INSIDE).get(username=username).id)

    return signed_in


@pytest.fixture
def visitor(client: Client, public_site: None) -> Client:
    """A browser on the public site."""
    return client
