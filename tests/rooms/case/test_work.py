"""The worklist and the timeline: every topic's rows in one order, for the agency's own cases alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.case import actions, queries
from dotline.case.actions import NewDetermination, Opening
from dotline.case.models import CaseFile
from dotline.case.queries import deadlines, timeline
from dotline.case.rules import GROUNDS, Deadline
from dotline.case.views.pages import PER_PAGE
from tests.browsing import HTML, Desk
from tests.rooms.conftest import Cast


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case with a fact and two determinations."""
    opening = Opening(basis="interview", forms=("ForcedLabour",))
    return actions.open_case(by=cast.charlie, opening=opening)


def test_the_timeline_holds_everything_newest_first_and_filters_by_kind(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    with behind(cast.charlie):
        lines = timeline.timeline(cast.charlie, case, "en")
    assert {line.kind for line in lines} >= {"case", "fact", "determination"}
    assert [line.day for line in lines] == sorted((line.day for line in lines), reverse=True)
    assert {line.kind for line in lines} <= set(timeline.kinds())
    charlie = desk("charlie")
    page = charlie.get(f"/en/case/{case.id}/timeline/?kind=fact", **HTML)
    text = page.content.decode().split("<main")[1]
    assert "Case opened" not in text
    assert "Forced" in text
    assert charlie.get(f"/fr/case/{case.id}/timeline/?kind=x", **HTML).status_code == 200
    assert desk("alice").get(f"/en/case/{case.id}/timeline/", **HTML).status_code == 404


def test_a_later_determination_stands_above_an_earlier_one(cast: Cast, case: CaseFile) -> None:
    with behind(cast.charlie):
        one = timeline.timeline(cast.charlie, case, "en", "determination")
    assert len(one) == 1
    with behind(cast.charlie):
        involved = queries.involvements(cast.charlie, case)[0]
    court = NewDetermination("NotAVictimOfTrafficking", "decision", "A court", "CourtOrProsecution")
    actions.add_determination(by=cast.charlie, involvement_id=involved.id, decision=court)
    with behind(cast.charlie):
        told = timeline.timeline(cast.charlie, case, "en", "determination")
    assert [line.who.partition(" (")[0] for line in told] == ["A court", "Door"]


def test_the_page_of_deadlines_opens_for_who_may_read_cases(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    assert desk("charlie").get("/en/case/deadlines/?kind=referral", **HTML).status_code == 200
    assert desk("rita").get("/en/case/deadlines/", **HTML).status_code == 403
    with behind(cast.rita):
        assert deadlines.deadlines(cast.rita) == []


def test_the_worklist_says_how_long_clocks_ran_that_were_met(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    charlie, said = desk("charlie"), "How long clocks ran that were met"
    assert said not in charlie.get("/en/case/deadlines/", **HTML).content.decode()
    with behind(cast.charlie):
        victim = queries.involvements(cast.charlie, case)[0]
    actions.meet_clock(by=cast.charlie, involvement_id=victim.id, rule=GROUNDS)
    page = charlie.get("/en/case/deadlines/", **HTML).content.decode()
    assert said in page
    assert "0 min" not in page
    assert "0 min" in charlie.get("/en/case/deadlines/?times=1", **HTML).content.decode()


@pytest.fixture
def many(cast: Cast) -> list[CaseFile]:
    """Forty cases, each with its clocks."""
    opening = Opening(basis="interview")
    return [actions.open_case(by=cast.charlie, opening=opening) for _case in range(40)]


def _read(cast: Cast, most: int | None) -> tuple[list[Deadline], int, int]:
    """Deadlines of the agency, and how many statements and rows of topics they took."""
    statements: list[str] = []
    rows: list[object] = []
    real = deadlines.parts

    def counted(execute: Any, sql: str, *told: Any) -> Any:
        statements.append(sql)
        return execute(sql, *told)

    def parts(query: Any) -> Iterator[list[Any]]:
        for part in real(query):
            rows.extend(part)
            yield part

    with pytest.MonkeyPatch.context() as meter:
        meter.setattr(deadlines, "parts", parts)
        with behind(cast.charlie), connections[Store.INSIDE].execute_wrapper(counted):
            found = deadlines.deadlines(cast.charlie, most=most)
    return found, len(statements), len(rows)


def test_the_worklist_reads_no_more_of_many_cases_than_it_shows(
    cast: Cast, case: CaseFile, many: list[CaseFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "PART", 4)
    few, statements, read = _read(cast, 5)
    assert len(few) == 5
    for _case in range(30):
        actions.open_case(by=cast.charlie, opening=Opening(basis="interview"))
    later, again, reread = _read(cast, 5)
    assert (len(later), again, reread) == (5, statements, read)
    everything, _statements, whole = _read(cast, None)
    assert everything[:5] == later
    assert [one.due for one in everything] == sorted(one.due for one in everything)
    assert whole >= len(everything) >= 2 * 71


def test_a_clock_that_stands_still_comes_after_all_that_run_and_pages_hold_each_once(
    cast: Cast, many: list[CaseFile], desk: Desk
) -> None:
    with behind(cast.charlie):
        victim = queries.involvements(cast.charlie, many[0])[0]
    actions.pause_clock(
        by=cast.charlie, involvement_id=victim.id, rule=GROUNDS, reason="waits_for_person"
    )
    with behind(cast.charlie):
        found = deadlines.deadlines(cast.charlie, kind="clock")
    assert [one.paused for one in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].case_id == many[0].id
    charlie = desk("charlie")
    pages = [
        charlie.get(f"/en/case/deadlines/?kind=clock&page={number}", **HTML).content.decode()
        for number in range(1, 2 + len(found) // PER_PAGE)
    ]
    assert sum(page.count('<th scope="row"><a href="/en/case/') for page in pages) == len(found)
    last = charlie.get("/en/case/deadlines/?kind=clock&page=999", **HTML).content.decode()
    assert "Paused" in last
