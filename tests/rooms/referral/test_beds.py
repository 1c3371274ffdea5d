"""Beds: counts, holds that end by themselves, and what may be said of an old count."""

import contextlib
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotline.access import wall
from dotline.access.unit import behind
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound, Refused
from dotline.base.reader import Reader
from dotline.referral import actions, queries
from dotline.referral.actions import Elsewhere, NewCount
from dotline.referral.jobs import ClockRun, run_clocks
from dotline.referral.models import BedCount, BedHold, Listing, Referral
from dotline.referral.rules import BedUnit
from tests.rooms.conftest import Cast
from tests.rooms.referral.conftest import consent, wanted

SYSTEM = Reader.system("test")


def counted(cast: Cast, beds: Listing, total: int, occupied: int = 0, offline: int = 0) -> BedCount:
    count = NewCount(BedUnit.EMERGENCY, total, occupied, offline)
    return actions.count_beds(by=cast.charlie, service_id=beds.service_id, count=count)


def free(cast: Cast) -> int | None:
    with behind(cast.charlie):
        row = queries.own_beds(cast.charlie)[0]
    assert row.shown is not None
    return row.shown.free


def asked(cast: Cast, call: UUID, beds: Listing) -> Referral:
    return actions.send(
        by=cast.alice, contact=call, wanted=wanted(beds), consent=consent(), another=True
    )


def test_a_held_bed_is_not_free_and_the_second_press_holds_no_second_one(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    counted(cast, beds, 2)
    row = asked(cast, call, beds)
    first, second = (actions.hold_bed(by=cast.alice, referral_id=row.id) for _ in range(2))
    assert first.id == second.id
    assert free(cast) == 1
    with behind(cast.alice):
        assert queries.hold_of(cast.alice, row) is not None
        assert queries.own_beds(cast.alice) == []
    actions.accept(by=cast.charlie, referral_id=row.id)
    actions.occupy_bed(by=cast.charlie, referral_id=row.id)
    count = BedCount.objects.using(Store.INSIDE)
    with behind(SYSTEM):
        assert (count.get().held, count.get().occupied) == (0, 1)
    with pytest.raises(NotFound):
        actions.occupy_bed(by=cast.charlie, referral_id=row.id)


def test_without_a_free_bed_or_a_fresh_count_nothing_is_held(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    row = asked(cast, call, beds)
    with pytest.raises(Conflict, match="not known"):
        actions.hold_bed(by=cast.alice, referral_id=row.id)
    counted(cast, beds, 3, occupied=2, offline=1)
    with pytest.raises(Conflict, match="No bed is free"):
        actions.hold_bed(by=cast.alice, referral_id=row.id)
    counted(cast, beds, 3)
    with clock.frozen(clock.now() + timedelta(hours=9)):
        with pytest.raises(Conflict, match="not known"):
            actions.hold_bed(by=cast.alice, referral_id=row.id)
        assert free(cast) is None
        actions.confirm_beds(by=cast.charlie, service_id=beds.service_id)
        assert free(cast) == 3


@pytest.mark.parametrize("end", ["expires", "let go", "declined", "cancelled", "withdrawn"])
def test_a_hold_ends_and_the_bed_is_free_again(
    cast: Cast, call: UUID, beds: Listing, end: str
) -> None:
    counted(cast, beds, 1)
    row = asked(cast, call, beds)
    actions.hold_bed(by=cast.bob, referral_id=row.id)
    assert free(cast) == 0
    if end == "expires":
        with clock.frozen(clock.now() + timedelta(hours=2, seconds=1)):
            assert run_clocks(SYSTEM).holds_ended == 1
            assert run_clocks(SYSTEM) == ClockRun()
    elif end == "let go":
        for _twice in range(2):
            actions.let_bed_go(by=cast.alice, referral_id=row.id)
    elif end == "declined":
        none = Elsewhere(None, confirmed=True)
        actions.decline(by=cast.charlie, referral_id=row.id, reason="full", elsewhere=none)
    elif end == "cancelled":
        actions.cancel(by=cast.alice, referral_id=row.id, reason="moved")
    else:
        assert row.consent_id is not None
        actions.withdraw_consent(by=cast.alice, consent_id=row.consent_id)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        assert free(cast) == 1
    with behind(SYSTEM):
        hold = BedHold.objects.using(Store.INSIDE).get()
    assert hold.ended_at is not None
    assert hold.how == ("expired" if end == "expires" else "released")


def test_a_hold_that_is_over_makes_room_for_the_next_without_any_clock(
    cast: Cast, call: UUID, beds: Listing
) -> None:
    counted(cast, beds, 1)
    first, second = asked(cast, call, beds), asked(cast, call, beds)
    actions.hold_bed(by=cast.alice, referral_id=first.id)
    with pytest.raises(Conflict):
        actions.hold_bed(by=cast.alice, referral_id=second.id)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        actions.hold_bed(by=cast.alice, referral_id=second.id)
        assert free(cast) == 0


def test_beds_are_counted_by_their_own_agency_alone(cast: Cast, call: UUID, beds: Listing) -> None:
    count = NewCount(BedUnit.EMERGENCY, 4, 0)
    with pytest.raises(NotFound):
        actions.count_beds(by=cast.alice, service_id=beds.service_id, count=count)
    counted(cast, beds, 1)
    row = asked(cast, call, beds)
    with pytest.raises(Refused):
        actions.occupy_bed(by=cast.alice, referral_id=row.id)
    with pytest.raises(NotFound):
        actions.hold_bed(by=cast.rita, referral_id=row.id)
    actions.hold_bed(by=cast.alice, referral_id=row.id)
    with pytest.raises(Invalid, match="1 are held now"):
        counted(cast, beds, 1, occupied=1)


def test_the_database_refuses_more_beds_than_there_are(cast: Cast, beds: Listing) -> None:
    counted(cast, beds, 2, occupied=2)
    with (
        behind(SYSTEM),
        pytest.raises(IntegrityError),
        transaction.atomic(using=Store.INSIDE),
    ):
        BedCount.objects.using(Store.INSIDE).update(held=1)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(["hold", "let go", "occupy", "wait", "count"]), max_size=10))
def test_whatever_happens_free_beds_are_never_negative_and_add_up(
    cast: Cast, call: UUID, beds: Listing, steps: list[str]
) -> None:
    with transaction.atomic(using=Store.INSIDE):
        _walk(cast, call, beds, steps)
        transaction.set_rollback(True, using=Store.INSIDE)  # the clock moves on in each example
    wall.forget()


def _walk(cast: Cast, call: UUID, beds: Listing, steps: list[str]) -> None:
    counted(cast, beds, 2)
    rows, now = [asked(cast, call, beds) for _ in range(3)], clock.now()
    for number, step in enumerate(steps):
        if step == "wait":
            now += timedelta(hours=2)
            continue
        refused = contextlib.suppress(Conflict, NotFound, Invalid)
        with clock.frozen(now + timedelta(seconds=number)), refused:
            _do(cast, beds, rows[number % 3], step)
    with behind(SYSTEM):
        count = BedCount.objects.using(Store.INSIDE).get()
        assert queries.beds_value(count).free >= 0
        running = BedHold.objects.using(Store.INSIDE).filter(ended_at=None).count()
        assert count.held == running


def _do(cast: Cast, beds: Listing, row: Referral, step: str) -> None:
    if step == "hold":
        actions.hold_bed(by=cast.alice, referral_id=row.id)
    elif step == "let go":
        actions.let_bed_go(by=cast.charlie, referral_id=row.id)
    elif step == "occupy":
        actions.occupy_bed(by=cast.charlie, referral_id=row.id)
    else:
        counted(cast, beds, 2, occupied=1)
