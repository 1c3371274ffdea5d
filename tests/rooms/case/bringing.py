"""Somebody who is known to the agency comes into a case, as its page does it: after a look."""

from uuid import UUID

from dotline.access.unit import behind
from dotline.base.reader import Reader
from dotline.case import actions, queries
from dotline.case.actions import NewPerson
from dotline.case.models import Involvement
from dotline.case.queries.looks import Sought
from dotline.case.rules import Role


def brought_in(*, by: Reader, case_id: UUID, person_id: UUID, role: Role) -> Involvement:
    """The same person in this case, in this role."""
    with behind(by):
        look = queries.looks.slip(by, case_id, Sought("name", ""))
    new = NewPerson(role=role)
    return actions.add_known_person(by=by, case_id=case_id, person_id=person_id, new=new, look=look)
