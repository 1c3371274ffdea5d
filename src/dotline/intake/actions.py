"""Writes of the room: open, draft, save, close, and the import of a history. One ledger line each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dotline.access import envelope
from dotline.access import queries as people
from dotline.access.models import DataKey
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock, crypto
from dotline.base.errors import Conflict, Invalid, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import first_refusal
from dotline.base.reader import Reader
from dotline.intake import policy, queries, rules
from dotline.intake.models import Contact, ContactNeed, Draft
from dotline.intake.rules import CallFacts, ContactPlan, NeedOutcome, Status, Way

LONGEST_DRAFT = 60_000  # characters of one form as JSON
BATCH = 500  # rows of one INSERT; SQLite takes 32,766 values at once


@action("intake.open_contact")
def open_contact(*, by: Reader, channel: str, key: UUID) -> Contact:
    """Begin a contact: channel and the present moment, nothing else is asked.

    `key` makes a double submit one row. Raises Invalid on an unknown channel.
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
    *, by: Reader, contact_id: UUID, facts: CallFacts, key: UUID, revision: int | None = None
) -> Contact:
    """Write down what is known of a contact; drafts of it are done with.

    `key` names the form that was sent: sending it twice saves it once. `revision` is the state the
    form showed. Raises NotFound, Refused, Invalid, and Conflict when somebody saved meanwhile.
    """
    row = _locked(by, contact_id)
    allow(policy.may_change(by, row))
    if row.save_key == key:
        note(repeated=True)
        return row
    if revision is not None and revision != row.revision:
        raise Conflict(
            "Somebody else saved this call while you were writing.",
            "Your text is still here: compare it, then save again.",
        )
    rules.check_facts(facts)
    _write(by, row, facts)
    row.save_key, row.revision, row.saved_at = key, row.revision + 1, clock.now()
    row.save(using=Store.INSIDE)
    _write_needs(row, facts.needs)
    Draft.objects.using(Store.INSIDE).filter(contact_id=row.id).delete()
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
    row.disposition, row.ended_at = disposition, clock.now()
    row.save(using=Store.INSIDE, update_fields=["status", "disposition", "ended_at"])
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

    Raises NotFound, and Refused outside of the plan; both tries are on the ledger.
    """
    row = _locked(by, contact_id)
    plan = queries.plan_of(by, row)
    at = clock.now()
    note(way=way.value)
    allow(first_refusal(policy.may_write(by), rules.may_contact(plan, way, at)))
    message = bool(way == Way.PHONE and rules.may_leave_message(plan, at))
    return Reach(way, plan.reach, plan.code_word, message)


@dataclass(frozen=True)
class PastContact:
    """One closed contact of a history. `needs` holds (code, outcome, reason). No text about a person."""

    id: UUID
    agency: UUID
    zone: str
    channel: str
    started_at: datetime
    ended_at: datetime
    disposition: str
    facts: CallFacts
    needs: tuple[tuple[str, NeedOutcome, str], ...] = ()
    demo: bool = False


@action("intake.import_history")
def import_history(*, by: Reader, batch: Sequence[PastContact]) -> int:
    """Take in closed contacts of another system or of the demo; returns how many were new.

    One ledger line with the digest of the batch; contacts whose id is there stay as they are.
    Raises Refused, and Invalid on an unknown code: then nothing of the batch is kept.
    """
    allow(policy.may_import(by))
    there = set(
        Contact.objects.using(Store.INSIDE)
        .filter(pk__in=[past.id for past in batch])
        .values_list("pk", flat=True)
    )
    fresh = [past for past in batch if past.id not in there]
    data_keys: list[DataKey] = []
    rows = [_past_row(past, data_keys) for past in fresh]
    needs = [row for past in fresh for row in _past_needs(past)]
    DataKey.objects.using(Store.INSIDE).bulk_create(data_keys, batch_size=BATCH)
    Contact.objects.using(Store.INSIDE).bulk_create(rows, batch_size=BATCH)
    ContactNeed.objects.using(Store.INSIDE).bulk_create(needs, batch_size=BATCH)
    content = "\n".join(f"{p.id} {p.started_at.isoformat()} {p.disposition}" for p in batch)
    note(rows=len(batch), new=len(fresh), digest=crypto.digest(content.encode()))
    return len(fresh)


# ---------------------------------------------------------------- parts


def _locked(by: Reader, contact_id: UUID) -> Contact:
    """The contact, held until the transaction ends, and named on the ledger line. Raises NotFound."""
    row = queries.visible(by).select_for_update().filter(pk=contact_id).first()
    if row is None:
        raise not_found("call")
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
]  # columns that are written as they are


def _write(by: Reader, row: Contact, facts: CallFacts) -> None:
    for name in PLAIN:
        setattr(row, name, getattr(facts, name))
    row.safe_now, row.wants_911 = facts.safe_now.value, facts.wants_911.value
    row.caller_kind = facts.caller_kind.value
    row.urgency = rules.urgency(facts).value
    for name in rules.TEXTS:
        _seal(row, name, getattr(facts, name).strip())
    _seal(row, "plan", _dated(queries.plan_of(by, row), facts.plan))


def _dated(old: ContactPlan, new: ContactPlan) -> str:
    """The new plan as JSON, dated now if it says something else than the old one or is agreed anew."""
    if new.same_as(rules.NO_CONTACT):
        return ""
    dated = old if new.same_as(old) else rules.agreed(new, clock.now())
    return rules.plan_json(dated)


def _seal(row: Contact, column: str, text: str) -> None:
    place = queries.cell(row, column)
    sealed = envelope.seal_text(row.id, row.agency_id, text, place) if text else None
    setattr(row, column, sealed)


def _write_needs(row: Contact, codes: Sequence[str]) -> None:
    """Add what is new and drop what was unticked, unless something became of it already."""
    rows = ContactNeed.objects.using(Store.INSIDE).filter(contact_id=row.id)
    rows.filter(outcome=NeedOutcome.OPEN).exclude(need__in=codes).delete()
    there = set(rows.values_list("need", flat=True))
    fresh = [
        _need_row(row.id, row.agency_id, code, clock.now())
        for code in dict.fromkeys(codes)
        if code not in there
    ]
    ContactNeed.objects.using(Store.INSIDE).bulk_create(fresh)


def _need_row(contact: UUID, agency: UUID, code: str, at: datetime) -> ContactNeed:
    return ContactNeed(id=new_id(), agency_id=agency, contact_id=contact, need=code, changed_at=at)


def _set_outcome(row: Contact, code: str, outcome: NeedOutcome, reason: str) -> ContactNeed:
    rules.check_outcome(outcome, reason)
    need = (
        ContactNeed.objects.using(Store.INSIDE)
        .select_for_update()
        .filter(contact_id=row.id, need=code)
        .first()
    )
    if need is None:
        raise not_found("need")
    if need.outcome != outcome:
        need.outcome = rules.NEED.move(NeedOutcome(need.outcome), outcome).value
    need.reason, need.changed_at = reason, clock.now()
    need.save(using=Store.INSIDE)
    return need


def _past_row(past: PastContact, data_keys: list[DataKey]) -> Contact:
    rules.check_facts(past.facts)
    rules.check_code("channels", past.channel)
    rules.check_code("dispositions", past.disposition)
    row = Contact(
        id=past.id,
        agency_id=past.agency,
        channel=past.channel,
        started_at=past.started_at,
        ended_at=past.ended_at,
        quarter=rules.quarter_of(past.started_at, past.zone),
        status=Status.CLOSED,
        disposition=past.disposition,
        urgency=rules.urgency(past.facts).value,
        demo=past.demo,
        open_key=past.id,
        safe_now=past.facts.safe_now.value,
        wants_911=past.facts.wants_911.value,
        caller_kind=past.facts.caller_kind.value,
        **{name: getattr(past.facts, name) for name in PLAIN},
    )
    texts = {name: getattr(past.facts, name) for name in rules.TEXTS}
    if any(texts.values()):
        # One key per contact, made here by hand so that all keys of a batch are saved at once.
        key_row, key = envelope.new_row(past.id, past.agency)
        data_keys.append(key_row)
        for name, text in texts.items():
            if text:
                sealed = crypto.seal(key, text.encode(), queries.cell(row, name))
                setattr(row, name, sealed)
    return row


def _past_needs(past: PastContact) -> list[ContactNeed]:
    rows = []
    for code, outcome, reason in past.needs:
        rules.check_outcome(outcome, reason)
        row = _need_row(past.id, past.agency, code, past.ended_at)
        row.outcome, row.reason = outcome.value, reason
        rows.append(row)
    return rows
