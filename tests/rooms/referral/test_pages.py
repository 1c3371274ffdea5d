"""The pages: send with consent, read, answer, review, approve; another agency's address is not there."""

import re
from uuid import UUID

import pytest
from django.urls import reverse

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.gates.refer import LegalDuty, ReferField
from dotline.intake import actions as intake
from dotline.intake.rules import CallFacts
from dotline.referral import actions, queries
from dotline.referral.models import Consent, Listing, Referral
from dotline.referral.rules import Status
from tests.browsing import HTML, Desk, hidden
from tests.ledger import lines_about
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, listing_of, wanted


def form_of(beds: Listing, **changes: object) -> dict[str, object]:
    """The consent form, filled in."""
    return {
        "key": str(new_id()),
        "needs": ["shelter"],
        "urgency": "urgent",
        "fields_shared": ["first_name", "language"],
        "lasts": "30",
        "how": "spoken",
        "language": "fra",
        "given_by": "self",
        **changes,
    }


def test_nothing_is_sent_before_it_was_read_out_and_agreed_to(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    browser = desk("alice")
    address = reverse("referral:send", args=[call, beds.service_id])
    assert "Hand over with consent" in browser.get(address, **HTML).content.decode()
    page = browser.post(address, form_of(beds, step="preview"), **HTML).content.decode()
    assert "canary-alias" in page
    assert "French" in page
    assert "canary-summary" not in page
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found
    silent = browser.post(address, form_of(beds, step="send", shown=found[1]), **HTML)
    assert silent.status_code == 400
    assert "Nothing is sent without a yes" in silent.content.decode()
    forged = form_of(beds, step="send", shown="0" * 64, agreed="on")
    assert (
        "has changed since you read it out"
        in browser.post(address, forged, **HTML).content.decode()
    )
    with behind(cast.alice):
        assert not queries.sent(cast.alice).exists()
        assert not Consent.objects.using(Store.INSIDE).exists()
    sent = browser.post(address, form_of(beds, step="send", shown=found[1], agreed="on"), **HTML)
    assert sent.status_code == 302
    with behind(cast.alice):
        assert queries.sent(cast.alice).get().fields == "first_name language"


def test_send_now_pressed_twice_hands_over_once_and_answers_the_same(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    browser = desk("alice")
    address = reverse("referral:send", args=[call, beds.service_id])
    empty = browser.get(address, **HTML).content.decode()
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', empty)
    assert found
    form = form_of(beds, key=found[1])
    page = browser.post(address, form | {"step": "preview"}, **HTML).content.decode()
    assert f'name="key" value="{found[1]}"' in page
    shown = re.search(r'name="shown" value="(\w+)"', page)
    assert shown
    sending = form | {"step": "send", "shown": shown[1], "agreed": "on"}
    first, second = (browser.post(address, sending, **HTML) for _ in range(2))
    with behind(cast.alice):
        sent = queries.sent(cast.alice).get()
    assert first.headers["Location"] == second.headers["Location"]
    assert str(sent.id) in first.headers["Location"]
    by_duty = reverse("referral:emergency", args=[call, beds.service_id])
    emergency = {"key": str(new_id()), "needs": ["shelter"], "urgency": "immediate"}
    for _ in range(2):
        answer = browser.post(by_duty, emergency | {"duty": "life_in_danger"}, **HTML)
        assert answer.status_code == 302
    with behind(cast.alice):
        assert queries.sent(cast.alice).count() == 2
    with pytest.raises(Conflict, match="sent already, with other words"):
        actions.send(
            by=cast.alice,
            contact=intake.open_contact(by=cast.alice, channel="phone", key=new_id()).id,
            wanted=wanted(beds),
            consent=consent(),
            key=UUID(found[1]),
        )


def test_a_hand_over_gone_back_to_and_changed_is_shown_again_under_a_new_key(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    alice = desk("alice")
    given = {"key": str(new_id()), "needs": ["shelter"], "duty": "life_in_danger"}
    by_duty = reverse("referral:emergency", args=[call, beds.service_id])
    assert alice.post(by_duty, given | {"urgency": "immediate"}, **HTML).status_code == 302
    told = alice.post(by_duty, given | {"urgency": "urgent"}, **HTML)
    assert told.status_code == 409
    assert "sent already, with other words" in told.content.decode()
    assert hidden(told.content.decode())["key"] != given["key"]
    address = reverse("referral:send", args=[call, beds.service_id])
    form = form_of(beds)
    form["another"] = "on"  # beside the emergency
    for urgency, status in (("urgent", 302), ("urgent", 302), ("immediate", 409)):
        form["urgency"] = urgency
        page = alice.post(address, form | {"step": "preview"}, **HTML).content.decode()
        sending = {"step": "send", "shown": hidden(page)["shown"], "agreed": "on"}
        answer = alice.post(address, form | sending, **HTML)
        assert answer.status_code == status
    again = answer.content.decode()
    assert "sent already, with other words" in again
    assert re.search(r'value="immediate"[^>]* checked', again)
    assert hidden(again)["key"] != form["key"]
    with behind(cast.alice):
        assert queries.sent(cast.alice).count() == 2


def test_the_page_says_what_is_open_and_asks_before_it_sends_another_one(
    cast: Cast, call: UUID, beds: Listing, sent: Referral, desk: Desk
) -> None:
    alice, address = desk("alice"), reverse("referral:send", args=[call, beds.service_id])
    link = f'href="/en/referral/{sent.id}/"'
    emergency = reverse("referral:emergency", args=[call, beds.service_id])
    for page in (alice.get(address, **HTML), alice.get(emergency, **HTML)):
        assert link in page.content.decode()
    form = form_of(beds)
    told = alice.post(address, form | {"step": "preview"}, **HTML)
    assert told.status_code == 409
    for words in ("is open already", link, 'name="another"'):
        assert words in told.content.decode()
    chosen = form | {"another": "on"}
    page = alice.post(address, chosen | {"step": "preview"}, **HTML).content.decode()
    sending = chosen | {"step": "send", "shown": hidden(page)["shown"], "agreed": "on"}
    silent = alice.post(address, {**sending, "another": ""}, **HTML)
    assert silent.status_code == 409  # a tab that was opened before the first was sent
    assert link in silent.content.decode()
    assert alice.post(address, sending, **HTML).status_code == 302
    with behind(cast.alice):
        assert queries.sent(cast.alice).count() == 2


@pytest.mark.parametrize("step", [{}, {"step": "preview"}, {"step": "send"}])
def test_a_send_form_with_errors_answers_400(
    call: UUID, beds: Listing, desk: Desk, step: dict[str, str]
) -> None:
    address = reverse("referral:send", args=[call, beds.service_id])
    answer = desk("alice").post(address, form_of(beds, how="guessed") | step, **HTML)
    assert answer.status_code == 400


def test_what_changed_since_it_was_read_out_is_not_sent(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    browser = desk("alice")
    address = reverse("referral:send", args=[call, beds.service_id])
    page = browser.post(address, form_of(beds, step="preview"), **HTML).content.decode()
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found
    facts = CallFacts(needs=("shelter",), province="QC", language="fra", alias="canary-other")
    intake.save_contact(by=cast.bob, contact_id=call, facts=facts, key=new_id())
    answer = browser.post(
        address, form_of(beds, step="send", shown=found[1], agreed="on"), **HTML
    ).content.decode()
    assert "canary-other" in answer
    with behind(cast.alice):
        assert not queries.sent(cast.alice).exists()


def test_a_consent_given_by_a_possible_abuser_stops_at_the_form(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    address = reverse("referral:send", args=[call, beds.service_id])
    data = form_of(beds, step="preview", given_by="guardian", giver_may_be_abuser="on")
    answer = desk("alice").post(address, data, **HTML)
    assert answer.status_code == 403
    assert "possible abuser" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_receiver_reads_the_package_and_each_reading_is_on_the_ledger(
    cast: Cast, sent: Referral, desk: Desk, language: str
) -> None:
    browser = desk("charlie")
    assert browser.get(f"/{language}/referral/", **HTML).status_code == 200
    page = browser.get(f"/{language}/referral/{sent.id}/", **HTML).content.decode()
    assert "canary-alias" in page
    assert "canary-summary" not in page
    assert ("Chain of custody" in page) is (language == "en")
    lines = lines_about(cast.charlie, Store.INSIDE, sent.id).filter(outcome="seen")
    assert lines.count() == 1


def test_the_sender_sees_how_it_stands_and_not_what_was_sent(
    cast: Cast, sent: Referral, desk: Desk
) -> None:
    page = desk("alice").get(f"/en/referral/{sent.id}/", **HTML).content.decode()
    assert "Take this referral back" in page
    assert "canary" not in page
    assert "Your answer" not in page


@pytest.mark.parametrize("tail", ["", "accept/", "decline/", "cancel/", "proceed/", "review/"])
def test_for_another_agency_a_referral_is_not_there(
    cast: Cast, sent: Referral, desk: Desk, tail: str
) -> None:
    browser = desk("rita")
    address = f"/en/referral/{sent.id}/{tail}"
    reason = {"decline-reason": "safety", "cancel-reason": "moved", "reason": "full"}
    read_only = tail in {"", "review/"}
    answer = browser.get(address, **HTML) if read_only else browser.post(address, reason, **HTML)
    assert answer.status_code == 404


def test_accepting_and_declining_on_the_page(cast: Cast, sent: Referral, desk: Desk) -> None:
    browser = desk("charlie")
    wrong = browser.post(f"/en/referral/{sent.id}/decline/", {"decline-reason": "x"}, **HTML)
    assert wrong.status_code == 400
    assert browser.post(f"/en/referral/{sent.id}/accept/", **HTML).status_code == 302
    too_late = browser.post(
        f"/en/referral/{sent.id}/decline/", {"decline-reason": "safety"}, **HTML
    )
    assert too_late.status_code == 409
    step = {"proceed-to": "in_progress", "proceed-reason": "", "proceed-outcome": ""}
    assert browser.post(f"/en/referral/{sent.id}/proceed/", step, **HTML).status_code == 302
    step["proceed-to"] = "completed"
    assert browser.post(f"/en/referral/{sent.id}/proceed/", step, **HTML).status_code == 400
    step["proceed-outcome"] = "received"
    assert browser.post(f"/en/referral/{sent.id}/proceed/", step, **HTML).status_code == 302
    with behind(cast.charlie):
        assert queries.get(cast.charlie, sent.id).state == Status.COMPLETED


def test_the_call_page_lists_its_referrals(
    cast: Cast, call: UUID, sent: Referral, desk: Desk
) -> None:
    page = desk("alice").get(reverse("intake:call", args=[call]), **HTML).content.decode()
    assert "Referrals of this call" in page
    assert f"/en/referral/{sent.id}/" in page
    assert reverse("referral:services", args=[call]) in page


def test_services_that_take_referrals_are_offered_for_a_need_of_the_call(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    page = desk("alice").get(reverse("referral:services", args=[call]), **HTML).content.decode()
    assert reverse("referral:send", args=[call, beds.service_id]) in page


def test_a_need_that_no_service_names_is_no_dead_end(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    address = reverse("referral:services", args=[call])
    page = desk("alice").get(f"{address}?need=dental_care", **HTML).content.decode()
    assert "names this need" in page
    assert reverse("referral:send", args=[call, beds.service_id]) in page


def test_an_emergency_is_sent_at_once_and_reviewed_by_a_second_person(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    address = reverse("referral:emergency", args=[call, beds.service_id])
    data = {
        "key": str(new_id()),
        "needs": ["shelter"],
        "urgency": "immediate",
        "duty": LegalDuty.LIFE_IN_DANGER.value,
        "fields_shared": [ReferField.PLACE.value],
    }
    assert desk("bob").post(address, data, **HTML).status_code == 302
    browser = desk("alice")
    with behind(cast.alice):
        row = queries.to_review(cast.alice).get()
    assert (
        f"/en/referral/{row.id}/review/"
        in browser.get("/en/referral/reviews/", **HTML).content.decode()
    )
    assert browser.get(f"/en/referral/{row.id}/review/", **HTML).status_code == 200
    upheld = browser.post(f"/en/referral/{row.id}/review/", {"verdict": "upheld"}, **HTML)
    assert upheld.status_code == 302
    with behind(cast.alice):
        assert queries.get(cast.alice, row.id).upheld is True


def test_withdrawing_a_consent_on_the_page_closes_the_package(
    cast: Cast, sent: Referral, desk: Desk
) -> None:
    actions.accept(by=cast.charlie, referral_id=sent.id)
    browser = desk("bob")
    address = reverse("referral:withdraw", args=[sent.consent_id])
    assert browser.get(address, **HTML).status_code == 200
    assert browser.post(address, **HTML).status_code == 302
    page = desk("charlie").get(f"/en/referral/{sent.id}/", **HTML).content.decode()
    assert "taken back" in page
    assert "canary" not in page
    assert desk("rita").get(address, **HTML).status_code == 404


def test_a_listing_is_approved_on_its_page(cast: Cast, desk: Desk) -> None:
    row = actions.save_listing(by=cast.charlie, listing=listing_of(cast.shelter))
    browser = desk("charlie")
    assert "Waits for approval" in browser.get("/en/referral/listings/", **HTML).content.decode()
    address = f"/en/referral/listings/{row.id}/"
    page = browser.get(address, **HTML).content.decode()
    assert "12 Canary Lane" in page
    assert "sealed: this agency alone" in page
    assert browser.post(f"{address}approve/", **HTML).status_code == 302
    assert "Published" in browser.get(address, **HTML).content.decode()
    assert desk("alice").get(address, **HTML).status_code == 404


def test_lists_say_what_is_sent_and_what_ended(cast: Cast, sent: Referral, desk: Desk) -> None:
    assert "Beds of shelter" in desk("alice").get("/en/referral/sent/", **HTML).content.decode()
    actions.decline(by=cast.charlie, referral_id=sent.id, reason="safety")
    page = desk("charlie").get("/en/referral/ended/", **HTML).content.decode()
    assert "Not safe for the person here" in page


def test_offers_to_one_agency_twice_are_refused(cast: Cast, call: UUID, beds: Listing) -> None:
    from dotline.base.errors import Invalid
    from tests.rooms.referral.conftest import consent

    with pytest.raises(Invalid):
        actions.send_offers(
            by=cast.alice,
            contact=call,
            wanted=(wanted(beds), wanted(beds)),
            consent=consent(),
        )
    outbox.deliver(Store.INSIDE)
    with behind(Reader.system("t")):
        assert not Referral.objects.using(Store.INSIDE).exists()


def test_the_pages_of_beds_messages_and_follow_ups(
    cast: Cast, call: UUID, sent: Referral, beds: Listing, desk: Desk
) -> None:
    keeper, sender = desk("charlie"), desk("alice")
    address = reverse("referral:count_beds", args=[beds.service_id])
    prefix = str(beds.service_id)
    numbers = {"unit": "emergency", "total": "4", "occupied": "9", "offline": "0"}
    wrong = keeper.post(address, {f"{prefix}-{key}": one for key, one in numbers.items()}, **HTML)
    assert wrong.status_code == 400
    assert "more than all beds" in wrong.content.decode()
    numbers["occupied"] = "1"
    right = keeper.post(address, {f"{prefix}-{key}": one for key, one in numbers.items()}, **HTML)
    assert right.status_code == 302
    assert keeper.post(address, {"confirm": "1"}, **HTML).status_code == 302
    assert "3 beds free" in keeper.get(reverse("referral:beds"), **HTML).content.decode()
    assert sender.get(reverse("referral:beds"), **HTML).content.decode().count("Still true") == 0
    written = {"message-text": "canary-question", "message-key": str(new_id())}
    for _twice in range(2):
        answer = sender.post(reverse("referral:write", args=[sent.id]), written, **HTML)
        assert answer.status_code == 302
    outbox.deliver(Store.INSIDE)
    page = keeper.get(reverse("referral:referral", args=[sent.id]), **HTML).content.decode()
    assert page.count("canary-question") == 1
    assert "Message object" not in page
    for what in ("hold", "start", "nonsense"):
        answer = sender.post(reverse("referral:step", args=[sent.id, what]), **HTML)
        assert answer.status_code == 302
    keeper.post(reverse("referral:accept", args=[sent.id]), **HTML)
    listed = sender.get(reverse("referral:follow_ups"), **HTML).content.decode()
    assert "referral/follow-ups/" in listed
    with behind(cast.alice):
        first = queries.follow_ups(cast.alice)[0]
    shown = sender.get(reverse("referral:follow_up", args=[first.id]), **HTML).content.decode()
    assert "No safe way to reach this person was agreed" in shown


def test_the_set_of_the_consent_and_the_card_for_outside(
    cast: Cast, call: UUID, beds: Listing, desk: Desk
) -> None:
    browser = desk("alice")
    card = browser.get(reverse("referral:tell", args=[call, beds.service_id]) + "?card=1", **HTML)
    assert "Dotline" not in card.content.decode()
    apart = reverse("referral:apart", args=[call])
    chosen = {"service": str(beds.service_id), "reason": "linked_to_community"}
    assert browser.post(apart, chosen, **HTML).status_code == 302
    send = reverse("referral:send", args=[call, beds.service_id])
    assert browser.get(send, **HTML).status_code == 403
    services = browser.get(reverse("referral:services", args=[call]), **HTML).content.decode()
    assert str(beds.service_id) not in services
    assert browser.post(apart, {"again": str(beds.service_id)}, **HTML).status_code == 302
    assert browser.get(send, **HTML).status_code == 200
