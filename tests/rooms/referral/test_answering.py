"""The receiving side: accept, decline, go on, and what is counted of it."""

from datetime import timedelta
from uuid import UUID

import pytest

from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Period, Reader
from dotline.gates import clean_room
from dotline.intake.models import Contact
from dotline.referral import actions, queries, rules
from dotline.referral.actions import Elsewhere
from dotline.referral.models import Listing, Referral
from dotline.referral.rules import Status, Urgency
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, listing_of, publish_listing, wanted


@pytest.mark.parametrize(
    ("who", "refusal"), [("charlie", None), ("alice", Refused), ("rita", NotFound)]
)
def test_only_the_receiving_agency_answers(
    cast: Cast, sent: Referral, who: str, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        row = actions.accept(by=cast[who], referral_id=sent.id)
        assert (row.state, row.answered_by) == (Status.ACCEPTED, cast[who].worker)
    else:
        with pytest.raises(refusal):
            actions.accept(by=cast[who], referral_id=sent.id)


def test_who_declines_says_why_from_the_list(cast: Cast, sent: Referral) -> None:
    for reason in ("", "consent_withdrawn", "no such"):
        with pytest.raises(Invalid):
            actions.decline(by=cast.charlie, referral_id=sent.id, reason=reason)
    row = actions.decline(by=cast.charlie, referral_id=sent.id, reason="ineligible")
    assert (row.state, row.reason) == (Status.REJECTED, "ineligible")
    with pytest.raises(Refused, match="closed"):
        actions.open_package(by=cast.charlie, referral_id=sent.id)


def test_who_is_full_names_and_confirms_a_place_elsewhere_or_says_that_there_is_none(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    def full(elsewhere: Elsewhere | None) -> Referral:
        row = actions.send(
            by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(), another=True
        )
        return actions.decline(
            by=cast.charlie, referral_id=row.id, reason="full", elsewhere=elsewhere
        )

    other = publish_listing(cast.charlie, listing_of(cast.shelter))
    for wrong in (None, Elsewhere(other.service_id, confirmed=False), Elsewhere(None, False)):
        with pytest.raises(Invalid, match="confirmed a place"):
            full(wrong)
    with pytest.raises(Invalid, match="cannot be the one"):
        full(Elsewhere(beds.service_id, confirmed=True))
    with pytest.raises(NotFound):
        full(Elsewhere(new_id(), confirmed=True))
    assert full(Elsewhere(other.service_id, confirmed=True)).alternative_id == other.service_id
    row = full(Elsewhere(None, confirmed=True))
    assert row.alternative_id is None
    with behind(cast.alice):
        last = queries.chain_of_custody(cast.alice, row).last()
    assert last is not None
    assert last.what == "none_free"


def test_the_first_answer_stands(cast: Cast, sent: Referral) -> None:
    actions.accept(by=cast.charlie, referral_id=sent.id)
    for again in (
        lambda: actions.accept(by=cast.charlie, referral_id=sent.id),
        lambda: actions.decline(by=cast.charlie, referral_id=sent.id, reason="language"),
    ):
        with pytest.raises(Conflict):
            again()


def test_an_accepted_referral_goes_on_by_the_table_and_says_what_came_of_it(
    cast: Cast, sent: Referral
) -> None:
    actions.accept(by=cast.charlie, referral_id=sent.id)
    with pytest.raises(Conflict):
        actions.proceed(
            by=cast.charlie, referral_id=sent.id, to=Status.COMPLETED, outcome="received"
        )
    actions.proceed(by=cast.charlie, referral_id=sent.id, to=Status.IN_PROGRESS)
    for wrong in ("", "wonderful"):
        with pytest.raises(Invalid):
            actions.proceed(
                by=cast.charlie, referral_id=sent.id, to=Status.COMPLETED, outcome=wrong
            )
    with pytest.raises(Invalid, match="why the help was not received"):
        actions.proceed(
            by=cast.charlie, referral_id=sent.id, to=Status.COMPLETED, outcome="not_received"
        )
    row = actions.proceed(
        by=cast.charlie, referral_id=sent.id, to=Status.COMPLETED, outcome="received"
    )
    assert (row.state, row.outcome) == (Status.COMPLETED, "received")


def test_the_sender_takes_back_what_is_not_over(cast: Cast, sent: Referral) -> None:
    with pytest.raises(Refused):
        actions.cancel(by=cast.charlie, referral_id=sent.id, reason="moved")
    actions.cancel(by=cast.bob, referral_id=sent.id, reason="moved")
    with pytest.raises(Conflict):
        actions.accept(by=cast.charlie, referral_id=sent.id)
    with pytest.raises(Conflict):
        actions.cancel(by=cast.bob, referral_id=sent.id, reason="moved")


def test_the_queue_shows_what_is_due_first_on_top(cast: Cast, call: UUID, beds: Listing) -> None:
    for urgency in (Urgency.ROUTINE, Urgency.IMMEDIATE, Urgency.URGENT):
        actions.send(
            by=cast.alice,
            contact=call,
            wanted=wanted(beds, urgency),
            consent=consent(),
            another=True,
        )
    with behind(cast.charlie):
        order = [row.urgency for row in queries.waiting(cast.charlie)]
    assert order == ["immediate", "urgent", "routine"]


def test_a_case_worker_of_another_agency_has_an_empty_queue(cast: Cast, sent: Referral) -> None:
    with behind(cast.rita):
        assert list(queries.waiting(cast.rita)) == []
        assert list(queries.sent(cast.rita)) == []


def test_referrals_are_counted_once_each_with_whether_they_were_answered_in_time(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    sent = [
        actions.send(
            by=cast.alice,
            contact=call,
            wanted=wanted(beds, urgency),
            consent=consent(),
            another=True,
        )
        for urgency in (Urgency.IMMEDIATE, Urgency.URGENT, Urgency.URGENT)
    ]
    with clock.frozen(sent[0].sent_at + timedelta(hours=3)):
        actions.accept(by=cast.charlie, referral_id=sent[0].id)
        actions.decline(by=cast.charlie, referral_id=sent[1].id, reason="language")
    quarter = rules.quarter_of(sent[0].sent_at)
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        rows = list(queries.counting_rows(release, Period(quarter, (quarter,))))
        assert list(queries.counting_rows(release, Period("2001-Q1", ("2001-Q1",)))) == []
    counted = {(row.unit, row.measure, row.dims["in_time"], row.dims["province"]) for row in rows}
    assert counted == {
        (str(sent[0].id), "referrals_sent", "no", "QC"),
        (str(sent[1].id), "referrals_sent", "yes", "QC"),
        (str(sent[1].id), "referrals_acknowledged", "yes", "QC"),
        (str(sent[2].id), "referrals_sent", "no", "QC"),
    }
    assert all(row.dims["quarter"] == quarter for row in rows)
    assert "referral" in clean_room.rooms()


def test_a_call_counts_by_how_long_its_first_accepted_referral_took(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    first, second = (
        actions.send(
            by=cast.alice,
            contact=call,
            wanted=wanted(beds, Urgency.URGENT),
            consent=consent(),
            another=True,
        )
        for _number in range(2)
    )
    for referral, hours in ((first, 2), (second, 30)):
        with clock.frozen(first.sent_at + timedelta(hours=hours)):
            actions.accept(by=cast.charlie, referral_id=referral.id)
    quarter = rules.quarter_of(first.sent_at)
    release = Reader.system(clean_room.RELEASE)
    with behind(release):
        before = list(queries.counting_rows(release, Period(quarter, (quarter,))))
        Contact.objects.filter(pk=call).update(
            status="closed", disposition="referred", ended_at=clock.now()
        )
        rows = list(queries.counting_rows(release, Period(quarter, (quarter,))))
    assert {row.measure for row in before} == {"referrals_sent", "referrals_acknowledged"}
    accepted = [row for row in rows if row.measure == "calls_accepted"]
    assert [(row.unit, row.dims["wait"]) for row in accepted] == [(str(call), "to_4h")]
    assert {row.dims["loop"] for row in rows if row.measure == "referrals_sent"} == {"open"}


def test_everybody_else_counts_nothing(cast: Cast, sent: Referral) -> None:
    with behind(cast.rita):
        assert list(queries.counting_rows(cast.rita, Period("all"))) == []
