"""The worklist asks the database as often for ten thousand clocks as for a few."""

from datetime import timedelta

from dotline.case import actions, queries
from dotline.case.actions import Opening
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.case.test_permits import issued
from tests.rooms.conftest import Cast
from tests.statements import statements

MOST = 26


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
