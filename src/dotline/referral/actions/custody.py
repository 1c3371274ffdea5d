"""What every write of a referral shares: the locked row and its next link in the chain of custody."""

from uuid import UUID

from dotline.base import clock
from dotline.base.errors import Conflict, not_found
from dotline.base.reader import Reader
from dotline.referral import queries
from dotline.referral.models import Pause, Referral, Step
from dotline.referral.rules import STATUS, Status

SETTLE = "settle_unanswered"  # a rule of reference.obligations


def _locked(by: Reader, referral_id: UUID) -> Referral:
    """The row, held until the transaction ends. Raises NotFound."""
    row = queries.visible_to(by).select_for_update().filter(pk=referral_id).first()
    if row is None:
        raise not_found("referral")
    return row


def _step(by: Reader, row: Referral, what: str, code: str = "") -> None:
    """Add a link to the chain of custody."""
    Step(
        referral_id=row.pk,
        from_agency_id=row.from_agency_id,
        to_agency_id=row.to_agency_id,
        at=clock.now(),
        agency_id=by.agency,
        worker_id=by.worker,
        what=what,
        code=code,
    ).save(force_insert=True)


def _move(by: Reader, row: Referral, to: Status, *, reason: str = "", outcome: str = "") -> None:
    """Set the status by the table and note it. Raises Conflict when somebody was faster."""
    if not STATUS.allows(row.state, to):
        raise Conflict(
            "This referral stands at '{old}' and cannot become '{new}'.",
            "Reload the page: somebody may have been faster.",
            old=row.status,
            new=to.value,
        )
    row.status, row.changed_at = to.value, clock.now()
    row.reason, row.outcome = reason or row.reason, outcome or row.outcome
    row.save()
    _step(by, row, to.value, reason or outcome)


def _begin_pause(row: Referral, reason: str) -> None:
    """Let the clock of an accepted referral stand still, with a code of pause_reasons."""
    Pause(
        referral_id=row.pk,
        from_agency_id=row.from_agency_id,
        to_agency_id=row.to_agency_id,
        began_at=clock.now(),
        reason=reason,
    ).save(force_insert=True)


def _end_pause(row: Referral) -> None:
    """Let it run again; without a pause nothing changes."""
    Pause.objects.filter(referral_id=row.pk, ended_at=None).update(ended_at=clock.now())
