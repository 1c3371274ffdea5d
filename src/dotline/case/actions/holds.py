"""Legal holds, the months that an agency keeps files, and the clock of each closed file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from dotline.access import envelope
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import Sending, sending
from dotline.case import policy, queries
from dotline.case.actions.once import _lock
from dotline.case.models import CaseFile, LegalHold, RetentionChoice
from dotline.case.queries import retention
from dotline.case.rules.retention import DISPOSAL, FileKind
from dotline.duty import actions as duty
from dotline.duty.models import Obligation
from dotline.intake import queries as intake
from dotline.reference import law, obligations, vocabulary

LONGEST = 300  # characters of a reference


@dataclass(frozen=True)
class NewHold:
    """Why a file is held, by which order or file number, and until which day if one is known."""

    reason: str
    reference: str = ""
    until: date | None = None
    key: UUID | None = None


@action("case.place_hold")
def place_hold(*, by: Reader, kind: FileKind, file_id: UUID, new: NewHold) -> LegalHold:
    """Hold a file: nothing of it is disposed of until the hold ends or another person lifts it.

    The same hold by the same person, while hers stands, is that one. Raises NotFound, Refused, Invalid
    for an unknown reason or a day that is over, SentAlready when the form was sent before with other words.
    """
    allow(policy.may_hold(by))
    row = queries.case(by, file_id) if kind == FileKind.CASE else intake.contact(by, file_id)
    _lock(row)
    about(kind.value, row.id)
    vocabulary.label("hold_reasons", new.reason)
    if new.until is not None and new.until < retention.cases_today(by, row.agency_id):
        raise Invalid("The last day of a hold may not be over.", "Leave it empty or correct it.")
    if len(new.reference) > LONGEST:
        raise Invalid("This reference is too long.", "Write its number alone.")
    form = sending(new.key or new_id(), new.reason, new.reference, new.until)
    standing = _standing(by, row.id, new, form)
    if standing is not None:
        return standing
    made = LegalHold(
        id=new_id(),
        agency_id=row.agency_id,
        kind=kind.value,
        file_id=row.id,
        reason=new.reason,
        placed_by=by.myself,
        placed_at=clock.now(),
        until=new.until,
        send_key=form.form,
        send_words=form.words,
    )
    if new.reference.strip():
        place = retention.hold_place(made)
        made.sealed = envelope.seal_text(made.id, row.agency_id, new.reference.strip(), place)
    made.save(using=Store.INSIDE, force_insert=True)
    note(reason=new.reason)
    return made


def _standing(by: Reader, file_id: UUID, new: NewHold, form: Sending) -> LegalHold | None:
    """The hold that this one would only repeat: of the same form, or the same words of the same person."""
    every = LegalHold.objects.using(Store.INSIDE).filter(file_id=file_id)
    kept = every.filter(send_key=form.form).first()
    if kept is not None:
        form.must_match(kept.send_words)
        return kept
    rows = every.filter(reason=new.reason, until=new.until, lifted_at=None, placed_by=by.myself)
    said = new.reference.strip()
    return next((one for one in rows if retention.hold_words(by, one) == said), None)


@action("case.lift_hold")
def lift_hold(*, by: Reader, hold_id: UUID) -> LegalHold:
    """Lift a hold that another person placed. Raises NotFound, Refused. Lifted already: nothing changes."""
    row = retention.hold(by, hold_id)
    _lock(row)
    allow(policy.may_lift(by, row))
    about(row.kind, row.file_id)
    if row.lifted_at is None:
        row.lifted_by, row.lifted_at = by.myself, clock.now()
        row.save(update_fields=["lifted_by", "lifted_at"])
    return row


@action("case.choose_retention")
def choose_retention(*, by: Reader, rule: str, months: int) -> None:
    """Keep what a rule names for so many months at the reader's agency.

    Raises Refused, NotFound for an unknown rule, Invalid when it is less than the rule or more than
    its maximum. Files whose clock runs get their new day.
    """
    allow(policy.may_hold(by))
    law.check_choice(rule, months)
    RetentionChoice(
        id=new_id(),
        agency_id=by.own,
        rule=rule,
        months=months,
        set_by=by.myself,
        set_at=clock.now(),
    ).save(using=Store.INSIDE, force_insert=True)
    note(rule=rule, months=months)
    running = Obligation.objects.using(Store.INSIDE).filter(
        rule=DISPOSAL, holder_id=by.own, met_at=None, waived_at=None
    )
    ids = list(running.values_list("subject_id", flat=True))
    rows = list(CaseFile.objects.using(Store.INSIDE).filter(pk__in=ids))
    for one in retention.keeping_of(by, rows, retention.cases_today(by, by.own)):
        if one.answer.due is not None:
            running.filter(subject_id=one.file_id).update(due_at=_noon(one.answer.due))


@action("case.schedule_disposals")
def schedule_disposals(*, by: Reader, rows: Iterable[CaseFile]) -> int:
    """Start the clock of each closed file that has none; returns how many. The desk's own work."""
    allow(policy.may_run_disposal(by))
    made = _schedule(by, list(rows))
    note(files=made)
    return made


def _schedule(by: Reader, rows: list[CaseFile]) -> int:
    """Inside an action: an obligation for each of these cases, due on the first day on which it may go."""
    basis = obligations.rule(DISPOSAL).basis[:120]
    starts = []
    for one, row in zip(retention.keeping_of(by, rows, clock.today("UTC")), rows, strict=True):
        if row.closed_on is None or one.answer.due is None:
            continue
        opens, due = _noon(row.closed_on), _noon(one.answer.due)
        starts.append(
            duty.Start(DISPOSAL, ("case", row.id), row.agency_id, opens, due, basis=basis)
        )
    duty.open_windows(starts)
    return len(starts)


def _noon(day: date) -> datetime:
    """A moment of that day in every zone of Canada."""
    return datetime.combine(day, time(12), UTC)
