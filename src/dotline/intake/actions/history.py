"""Taking in closed calls of another system, or of the demo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dotline.access import envelope
from dotline.access.models import DataKey
from dotline.access.unit import action, allow, note
from dotline.audit.stores import Store
from dotline.base import crypto
from dotline.base.reader import Reader
from dotline.intake import policy, queries, rules
from dotline.intake.actions.calls import PLAIN, _joined, _need_row
from dotline.intake.models import Contact, ContactNeed, Tip
from dotline.intake.rules import CallFacts, NeedOutcome, Status, TipClass, TipStatus

BATCH = 500  # rows of one INSERT; SQLite takes 32,766 values at once


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


@dataclass(frozen=True)
class PastTip:
    """One tip of a history that went to a police service: its class, province and hours. No word of it."""

    id: UUID
    agency: UUID
    tip_class: TipClass
    province: str
    received_at: datetime
    opened_at: datetime
    routed_at: datetime
    routed_to: UUID
    receipt_at: datetime | None
    demo: bool = False


@action("intake.import_tips")
def import_tips(*, by: Reader, batch: Sequence[PastTip]) -> int:
    """Take in the hours of tips that ended long ago; returns how many were new. Raises Refused."""
    allow(policy.may_import(by))
    there = set(
        Tip.objects.using(Store.INSIDE)
        .filter(pk__in=[past.id for past in batch])
        .values_list("pk", flat=True)
    )
    rows = [_past_tip(by, past) for past in batch if past.id not in there]
    Tip.objects.using(Store.INSIDE).bulk_create(rows, batch_size=BATCH)
    note(rows=len(batch), new=len(rows))
    return len(rows)


def _past_tip(by: Reader, past: PastTip) -> Tip:
    return Tip(
        id=past.id,
        agency_id=past.agency,
        source="history",
        received_at=past.received_at,
        status=TipStatus.RECEIVED if past.receipt_at else TipStatus.ENDED,
        tip_class=past.tip_class.value,
        province=past.province,
        opened_by=by.worker,
        opened_at=past.opened_at,
        routed_at=past.routed_at,
        routed_to=past.routed_to,
        received_by_police_at=past.receipt_at,
        ended_at=None if past.receipt_at else past.routed_at,
        shredded_at=past.routed_at,
        demo=past.demo,
    )


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
        marks=_joined(past.facts.marks),
        nation_id=UUID(past.facts.nation) if past.facts.nation else None,
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
