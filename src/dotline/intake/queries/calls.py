"""Reads of calls: lists, one call with its sealed texts opened, its draft."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Model, QuerySet

from dotline.access import envelope
from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.intake import policy
from dotline.intake.models import Contact, ContactNeed, Draft
from dotline.intake.rules import (
    RANK,
    Answer,
    CallerKind,
    CallFacts,
    ContactPlan,
    Status,
    Urgency,
    plan_from_json,
)

if TYPE_CHECKING:
    pass

NOWHERE = "XX"  # the place code of what has no place, as the gate protect spells it


def visible(reader: Reader) -> QuerySet[Contact]:
    """The contacts that exist for this reader. Raises Refused without the permission."""
    policy.may_read(reader).or_refuse()
    rows = Contact.objects.using(Store.INSIDE).all()
    if reader.is_system:
        return rows
    return rows.filter(agency_id=reader.agency) if reader.agency else rows.none()


def contact(reader: Reader, contact_id: UUID) -> Contact:
    """One contact. Raises NotFound."""
    found = visible(reader).filter(pk=contact_id).first()
    if found is None:
        raise not_found("call")
    return found


def held(reader: Reader, contact_id: UUID) -> Contact:
    """One contact, which nobody else changes until this transaction ends. Raises NotFound."""
    found = visible(reader).select_for_update().filter(pk=contact_id).first()
    if found is None:
        raise not_found("call")
    return found


def open_contacts(reader: Reader) -> list[Contact]:
    """Open contacts of the agency: danger first, then by urgency, then the oldest."""
    rows = visible(reader).filter(status=Status.OPEN)
    return sorted(
        rows, key=lambda row: (RANK[Urgency(row.urgency)], not row.danger, row.started_at)
    )


def closed_contacts(reader: Reader, limit: int = 20) -> list[Contact]:
    """The contacts of the agency that were closed last."""
    return list(visible(reader).filter(status=Status.CLOSED).order_by("-ended_at")[:limit])


def needs_of(reader: Reader, contact_id: UUID) -> list[ContactNeed]:
    """The needs of one contact, in the order of their codes. Raises NotFound."""
    return _needs(contact(reader, contact_id))


def _needs(row: Contact) -> list[ContactNeed]:
    rows = ContactNeed.objects.using(Store.INSIDE).filter(contact_id=row.id)
    return list(rows.order_by("need"))


def needs_by_contact(reader: Reader, contacts: Sequence[Contact]) -> Mapping[UUID, list[str]]:
    """Codes of the needs of several visible contacts."""
    mine = [row.id for row in contacts if reader.is_system or row.agency_id == reader.agency]
    found: dict[UUID, list[str]] = {row_id: [] for row_id in mine}
    rows = ContactNeed.objects.using(Store.INSIDE).filter(contact_id__in=mine).order_by("need")
    for contact_id, need in rows.values_list("contact_id", "need"):
        found[contact_id].append(need)
    return found


# ---------------------------------------------------------------- sealed texts


def cell(row: Model, column: str) -> str:
    """What binds a sealed text to its cell."""
    return f"{row._meta.db_table}|{row.pk}|{column}"


def text_of(reader: Reader, row: Contact, column: str) -> str:
    """One sealed text of a contact, opened; '' when nothing was written. Raises NotFound."""
    if not (reader.is_system or row.agency_id == reader.agency):
        raise not_found("call")
    blob = getattr(row, column)
    if blob is None:
        return ""
    return envelope.open_text(row.id, row.agency_id, blob, cell(row, column))


def plan_of(reader: Reader, row: Contact) -> ContactPlan:
    """The plan of safe contact; without one, no contact is allowed."""
    return plan_from_json(text_of(reader, row, "plan"))


SEALED = ("alias", "children", "access_needs", "safety", "summary", "plan")


def _texts(reader: Reader, row: Contact) -> Mapping[str, str]:
    """Every sealed text of a contact by its column, opened; '' where nothing was written. Raises NotFound."""
    if not (reader.is_system or row.agency_id == reader.agency):
        raise not_found("call")
    blobs = {cell(row, name): getattr(row, name) for name in SEALED}
    written = {place: blob for place, blob in blobs.items() if blob is not None}
    opened = envelope.open_texts(row.id, row.agency_id, written)
    return {name: opened.get(cell(row, name), "") for name in SEALED}


def facts_of(reader: Reader, row: Contact) -> CallFacts:
    """Everything written down of a contact, sealed texts opened. Raises NotFound."""
    texts = _texts(reader, row)
    return CallFacts(
        safe_now=Answer(row.safe_now),
        danger=row.danger,
        wants_911=Answer(row.wants_911),
        record_type=row.record_type,
        caller_kind=CallerKind(row.caller_kind),
        needs=tuple(one.need for one in _needs(row)),
        place=row.place,
        province=row.province,
        language=row.language,
        interpreter=row.interpreter,
        age_band=row.age_band,
        alias=texts["alias"],
        children=texts["children"],
        access_needs=texts["access_needs"],
        safety=texts["safety"],
        summary=texts["summary"],
        plan=plan_from_json(texts["plan"]),
        interpreter_mode=row.interpreter_mode,
        interpreter_booking=row.interpreter_booking,
        marks=tuple(row.marks.split()),
        skipped=tuple(row.skipped.split()),
        nation=str(row.nation_id) if row.nation_id else "",
    )


@dataclass(frozen=True)
class OpenDraft:
    """A draft, opened: field names with their values as the browser sent them."""

    fields: Mapping[str, list[str]]
    saved_at: datetime
    revision: int
    own: bool


def draft_of(reader: Reader, row: Contact) -> OpenDraft | None:
    """The reader's own draft of a contact, else a colleague's newest: nothing typed is lost at a change of shift."""
    rows = Draft.objects.using(Store.INSIDE).filter(
        contact_id=row.id, agency_id=row.agency_id, revision=row.revision
    )
    drafts = sorted(
        rows, key=lambda one: (one.worker_id == reader.worker, one.saved_at), reverse=True
    )
    if not drafts or not (reader.is_system or row.agency_id == reader.agency):
        return None
    found = drafts[0]
    text = envelope.open_text(row.id, row.agency_id, found.content, cell(found, "content"))
    own = found.worker_id == reader.worker
    return OpenDraft(json.loads(text), found.saved_at, found.revision, own)
