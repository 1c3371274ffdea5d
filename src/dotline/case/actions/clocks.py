"""The clocks beside a case: started when somebody is identified or has a plan, stopped when it is done."""

from uuid import UUID

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import queries, rules
from dotline.case.models import CaseFile, ClockPause, Involvement, PlanReview
from dotline.case.queries import deaths, plans
from dotline.duty import actions as duty
from dotline.reference import obligations


def _start(by: Reader, rule: str, found: Involvement, subject: tuple[str, UUID]) -> None:
    if rule in rules.CLOCKS and deaths.has_died(found.person_id):
        return
    window = rules.clock_of(rule, clock.now(), access.agency(by, found.agency_id).zone)
    duty.open_window(
        rule=rule,
        subject=subject,
        holder=found.agency_id,
        opens=window.opens,
        due=window.due,
        basis=obligations.rule(rule).basis[:120],
    )


def _identified(by: Reader, found: Involvement, status: str) -> None:
    """A possible victim: the decision on reasonable grounds and the time to reflect begin."""
    if status == rules.POSSIBLE:
        for rule in (rules.GROUNDS, rules.REFLECTION):
            _start(by, rule, found, ("involvement", found.id))


def _reopened(by: Reader, found: Involvement) -> None:
    """Possible again after another word: the decision on reasonable grounds is owed anew."""
    zone = access.agency(by, found.agency_id).zone
    window = rules.clock_of(rules.GROUNDS, clock.now(), zone)
    duty.begin_anew(rule=rules.GROUNDS, subject_id=found.id, opens=window.opens, due=window.due)


def _stop(rule: str, subject_id: UUID) -> None:
    now = clock.now()
    ClockPause.objects.filter(rule=rule, subject_id=subject_id, ended_at=None).update(ended_at=now)
    duty.meet(rule=rule, subject_id=subject_id, at=now)


def _review_clock(by: Reader, found: Involvement) -> None:
    """One review of the plan is owed at a time."""
    if plans.open_review(found) is not None:
        return
    row = PlanReview(
        id=new_id(),
        agency_id=found.agency_id,
        involvement_id=found.id,
        opened_on=queries.today(by),
    )
    row.save(force_insert=True)
    _start(by, rules.REVIEW, found, ("plan_review", row.id))


def _case_ends(by: Reader, row: CaseFile) -> None:
    """Clocks of a case that closes run no longer."""
    for one in plans.clocks(by, row.id):
        duty.waive(
            rule=one.obligation.rule, subject_id=one.obligation.subject_id, why="case closed"
        )
