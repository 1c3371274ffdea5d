"""Reads beside the call form: children's decisions, returning callers, what must be forgotten."""

from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.intake import policy, rules
from dotline.intake.models import ChildDutyDecision, Contact
from dotline.intake.queries.calls import visible
from dotline.intake.rules import Status


def marks_of(row: Contact) -> tuple[str, ...]:
    """Who was marked as a possible abuser in a call: codes of the list `possible_abusers`."""
    return tuple(row.marks.split())


def child_decisions(reader: Reader) -> QuerySet[ChildDutyDecision]:
    """Decisions on the duty to report a child, of the reader's agency."""
    policy.may_read(reader).or_refuse()
    return ChildDutyDecision.objects.using(Store.INSIDE).filter(agency_id=reader.own)


def decisions_of(reader: Reader, contact_id: UUID) -> list[ChildDutyDecision]:
    """The decisions about one call, the newest first."""
    return list(child_decisions(reader).filter(contact_id=contact_id).order_by("-at"))


def decisions_to_review(reader: Reader) -> list[ChildDutyDecision]:
    """Decisions that a second person has not reviewed, the oldest first."""
    return list(child_decisions(reader).filter(reviewed_at=None).order_by("at"))


def earlier_calls(reader: Reader, row: Contact) -> list[Contact]:
    """Earlier calls of the same caller-chosen code; none without a code. Nothing else ever joins calls."""
    if row.caller_code_id is None:
        return []
    rows = visible(reader).filter(caller_code_id=row.caller_code_id).exclude(pk=row.id)
    return list(rows.order_by("-started_at")[:20])


def calls_to_forget(reader: Reader) -> list[UUID]:
    """Closed calls that still hold how somebody can be reached, though the plan lapsed; for the job."""
    before = clock.now() - rules.PLAN_LASTS
    rows = visible(reader).filter(status=Status.CLOSED, ended_at__lt=before)
    rows = rows.filter(Q(plan__isnull=False) | Q(alias__isnull=False))
    return list(rows.values_list("id", flat=True)[:500])
