"""The warm handoff: sender, person and receiver on one line; the receiver confirms arrival (R-57)."""

from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.referral import policy
from dotline.referral.actions.custody import _locked, _step
from dotline.referral.models import Handoff, Referral

REFUSED = (
    "The person does not want this call.",
    "Hand over without it, or ask again another time.",
)


@action("referral.start_call")
def start_call(*, by: Reader, referral_id: UUID) -> Handoff:
    """The sender has the person on the line and calls the receiver in. Starting twice changes nothing."""
    row = _locked(by, referral_id)
    allow(policy.may_start_call(by, row))
    about("referral", row.id)
    call = _handoff(row)
    if call.refused_at is not None:
        raise Conflict(*REFUSED)
    if call.started_at is None:
        call.started_at, call.started_by = clock.now(), by.worker
        call.save()
        _step(by, row, "call_started")
    return call


@action("referral.refuse_call")
def refuse_call(*, by: Reader, referral_id: UUID) -> Handoff:
    """The person does not want to be on one line with the receiver; the referral itself stays."""
    row = _locked(by, referral_id)
    allow(policy.may_start_call(by, row))
    about("referral", row.id)
    call = _handoff(row)
    if call.joined_at is not None:
        raise Conflict("The receiver is on the line already.", "End the call instead.")
    if call.refused_at is None:
        call.refused_at = clock.now()
        call.save()
        _step(by, row, "call_refused")
    return call


@action("referral.join_call")
def join_call(*, by: Reader, referral_id: UUID) -> Handoff:
    """The receiver is on the line too. Raises Conflict when nobody started a call or the person refused it."""
    row = _locked(by, referral_id)
    allow(policy.may_answer(by, row))
    about("referral", row.id)
    call = _handoff(row)
    if call.refused_at is not None:
        raise Conflict(*REFUSED)
    if call.started_at is None:
        raise Conflict("Nobody has started a call yet.", "The agency that sends starts it.")
    if call.joined_at is None:
        call.joined_at, call.joined_by = clock.now(), by.worker
        call.save()
        _step(by, row, "call_joined")
    return call


@action("referral.confirm_arrival")
def confirm_arrival(*, by: Reader, referral_id: UUID) -> Handoff:
    """The receiver says that the person is there: after a call, or without one."""
    row = _locked(by, referral_id)
    allow(policy.may_answer(by, row))
    about("referral", row.id)
    call = _handoff(row)
    if call.arrived_at is None:
        call.arrived_at, call.arrived_by = clock.now(), by.worker
        if call.joined_at is not None and call.ended_at is None:
            call.ended_at = call.arrived_at
        call.save()
        _step(by, row, "arrived")
    note(call=call.joined_at is not None)
    return call


def _handoff(row: Referral) -> Handoff:
    found = Handoff.objects.filter(referral_id=row.id).first()
    return found or Handoff(
        id=new_id(),
        referral_id=row.id,
        from_agency_id=row.from_agency_id,
        to_agency_id=row.to_agency_id,
    )
