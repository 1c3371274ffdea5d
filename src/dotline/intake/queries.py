"""Reads of the room; the reader comes first, and another agency's contact does not exist for her."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dotline.access import envelope
from dotline.audit.stores import Store
from dotline.base.errors import not_found
from dotline.base.reader import Period, Reader
from dotline.gates.refer import ReferField
from dotline.intake import policy
from dotline.intake.models import Contact, ContactNeed, Draft
from dotline.intake.rules import (
    RANK,
    Answer,
    CallerKind,
    CallFacts,
    ContactPlan,
    Dropped,
    NeedOutcome,
    Status,
    Urgency,
    Way,
    locate,
    plan_from_json,
)
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary

if TYPE_CHECKING:
    from dotline.gates.protect import CountingRow

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
    row = contact(reader, contact_id)
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


def cell(row: Contact | Draft, column: str) -> str:
    """What binds a sealed text to its cell."""
    return f"{row._meta.db_table}|{row.id}|{column}"


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


def facts_of(reader: Reader, row: Contact) -> CallFacts:
    """Everything written down of a contact, sealed texts opened."""
    return CallFacts(
        safe_now=Answer(row.safe_now),
        danger=row.danger,
        wants_911=Answer(row.wants_911),
        record_type=row.record_type,
        caller_kind=CallerKind(row.caller_kind),
        needs=tuple(one.need for one in needs_of(reader, row.id)),
        place=row.place,
        province=row.province,
        language=row.language,
        interpreter=row.interpreter,
        age_band=row.age_band,
        alias=text_of(reader, row, "alias"),
        children=text_of(reader, row, "children"),
        access_needs=text_of(reader, row, "access_needs"),
        safety=text_of(reader, row, "safety"),
        summary=text_of(reader, row, "summary"),
        plan=plan_of(reader, row),
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


# ---------------------------------------------------------------- what leaves


def handover_record(reader: Reader, contact_id: UUID) -> dict[ReferField, str]:
    """What could be handed over of a contact, field by field; the gate *refer* keeps what was consented to.

    Language and age band are codes, the place is a name or postal area with its province, the plan
    of safe contact is in words of the language in force. Empty fields are left out. Raises NotFound.
    """
    row = contact(reader, contact_id)
    facts = facts_of(reader, row)
    record = {
        ReferField.FIRST_NAME: facts.alias,
        ReferField.LANGUAGE: facts.language,
        ReferField.PLACE: ", ".join(part for part in (facts.place, facts.province) if part),
        ReferField.AGE_BAND: facts.age_band,
        ReferField.CHILDREN: facts.children,
        ReferField.ACCESS_NEEDS: facts.access_needs,
        ReferField.SAFE_CONTACT: plan_in_words(facts.plan),
        ReferField.SAFETY: facts.safety,
        ReferField.SUMMARY: facts.summary,
    }
    return {name: value for name, value in record.items() if value}


def plan_in_words(plan: ContactPlan) -> str:
    """The plan of safe contact as sentences, in the language in force."""
    if not plan.ways or Way.DO_NOT_CONTACT in plan.ways:
        return _("Do not contact this person. She or he calls back.")
    lang = get_language() or "en"
    ways = ", ".join(vocabulary.label("contact_ways", way, lang) for way in sorted(plan.ways))
    parts = [_("Only by: {ways}.").format(ways=ways)]
    if plan.reach:
        parts.append(_("Number or address: {reach}.").format(reach=plan.reach))
    if plan.first_hour is not None and plan.last_hour is not None:
        hours = _("Only from {first} h to {last} h ({zone}).")
        parts.append(hours.format(first=plan.first_hour, last=plan.last_hour, zone=plan.zone))
    parts.append(_("A neutral voicemail is safe.") if plan.voicemail else _("Leave no voicemail."))
    if plan.code_word:
        parts.append(_("Code word: {word}.").format(word=plan.code_word))
    if plan.dropped_call == Dropped.CALL_BACK_ONCE:
        parts.append(_("If the line drops, call back once."))
    else:
        parts.append(_("If the line drops, do not call back."))
    return " ".join(parts)


def counting_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    """The room's one named query for the gate *protect*: closed contacts, and needs that stayed unmet.

    The unit is the contact: nobody knows whether two anonymous calls came from one person.
    """
    from dotline.gates.protect import CountingRow  # noqa: PLC0415 - loads NumPy; a call page never needs it

    rows = visible(reader).filter(status=Status.CLOSED, quarter__in=period.quarters)
    places: dict[UUID, dict[str, str]] = {}
    # No iterator(): a cursor on the server would run before the wall is told who asks.
    for row_id, quarter, province, disposition in rows.values_list(
        "id", "quarter", "province", "disposition"
    ):
        where = {"quarter": quarter, "province": province or NOWHERE}
        places[row_id] = where
        yield CountingRow(str(row_id), "calls", {**where, "disposition": disposition})
    unmet = ContactNeed.objects.using(Store.INSIDE).filter(outcome=NeedOutcome.UNMET)
    for contact_id, need in unmet.values_list("contact_id", "need"):
        if contact_id in places:
            yield CountingRow(str(contact_id), "unmet_needs", {**places[contact_id], "need": need})


# ---------------------------------------------------------------- who can help, beside the form

MOST_NEEDS = 5  # as many lists stand beside a form; the first needs win
EACH = 3
NEAR_KM = 100.0


@dataclass(frozen=True)
class Helpers:
    """Services for one need, as the directory shows them; `relaxed` says what was given up to find any."""

    need: str
    label: str
    hits: list[dict[str, Any]]
    relaxed: str


def helpers(reader: Reader, needs: Sequence[str], place: str, language: str) -> list[Helpers]:
    """Who can help with each need, the nearest and best fitting first, in the language in force.

    A place that cannot be searched from counts as none: its refusal stands beside its field.
    """
    from dotline.directory.queries import Query, find, pages  # noqa: PLC0415 - loads NumPy; other pages need none

    lang = get_language() or "en"
    near, _refusal = locate(place)
    # English is rarely written down in a listing, so asking for it would hide most of them.
    query = Query(near=near, km=NEAR_KM, language="" if language == "eng" else language, limit=EACH)
    if near is None or near.point is None:
        query = replace(query, km=None)
    lists = []
    for code in needs[:MOST_NEEDS]:
        need = taxonomy.find(code)
        if need is None:
            continue
        found = find(reader, replace(query, need=code))
        relaxed = "; ".join(reason.in_(lang) for reason in found.relaxed)
        hits = pages.results(reader, found.hits, lang)
        lists.append(Helpers(code, need.label(lang), hits, relaxed))
    return lists
