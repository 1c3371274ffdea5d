"""The duty to report a child: one worker decides at once on a named law, a second person reviews (R-47)."""

from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.intake import policy, queries, rules
from dotline.intake.actions import clocks
from dotline.intake.actions.calls import _locked
from dotline.intake.models import ChildDutyDecision
from dotline.reference import law


@action("intake.decide_child_duty")
def decide_child_duty(*, by: Reader, contact_id: UUID, decision: str) -> ChildDutyDecision:
    """Write down what was decided about a child, with the law of the province it rests on.

    It takes effect at once: nobody waits for a second person, who reviews within 24 hours. Raises
    Invalid without a province or for an unknown decision, NotFound, Refused.
    """
    row = _locked(by, contact_id)
    allow(policy.may_write(by))
    rules.check_code("child_duty_decisions", decision)
    if not row.province:
        raise Invalid(
            "The law that binds depends on the province or territory.",
            "Ask where the child is, save it, then decide. In danger: call 911 first.",
        )
    basis = law.child_duty(row.province)
    at = clock.now()
    made = ChildDutyDecision(
        agency_id=row.agency_id,
        contact_id=row.id,
        basis=basis.cite,
        decision=decision,
        worker_id=by.myself,
        at=at,
    )
    made.save(using=Store.INSIDE, force_insert=True)
    duty.meet(rule="intake_child_duty", subject_id=row.id, at=at)
    clocks._start(by, "intake.child_decided", row, at)
    note(decision=decision, basis=basis.cite)
    return made


@action("intake.review_child_duty")
def review_child_duty(*, by: Reader, decision_id: UUID, agreed: bool) -> ChildDutyDecision:
    """A second person says whether she agrees. Raises Refused for one's own, Conflict when it is reviewed."""
    allow(policy.may_review(by))
    rows = queries.child_decisions(by).select_for_update()
    row = rows.filter(pk=decision_id).first()
    if row is None:
        raise not_found("decision")
    policy.may_review_decision(by, row).or_refuse()
    if row.reviewed_at is not None:
        raise Conflict("Somebody reviewed this already.", "Reload the page.")
    row.reviewed_by, row.reviewed_at, row.agreed = by.worker, clock.now(), agreed
    row.save(using=Store.INSIDE, update_fields=["reviewed_by", "reviewed_at", "agreed"])
    about("contact", row.contact_id)
    still = rows.filter(contact_id=row.contact_id, reviewed_at=None).exists()
    if not still:
        duty.meet(rule="intake_child_review", subject_id=row.contact_id)
    note(agreed=agreed)
    return row
