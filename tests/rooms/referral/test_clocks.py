"""The clocks: remind at half time, pass on inside the consented set, escalate; each step exactly once."""

from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.models import Agency
from dotline.access.queries import reader_of
from dotline.access.roles import Role
from dotline.access.totp import new_secret
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Refused
from dotline.base.reader import Reader
from dotline.directory.models import SearchRow
from dotline.duty.models import Obligation
from dotline.gates import outbox
from dotline.gates.refer import ReferField
from dotline.referral import actions, queries
from dotline.referral.actions.custody import SETTLE
from dotline.referral.jobs import ClockRun, run_clocks
from dotline.referral.models import Listing, Referral
from dotline.referral.rules import Status, Urgency
from tests.rooms.conftest import PASSWORD, Cast
from tests.rooms.referral.conftest import consent, hand_over, listing_of, publish_listing, wanted

SYSTEM = Reader.system("test")


def shelter(code: str, kind: str = "Shelter") -> tuple[Agency, Reader]:
    """A further agency with one case worker."""
    agency = add_agency(by=SYSTEM, agency=NewAgency(code, code, code, kind, "QC"))
    roles = (Role.CASE_WORKER, Role.SUPERVISOR)
    new = NewWorker(f"w-{code}", code, agency.id, roles, PASSWORD, new_secret())
    return agency, reader_of(add_worker(by=SYSTEM, worker=new))


@pytest.fixture
def second(cast: Cast) -> Listing:
    """A service of another shelter."""
    agency, keeper = shelter("haven")
    return publish_listing(keeper, listing_of(agency))


def send_to_set(cast: Cast, call: UUID, beds: Listing, *others: UUID) -> Referral:
    """An urgent hand-over whose consent names the shelter and others."""
    agreed = consent(recipients=frozenset({cast.shelter.id, *others}))
    row = actions.send(
        by=cast.alice, contact=call, wanted=wanted(beds), consent=agreed, another=True
    )
    outbox.deliver(Store.INSIDE)
    return row


def run_at(row: Referral, share: float) -> ClockRun:
    """Run the clocks when this share of the time for an answer is gone."""
    with clock.frozen(row.sent_at + (row.due_at - row.sent_at) * share):
        return run_clocks(SYSTEM)


def sent(cast: Cast) -> list[Referral]:
    with behind(cast.alice):
        return list(queries.sent(cast.alice).order_by("sent_at"))


def test_half_time_reminds_once_and_full_time_escalates_once(cast: Cast, sent: Referral) -> None:
    assert run_at(sent, 0.49) == ClockRun()
    assert run_at(sent, 0.5) == ClockRun(reminded=1)
    assert run_at(sent, 0.9) == ClockRun()
    assert run_at(sent, 1.0) == ClockRun(escalated=1)
    assert run_at(sent, 3.0) == ClockRun()
    with behind(cast.alice):
        assert [row.id for row in queries.unanswered(cast.alice)] == [sent.id]
        steps = [step.what for step in queries.chain_of_custody(cast.alice, sent)]
        owed = Obligation.objects.using(Store.INSIDE).get(rule=SETTLE)
    assert steps[-2:] == ["reminded", "escalated"]
    assert (owed.holder_id, owed.subject_id) == (cast.hotline.id, sent.id)


def test_a_late_answer_still_counts_and_settles_what_was_escalated(
    cast: Cast, sent: Referral
) -> None:
    run_at(sent, 1.1)
    with clock.frozen(sent.due_at + timedelta(hours=1)):
        actions.accept(by=cast.charlie, referral_id=sent.id)
    with behind(cast.alice):
        assert not queries.unanswered(cast.alice).exists()
        assert Obligation.objects.using(Store.INSIDE).get(rule=SETTLE).met_at is not None


def test_what_nobody_answers_goes_on_to_the_next_service_that_the_person_agreed_to(
    cast: Cast, call: UUID, beds: Listing, second: Listing
) -> None:
    first = send_to_set(cast, call, beds, second.agency_id)
    assert run_at(first, 1.0) == ClockRun(rerouted=1, emptied=1), "what nobody answered is emptied"
    assert run_at(first, 1.1) == ClockRun()
    old, new = sent(cast)
    assert (old.state, old.reason) == (Status.REVOKED, "rerouted")
    assert (new.to_agency_id, new.follows_id) == (second.agency_id, first.id)
    assert (new.consent_id, new.fields) == (first.consent_id, first.fields)
    assert new.due_at - new.sent_at == timedelta(hours=4)
    with clock.frozen(first.due_at + timedelta(hours=1)):
        with pytest.raises(Conflict):
            actions.accept(by=cast.charlie, referral_id=first.id)
        with pytest.raises(Refused):
            actions.open_package(by=cast.charlie, referral_id=first.id)
    assert run_at(new, 1.0) == ClockRun(escalated=1), "nobody is left in the set"


@pytest.mark.parametrize(
    "why", ["no set", "excluded", "unverified", "overdue", "takes none", "withdrawn", "ended"]
)
def test_where_nobody_may_receive_it_the_sender_decides(
    cast: Cast, call: UUID, beds: Listing, second: Listing, why: str
) -> None:
    others = () if why == "no set" else (second.agency_id,)
    first = send_to_set(cast, call, beds, *others)
    card = SearchRow.objects.get(service_id=second.service_id)
    if why == "excluded":
        actions.exclude(
            by=cast.alice, contact=call, service_id=second.service_id, reason="linked_to_trafficker"
        )
    elif why in {"unverified", "overdue"}:
        today = str(clock.today())
        card.card = card.card.replace(today, "2020-01-01" if why == "overdue" else "")
    elif why == "takes none":
        card.card = card.card.replace('"accepts_referrals": true', '"accepts_referrals": false')
    elif why == "ended":
        with behind(SYSTEM):
            queries.visible_to(SYSTEM).filter(pk=first.pk).update(
                due_at=first.sent_at + timedelta(days=31)
            )
        first.due_at = first.sent_at + timedelta(days=31)
    card.save()
    if why == "withdrawn":
        assert first.consent_id is not None
        actions.withdraw_consent(by=cast.alice, consent_id=first.consent_id)
        assert run_at(first, 1.0) == ClockRun()
    else:
        assert run_at(first, 1.0).escalated == 1
    assert len(sent(cast)) == 1


def test_nothing_is_passed_on_to_immigration_enforcement_even_when_the_consent_names_it(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    gate, keeper = shelter("gate", "BorderService")
    publish_listing(keeper, listing_of(gate))
    first = send_to_set(cast, call, beds, gate.id)
    assert run_at(first, 1.0) == ClockRun(escalated=1)
    with behind(keeper):
        assert not queries.visible_to(keeper).exists()


def test_an_emergency_hand_over_is_never_passed_on_by_a_machine(
    cast: Cast, call: UUID, beds: Listing, second: Listing
) -> None:
    row = hand_over(cast.alice, call, beds, ReferField.PLACE, urgency=Urgency.IMMEDIATE)
    assert run_at(row, 1.0) == ClockRun(escalated=1)


def test_a_run_that_was_killed_is_run_again_and_takes_no_step_twice(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    rows = [send_to_set(cast, call, beds) for _ in range(3)]
    with clock.frozen(rows[-1].due_at):  # as far as a run came that was killed after the first
        assert actions.advance_clock(by=SYSTEM, referral_id=rows[0].id) == "escalated"
        assert actions.advance_clock(by=SYSTEM, referral_id=rows[0].id) == ""
    assert run_at(rows[-1], 1.0) == ClockRun(escalated=2)
    with behind(SYSTEM):
        assert Obligation.objects.using(Store.INSIDE).filter(rule=SETTLE).count() == 3


def test_only_the_program_and_the_operator_run_the_clocks(cast: Cast, sent: Referral) -> None:
    with pytest.raises(Refused):
        run_clocks(cast.alice)
    assert run_clocks(cast.operator) == ClockRun()
