"""Beds: count, hold, take, let go. The row of the count is the lock, so a bed never stands for two people."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.reference import vocabulary
from dotline.referral import policy, queries, rules
from dotline.referral.actions.custody import _step
from dotline.referral.models import BedCount, BedHold, Referral
from dotline.referral.rules import BedUnit

BEDS = "beds"  # the machine actor that may see a count across the wall, to hold one bed of it
FULL = ("No bed is free there.", "Ask another service, or wait until a bed is let go.")
UNKNOWN = ("How many beds are free there is not known now.", "Call the service and ask.")


@dataclass(frozen=True)
class NewCount:
    """What somebody counted: all beds, those taken, those out of use."""

    unit: BedUnit
    total: int
    occupied: int
    offline: int = 0
    source: str = "counted"


@action("referral.count_beds")
def count_beds(*, by: Reader, service_id: UUID, count: NewCount) -> BedCount:
    """Keep how the beds of an own service stand. Raises Invalid when more are taken or held than there are."""
    listed = queries.own_service(by, service_id)
    allow(policy.may_keep_beds(by, listed.agency_id))
    vocabulary.label("bed_sources", count.source)
    row = _locked_count(service_id) or BedCount(
        id=new_id(), agency_id=listed.agency_id, service_id=service_id
    )
    _expire(row)
    if min(count.total, count.occupied, count.offline) < 0:
        raise Invalid("A count of beds is never negative.", "Count again.")
    if count.occupied + count.offline + row.held > count.total:
        raise Invalid(
            "Taken, held and closed beds are more than all beds: {held} are held now.",
            "Count again, or let a held bed go first.",
            held=row.held,
        )
    row.unit, row.total, row.source = count.unit.value, count.total, count.source
    row.occupied, row.offline = count.occupied, count.offline
    row.counted_at, row.counted_by = clock.now(), by.worker
    row.save()
    about("beds", row.id)
    note(source=count.source)
    return row


@action("referral.confirm_beds")
def confirm_beds(*, by: Reader, service_id: UUID) -> BedCount:
    """Say with one tap that the count is still true. Raises NotFound before the first count."""
    listed = queries.own_service(by, service_id)
    allow(policy.may_keep_beds(by, listed.agency_id))
    row = _locked_count(service_id)
    if row is None:
        raise not_found("count of beds")
    _expire(row)
    row.source, row.counted_at, row.counted_by = "confirmed", clock.now(), by.worker
    row.save()
    about("beds", row.id)
    return row


@action("referral.hold_bed")
def hold_bed(*, by: Reader, referral_id: UUID, lasts: timedelta = rules.HOLD_LASTS) -> BedHold:
    """Keep one bed of the receiving service for a referral; a second try answers with the same hold.

    Raises Conflict when none is free or the count is too old to be a number, Invalid for a length
    that is none.
    """
    row = queries.get(by, referral_id)
    allow(policy.may_hold_bed(by, row))
    if not timedelta(0) < lasts <= rules.HOLD_MOST:
        raise Invalid("A bed is held for a day at most.", "Choose a shorter time.")
    about("referral", row.id)
    # The other side's count lies behind its wall: a machine actor answers with yes or no alone.
    hold = _take(by=Reader.system(BEDS), row=row, asker=by, lasts=lasts)
    _step(by, row, "bed_held")
    return hold


@action("referral.take_bed")
def _take(*, by: Reader, row: Referral, asker: Reader, lasts: timedelta) -> BedHold:
    allow(ALLOWED)  # hold_bed has asked
    count = _locked_count(row.service_id)
    if count is None:
        raise Conflict(*UNKNOWN)
    _expire(count)
    held = BedHold.objects.filter(referral_id=row.id, ended_at=None).first()
    if held is not None:
        note(repeated=True)
        return held
    shown = rules.shown_beds(queries.beds_value(count), clock.now())
    if shown.free is None:
        raise Conflict(*UNKNOWN)
    if shown.free < 1:
        raise Conflict(*FULL)
    count.held += 1
    count.save(update_fields=["held"])
    at = clock.now()
    hold = BedHold(
        id=new_id(),
        agency_id=count.agency_id,
        from_agency_id=row.from_agency_id,
        service_id=count.service_id,
        referral_id=row.id,
        placed_at=at,
        placed_by=asker.worker,
        expires_at=at + lasts,
    )
    hold.save(force_insert=True)
    about("beds", count.id)
    return hold


@action("referral.occupy_bed")
def occupy_bed(*, by: Reader, referral_id: UUID) -> BedCount:
    """The person is in the held bed. Raises NotFound without a running hold, Refused for the sender."""
    row = queries.get(by, referral_id)
    allow(policy.may_answer(by, row))
    about("referral", row.id)
    count = _end(by, row, "taken")
    if count is None:
        raise not_found("held bed")
    _step(by, row, "bed_taken")
    return count


@action("referral.let_bed_go")
def let_bed_go(*, by: Reader, referral_id: UUID) -> None:
    """The held bed is not needed. Letting go twice changes nothing."""
    row = queries.get(by, referral_id)
    allow(policy.may_either(by))
    about("referral", row.id)
    if _let_go(by=by, referral_id=row.id):
        _step(by, row, "bed_let_go")


@action("referral.release_hold")
def _release(*, by: Reader, row: Referral) -> bool:
    allow(ALLOWED)
    return _end(by, row, "released") is not None


def _let_go(*, by: Reader, referral_id: UUID) -> bool:
    """Free the bed that is held for a referral, inside the action of who ends it; whether there was one."""
    row = queries.get(by, referral_id)
    if not BedHold.objects.filter(referral_id=row.id, ended_at=None).exists():
        return False
    return _release(by=Reader.system(BEDS), row=row)


@action("referral.expire_holds")
def expire_holds(*, by: Reader, service_id: UUID) -> int:
    """Free the beds of a service whose hold is over; returns how many.

    Whoever counts, holds or lets go does it too, so a hold never lasts longer than it says.
    """
    allow(policy.may_move_clocks(by))
    count = _locked_count(service_id)
    if count is None:
        return 0
    about("beds", count.id)
    ended = _expire(count)
    note(ended=ended)
    return ended


def _locked_count(service_id: UUID | None) -> BedCount | None:
    if service_id is None:
        return None
    return BedCount.objects.select_for_update().filter(service_id=service_id).first()


def _expire(count: BedCount) -> int:
    """End what is over; the caller holds the count's row."""
    at = clock.now()
    over = BedHold.objects.filter(service_id=count.service_id, ended_at=None, expires_at__lte=at)
    ended = over.update(ended_at=at, how="expired")
    if ended:
        count.held -= ended
        count.save(update_fields=["held"])
    return ended


def _end(by: Reader, row: Referral, how: str) -> BedCount | None:
    count = _locked_count(row.service_id)
    if count is None:
        return None
    _expire(count)
    running = BedHold.objects.filter(referral_id=row.id, ended_at=None)
    if not running.update(ended_at=clock.now(), how=how):
        return None
    count.held -= 1
    count.occupied += how == "taken"
    count.save(update_fields=["held", "occupied"])
    return count
