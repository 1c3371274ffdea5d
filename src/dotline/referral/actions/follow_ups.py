"""Asking how it went, only inside the plan of safe contact (R-58)."""

from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.reference import vocabulary
from dotline.referral import policy, queries, rules
from dotline.referral.models import FollowUp

NOT_SAFE = "not_safe"


@action("referral.promise_follow_ups")
def promise_follow_ups(*, by: Reader, referral_id: UUID) -> int:
    """Note on the sender's side when to ask how it went; a machine actor, since its rows are behind its wall.

    Returns how many are new.
    """
    allow(ALLOWED)  # accepting the referral has asked
    row = queries.get(by, referral_id)
    about("referral", row.id)
    if row.contact_id is None or row.answered_at is None:
        return 0
    times = rules.follow_up_times(row.answered_at)
    rows = [
        FollowUp(
            id=new_id(),
            agency_id=row.from_agency_id,
            referral_id=row.id,
            contact_id=row.contact_id,
            after=after,
            due_at=due,
        )
        for after, due in times.items()
    ]
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@action("referral.follow_up")
def follow_up(*, by: Reader, follow_up_id: UUID, way: str, result: str) -> FollowUp:
    """Write down a follow-up that was done, or left out because it was not safe.

    Raises Refused for a way or an hour outside of the plan of safe contact, Conflict when it is done.
    """
    row = FollowUp.objects.select_for_update().filter(pk=follow_up_id).first()
    if row is None or row.agency_id != by.own:
        raise not_found("follow-up")
    allow(policy.may_follow_up(by, row.agency_id))
    about("referral", row.referral_id)
    vocabulary.label("follow_up_results", result)
    if row.done_at is not None:
        raise Conflict("This follow-up is done.", "Reload the page to see what came of it.")
    if result != NOT_SAFE:
        if not way:
            raise Invalid("Say how the person was contacted.", "Choose a way from the list.")
        queries.may_contact(by, row.contact_id, way).or_refuse()
    row.done_at, row.done_by, row.result = clock.now(), by.worker, result
    row.way = "" if result == NOT_SAFE else way
    row.save()
    if result == "not_wanted":
        _end_all(row)
    note(after=row.after, result=result)
    return row


def _end_all(row: FollowUp) -> None:
    """Nobody asks again whoever wants no more of it."""
    rest = FollowUp.objects.filter(contact_id=row.contact_id, agency_id=row.agency_id, done_at=None)
    rest.update(done_at=clock.now(), done_by=row.done_by, result=row.result)
