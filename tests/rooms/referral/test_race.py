"""First accept wins: two that accept at the same moment, on real transactions of both databases."""

from collections.abc import Callable
from uuid import UUID

import pytest

from dotline.access.actions import NewAgency, NewWorker, add_agency, add_worker
from dotline.access.queries import agency, reader_of
from dotline.access.roles import Role
from dotline.access.totp import new_secret
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.gates.models import Outbox
from dotline.gates.refer import ReferField
from dotline.intake import actions as intake
from dotline.referral import actions, queries
from dotline.referral.actions import NewCount, Told
from dotline.referral.models import BedHold, Consent, Listing, Referral
from dotline.referral.rules import BedUnit, Status
from tests.conftest import STORES
from tests.rooms.conftest import PASSWORD, Cast, inside_bytes
from tests.rooms.racing import at_once, emptied, ledger_stays_append_only
from tests.rooms.referral.conftest import consent, hand_over, listing_of, publish_listing, wanted
from tests.rooms.referral.test_emptying import kept, withdraw

__all__ = ["emptied", "ledger_stays_append_only"]

pytestmark = pytest.mark.django_db(transaction=True, databases=STORES)


def worker(name: str, agency: str, province: str) -> Reader:
    system = Reader.system("test")
    row = add_agency(by=system, agency=NewAgency(agency, agency, agency, "Shelter", province))
    roles = (Role.CASE_WORKER, Role.SUPERVISOR)
    new = NewWorker(name, name, row.id, roles, PASSWORD, new_secret())
    return reader_of(add_worker(by=system, worker=new))


def test_two_workers_of_one_agency_cannot_both_accept(cast: Cast, sent: Referral) -> None:
    found = at_once(
        *[lambda: actions.accept(by=cast.charlie, referral_id=sent.id) for _ in range(4)]
    )
    assert sum(isinstance(one, Conflict) for one in found) == 3
    with behind(cast.charlie):
        assert queries.get(cast.charlie, sent.id).state == Status.ACCEPTED
        accepted = queries.chain_of_custody(cast.charlie, sent).filter(what="accepted")
        assert accepted.count() == 1


@pytest.mark.parametrize("way", ["send", "send_by_duty", "send_offers"])
def test_a_form_sent_four_times_at_once_hands_over_once(
    cast: Cast, call: UUID, beds: Listing, way: str
) -> None:
    key = new_id()
    ways: dict[str, Callable[[], object]] = {
        "send": lambda: actions.send(
            by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(), key=key
        ),
        "send_by_duty": lambda: hand_over(cast.alice, call, beds, ReferField.PLACE, key=key),
        "send_offers": lambda: actions.send_offers(
            by=cast.alice, contact=call, wanted=(wanted(beds),), consent=consent(), key=key
        )[0],
    }
    found = at_once(*[ways[way] for _ in range(4)])
    with behind(cast.alice):
        sent = queries.sent(cast.alice).get()
    assert [one.id for one in found if isinstance(one, Referral)] == [sent.id] * 4
    with behind(Reader.system("test")):
        assert Outbox.objects.using(Store.INSIDE).filter(gate="refer").count() == 1
        assert Consent.objects.using(Store.INSIDE).count() == (way != "send_by_duty")


def test_four_tabs_that_send_at_once_make_one_referral_and_an_emergency_goes_beside_it(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    found = at_once(
        *[
            lambda: actions.send(
                by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(), key=new_id()
            )
        ]
        * 3,
        lambda: hand_over(cast.alice, call, beds, ReferField.PLACE, key=new_id()),
    )
    sent = [one for one in found if isinstance(one, Referral)]
    by_duty = [one for one in sent if one.duty]
    assert len(by_duty) == 1
    assert len(sent) - len(by_duty) <= 1  # none, where the emergency was there first
    assert sum(isinstance(one, Conflict) for one in found) == 4 - len(sent)
    with behind(cast.alice):
        assert queries.sent(cast.alice).count() == len(sent)


def test_a_card_noted_four_times_at_once_is_one(cast: Cast, call: UUID, beds: Listing) -> None:
    key, told = new_id(), Told(beds.service_id, "card", ("shelter",))
    found = at_once(*[lambda: actions.tell(by=cast.alice, contact=call, told=told, key=key).id] * 4)
    assert len(found) == 4
    assert len(set(found)) == 1


def test_of_several_offers_exactly_one_is_accepted(cast: Cast) -> None:
    others = [worker(f"w{n}", f"door{n}", "QC") for n in range(3)]
    listings = [
        publish_listing(by, listing_of(agency(by, by.agency)))
        for by in others
        if by.agency is not None
    ]
    call = intake.open_contact(by=cast.alice, channel="phone", key=new_id())
    rows = actions.send_offers(
        by=cast.alice,
        contact=call.id,
        wanted=tuple(wanted(listing) for listing in listings),
        consent=consent(),
    )
    found = at_once(
        *[
            lambda by=by, row=row: actions.accept(by=by, referral_id=row.id)  # type: ignore[misc]
            for by, row in zip(others, rows, strict=True)
        ]
    )
    assert sum(isinstance(one, Conflict) for one in found) == 2
    with behind(cast.alice):
        states = sorted(row.state for row in queries.sent(cast.alice).using(Store.INSIDE))
    assert states == [Status.ACCEPTED, Status.REVOKED, Status.REVOKED]


def test_in_fifty_races_for_the_last_bed_it_stands_for_one(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    count = NewCount(BedUnit.EMERGENCY, 1, 0)
    actions.count_beds(by=cast.charlie, service_id=beds.service_id, count=count)
    rows = [
        actions.send(
            by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(), another=True
        )
        for _ in range(4)
    ]
    won = 0
    for _race in range(50 // len(rows) + 1):
        found = at_once(
            *[
                lambda row=row: actions.hold_bed(by=cast.alice, referral_id=row.id)  # type: ignore[misc]
                for row in rows
            ]
        )
        holds = [one for one in found if isinstance(one, BedHold)]
        assert len(holds) == 1
        assert sum(isinstance(one, Conflict) for one in found) == len(rows) - 1
        won += len(found)
        assert holds[0].referral_id is not None
        actions.let_bed_go(by=cast.alice, referral_id=holds[0].referral_id)
    assert won >= 50


def test_an_answer_and_a_clock_at_the_same_moment_leave_one_owner(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    other = worker("next", "next", "QC")
    assert other.agency is not None
    publish_listing(other, listing_of(agency(other, other.agency)))
    named = frozenset({cast.shelter.id, other.agency})
    row = actions.send(
        by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(recipients=named)
    )
    due, system = row.due_at, Reader.system("test")

    def at_due(work: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            with clock.frozen(due):
                return work()

        return run

    found = at_once(
        at_due(lambda: actions.accept(by=cast.charlie, referral_id=row.id)),
        at_due(lambda: actions.advance_clock(by=system, referral_id=row.id)),
        at_due(lambda: actions.advance_clock(by=system, referral_id=row.id)),
    )
    with behind(cast.alice):
        states = sorted(one.state for one in queries.sent(cast.alice))
    accepted = [Status.ACCEPTED]
    assert states in (accepted, [Status.REQUESTED, Status.REVOKED]), found
    assert found.count("rerouted") == (states != accepted)


# ---------------------------------------------------------------- taken back, in the bytes of the files


@pytest.mark.sqlite
def test_not_a_byte_of_a_withdrawn_package_is_left_in_any_file(cast: Cast, sent: Referral) -> None:
    blobs = kept(sent)
    before = inside_bytes()
    assert all(blob in before for blob in blobs)  # so the search can fail
    withdraw(cast, sent)
    after = inside_bytes()
    assert [blob in after for blob in blobs] == [False] * 3
