"""The clocks of calls and tips: started by a trigger of reference.obligations, stopped when the thing is done."""

from datetime import datetime
from uuid import UUID

from dotline.access import queries as people
from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.duty import queries as owed
from dotline.intake.models import Contact, Tip
from dotline.reference import obligations

DISCLOSURE = [f"intake_disclosure_{urgency}" for urgency in ("immediate", "urgent", "routine")]
OF_CALLS = [*DISCLOSURE, "intake_information"]


def _start(by: Reader, trigger: str, row: Contact | Tip, at: datetime, **facts: str) -> None:
    """Start what the trigger starts, once; a call whose urgency changed keeps one clock."""
    agency = people.agency(by, row.agency_id)
    kind = "contact" if isinstance(row, Contact) else "tip"
    there = {one.rule: one for one in owed.about(by, Store.INSIDE, row.id)}
    for rule in obligations.triggered(trigger, at.date(), **facts):
        if rule.code in there:
            continue
        if rule.code in DISCLOSURE:
            _waive_others(row.id, rule.code)
        window = next(obligations.windows(rule, at, agency.zone))
        duty.open_window(
            rule=rule.code,
            subject=(kind, row.id),
            holder=row.agency_id,
            opens=window.opens,
            due=window.due,
            basis=rule.basis[:120],
        )


def _waive_others(subject: UUID, code: str) -> None:
    for other in DISCLOSURE:
        if other != code:
            duty.waive(rule=other, subject_id=subject, why="urgency changed")


def _end(by: Reader, row: Contact) -> None:
    """A call has ended: its clock stops, and the one that makes us forget how to reach the person starts."""
    for rule in OF_CALLS:
        duty.meet(rule=rule, subject_id=row.id)
    if row.ended_at and (row.plan or row.alias):
        _start(by, "intake.closed", row, row.ended_at)
