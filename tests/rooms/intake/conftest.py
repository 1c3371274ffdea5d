"""A hotline on shift, and a police service with somebody at its desk."""

from dataclasses import dataclass

import pytest

from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.models import Agency
from dotline.access.queries import reader_of
from dotline.access.roles import Role
from dotline.access.totp import new_secret
from dotline.access.unit import behind
from dotline.base.reader import Reader
from dotline.gates.opening import open_to
from dotline.intake import actions
from tests.rooms.conftest import PASSWORD, Cast


@dataclass(frozen=True)
class Force:
    """A police service and its officer."""

    agency: Agency
    officer: Reader


def agency_with(name: str, kind: str, province: str) -> tuple[Agency, Reader]:
    """An agency of a kind with one receiver of tips."""
    system = Reader.system("test")
    with behind(system):
        row = add_agency(by=system, agency=NewAgency(name, name, name, kind, province))
        new = NewWorker(f"w-{name}", name, row.id, (Role.POLICE,), PASSWORD, new_secret())
        return row, reader_of(add_worker(by=system, worker=new))


@pytest.fixture
def police(cast: Cast) -> Force:
    """The police service of Ontario."""
    return Force(*agency_with("force", "Police", "ON"))


@pytest.fixture
def hotline(cast: Cast) -> Cast:
    """The cast with the hotline's key where the public finds it, and Alice on shift."""
    open_to(cast.hotline, by=Reader.system("test"))
    actions.begin_shift(by=cast.alice, desk="line")
    return cast
