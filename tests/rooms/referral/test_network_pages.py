"""The pages of the network: what a reader finds, may press, and is told; strangers find nothing."""

import pytest
from django.urls import reverse

from dotline.access.unit import behind
from dotline.base import clock
from dotline.referral.actions import network as actions
from dotline.referral.models import TaskForce
from dotline.referral.queries import briefings, network, practices
from dotline.referral.rules.network import SeatRole, TaskState
from tests.browsing import HTML, Desk
from tests.rooms.conftest import Cast


@pytest.fixture
def force(cast: Cast) -> TaskForce:
    new = actions.NewForce("Lake Force (FICTIONAL)", "Groupe du lac (FICTIF)", "ON")
    row = actions.found_force(by=cast.alice, force=new)
    actions.seat_agency(
        by=cast.alice, force_id=row.id, agency=cast.shelter.id, role=SeatRole.MEMBER
    )
    return row


def test_a_supervisor_founds_a_force_gives_a_seat_a_task_and_a_meeting(
    cast: Cast, desk: Desk
) -> None:
    browser = desk("alice")
    founding = {"name_en": "Lake", "name_fr": "Lac", "province": "ON", "quiet_days": "7"}
    assert browser.post(reverse("referral:found-force"), founding, **HTML).status_code == 302
    with behind(cast.alice):
        row = network.forces(cast.alice).get()
    forms = {
        "seat": {"agency": str(cast.shelter.id), "role": "member"},
        "point-person": {"person": str(cast.bob.worker), "since": "2026-01-01"},
        "task": {"title": "Posters", "agency": str(cast.shelter.id), "due_on": "2026-01-02"},
        "meeting": {"title": "Spring", "starts_at": "2026-04-01T10:00", "agenda": "Cards"},
        "contact": {"agency": str(cast.shelter.id), "on_day": "2026-01-01", "how": "phone"},
        "message": {"text": "Hello all"},
    }
    for what, given in forms.items():
        address = reverse("referral:add-to-force", args=[row.id, what])
        assert browser.get(address, **HTML).status_code == 200
        assert browser.post(address, given, **HTML).status_code == 302, what
    page = desk("charlie").get(reverse("referral:force", args=[row.id]), **HTML).content.decode()
    assert "object (" not in page
    for words in ("Posters", "Late", "Spring", "Hello all", "Bob"):
        assert words in page, words


def test_a_text_that_gives_a_person_away_comes_back_with_a_sentence(
    force: TaskForce, desk: Desk
) -> None:
    address = reverse("referral:add-to-force", args=[force.id, "message"])
    answer = desk("alice").post(address, {"text": "Ring 514 555 0199"}, **HTML)
    assert answer.status_code == 400
    assert "The text holds a phone number" in answer.content.decode()
    french = desk("alice").post(
        address.replace("/en/", "/fr/"), {"text": "Ring 514 555 0199"}, **HTML
    )
    assert "Le texte contient un numéro de téléphone" in french.content.decode()


def test_a_stranger_and_an_unknown_form_get_not_found(force: TaskForce, desk: Desk) -> None:
    address = reverse("referral:force", args=[force.id])
    assert desk("charlie").get(address, **HTML).status_code == 200
    assert desk("rita").get(address, **HTML).status_code in {403, 404}
    unknown = reverse("referral:add-to-force", args=[force.id, "bomb"])
    assert desk("alice").get(unknown, **HTML).status_code == 404
    seat = reverse("referral:add-to-force", args=[force.id, "seat"])
    assert desk("charlie").get(seat, **HTML).status_code == 403


def test_minutes_a_state_and_leaving_by_button(cast: Cast, force: TaskForce, desk: Desk) -> None:
    held = actions.call_meeting(
        by=cast.alice, force_id=force.id, starts_at=clock.now(), title="Spring"
    )
    task = actions.give_task(
        by=cast.alice,
        force_id=force.id,
        title="Cards",
        owner=cast.shelter.id,
        due_on=clock.now().date(),
    )
    browser = desk("charlie")
    address = reverse("referral:meeting", args=[held.id])
    given = {"text": "We met.", "present": [str(cast.shelter.id)]}
    assert browser.post(address, given, **HTML).status_code == 302
    page = browser.get(address, **HTML).content.decode()
    assert "We met." in page
    assert "Absent" in page
    move = reverse("referral:move-task", args=[task.id])
    assert browser.post(move, {"to": "nonsense"}, **HTML).status_code == 400
    assert browser.post(move, {"to": "done"}, **HTML).status_code == 302
    leave = reverse("referral:end-seat", args=[force.id, cast.shelter.id])
    assert browser.post(leave, **HTML).status_code == 302
    page = browser.get(reverse("referral:force", args=[force.id]), **HTML).content.decode()
    assert "Your agency has left this task force" in page
    with behind(cast.alice):
        assert network.task(cast.alice, task.id).state == TaskState.DONE


def test_a_briefing_is_issued_read_and_corrected(cast: Cast, desk: Desk) -> None:
    today = clock.now().date().isoformat()
    later = clock.now().date().replace(year=clock.now().year + 1).isoformat()
    given = {
        "severity": "urgent",
        "title_en": "New card",
        "text_en": "Hand it out.",
        "starts_on": today,
        "read_on": later,
    }
    alice, charlie = desk("alice"), desk("charlie")
    assert (
        alice.post(reverse("referral:issue-briefing"), {**given, "text_en": ""}, **HTML).status_code
        == 400
    )
    assert alice.post(reverse("referral:issue-briefing"), given, **HTML).status_code == 302
    with behind(cast.charlie):
        (row,) = briefings.stream(cast.charlie)
    assert "1 briefing for you to read" in charlie.get("/en/", **HTML).content.decode()
    address = reverse("referral:briefing", args=[row.text.briefing_id])
    page = charlie.get(address, **HTML).content.decode()
    assert "There is no French version yet" in page
    read = reverse("referral:read-briefing", args=[row.text.briefing_id])
    assert charlie.post(read, {"version": "x"}, **HTML).status_code == 403
    assert charlie.post(read, {"version": "1"}, **HTML).status_code == 302
    assert (
        "You have read everything"
        in charlie.get(reverse("referral:briefings"), **HTML).content.decode()
    )
    correct = reverse("referral:correct-briefing", args=[row.text.briefing_id])
    assert charlie.get(correct, **HTML).status_code == 403
    assert alice.post(correct, {**given, "why": "The colour"}, **HTML).status_code == 302
    page = alice.get(address, **HTML).content.decode()
    for words in ("The colour", "Earlier versions", "Bob", "Not everybody yet"):
        assert words in page, words


def test_a_practice_is_written_found_and_approved(cast: Cast, desk: Desk) -> None:
    given = {
        "kind": "poster",
        "topic": "support",
        "languages": ["eng"],
        "title_en": "Waiting room",
        "text_en": "Words",
        "source": "Line, 2026",
    }
    bob, alice, charlie = desk("bob"), desk("alice"), desk("charlie")
    assert bob.post(reverse("referral:write-practice"), given, **HTML).status_code == 302
    with behind(cast.bob):
        (row,) = practices.practices(cast.bob)
    address = reverse("referral:practice", args=[row.id])
    assert charlie.get(address, **HTML).status_code == 404
    approve = reverse("referral:approve-practice", args=[row.id])
    assert bob.post(approve, **HTML).status_code == 403
    assert alice.post(approve, **HTML).status_code == 302
    assert charlie.get(address, **HTML).status_code == 200
    found = charlie.get(reverse("referral:practices"), {"words": "waiting"}, **HTML)
    assert "Waiting room" in found.content.decode()
    shipped = reverse("referral:shipped-practice", args=["odihr_nrm_handbook"])
    assert "Nobody has reviewed this entry yet" in charlie.get(shipped, **HTML).content.decode()
    review = reverse("referral:review-practice", args=[row.id])
    assert alice.post(review, **HTML).status_code == 302
