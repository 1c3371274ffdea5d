"""What goes along with a referral: calls, messages, follow-ups, services apart and outside, export."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.gates.models import Outbox
from dotline.gates.refer import ReferField
from dotline.intake import actions as intake
from dotline.intake.rules import CallFacts, ContactPlan, Way
from dotline.referral import actions, queries
from dotline.referral.actions import Told
from dotline.referral.models import FollowUp, Listing, Message, OutsideReferral, Referral
from dotline.referral.rules import Status
from tests.browsing import HTML, Desk, hidden
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, hand_over, wanted

SYSTEM = Reader.system("test")


def test_a_call_of_all_three_ends_with_the_arrival_and_may_be_refused(
    cast: Cast, sent: Referral
) -> None:
    with pytest.raises(Conflict, match="Nobody has started"):
        actions.join_call(by=cast.charlie, referral_id=sent.id)
    with pytest.raises(Refused):
        actions.start_call(by=cast.charlie, referral_id=sent.id)
    actions.start_call(by=cast.alice, referral_id=sent.id)
    actions.join_call(by=cast.charlie, referral_id=sent.id)
    with pytest.raises(Conflict):
        actions.refuse_call(by=cast.alice, referral_id=sent.id)
    for _twice in range(2):
        actions.confirm_arrival(by=cast.charlie, referral_id=sent.id)
    with pytest.raises(Refused):
        actions.confirm_arrival(by=cast.alice, referral_id=sent.id)
    with behind(cast.alice):
        whats = [step.what for step in queries.chain_of_custody(cast.alice, sent)]
    assert whats[-3:] == ["call_started", "call_joined", "arrived"]


def test_who_does_not_want_the_call_is_referred_without_it(cast: Cast, sent: Referral) -> None:
    actions.refuse_call(by=cast.alice, referral_id=sent.id)
    for nobody in (
        lambda: actions.start_call(by=cast.alice, referral_id=sent.id),
        lambda: actions.join_call(by=cast.charlie, referral_id=sent.id),
    ):
        with pytest.raises(Conflict, match="does not want"):
            nobody()
    assert actions.accept(by=cast.charlie, referral_id=sent.id).state == Status.ACCEPTED


def test_a_message_reaches_the_other_side_sealed_and_says_when_it_was_read(
    cast: Cast, sent: Referral
) -> None:
    key = new_id()
    for _twice in range(2):
        actions.write(by=cast.alice, referral_id=sent.id, text="canary-words", key=key)
    outbox.deliver(Store.INSIDE)
    with behind(cast.charlie):
        assert queries.unread(cast.charlie) == 1
        held = queries.messages(cast.charlie, sent).get()
        assert queries.message_text(cast.charlie, held) == "canary-words"
    with behind(cast.alice):
        mine = queries.messages(cast.alice, sent).get()
        assert mine.read_at is None
        with pytest.raises(NotFound):
            queries.message_text(cast.alice, held)
    assert actions.read_messages(by=cast.charlie, referral_id=sent.id) == 1
    assert actions.read_messages(by=cast.charlie, referral_id=sent.id) == 0
    with behind(cast.alice):
        assert queries.messages(cast.alice, sent).get().read_at is not None
    actions.write(by=cast.charlie, referral_id=sent.id, text="canary-answer")
    outbox.deliver(Store.INSIDE)
    with behind(cast.bob):
        texts = [queries.message_text(cast.bob, one) for one in queries.messages(cast.bob, sent)]
    assert texts == ["canary-words", "canary-answer"]
    with behind(SYSTEM):
        blobs = [bytes(one.sealed) for one in Message.objects.using(Store.INSIDE).all()]
        blobs += [
            bytes(one.payload) for one in Outbox.objects.using(Store.INSIDE).filter(gate="refer")
        ]
    assert not any(b"canary" in blob for blob in blobs)


def test_a_message_gone_back_to_and_changed_is_shown_again_to_be_sent_anew(
    cast: Cast, sent: Referral, desk: Desk
) -> None:
    alice, where = desk("alice"), reverse("referral:write", args=[sent.id])
    given = {"message-key": str(new_id()), "message-text": "first"}
    assert alice.post(where, given, **HTML).status_code == 302
    assert alice.post(where, given | {"message-text": "first "}, **HTML).status_code == 302
    changed = given | {"message-text": "first, and more"}
    told = alice.post(where, changed, **HTML)
    page = told.content.decode()
    assert told.status_code == 409
    assert "sent already, with other words" in page
    assert "first, and more" in page
    anew = changed | {"message-key": hidden(page)["message-key"]}
    assert alice.post(where, anew, **HTML).status_code == 302
    with behind(cast.alice):
        mine = [queries.message_text(cast.alice, one) for one in queries.messages(cast.alice, sent)]
    assert mine == ["first", "first, and more"]


def test_a_service_told_of_again_in_other_words_is_shown_again_to_be_noted_anew(
    call: UUID, beds: Listing, desk: Desk
) -> None:
    alice, where = desk("alice"), reverse("referral:tell", args=[call, beds.service_id])
    given = {"key": str(new_id()), "means": "card"}
    assert alice.post(where, given, **HTML).status_code == 302
    told = alice.post(where, given | {"means": "phone_script"}, **HTML)
    page = told.content.decode()
    assert told.status_code == 409
    anew = {"key": hidden(page)["key"], "means": "phone_script"}
    assert alice.post(where, anew, **HTML).status_code == 302
    with behind(SYSTEM):
        assert OutsideReferral.objects.using(Store.INSIDE).count() == 2


def test_after_a_withdrawal_nobody_writes_about_the_person(cast: Cast, sent: Referral) -> None:
    assert sent.consent_id is not None
    actions.accept(by=cast.charlie, referral_id=sent.id)
    actions.withdraw_consent(by=cast.alice, consent_id=sent.consent_id)
    for writer in (cast.alice, cast.charlie):
        with pytest.raises(Refused, match="taken back"):
            actions.write(by=writer, referral_id=sent.id, text="one more thing")
    with pytest.raises(NotFound):
        actions.write(by=cast.rita, referral_id=sent.id, text="hello")
    for wrong in (" ", "x" * 3_000):
        with pytest.raises((Invalid, Refused)):
            actions.write(by=cast.alice, referral_id=sent.id, text=wrong)


def test_follow_ups_keep_to_the_plan_of_safe_contact(cast: Cast, call: UUID, beds: Listing) -> None:
    row = actions.send(by=cast.alice, contact=call, wanted=wanted(beds), consent=consent())
    actions.accept(by=cast.charlie, referral_id=row.id)
    with behind(cast.alice):
        promised = list(queries.follow_ups(cast.alice))
    assert [(one.due_at - promised[0].due_at).days for one in promised] == [0, 6, 29]
    day, week, _month = promised
    with pytest.raises(Refused, match="No safe way"):
        actions.follow_up(by=cast.alice, follow_up_id=day.id, way="phone", result="talked")
    _agree(cast, call, Way.SMS, Way.TRUSTED_PERSON)
    for way in ("phone", "email"):
        with pytest.raises(Refused, match="not agreed as safe"):
            actions.follow_up(by=cast.bob, follow_up_id=day.id, way=way, result="talked")
    assert actions.follow_up(by=cast.bob, follow_up_id=day.id, way="sms", result="talked").done_at
    with pytest.raises(Conflict):
        actions.follow_up(by=cast.bob, follow_up_id=day.id, way="sms", result="talked")
    _agree(cast, call, Way.TRUSTED_PERSON, marks=("trusted_person",))
    with pytest.raises(Refused, match="possible abuser"):
        actions.follow_up(
            by=cast.alice, follow_up_id=week.id, way="trusted_person", result="talked"
        )
    for nobody in (cast.charlie, cast.rita):
        with pytest.raises(NotFound):
            actions.follow_up(by=nobody, follow_up_id=week.id, way="", result="not_safe")
    actions.follow_up(by=cast.alice, follow_up_id=week.id, way="", result="not_safe")


def _agree(cast: Cast, call: UUID, *ways: Way, marks: tuple[str, ...] = ()) -> None:
    plan = ContactPlan(ways=frozenset(ways), reach="canary-number")
    facts = CallFacts(needs=("shelter",), alias="canary-alias", plan=plan, marks=marks)
    intake.save_contact(by=cast.alice, contact_id=call, facts=facts, key=new_id())


def test_who_wants_no_more_is_not_asked_again(cast: Cast, call: UUID, sent: Referral) -> None:
    actions.accept(by=cast.charlie, referral_id=sent.id)
    _agree(cast, call, Way.SMS)
    with behind(cast.alice):
        first = queries.follow_ups(cast.alice)[0]
    actions.follow_up(by=cast.alice, follow_up_id=first.id, way="sms", result="not_wanted")
    with behind(cast.alice):
        assert not queries.follow_ups(cast.alice).exists()
        assert FollowUp.objects.using(Store.INSIDE).count() == 3


@pytest.mark.parametrize("whole_agency", [False, True])
def test_a_service_set_apart_is_no_choice_and_cannot_tell(
    cast: Cast, call: UUID, beds: Listing, whole_agency: bool
) -> None:
    actions.exclude(
        by=cast.alice,
        contact=call,
        service_id=beds.service_id,
        reason="linked_to_trafficker",
        whole_agency=whole_agency,
    )
    with behind(cast.bob):
        assert queries.candidates(cast.bob, need="shelter", contact=call) == []
        assert [one.service_id for one in queries.candidates(cast.bob, need="shelter")] == [
            beds.service_id
        ]
    with pytest.raises(Refused, match="set apart"):
        actions.send(by=cast.bob, contact=call, wanted=wanted(beds), consent=consent())
    with pytest.raises(Refused, match="set apart"):
        hand_over(cast.bob, call, beds, ReferField.PLACE)
    with pytest.raises(Refused, match="set apart"):
        actions.tell(by=cast.bob, contact=call, told=Told(beds.service_id, "card"))
    with behind(cast.charlie):
        assert not queries.exclusions(cast.charlie, call).exists()
        assert not queries.visible_to(cast.charlie).exists()
    actions.include_again(by=cast.bob, contact=call, service_id=beds.service_id)
    row = actions.send(by=cast.bob, contact=call, wanted=wanted(beds), consent=consent())
    assert row.state == Status.REQUESTED


def test_a_service_outside_of_the_network_is_tracked_and_nothing_of_the_person_leaves(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    with behind(SYSTEM):
        before = Outbox.objects.using(Store.INSIDE).count()
    key = new_id()
    told = Told(beds.service_id, "card", ("shelter",))
    first, second = (
        actions.tell(by=cast.alice, contact=call, told=told, key=key) for _ in range(2)
    )
    assert first.id == second.id
    for changed in (
        Told(beds.service_id, "phone_script", ("shelter",)),
        Told(beds.service_id, "card", ("shelter", "food")),
        Told(new_id(), "card", ("shelter",)),
    ):
        with pytest.raises(Conflict, match="sent already, with other words"):
            actions.tell(by=cast.alice, contact=call, told=changed, key=key)
    with behind(SYSTEM):
        assert Outbox.objects.using(Store.INSIDE).count() == before
    with pytest.raises(Invalid):
        actions.outside_outcome(by=cast.alice, outside_id=first.id, outcome="not_received")
    with pytest.raises(NotFound):
        actions.outside_outcome(by=cast.charlie, outside_id=first.id, outcome="received")
    row = actions.outside_outcome(
        by=cast.bob, outside_id=first.id, outcome="not_received", unmet="full"
    )
    assert (row.outcome, row.unmet) == ("not_received", "full")


def test_a_referral_as_fhir_names_its_state_and_not_the_person(cast: Cast, sent: Referral) -> None:
    actions.accept(by=cast.charlie, referral_id=sent.id)
    for reader in (cast.alice, cast.charlie):
        text = json.dumps(actions.export_fhir(by=reader, referral_id=sent.id))
        assert "canary" not in text
        task, request = (one["resource"] for one in json.loads(text)["entry"])
        assert (task["resourceType"], task["status"], task["intent"]) == (
            "Task",
            "accepted",
            "order",
        )
        assert (request["resourceType"], request["status"]) == ("ServiceRequest", "active")
        assert request["subject"]["display"] == "Not disclosed"
    with pytest.raises(Refused):
        actions.export_fhir(by=cast.rita, referral_id=sent.id)
    with behind(cast.alice):
        steps = queries.chain_of_custody(cast.alice, sent).filter(what="exported")
        assert [one.agency_id for one in steps] == [cast.hotline.id, cast.shelter.id]


def test_a_pause_says_why_and_is_not_counted_as_time_of_help(cast: Cast, sent: Referral) -> None:
    start = sent.sent_at
    with clock.frozen(start + timedelta(hours=1)):
        actions.accept(by=cast.charlie, referral_id=sent.id)
        with pytest.raises(Invalid):
            actions.proceed(by=cast.charlie, referral_id=sent.id, to=Status.ON_HOLD)
        _go(cast, sent, Status.ON_HOLD, reason="waits_for_papers")
    with clock.frozen(start + timedelta(hours=11)):
        _go(cast, sent, Status.IN_PROGRESS)
    with clock.frozen(start + timedelta(hours=13)):
        _go(cast, sent, Status.COMPLETED, outcome="not_received", unmet="cost")
        with behind(cast.charlie):
            times = queries.times(cast.charlie, start - timedelta(days=1))
            found = queries.closures(cast.charlie, start - timedelta(days=1))

    assert (times.answer_p50, times.help_p50) == (timedelta(hours=1), timedelta(hours=2))
    assert times.paused == {"waits_for_papers": 1}
    (service,) = found.services
    assert found.regions == (("QC", service.closure),)
    assert (service.closure.sent, service.closure.received, service.closure.rate) == (1, 0, 1.0)
    assert service.closure.reasons == {"cost": 1}


def _go(cast: Cast, row: Referral, to: Status, **more: str) -> None:
    actions.proceed(by=cast.charlie, referral_id=row.id, to=to, **more)
