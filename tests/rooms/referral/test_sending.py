"""Handing over: what is sent, what is refused, and what the receiver reads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from dotline.access.actions import NewAgency, add_agency
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.directory.models import SearchRow
from dotline.duty.models import Obligation
from dotline.gates import outbox
from dotline.gates.models import Outbox
from dotline.gates.refer import LegalDuty, ReferField
from dotline.intake import actions as intake
from dotline.intake.rules import CallFacts
from dotline.referral import actions, queries, rules
from dotline.referral.actions import NewConsent, Wanted
from dotline.referral.models import Consent, Listing, Referral, ReferralPackage
from dotline.referral.rules import Status, Urgency
from tests.ledger import lines_about
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, hand_over, wanted


def test_only_what_was_consented_to_arrives_and_only_the_receiver_reads_it(
    cast: Cast, sent: Referral
) -> None:
    with behind(cast.charlie):
        values = actions.open_package(by=cast.charlie, referral_id=sent.id)
    assert values == {ReferField.FIRST_NAME: "canary-alias", ReferField.LANGUAGE: "fra"}
    for nobody in (cast.alice, cast.bob):
        with pytest.raises(Refused):
            actions.open_package(by=nobody, referral_id=sent.id)
    with pytest.raises(NotFound):
        actions.open_package(by=cast.rita, referral_id=sent.id)


@pytest.mark.parametrize(
    ("who", "sees"), [("alice", True), ("bob", True), ("charlie", True), ("rita", False)]
)
def test_a_referral_is_seen_by_sender_and_receiver_alone(
    cast: Cast, sent: Referral, who: str, sees: bool
) -> None:
    with behind(cast[who]):
        assert queries.visible_to(cast[who]).filter(pk=sent.pk).exists() is sees


def test_nothing_handed_over_lies_open_in_a_table_or_on_the_ledger(
    cast: Cast, sent: Referral
) -> None:
    with behind(Reader.system("test")):
        stored = bytes(ReferralPackage.objects.using(Store.INSIDE).get().sealed)
        boxes = [
            bytes(row.payload) for row in Outbox.objects.using(Store.INSIDE).filter(gate="refer")
        ]
        ledger = [line.detail for line in lines_about(Reader.system("t"), Store.INSIDE, sent.id)]
    assert boxes
    assert not any(b"canary" in blob for blob in [stored, *boxes])
    assert not any("canary" in detail for detail in ledger)


def test_the_chain_of_custody_names_each_hand(cast: Cast, sent: Referral) -> None:
    for _twice in range(2):
        actions.open_package(by=cast.charlie, referral_id=sent.id)
    actions.accept(by=cast.charlie, referral_id=sent.id)
    with behind(cast.alice):
        steps = [(s.what, s.agency_id) for s in queries.chain_of_custody(cast.alice, sent)]
    assert steps == [
        ("sent", cast.hotline.id),
        ("received", None),
        ("opened", cast.shelter.id),
        ("accepted", cast.shelter.id),
    ]
    seen = lines_about(cast.charlie, Store.INSIDE, sent.id).filter(outcome="seen")
    assert seen.count() == 2


def test_the_clock_starts_with_sending_and_stops_with_the_answer(
    cast: Cast, sent: Referral
) -> None:
    with behind(Reader.system("test")):
        owed = Obligation.objects.using(Store.INSIDE).get(subject_id=sent.id)
    assert (owed.rule, owed.holder_id) == ("acknowledge_urgent", cast.shelter.id)
    assert owed.due_at - owed.opens_at == timedelta(hours=4)
    actions.accept(by=cast.charlie, referral_id=sent.id)
    owed.refresh_from_db(using=Store.INSIDE)
    assert owed.met_at is not None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"expires_at": clock.now() - timedelta(minutes=1)}, "end on a day to come"),
        ({"expires_at": clock.now() + timedelta(days=500)}, "within a year"),
        ({"giver_may_be_abuser": True}, "possible abuser"),
        ({"recipients": frozenset({new_id()})}, "does not name"),
        ({"how": "guessed"}, "no code"),
        ({"language": "xx"}, "no code"),
    ],
)
def test_without_a_valid_consent_nothing_is_sent(
    cast: Cast, call: UUID, beds: Listing, change: dict[str, object], reason: str
) -> None:
    with pytest.raises((Invalid, Refused), match=reason):
        actions.send(by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(**change))
    with behind(Reader.system("test")):
        assert not Referral.objects.using(Store.INSIDE).exists()
        assert not Consent.objects.using(Store.INSIDE).exists()
        assert not Outbox.objects.using(Store.INSIDE).filter(gate="refer").exists()


@pytest.mark.parametrize(
    ("given_by", "mark", "interpreter", "sent"),
    [
        ("guardian", "guardian", "", False),
        ("guardian", "family", "", False),
        ("substitute", "spouse", "", False),
        ("self", "interpreter", "by_phone", False),
        ("self", "spouse", "", True),
        ("guardian", "employer", "", True),
        ("court", "guardian", "", True),
    ],
)
def test_who_is_marked_as_a_possible_abuser_gives_no_consent(
    cast: Cast, call: UUID, beds: Listing, given_by: str, mark: str, interpreter: str, sent: bool
) -> None:
    facts = CallFacts(
        needs=("shelter",), alias="canary-alias", marks=(mark,), interpreter_mode=interpreter
    )
    intake.save_contact(by=cast.alice, contact_id=call, facts=facts, key=new_id())
    agreed = consent(given_by=given_by)
    if sent:
        assert actions.send(
            by=cast.alice, contact=call, wanted=wanted(beds), consent=agreed
        ).consent_id
        return
    with pytest.raises(Refused, match="marked as a possible abuser"):
        actions.send(by=cast.alice, contact=call, wanted=wanted(beds), consent=agreed, another=True)


def test_a_mark_set_later_stops_the_stored_consent_too(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    row = actions.send(
        by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(given_by="guardian")
    )
    facts = CallFacts(needs=("shelter",), alias="canary-alias", marks=("guardian",))
    intake.save_contact(by=cast.alice, contact_id=call, facts=facts, key=new_id())
    assert row.consent_id is not None
    with pytest.raises(Refused, match="marked as a possible abuser"):
        actions.send(
            by=cast.alice, contact=call, wanted=wanted(beds), consent=row.consent_id, another=True
        )


def test_the_database_refuses_a_referral_with_neither_consent_nor_named_duty(
    cast: Cast, sent: Referral
) -> None:
    for changes in (
        {"consent_id": None, "duty": ""},
        {"consent_id": None, "duty": "because"},
        {"duty": LegalDuty.COURT_ORDER.value},
    ):
        with (
            behind(Reader.system("test")),
            pytest.raises(IntegrityError),
            transaction.atomic(using=Store.INSIDE),
        ):
            Referral.objects.using(Store.INSIDE).filter(pk=sent.pk).update(**changes)


def test_a_stored_consent_can_be_used_again_but_not_for_somebody_else(
    cast: Cast, call: UUID, beds: Listing, sent: Referral
) -> None:
    assert sent.consent_id is not None
    again = actions.send(
        by=cast.bob, contact=call, wanted=wanted(beds), consent=sent.consent_id, another=True
    )
    assert again.consent_id == sent.consent_id
    other = intake.open_contact(by=cast.bob, channel="phone", key=new_id())
    with pytest.raises(Invalid, match="somebody else"):
        actions.send(by=cast.bob, contact=other.id, wanted=wanted(beds), consent=sent.consent_id)


def test_a_withdrawn_consent_closes_the_package_at_once(cast: Cast, sent: Referral) -> None:
    actions.accept(by=cast.charlie, referral_id=sent.id)
    actions.open_package(by=cast.charlie, referral_id=sent.id)
    assert sent.consent_id is not None
    actions.withdraw_consent(by=cast.bob, consent_id=sent.consent_id)
    with pytest.raises(Refused, match="taken back"):
        actions.open_package(by=cast.charlie, referral_id=sent.id)
    with behind(cast.charlie):
        assert queries.get(cast.charlie, sent.id).state == Status.ACCEPTED
        whats = [step.what for step in queries.chain_of_custody(cast.charlie, sent)]
    assert whats[-2:] == ["withdrawn", "emptied"]
    with pytest.raises(Conflict):
        actions.withdraw_consent(by=cast.bob, consent_id=sent.consent_id)


def test_withdrawing_cancels_what_nobody_answered_and_waives_its_clock(
    cast: Cast, sent: Referral
) -> None:
    assert sent.consent_id is not None
    actions.withdraw_consent(by=cast.alice, consent_id=sent.consent_id)
    with behind(cast.alice):
        row = queries.get(cast.alice, sent.id)
        owed = Obligation.objects.using(Store.INSIDE).get(subject_id=sent.id)
    assert (row.state, row.reason) == (Status.CANCELLED, "consent_withdrawn")
    assert (owed.met_at, owed.waived_why) == (None, "consent_withdrawn")
    with pytest.raises(Conflict):
        actions.accept(by=cast.charlie, referral_id=sent.id)


def test_a_consent_is_withdrawn_by_the_agency_that_holds_it_alone(
    cast: Cast, sent: Referral
) -> None:
    assert sent.consent_id is not None
    with pytest.raises(NotFound):
        actions.withdraw_consent(by=cast.charlie, consent_id=sent.consent_id)


def test_an_ended_consent_closes_the_package(cast: Cast, sent: Referral) -> None:
    with clock.frozen(clock.now() + timedelta(days=31)), pytest.raises(Refused, match="has ended"):
        actions.open_package(by=cast.charlie, referral_id=sent.id)


def test_a_service_that_takes_no_referrals_is_refused(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    row = SearchRow.objects.get(service_id=beds.service_id)
    row.card = row.card.replace('"accepts_referrals": true', '"accepts_referrals": false')
    row.save()
    with pytest.raises(Refused, match="takes no referrals"):
        actions.send(by=cast.alice, contact=call, wanted=wanted(beds), consent=consent())


def test_an_own_service_needs_no_hand_over(cast: Cast, call: UUID, beds: Listing) -> None:
    with pytest.raises(Refused, match="own agency"):
        actions.send(by=cast.charlie, contact=call, wanted=wanted(beds), consent=consent())


@pytest.mark.parametrize(("given_by", "arrives"), [("self", True), ("guardian", False)])
def test_immigration_enforcement_receives_nothing_without_the_persons_own_consent(
    cast: Cast, call: UUID, given_by: str, arrives: bool
) -> None:
    listing = _border_service()
    send = {
        "by": cast.alice,
        "contact": call,
        "wanted": wanted(listing),
        "consent": consent(given_by=given_by),
    }
    if arrives:
        assert actions.send(**send).status == Status.REQUESTED
    else:
        with pytest.raises(Refused, match="Immigration enforcement"):
            actions.send(**send)


@pytest.mark.parametrize("duty", [LegalDuty.LIFE_IN_DANGER, LegalDuty.CHILD_IN_DANGER])
def test_no_emergency_opens_a_record_to_immigration_enforcement(
    cast: Cast, call: UUID, duty: LegalDuty
) -> None:
    with pytest.raises(Refused, match="Immigration enforcement"):
        hand_over(cast.alice, call, _border_service(), *ReferField, duty=duty)


def _border_service() -> Listing:
    from tests.rooms.referral.conftest import listing_of

    system = Reader.system("test")
    border = add_agency(by=system, agency=NewAgency("border", "Gate", "Porte", "BorderService"))
    listing = listing_of(border)
    from dataclasses import replace

    approved = replace(listing, approved_at=clock.now())
    actions.import_listings(by=system, listings=[approved])
    outbox.deliver(Store.INSIDE)
    with behind(system):
        return Listing.objects.using(Store.INSIDE).get(service_id=listing.service_id)


def test_in_an_emergency_one_worker_sends_and_a_second_reviews(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    row = hand_over(
        cast.alice, call, beds, ReferField.PLACE, ReferField.SAFETY, urgency=Urgency.IMMEDIATE
    )
    outbox.deliver(Store.INSIDE)
    with behind(cast.alice):
        owed = Obligation.objects.using(Store.INSIDE).get(subject_id=row.id, rule=rules.REVIEW)
        assert [one.id for one in queries.to_review(cast.alice)] == [row.id]
    assert owed.due_at - owed.opens_at == timedelta(hours=24)
    assert owed.holder_id == cast.hotline.id
    with pytest.raises(Refused, match="own emergency"):
        actions.review(by=cast.alice, referral_id=row.id, upheld=True)
    with pytest.raises(Refused, match="Your roles"):
        actions.review(by=cast.bob, referral_id=row.id, upheld=True)
    with pytest.raises(Refused):
        actions.review(by=cast.charlie, referral_id=row.id, upheld=True)


def test_a_review_that_does_not_uphold_closes_the_package(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    row = hand_over(cast.bob, call, beds, ReferField.PLACE, duty=LegalDuty.CHILD_IN_DANGER)
    outbox.deliver(Store.INSIDE)
    values = actions.open_package(by=cast.charlie, referral_id=row.id)
    assert set(values) == {ReferField.PLACE}
    actions.review(by=cast.alice, referral_id=row.id, upheld=False)
    with pytest.raises(Refused):
        actions.open_package(by=cast.charlie, referral_id=row.id)
    with pytest.raises(Conflict):
        actions.review(by=cast.alice, referral_id=row.id, upheld=True)
    with behind(cast.alice):
        assert queries.get(cast.alice, row.id).state == Status.REVOKED


def test_the_database_refuses_a_review_by_who_sent_it(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    row = hand_over(cast.alice, call, beds, duty=LegalDuty.COURT_ORDER)
    with (
        behind(cast.alice),
        pytest.raises(IntegrityError),
        transaction.atomic(using=Store.INSIDE),
    ):
        Referral.objects.using(Store.INSIDE).filter(pk=row.pk).update(
            reviewed_by=row.sent_by, reviewed_at=clock.now(), upheld=True
        )


def test_a_form_gone_back_to_and_changed_is_never_told_sent_and_lost(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    key, agreed = new_id(), consent()

    def send(asked: Wanted = wanted(beds), given: NewConsent = agreed) -> Referral:  # noqa: B008
        return actions.send(by=cast.alice, contact=call, wanted=asked, consent=given, key=key)

    first = send()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        later = replace(agreed, expires_at=agreed.expires_at + timedelta(minutes=5))
        assert send(given=later).id == first.id
    changes: list[Callable[[], object]] = [
        lambda: send(wanted(beds, Urgency.IMMEDIATE)),
        lambda: send(replace(wanted(beds), needs=("shelter", "safe_house"))),
        lambda: send(given=consent(ReferField.FIRST_NAME)),
        lambda: send(given=replace(agreed, how="written")),
        lambda: send(given=replace(agreed, expires_at=agreed.expires_at + timedelta(days=1))),
        lambda: actions.send_offers(
            by=cast.alice, contact=call, wanted=(wanted(beds),), consent=agreed, key=key
        ),
        lambda: _by_duty(cast, call, beds, key, ReferField.PLACE),
    ]
    for change in changes:
        with pytest.raises(Conflict, match="sent already, with other words"):
            change()
    facts = CallFacts(needs=("shelter",), alias="canary-other", language="fra")
    intake.save_contact(by=cast.alice, contact_id=call, facts=facts, key=new_id())
    with pytest.raises(Conflict, match="sent already, with other words"):
        send()
    with behind(cast.alice):
        assert queries.sent(cast.alice).get().id == first.id


def test_offers_and_duties_gone_back_to_and_changed_are_refused_too(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    key, other, agreed = new_id(), new_id(), consent()

    def offer(asked: Wanted) -> list[Referral]:
        return actions.send_offers(
            by=cast.alice, contact=call, wanted=(asked,), consent=agreed, key=key
        )

    offered = offer(wanted(beds))
    assert [one.id for one in offer(wanted(beds))] == [one.id for one in offered]
    by_duty = _by_duty(cast, call, beds, other, ReferField.PLACE)
    assert _by_duty(cast, call, beds, other, ReferField.PLACE).id == by_duty.id
    changes: list[Callable[[], object]] = [
        lambda: offer(wanted(beds, Urgency.IMMEDIATE)),
        lambda: actions.send(
            by=cast.alice, contact=call, wanted=wanted(beds), consent=agreed, key=key
        ),
        lambda: _by_duty(cast, call, beds, other, ReferField.PLACE, ReferField.SAFETY),
    ]
    for change in changes:
        with pytest.raises(Conflict, match="sent already, with other words"):
            change()
    with behind(cast.alice):
        assert queries.sent(cast.alice).count() == 2
        kept = queries.sent(cast.alice).values_list("send_key", "group_id")
        assert not {key, other} & {one for pair in kept for one in pair}


def _by_duty(cast: Cast, call: UUID, beds: Listing, key: UUID, *fields: ReferField) -> Referral:
    return hand_over(cast.alice, call, beds, *fields, key=key)


def test_a_second_tab_makes_no_second_referral_unless_it_says_so(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    def send(**more: bool) -> Referral:
        return actions.send(
            by=cast.alice,
            contact=call,
            wanted=wanted(beds),
            consent=consent(),
            key=new_id(),
            **more,
        )

    first = send()
    with pytest.raises(Conflict, match="open already"):
        send()
    with pytest.raises(Conflict, match="open already"):
        actions.send_offers(
            by=cast.alice, contact=call, wanted=(wanted(beds),), consent=consent(), key=new_id()
        )
    assert send(another=True).id != first.id
    assert _by_duty(cast, call, beds, new_id(), ReferField.PLACE).id != first.id
    with behind(cast.alice):
        assert queries.sent(cast.alice).count() == 3
        assert Consent.objects.using(Store.INSIDE).count() == 2
        running = list(queries.sent(cast.alice))
    for row in running:
        actions.cancel(by=cast.alice, referral_id=row.id, reason="moved")
    assert send().status == Status.REQUESTED
