"""Writes of break-glass: breaking it with a reason and a fresh code, looking, ending, reviewing."""

from dataclasses import dataclass
from uuid import UUID

from dotline.access import envelope
from dotline.access.actions import confirm_code
from dotline.access.glass import policy, queries, records
from dotline.access.glass.clock import clock as review_clock
from dotline.access.models import BreakGlass, Worker
from dotline.access.queries import zone_of
from dotline.access.rules import (
    LASTS,
    LONGEST_WORDS,
    SHORTEST_WORDS,
    GlassReason,
    Verdict,
    may_break,
    review_due,
)
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, Refused, not_found
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready


@dataclass(frozen=True)
class Emergency:
    """Which record has to be opened, and why it cannot wait. `key` names the form."""

    kind: str
    record: UUID
    reason: str
    words: str
    key: UUID


def break_glass(*, by: Reader, emergency: Emergency, code: str) -> BreakGlass:
    """Open one record of one's own agency for an hour; the agency's reviewers see it at once.

    `code` is a fresh one of the authenticator. Raises Invalid for an unknown reason or too few words, NotFound for a
    record that the agency does not have, Refused for one that nobody may read any more, where the right rests and
    for a wrong code, Conflict where the reader may open it anyway, SentAlready when the form said something else.
    """
    done = _break_glass(by=by, emergency=emergency, code=code)
    if isinstance(done, Refused):
        raise done
    return done


@action("access.break_glass")
def _break_glass(*, by: Reader, emergency: Emergency, code: str) -> BreakGlass | Refused:
    # Returns the refusal of a code instead of raising it, so that the failure count survives the transaction.
    worker = Worker.objects.select_for_update().filter(pk=by.myself).first()
    if worker is None:
        raise not_found("account")
    before = [row.value() for row in queries.own(by)]
    allow(policy.may_break_glass(by))
    allow(may_break(before, zone_of(by), clock.now()))
    record = records.kind(emergency.kind)
    about(record.kind, emergency.record)
    note(reason=emergency.reason if emergency.reason in set(GlassReason) else "")
    words = _checked(emergency)
    if (sent := _sent_before(by, emergency, words)) is not None:
        return sent
    record.check(records.lent(by, record), emergency.record)
    if record.open_to(by, emergency.record):
        raise Conflict("You may open this record without breaking the glass.", "Open it as always.")
    confirmed = confirm_code(worker, code)
    return confirmed if isinstance(confirmed, Refused) else _keep(by, emergency, words)


def _checked(emergency: Emergency) -> str:
    if emergency.reason not in set(GlassReason):
        raise Invalid("This is not a reason to break the glass.", "Choose one from the list.")
    words = emergency.words.strip()
    if not SHORTEST_WORDS <= len(words) <= LONGEST_WORDS:
        raise Invalid(
            "Say in {shortest} to {longest} characters why it cannot wait.",
            "A second person of your agency reads it.",
            shortest=SHORTEST_WORDS,
            longest=LONGEST_WORDS,
        )
    return words


def _sent_before(by: Reader, emergency: Emergency, words: str) -> BreakGlass | None:
    row = queries.own(by).filter(key=emergency.key).first()
    if row is None:
        return None
    said = (emergency.kind, emergency.record, emergency.reason, words)
    if (row.kind, row.subject_id, row.reason, queries.text(row, "words")) != said:
        raise SentAlready
    return row


def _keep(by: Reader, emergency: Emergency, words: str) -> BreakGlass:
    now = clock.now()
    row = BreakGlass(
        id=new_id(),
        agency_id=by.own,
        worker_id=by.myself,
        kind=emergency.kind,
        subject_id=emergency.record,
        reason=emergency.reason,
        at=now,
        ends_at=now + LASTS,
        key=emergency.key,
    )
    row.words = _seal(row, "words", words)
    row.save(force_insert=True)
    review_clock().begin(row.id, row.agency_id, now, review_due(now, zone_of(by)), emergency.reason)
    return row


def _seal(row: BreakGlass, column: str, text: str) -> bytes:
    return envelope.seal_text(row.id, row.agency_id, text, queries.place(row, column))


def _locked(by: Reader, glass_id: UUID) -> BreakGlass:
    row = queries.of_agency(by).select_for_update().filter(pk=glass_id).first()
    if row is None:
        raise not_found("broken glass")
    about("glass", row.id)
    return row


@action("access.look")
def look(*, by: Reader, glass_id: UUID) -> BreakGlass:
    """Note that the record is read now, before it is shown. Raises Refused once the time is over."""
    row = _locked(by, glass_id)
    allow(policy.may_look(by, row, clock.now()))
    return row


@action("access.end_glass")
def end(*, by: Reader, glass_id: UUID) -> BreakGlass:
    """End the time before its hour is over. Does nothing when it is over."""
    row = _locked(by, glass_id)
    allow(policy.may_end(by, row))
    row.ends_at = min(row.ends_at, clock.now())
    row.save(update_fields=["ends_at"])
    return row


@action("access.review_glass")
def review(*, by: Reader, glass_id: UUID, verdict: str, finding: str = "") -> BreakGlass:
    """Judge it as a second person; the record closes, the clock stops.

    Raises Refused, Invalid for an unknown verdict or where a reason was missing and nothing is said of it, Conflict
    when somebody reviewed it otherwise before.
    """
    row = _locked(by, glass_id)
    allow(policy.may_review_glass(by, row))
    said = finding.strip()
    if verdict not in set(Verdict):
        raise Invalid("This is not a finding.", "Choose one from the list.")
    if verdict == Verdict.NOT_JUSTIFIED and not said:
        raise Invalid("Say why the reason did not hold.", "The person reads it.")
    if len(said) > LONGEST_WORDS:
        raise Invalid("This is longer than {longest} characters.", "", longest=LONGEST_WORDS)
    if row.reviewed_at is not None:
        if (row.verdict, queries.text(row, "finding"), row.reviewed_by) == (
            verdict,
            said,
            by.worker,
        ):
            return row
        raise Conflict("This was reviewed already.", "What you wrote was not kept; see the review.")
    row.reviewed_by, row.reviewed_at, row.verdict = by.worker, clock.now(), verdict
    row.finding = _seal(row, "finding", said) if said else None
    row.save(update_fields=["reviewed_by", "reviewed_at", "verdict", "finding"])
    note(verdict=verdict)
    review_clock().meet(row.id)
    return row


@action("access.give_back_glass")
def give_back(*, by: Reader, glass_id: UUID) -> BreakGlass:
    """Give somebody the right again that a review took. Raises Refused where it was not lost."""
    row = _locked(by, glass_id)
    allow(policy.may_give_back(by, row))
    row.restored_by, row.restored_at = by.worker, clock.now()
    row.save(update_fields=["restored_by", "restored_at"])
    return row


def forget(record: UUID, agency: UUID) -> None:
    """Destroy what was written down of opening a record, inside the action that disposes of the record.

    A right to read that still stands ends at this moment: nobody opens what is left of the record by it.
    """
    rows = BreakGlass.objects.using(Store.INSIDE).filter(agency_id=agency, subject_id=record)
    now = clock.now()
    rows.filter(ends_at__gt=now).update(ends_at=now)
    envelope.shred_all(rows.values_list("id", flat=True), agency)
