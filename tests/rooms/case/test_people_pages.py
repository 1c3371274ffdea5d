"""The pages of people, plan, return and what happened: what they refuse stands on them again with its words."""

from datetime import timedelta

import pytest

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.case import actions, queries, rules
from dotline.case.actions import Opening
from dotline.case.models import CaseFile, Person, SafetyPlan
from dotline.case.queries import plans, returns
from dotline.referral.models import Referral
from dotline.ui import numbers
from tests.browsing import HTML, Desk
from tests.rooms.case.test_case import first
from tests.rooms.conftest import Cast


@pytest.fixture
def case(cast: Cast) -> CaseFile:
    """A case with a name and a fact."""
    opening = Opening(
        basis="interview", forms=("ForcedLabour",), identifiers=(("name", "Canary Finch"),)
    )
    return actions.open_case(by=cast.charlie, opening=opening)


@pytest.mark.parametrize("page", ["people", "happened", "plan", "return", "card", "timeline"])
def test_each_page_opens_for_its_agency_alone(
    cast: Cast, case: CaseFile, desk: Desk, page: str
) -> None:
    charlie, alice = desk("charlie"), desk("alice")
    for language in ("en", "fr"):
        assert charlie.get(f"/{language}/case/{case.id}/{page}/", **HTML).status_code == 200
    assert alice.get(f"/en/case/{case.id}/{page}/", **HTML).status_code == 404


def test_the_form_to_add_somebody_appears_only_after_a_look(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    charlie, base = desk("charlie"), f"/en/case/{case.id}/people"
    assert 'name="add-role"' not in charlie.get(f"{base}/", **HTML).content.decode()
    looked = charlie.post(
        f"{base}/look/", {"look-kind": "name", "look-value": "Kanary Finch"}, **HTML
    ).content.decode()
    assert "A name that sounds alike" in looked
    slip = looked.split('name="add-look" value="')[1].split('"')[0]
    said = {
        "add-look": slip,
        "add-kind": "name",
        "add-value": "Kanary Finch",
        "add-role": "witness",
        "add-gender": "NonSpecifiedUnknown",
    }
    forged = charlie.post(f"{base}/add/", {**said, "add-look": "x"}, **HTML)
    assert forged.status_code == 400
    assert "Look first" in forged.content.decode()
    for _press in range(2):
        assert charlie.post(f"{base}/add/", said, **HTML).status_code == 302
    other = charlie.post(f"{base}/add/", {**said, "add-role": "advocate"}, **HTML)
    assert other.status_code == 409
    page = other.content.decode()
    assert '<option value="advocate" selected' in page
    fresh = page.split('name="add-look" value="')[1].split('"')[0]
    said |= {"add-role": "advocate", "add-look": fresh}
    assert charlie.post(f"{base}/add/", said, **HTML).status_code == 302
    with behind(cast.charlie):
        assert len(queries.involvements(cast.charlie, case)) == 3


def test_who_may_be_known_is_offered_before_a_case_is_opened_and_never_delays_the_acceptance(
    cast: Cast, case: CaseFile, sent: Referral, desk: Desk
) -> None:
    charlie, victim = desk("charlie"), first(cast.charlie, case)
    said = {"case-status": rules.POSSIBLE, "case-basis": "interview", "case-kind": "support"}
    said |= {"case-gender": "NonSpecifiedUnknown", "case-name": "Kanary Finch"}
    for address in ("/en/case/open/", f"/en/case/referral/{sent.id}/"):
        asked = charlie.post(address, said, **HTML)
        assert asked.status_code == 409
        page = asked.content.decode()
        assert "– cases" in page
        assert "Kanary Finch" in page
        look = page.split('name="case-look" value="')[1].split('"')[0]
        chosen = {**said, "case-look": look, "case-person": str(victim.person_id)}
        other = charlie.post(address, {**chosen, "case-name": "Canary Finch"}, **HTML)
        assert other.status_code == 409  # a slip is of a look for these very words
        assert charlie.post(address, chosen, **HTML).status_code == 302
    assert "The referral is accepted" in page
    with behind(cast.charlie):
        assert len(queries.cases_of(cast.charlie, victim.person_id)) == 3
        assert queries.of_referral(cast.charlie, sent.id) is not None
        assert Person.objects.using(Store.INSIDE).count() == 1


def test_a_refused_step_stands_on_the_page_again_with_its_words(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    charlie, victim = desk("charlie"), first(cast.charlie, case)
    said = {
        "step-involvement": str(victim.id),
        "step-pillar": "support",
        "step-kind": "Health",
        "step-objective": "words to keep",
        "step-start": "2026-01-10",
        "step-planned_end": "2026-01-01",
    }
    page = charlie.post(f"/en/case/{case.id}/plan/step/", said, **HTML)
    assert page.status_code == 400
    assert "words to keep" in page.content.decode()
    said["step-planned_end"] = "2026-02-01"
    assert charlie.post(f"/en/case/{case.id}/plan/step/", said, **HTML).status_code == 302
    page = charlie.get(f"/en/case/{case.id}/plan/", **HTML)
    assert "words to keep" in page.content.decode()
    assert "name a guardian" in page.content.decode()
    assert charlie.post(f"/en/case/{case.id}/plan/nonsense/", said, **HTML).status_code == 404


def test_a_safety_plan_and_a_return_are_kept_by_their_forms(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    charlie, victim = desk("charlie"), first(cast.charlie, case)
    prefix = f"safety-{victim.id}"
    said = {
        f"{prefix}-involvement": str(victim.id),
        f"{prefix}-after": "0",
        f"{prefix}-children": "with her sister",
    }
    address = f"/en/case/involvement/{victim.id}/safety/"
    assert charlie.post(address, said, **HTML).status_code == 302
    other = charlie.post(address, {**said, f"{prefix}-children": "elsewhere"}, **HTML)
    assert other.status_code == 400
    assert "elsewhere" in other.content.decode()
    with behind(cast.charlie):
        assert [one.version for one in plans.safety_plans(cast.charlie, victim)] == [1]
        made = clock.now().replace(hour=2) + timedelta(days=1)  # still the evening before there
        SafetyPlan.objects.using(Store.INSIDE).update(made_at=made)
    plan = charlie.get(f"/en/case/{case.id}/plan/", **HTML).content.decode()
    assert f"1 ({numbers.day(made.date() - timedelta(days=1), 'en')})" in plan
    base = f"/en/case/{case.id}/return"
    asked = {"ask-involvement": str(victim.id), "ask-country": "MX"}
    assert charlie.post(f"{base}/ask/", asked, **HTML).status_code == 302
    with behind(cast.charlie):
        row = returns.returns_of(cast.charlie, [victim]).get()
    jump = {"move-which": str(row.id), "move-to": "released"}
    assert charlie.post(f"{base}/move/", jump, **HTML).status_code == 400
    found = {"assess-which": str(row.id), "assess-found": "safe", "assess-agreed": "on"}
    assert charlie.post(f"{base}/assess/", found, **HTML).status_code == 302
    for to in ("documents", "released"):
        step = {"move-which": str(row.id), "move-to": to}
        assert charlie.post(f"{base}/move/", step, **HTML).status_code == 302
    assert "Travelling" in charlie.get(f"{base}/", **HTML).content.decode()


def test_the_card_says_nothing_about_the_case(cast: Cast, case: CaseFile, desk: Desk) -> None:
    page = desk("charlie").get(f"/en/case/{case.id}/card/", **HTML).content.decode()
    assert "1-833-900-1010" in page
    for telling in (str(case.id)[:8], "Case", "Dotline", "traffick", "victim", "Canary"):
        assert telling not in page


def test_a_fact_is_corrected_by_a_new_row_and_two_words_stand_side_by_side(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    charlie, victim = desk("charlie"), first(cast.charlie, case)
    turn = {"fact": "exploitation:ForcedLabour", "present": "no"}
    assert (
        charlie.post(f"/en/case/involvement/{victim.id}/correct/", turn, **HTML).status_code == 302
    )
    for status, who in (
        ("ActualVictimOfTrafficking", "Another shelter"),
        ("NotAVictimOfTrafficking", "A court"),
    ):
        decision = actions.NewDetermination(status, "decision", who, "Other")
        actions.add_determination(by=cast.charlie, involvement_id=victim.id, decision=decision)
    page = charlie.get(f"/en/case/{case.id}/happened/", **HTML).content.decode()
    assert "contradict each other" in page
    assert "Another shelter" in page
    assert "it was so" in page
    address = f"/en/case/involvement/{victim.id}/correct/"
    assert charlie.post(address, turn, **HTML).status_code == 302
    for wrong in ({"present": "maybe"}, {"present": ""}, {"fact": "exploitation:Other"}):
        assert charlie.post(address, {**turn, **wrong}, **HTML).status_code == 400
    for _press in range(2):
        actions.add_fact(
            by=cast.charlie,
            involvement_id=victim.id,
            list_name="control_means",
            code="Threats",
            present=True,
        )
    with behind(cast.charlie):
        assert queries.facts(cast.charlie, [victim]).count() == 3


def test_the_list_is_found_by_the_beginning_of_a_number_and_by_filters(
    cast: Cast, case: CaseFile, desk: Desk
) -> None:
    charlie, number = desk("charlie"), str(case.id)[:8]

    def listed(query: str) -> bool:
        page = charlie.get(f"/en/case/?{query}", **HTML)
        assert page.status_code == 200
        return f"/en/case/{case.id}/" in page.content.decode()

    other = f"{(int(number[0], 16) + 1) % 16:x}"
    for query in ("", f"number={number[:3]}", f"number={case.id}", "state=open&kind=support"):
        assert listed(query), query
    for query in (f"number={other}", "number=%27zz", "state=closed", "province=NU"):
        assert not listed(query), query
    assert listed("state=nonsense")
