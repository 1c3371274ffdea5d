"""The pages: accept and open from the referral, add to the history, show a name only on demand."""

import pytest
from django.urls import reverse

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.case import actions, queries
from dotline.case.actions import Opening
from dotline.case.models import CaseFile
from dotline.referral.models import Referral
from tests.browsing import HTML, Desk
from tests.ledger import lines_about
from tests.rooms.conftest import Cast

FILLED = {
    "case-forms_seen": ["ForcedLabour"],
    "case-status": "PossibleVictimOfTrafficking",
    "case-basis": "interview",
    "case-kind": "support",
    "case-age_band": "",
    "case-gender": "Feminine",
    "case-name": "",
}


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case of the shelter with a sealed name."""
    opening = Opening(basis="interview", identifiers=(("name", "Canary Finch"),))
    return actions.open_case(by=cast.charlie, opening=opening)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_referral_page_accepts_and_opens_a_case_in_one_step(
    cast: Cast, sent: Referral, desk: Desk, language: str
) -> None:
    browser = desk("charlie")
    page = browser.get(f"/{language}/referral/{sent.id}/", **HTML).content.decode()
    address = f"/{language}/case/referral/{sent.id}/"
    assert address in page
    assert browser.post(address, {**FILLED, "case-basis": "x"}, **HTML).status_code == 400
    done = browser.post(address, FILLED, **HTML)
    assert done.status_code == 302
    page = browser.get(done.headers["Location"], **HTML).content.decode()
    assert ("Forced labour" in page or "Forced work" in page) is (language == "en")
    with behind(cast.charlie):
        found = queries.of_referral(cast.charlie, sent.id)
    assert found is not None
    again = browser.get(f"/{language}/referral/{sent.id}/", **HTML).content.decode()
    assert reverse("case:case", args=[found.id]).split("/", 2)[2] in again


def test_the_sender_sees_no_case_on_the_referral(cast: Cast, sent: Referral, desk: Desk) -> None:
    opening = Opening(basis="interview")
    actions.accept_and_open(by=cast.charlie, referral_id=sent.id, opening=opening)
    page = desk("alice").get(f"/en/referral/{sent.id}/", **HTML).content.decode()
    assert "/en/case/" not in page.split("<main")[1]


def test_a_name_is_shown_only_on_demand_and_that_is_on_the_ledger(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    browser = desk("charlie")
    page = browser.get(f"/en/case/{case.id}/", **HTML).content.decode()
    assert "Canary" not in page
    with behind(cast.charlie):
        one = queries.involvements(cast.charlie, case)[0]
        row = queries.identifiers(cast.charlie, one.person_id).get()
    shown = browser.post(f"/en/case/identifier/{row.id}/", **HTML)
    assert "Canary Finch" in shown.content.decode()
    lines = lines_about(cast.charlie, Store.INSIDE, one.person_id)
    assert lines.filter(action="case.open_identifier").count() == 1
    opened = lines_about(cast.charlie, Store.INSIDE, case.id).filter(outcome="seen")
    assert opened.count() == 1


def test_the_history_grows_on_the_page(cast: Cast, case: CaseFile, desk: Desk) -> None:
    browser = desk("charlie")
    with behind(cast.charlie):
        one = queries.involvements(cast.charlie, case)[0]
    base = f"/en/case/involvement/{one.id}"
    fact = {"fact-fact": "control_means:Threats", "fact-present": "no", "fact-on_date": ""}
    assert browser.post(f"{base}/fact/", fact, **HTML).status_code == 302
    assert browser.post(f"{base}/fact/", {"fact-fact": "x"}, **HTML).status_code == 400
    decision = {
        "decision-status": "ActualVictimOfTrafficking",
        "decision-basis": "decision",
        "decision-organisation": "A court",
        "decision-by_kind": "CourtOrProsecution",
        "decision-on_date": "",
    }
    assert browser.post(f"{base}/determination/", decision, **HTML).status_code == 302
    twice = browser.post(f"{base}/determination/", decision, **HTML)
    assert twice.status_code == 400
    assert "has decided on this day already" in twice.content.decode()
    alias = {"identifier-kind": "alias", "identifier-value": "Canary"}
    assert browser.post(f"{base}/identifier/", alias, **HTML).status_code == 302
    page = browser.get(f"/en/case/{case.id}/", **HTML).content.decode()
    assert "Not so:" in page
    assert "A court" in page
    closed = browser.post(f"/en/case/{case.id}/close/", {"close-because": "Closed"}, **HTML)
    assert closed.status_code == 302
    assert browser.post(f"{base}/fact/", fact, **HTML).status_code == 403


def test_looking_whether_somebody_is_known_puts_no_name_into_an_address(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    browser = desk("charlie")
    given = {"kind": "name", "value": "canary  FINCH"}
    page = browser.post("/en/case/known/", given, **HTML).content.decode()
    assert f"/en/case/{case.id}/" in page
    nobody = browser.post("/en/case/known/", {"kind": "name", "value": "Wren"}, **HTML)
    assert "Nobody with this name" in nobody.content.decode()
    assert 'method="post"' in browser.get("/en/case/known/", **HTML).content.decode()


@pytest.mark.parametrize("who", ["alice", "rita"])
def test_for_another_agency_a_case_is_not_there(
    cast: Cast, case: CaseFile, desk: Desk, who: str
) -> None:
    browser = desk(who)
    assert browser.get(f"/en/case/{case.id}/", **HTML).status_code == 404
    with behind(cast.charlie):
        one = queries.involvements(cast.charlie, case)[0]
    fact = {"fact-fact": "control_means:Threats", "fact-present": "no"}
    assert browser.post(f"/en/case/involvement/{one.id}/fact/", fact, **HTML).status_code == 404


def test_a_case_opens_without_a_referral_and_stands_in_the_list(cast: Cast, desk: Desk) -> None:
    browser = desk("charlie")
    assert browser.get("/en/case/open/", **HTML).status_code == 200
    assert browser.post("/en/case/open/", FILLED, **HTML).status_code == 302
    page = browser.get("/fr/case/", **HTML).content.decode()
    assert "Travail forcé" in page
    assert desk("rita").get("/en/case/", **HTML).status_code == 403
