"""The worklist and the timeline: every topic's rows in one order, for the agency's own cases alone."""

import pytest

from dotline.access.unit import behind
from dotline.case import actions, queries
from dotline.case.actions import NewDetermination, Opening
from dotline.case.models import CaseFile
from dotline.case.queries import deadlines, timeline
from dotline.case.rules import GROUNDS
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
    assert "0 min" in page
