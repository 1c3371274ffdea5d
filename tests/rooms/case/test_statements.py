"""The worklist and a file of people ask the database as often for thousands as for a few."""

from datetime import timedelta

import pytest

from dotline.access.unit import behind
from dotline.case import actions, queries
from dotline.case.actions import Opening
from dotline.case.rules.standard import KeptPerson
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.case.test_permits import issued
from tests.rooms.conftest import Cast
from tests.statements import statements, still

__all__ = ["still"]

MOST = 30


@pytest.mark.usefixtures("still")
def test_the_worklist_takes_as_few_statements_for_many_cases_as_for_one(
    cast: Cast, desk: Desk
) -> None:
    charlie, today = desk("charlie"), queries.today(cast.charlie)
    taken: list[list[str]] = []
    for _more in range(2):
        opening = Opening(basis="interview", forms=("ForcedLabour",))
        case = actions.open_case(by=cast.charlie, opening=opening)
        start, last = today - timedelta(days=300), today + timedelta(days=60)
        issued(cast.charlie, first(cast.charlie, case), start, last)
        pages: list[str] = []

        def look(pages: list[str] = pages) -> None:
            pages.append(charlie.get("/en/case/deadlines/", **HTML).content.decode())

        taken.append(statements(look))
        assert pages[0].count("Ask for the renewal") == len(taken)
    assert len(taken[0]) == len(taken[1]) <= MOST, "\n".join(taken[1])


def test_a_file_of_people_takes_as_few_statements_for_many_as_for_one(cast: Cast) -> None:
    taken: list[int] = []
    for number in range(2):
        case = actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
        who, name = first(cast.charlie, case).id, f"Fictional Person {number}"
        actions.add_identifier(by=cast.charlie, involvement_id=who, kind="name", value=name)
        found: list[KeptPerson] = []

        def read(found: list[KeptPerson] = found) -> None:
            with behind(cast.charlie):
                found += queries.kept_people(cast.charlie, queries.Chosen(named=True))

        taken.append(len(statements(read)))
        assert [len(one.identifiers) for one in found] == [1] * (number + 1)
    assert taken[0] == taken[1] <= 10
