"""Breaking the glass as a worker does: a fresh code, a reason, and words."""

from uuid import UUID

from dotline.access import queries as people
from dotline.access import totp
from dotline.access.actions import NewWorker, add_worker
from dotline.access.glass import actions
from dotline.access.glass.actions import Emergency
from dotline.access.models import BreakGlass
from dotline.access.roles import Role
from dotline.access.unit import behind
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from tests.browsing import code_of
from tests.rooms.conftest import PASSWORD, Cast

WHY = "She is at the door with two children, and he is behind her."


def worker(cast: Cast, name: str, agency: UUID, *roles: Role) -> Reader:
    """One more worker of an agency."""
    system = Reader.system("test")
    new = NewWorker(name, name.title(), agency, roles, PASSWORD, totp.new_secret())
    with behind(system):
        return people.reader_of(add_worker(by=system, worker=new))


def emergency(record: UUID, kind: str = "contact", **more: object) -> Emergency:
    said = {"reason": "life", "words": WHY, "key": new_id()} | more
    return Emergency(kind, record, **said)  # type: ignore[arg-type]  # tests name what they change


def broken(by: Reader, record: UUID, kind: str = "contact") -> BreakGlass:
    """Broken with a code of the next half minute, so that one test may break it twice."""
    code = code_of(by.name)
    return actions.break_glass(by=by, emergency=emergency(record, kind), code=code)
