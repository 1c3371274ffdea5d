"""Opening, meeting and waiving obligations, always inside the action of the room that owns the subject."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from dotline.access.unit import current
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.duty.models import Obligation


def open_window(
    *,
    rule: str,
    subject: tuple[str, UUID],
    holder: UUID | None,
    opens: datetime,
    due: datetime,
    basis: str = "",
) -> Obligation:
    """Start a clock in the store of the running action."""
    row = Obligation(
        rule=rule,
        subject_kind=subject[0],
        subject_id=subject[1],
        holder_id=holder,
        opens_at=opens,
        due_at=due,
        basis=basis,
    )
    row.save(using=current().store, force_insert=True)
    return row


@dataclass(frozen=True)
class Start:
    """A clock to start together with many others."""

    rule: str
    subject: tuple[str, UUID]
    holder: UUID | None
    opens: datetime
    due: datetime
    basis: str = ""


def open_windows(starts: Iterable[Start]) -> None:
    """Start many clocks at once, as a load of a whole country does."""
    Obligation.objects.using(current().store).bulk_create(
        (
            Obligation(
                rule=one.rule,
                subject_kind=one.subject[0],
                subject_id=one.subject[1],
                holder_id=one.holder,
                opens_at=one.opens,
                due_at=one.due,
                basis=one.basis,
            )
            for one in starts
        ),
        batch_size=200,
    )


def run_on(*, rule: str, subject_id: UUID) -> int:
    """Let clocks that were met run on: what met them was a slip and was taken back; returns how many."""
    rows = Obligation.objects.using(current().store)
    return rows.filter(rule=rule, subject_id=subject_id).exclude(met_at=None).update(met_at=None)


def begin_anew(*, rule: str, subject_id: UUID, opens: datetime, due: datetime) -> int:
    """Let clocks that were met run once more from their start: the same is owed again; returns how many."""
    rows = Obligation.objects.using(current().store)
    met = rows.filter(rule=rule, subject_id=subject_id).exclude(met_at=None)
    return met.update(met_at=None, reminded_at=None, opens_at=opens, due_at=due)


def meet(*, rule: str, subject_id: UUID, at: datetime | None = None) -> int:
    """Stop the clocks of this rule about this subject that still run; returns how many."""
    rows = Obligation.objects.using(current().store)
    return rows.filter(rule=rule, subject_id=subject_id, met_at=None, waived_at=None).update(
        met_at=at or clock.now()
    )


def extend(*, rule: str, subject_id: UUID, by: timedelta) -> int:
    """Give the clocks of this rule about this subject that still run more time; returns how many."""
    rows = Obligation.objects.using(current().store)
    running = rows.filter(rule=rule, subject_id=subject_id, met_at=None, waived_at=None)
    return running.update(due_at=F("due_at") + by)


def remind(*, rule: str, subject_id: UUID) -> int:
    """Note that the holder was reminded, once for each running clock; returns how many were new."""
    rows = Obligation.objects.using(current().store)
    running = rows.filter(rule=rule, subject_id=subject_id, met_at=None, waived_at=None)
    return running.filter(reminded_at=None).update(reminded_at=clock.now())


def waive_all(*, subjects: Collection[UUID], why: str) -> int:
    """Let go everything that still runs about some subjects, saying why; returns how many."""
    rows = Obligation.objects.using(current().store).filter(subject_id__in=list(subjects))
    running = rows.filter(met_at=None, waived_at=None)
    return running.update(waived_at=clock.now(), waived_why=why)


def run_again(*, subjects: Collection[UUID], why: str) -> int:
    """Let run on what was let go for this reason, which was a mistake; returns how many."""
    rows = Obligation.objects.using(current().store).filter(subject_id__in=list(subjects))
    gone = rows.filter(waived_why=why).exclude(waived_at=None)
    return gone.update(waived_at=None, waived_why="")


def waive(*, rule: str, subject_id: UUID, why: str) -> int:
    """Let an obligation go, saying why. Raises Invalid without a reason."""
    if not why.strip():
        raise Invalid(
            "A waived obligation needs a reason.", "Write in a few words why it is waived."
        )
    rows = Obligation.objects.using(current().store)
    return rows.filter(rule=rule, subject_id=subject_id, met_at=None, waived_at=None).update(
        waived_at=clock.now(), waived_why=why.strip()
    )
