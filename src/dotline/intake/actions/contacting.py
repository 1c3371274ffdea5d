"""The one way to reach somebody: every call back, follow-up and message of every room passes here (R-43)."""

from dataclasses import dataclass, field
from uuid import UUID

from dotline.access.unit import action, allow, note
from dotline.base import clock
from dotline.base.outcome import first_refusal
from dotline.base.reader import Reader
from dotline.intake import policy, queries, rules
from dotline.intake.actions.calls import _locked
from dotline.intake.rules import Way


@dataclass(frozen=True)
class Reach:
    """What a worker needs to contact somebody, shown only when the plan allows it now."""

    way: Way
    reach: str = field(repr=False)
    code_word: str = field(repr=False)
    may_leave_message: bool


@action("intake.reveal_reach")
def reveal_reach(*, by: Reader, contact_id: UUID, way: Way) -> Reach:
    """Show how to reach somebody, if the plan of safe contact allows this way at this moment (R-43).

    No other function gives out a number, an address or a code word; a law test holds that. Raises
    NotFound, and Refused outside of the plan or through somebody marked as a possible abuser; both
    tries are on the ledger.
    """
    row = _locked(by, contact_id)
    plan = queries.plan_of(by, row)
    at = clock.now()
    note(way=way.value)
    allowed = rules.may_contact(plan, way, at, queries.marks_of(row))
    allow(first_refusal(policy.may_write(by), allowed))
    message = bool(way == Way.PHONE and rules.may_leave_message(plan, at))
    return Reach(way, plan.reach, plan.code_word, message)
