"""The clocks of unanswered referrals: remind at half time, then pass on within the consented set, or escalate."""

import logging
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import DotlineError
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.reference import obligations
from dotline.referral import policy, queries, rules
from dotline.referral.actions.beds import _let_go
from dotline.referral.actions.custody import SETTLE, _locked, _move, _step
from dotline.referral.actions.sending import Wanted, send
from dotline.referral.models import Referral
from dotline.referral.rules import Status, Urgency

log = logging.getLogger("dotline.referral")

REROUTED = "rerouted"
CLOCK = "referral-clock"


@action("referral.clock")
def advance_clock(*, by: Reader, referral_id: UUID) -> str:
    """Take the step that an unanswered referral's clock asks for now; returns which, '' for none.

    Each step happens once for a window however many runs meet it: the row is locked, and says what
    was done. Raises Refused when the reader may not run clocks.
    """
    allow(policy.may_move_clocks(by))
    row = _locked(by, referral_id)
    about("referral", row.id)
    if row.state != Status.REQUESTED:
        return ""
    step = rules.step_due(
        row.sent_at,
        row.due_at,
        clock.now(),
        reminded=row.reminded_at is not None,
        moved_on=row.escalated_at is not None,
    )
    note(step=step.value if step else "none")
    if step == rules.Step.REMIND:
        return _remind(by, row)
    return _move_on(by, row) if step == rules.Step.MOVE_ON else ""


def _remind(by: Reader, row: Referral) -> str:
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    duty.remind(rule=rules.acknowledge_rule(row.urgency), subject_id=row.id)
    _step(by, row, "reminded")
    return "reminded"


def _move_on(by: Reader, row: Referral) -> str:
    row.escalated_at = clock.now()
    if _sent_on(row):
        _move(by, row, Status.REVOKED, reason=REROUTED)
        rule = rules.acknowledge_rule(row.urgency)
        duty.waive(rule=rule, subject_id=row.id, why=REROUTED)
        _let_go(by=by, referral_id=row.id)
        return REROUTED
    row.save(update_fields=["escalated_at"])
    due = obligations.rule(SETTLE, row.escalated_at.date())
    window = next(obligations.windows(due, row.escalated_at, "UTC"))
    duty.open_window(
        rule=SETTLE,
        subject=("referral", row.id),
        holder=row.from_agency_id,
        opens=window.opens,
        due=window.due,
        basis=row.urgency,
    )
    _step(by, row, "escalated")
    return "escalated"


def _sent_on(row: Referral) -> bool:
    """Whether another service inside the consented set has it now. Without a set nobody else is asked."""
    if row.consent_id is None or row.contact_id is None or row.group_id is not None:
        return False
    sender = Reader.system(CLOCK, row.from_agency_id)
    follower = _next(sender, row, row.contact_id, row.consent_id)
    if follower is None:
        return False
    wanted = Wanted(follower.service, rules.codes(row.needs), Urgency(row.urgency))
    try:
        send(
            by=sender,
            contact=row.contact_id,
            wanted=wanted,
            consent=row.consent_id,
            follows=row.id,
        )
    except DotlineError as error:
        # A consent that ended meanwhile, or a key that is not here: a person decides.
        log.info("referral %s was not passed on: %s", row.id, error.template)
        return False
    return True


def _next(sender: Reader, row: Referral, contact: UUID, consent: UUID) -> rules.Candidate | None:
    consented = queries.consent_value(queries.consent(sender, consent)).recipients
    asked = rules.Asked(
        needs=frozenset(rules.codes(row.needs)),
        urgency=Urgency(row.urgency),
        consented=consented - {row.from_agency_id},
        tried=queries.tried(sender, row),
        excluded=queries.excluded(sender, contact),
    )
    left = asked.consented - asked.tried
    return rules.next_recipient(queries.next_targets(sender, left), asked, clock.today())
