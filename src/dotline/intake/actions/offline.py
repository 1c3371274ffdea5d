"""Calls that were taken while the database was down: saved once each, with the times that they had."""

from uuid import UUID

from dotline.access import queries as people
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, Refused
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.intake import policy, rules
from dotline.intake.actions import clocks
from dotline.intake.actions.calls import _start_clocks, _write, _write_needs
from dotline.intake.models import Contact
from dotline.intake.rules import CallFacts, Status
from dotline.intake.rules.offline import OfflineCall, check_times


@action("intake.take_offline")
def take_offline(*, by: Reader, call: OfflineCall, facts: CallFacts) -> bool:
    """Save a call of the queue, all of it or nothing; False when its key was saved before.

    Its clocks run from when it was taken. It stays open unless it said how it ended. Raises Refused for
    anybody but the desk's own work, Invalid for unknown codes or times that cannot be, NotFound for
    an agency that is not here.
    """
    allow(ALLOWED if by.is_system else Refused("Only the desk's own work does this.", ""))
    now = clock.now()
    rules.check_code("channels", call.channel)
    rules.check_code("dispositions", call.disposition, may_be_empty=True)
    rules.check_facts(facts)
    check_times(call, now)
    agency = people.agency(by, call.agency)
    row = Contact(
        id=new_id(),
        agency_id=agency.id,
        worker_id=_worker(by, call),
        channel=call.channel,
        started_at=call.began,
        quarter=rules.quarter_of(call.began, agency.zone),
        status=rules.STATUS.start,
        demo=agency.demo,
        open_key=call.key,
        synced_at=now,
    )
    rows = Contact.objects.using(Store.INSIDE)
    rows.bulk_create([row], ignore_conflicts=True)
    kept = rows.get(agency_id=agency.id, open_key=call.key)
    about("contact", kept.id)
    if kept.id != row.id:
        note(repeated=True)
        return False
    _fill(by, row, call, facts)
    note(channel=call.channel, urgency=row.urgency, taken_offline=True, proven=call.proven)
    return True


def _fill(by: Reader, row: Contact, call: OfflineCall, facts: CallFacts) -> None:
    _write(by, row, facts, asked_again=False)
    row.save_key, row.revision, row.saved_at = call.key, 1, call.ended
    row.save(using=Store.INSIDE)
    _write_needs(row, facts.needs)
    _start_clocks(by, row)
    if call.disposition:
        _close(by, row, call)


def _close(by: Reader, row: Contact, call: OfflineCall) -> None:
    row.status = rules.STATUS.move(Status(row.status), Status.CLOSED)
    row.disposition, row.ended_at = call.disposition, call.ended
    row.save(using=Store.INSIDE, update_fields=["status", "disposition", "ended_at"])
    clocks._end(by, row)


def _worker(by: Reader, call: OfflineCall) -> UUID | None:
    """Who took it, where the agency has such an account."""
    mine = people.workers(by).filter(agency_id=call.agency, is_active=True)
    found = mine.filter(username=call.taken_by[:150]).first()
    return found.id if found else None


@action("intake.sync")
def note_sync(*, by: Reader, counts: dict[str, int]) -> None:
    """Write on the ledger that a queue was brought in, and how much of it. Raises Refused."""
    allow(policy.may_sync(by))
    if any(count < 0 for count in counts.values()):
        raise Invalid("A count is never below zero.", "")
    note(**counts)
