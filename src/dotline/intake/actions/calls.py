"""Writes of the room: open, draft, save, close, and the import of a history. One ledger line each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dotline.access import envelope
from dotline.access import queries as people
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready, sending
from dotline.gates import stewards
from dotline.intake import policy, queries, rules
from dotline.intake.actions import clocks
from dotline.intake.models import Contact, ContactNeed, Draft
from dotline.intake.rules import CallFacts, ContactPlan, NeedOutcome, NotedBy, RecordType, Status

LONGEST_DRAFT = 60_000  # characters of one form as JSON


@action("intake.open_contact")
def open_contact(*, by: Reader, channel: str, key: UUID) -> Contact:
    """Begin a contact: channel and the present moment, nothing else is asked.

    `key` makes a double submit one row. Raises Invalid on an unknown channel, SentAlready when the
    form of that key opened a call on another channel.
    """
    allow(policy.may_write(by))
    rules.check_code("channels", channel)
    if by.agency is None:
        raise Invalid("A call belongs to an agency.", "Sign in with an account of an agency.")
    at = clock.now()
    agency = people.agency(by, by.agency)
    row = Contact(
        id=new_id(),
        agency_id=agency.id,
        worker_id=by.worker,
        channel=channel,
        started_at=at,
        quarter=rules.quarter_of(at, agency.zone),
        status=rules.STATUS.start,
        demo=agency.demo,
        open_key=key,
    )
    Contact.objects.using(Store.INSIDE).bulk_create([row], ignore_conflicts=True)
    kept = Contact.objects.using(Store.INSIDE).get(agency_id=agency.id, open_key=key)
    if kept.channel != channel:
        raise SentAlready
    about("contact", kept.id)
    note(channel=kept.channel, repeated=kept.id != row.id)
    return kept


@action("intake.save_draft")
def save_draft(*, by: Reader, contact_id: UUID, fields: Mapping[str, list[str]]) -> datetime:
    """Keep what was typed so far, sealed, on the server. Returns when. Raises NotFound, Refused, Invalid."""
    row = _locked(by, contact_id)
    allow(policy.may_change(by, row))
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False)
    if len(text) > LONGEST_DRAFT:
        raise Invalid("The draft is too long to be kept.", "Shorten the notes.")
    found = Draft.objects.using(Store.INSIDE).filter(contact_id=row.id, worker_id=by.worker).first()
    draft = found or Draft(agency_id=row.agency_id, contact_id=row.id, worker_id=by.worker)
    draft.revision, draft.saved_at = row.revision, clock.now()
    draft.content = envelope.seal_text(row.id, row.agency_id, text, queries.cell(draft, "content"))
    draft.save(using=Store.INSIDE)
    return draft.saved_at


@action("intake.drop_draft")
def drop_draft(*, by: Reader, contact_id: UUID) -> None:
    """Forget the reader's own draft of a contact. Raises NotFound, Refused."""
    row = _locked(by, contact_id)
    allow(policy.may_change(by, row))
    Draft.objects.using(Store.INSIDE).filter(contact_id=row.id, worker_id=by.worker).delete()


@action("intake.save_contact")
def save_contact(
    *,
    by: Reader,
    contact_id: UUID,
    facts: CallFacts,
    key: UUID,
    revision: int | None = None,
    asked_again: bool = False,
    pause: bool = False,
) -> Contact:
    """Write down what is known of a contact; drafts of it are done with.

    `key` names the form that was sent: sending it twice saves it once, unless it says something else
    by now (gone back to in the browser). `revision` is the state it showed. `asked_again` dates the
    plan of safe contact anew though it says the same (R-43); `pause`: the call goes on later. Raises
    NotFound, Refused, Invalid, and Conflict when somebody saved meanwhile.
    """
    row = _locked(by, contact_id)
    allow(policy.may_change(by, row))
    sent = sending(key, rules.said(facts), asked_again, pause).words
    if row.save_key == sent:
        note(repeated=True)
        return row
    if revision is not None and revision != row.revision:
        raise Conflict(
            "Somebody else saved this call while you were writing.",
            "Your text is still here: compare it, then save again.",
        )
    rules.check_facts(facts)
    _write(by, row, facts, asked_again)
    row.save_key, row.revision, row.saved_at = sent, row.revision + 1, clock.now()
    row.paused_at = row.saved_at if pause else None
    row.save(using=Store.INSIDE)
    _write_needs(row, facts.needs)
    Draft.objects.using(Store.INSIDE).filter(contact_id=row.id).delete()
    _start_clocks(by, row)
    note(urgency=row.urgency, needs=len(facts.needs))
    return row


@action("intake.close_contact")
def close_contact(
    *,
    by: Reader,
    contact_id: UUID,
    disposition: str,
    outcomes: Mapping[str, tuple[NeedOutcome, str]] | None = None,
) -> Contact:
    """End a contact: how it ended, and what became of its needs (code -> outcome, reason).

    Raises NotFound, Refused, Invalid on an unknown disposition or an unmet need without reason.
    """
    row = _locked(by, contact_id)
    if row.status == Status.CLOSED and row.disposition == disposition:
        allow(policy.may_write(by))
        note(repeated=True)
        return row
    allow(policy.may_change(by, row))
    rules.check_code("dispositions", disposition)
    for need, (outcome, reason) in (outcomes or {}).items():
        _set_outcome(row, need, outcome, reason)
    row.status = rules.STATUS.move(Status(row.status), Status.CLOSED)
    row.disposition, row.ended_at, row.paused_at = disposition, clock.now(), None
    row.save(using=Store.INSIDE, update_fields=["status", "disposition", "ended_at", "paused_at"])
    clocks._end(by, row)
    Draft.objects.using(Store.INSIDE).filter(contact_id=row.id).delete()
    note(disposition=disposition)
    return row


@action("intake.note_need_outcome")
def note_need_outcome(
    *, by: Reader, contact_id: UUID, need: str, outcome: NeedOutcome, reason: str = ""
) -> ContactNeed:
    """Write down what became of one need, of a closed contact too: an answer may come days later.

    The referral room calls it when a service accepted or declined. Raises NotFound, Refused, Invalid.
    """
    row = _locked(by, contact_id)
    allow(policy.may_write(by))
    changed = _set_outcome(row, need, outcome, reason)
    note(need=need, outcome=outcome.value)
    return changed


# ---------------------------------------------------------------- parts


def _locked(by: Reader, contact_id: UUID) -> Contact:
    """The contact, held until the transaction ends, and named on the ledger line. Raises NotFound."""
    row = queries.held(by, contact_id)
    about("contact", row.id)
    return row


PLAIN = [
    "danger",
    "record_type",
    "place",
    "province",
    "language",
    "interpreter",
    "age_band",
    "interpreter_mode",
    "interpreter_booking",
]  # columns that are written as they are


def _write(by: Reader, row: Contact, facts: CallFacts, asked_again: bool) -> None:
    for name in PLAIN:
        setattr(row, name, getattr(facts, name))
    row.marks, row.skipped = _joined(facts.marks), _joined(facts.skipped)
    row.safe_now, row.wants_911 = facts.safe_now.value, facts.wants_911.value
    row.caller_kind = facts.caller_kind.value
    row.nation_id = stewards.body(by, UUID(facts.nation)).id if facts.nation else None
    row.urgency = rules.urgency(facts).value
    for name in rules.TEXTS:
        _seal(row, name, getattr(facts, name).strip())
    _seal(row, "plan", _dated(queries.plan_of(by, row), facts.plan, asked_again))


def _joined(codes: Iterable[str]) -> str:
    return " ".join(sorted(set(codes)))


def _start_clocks(by: Reader, row: Contact) -> None:
    """The clock of this kind of record, and the child's where somebody may be under 18."""
    if row.record_type in (RecordType.DISCLOSURE, RecordType.INFORMATION):
        trigger = rules.RECORDS[RecordType(row.record_type)].trigger
        clocks._start(by, trigger, row, row.started_at, urgency=row.urgency)
    if rules.is_minor(row.age_band):
        clocks._start(by, "intake.minor", row, row.saved_at or clock.now())


def _dated(old: ContactPlan, new: ContactPlan, asked_again: bool) -> str:
    """The new plan as JSON, dated now if it says something else than the old one or is agreed anew."""
    if new.same_as(rules.NO_CONTACT):
        return ""
    kept = new.same_as(old) and not asked_again
    dated = old if kept else rules.agreed(new, clock.now())
    return rules.plan_json(dated)


def _seal(row: Contact, column: str, text: str) -> None:
    place = queries.cell(row, column)
    sealed = envelope.seal_text(row.id, row.agency_id, text, place) if text else None
    setattr(row, column, sealed)


def _write_needs(row: Contact, codes: Sequence[str]) -> None:
    """Add what is new and drop what was unticked, unless something became of it already."""
    rows = ContactNeed.objects.using(Store.INSIDE).filter(contact_id=row.id)
    undecided = Q(outcome=NeedOutcome.OPEN) | Q(noted_by=NotedBy.SEARCH)
    rows.filter(undecided).exclude(need__in=codes).delete()
    there = set(rows.values_list("need", flat=True))
    fresh = [
        _need_row(row.id, row.agency_id, code, clock.now())
        for code in dict.fromkeys(codes)
        if code not in there
    ]
    ContactNeed.objects.using(Store.INSIDE).bulk_create(fresh)


def _need_row(contact: UUID, agency: UUID, code: str, at: datetime) -> ContactNeed:
    return ContactNeed(id=new_id(), agency_id=agency, contact_id=contact, need=code, changed_at=at)


def _set_outcome(
    row: Contact, code: str, outcome: NeedOutcome, reason: str, by: NotedBy = NotedBy.PERSON
) -> ContactNeed:
    rules.check_outcome(outcome, reason)
    need = (
        ContactNeed.objects.using(Store.INSIDE)
        .select_for_update()
        .filter(contact_id=row.id, need=code)
        .first()
    )
    if need is None:
        raise not_found("need")
    if (need.outcome, need.reason) == (outcome, reason):
        return need
    if need.outcome != outcome:
        need.outcome = rules.NEED.move(NeedOutcome(need.outcome), outcome).value
    need.reason, need.noted_by, need.changed_at = reason, by.value, clock.now()
    need.save(using=Store.INSIDE)
    return need
