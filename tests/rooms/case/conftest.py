"""What the case tests stand on: the referral of the referral tests, and a police agency."""

import pytest

from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.queries import reader_of
from dotline.access.roles import Role
from dotline.access.totp import new_secret
from dotline.base.reader import Reader
from dotline.case import actions
from dotline.case.actions import Opening
from dotline.case.models import CaseFile
from tests.rooms.conftest import PASSWORD, Cast
from tests.rooms.referral.conftest import _wall_is_up, beds, call, sent

__all__ = ["_wall_is_up", "beds", "call", "sent"]


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case of the shelter, in which nobody has a name yet."""
    return actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))


@pytest.fixture
def dan(cast: Cast) -> Reader:
    """An investigator of a police service."""
    system = Reader.system("test")
    police = add_agency(by=system, agency=NewAgency("police", "Unit", "Unité", "Police", "ON"))
    new = NewWorker("dan", "Dan", police.id, (Role.CASE_WORKER,), PASSWORD, new_secret())
    return reader_of(add_worker(by=system, worker=new))


@pytest.fixture
def dana(cast: Cast) -> Reader:
    """A second person at the shelter."""
    new = NewWorker("dana", "Dana", cast.shelter.id, (Role.CASE_WORKER,), PASSWORD, new_secret())
    return reader_of(add_worker(by=Reader.system("test"), worker=new))
