"""Reads of conflicts: what is offered for which field, beside what stands, and what was decided."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from dotline.base.errors import not_found
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.models import ConfirmationRequest, FieldOffer, Service, Source
from dotline.directory.queries.rows import Row, chunks, table
from dotline.directory.queries.sets import standing
from dotline.directory.rules.offers import WHOLE, OfferKind, OfferState
from dotline.directory.rules.sets import SETS

LISTINGS: Final = ("service", "organization", "location")
# Through which column one gets from a record to what it is about, nearest first.
_UP: Final = (
    ("service_id", "service"),
    ("organization_id", "organization"),
    ("location_id", "location"),
    ("service_at_location_id", "service_at_location"),
    ("contact_id", "contact"),
    ("phone_id", "phone"),
    ("link_id", "service"),
)


def listing_of(kind: str, key: UUID, values: Mapping[str, Any] | None = None) -> tuple[str, UUID]:
    """The service, organization or location that a record belongs to; itself where there is none."""
    if kind in LISTINGS:
        return kind, key
    found = values or table(kind).filter(id=key).values().first() or {}
    for column, owner in _UP:
        if found.get(column):
            above = UUID(str(found[column]))
            return (owner, above) if owner in LISTINGS else listing_of(owner, above)
    return kind, key


@dataclass(frozen=True)
class FieldConflict:
    """One field with what stands and what is offered. Values as JSON has them."""

    id: UUID
    kind: str
    field: str
    current: Any
    current_source: str
    current_at: datetime | None
    offered: Any
    source_kind: str
    source_id: UUID
    source_name: str
    offered_at: datetime
    state: str
    decision: UUID | None
    decided_at: datetime | None
    listing_kind: str
    listing_id: UUID
    listing: str
    listing_fr: str
    may_take: Decision

    @property
    def whole(self) -> bool:
        """Whether a whole further record is offered."""
        return self.field == WHOLE


def conflicts(
    reader: Reader, *, source_id: UUID | None = None, listing: UUID | None = None
) -> list[FieldConflict]:
    """What waits for a decision, listing by listing, the oldest offer first."""
    policy.may_steward(reader).or_refuse()
    rows = _seen(reader).filter(state=OfferState.OPEN)
    if source_id is not None:
        rows = rows.filter(source_id=source_id)
    if listing is not None:
        rows = rows.filter(listing_id=listing)
    return _shown(list(rows.order_by("offered_at", "listing_id", "kind", "field", "id")))


def conflict(reader: Reader, key: UUID) -> FieldConflict:
    """One offer, decided or not. Raises NotFound."""
    policy.may_steward(reader).or_refuse()
    rows = list(_seen(reader).filter(id=key))
    if not rows:
        raise not_found("offer")
    return _shown(rows)[0]


def decided(reader: Reader, most: int = 20) -> list[FieldConflict]:
    """What was decided last, newest first: each can be undone."""
    policy.may_steward(reader).or_refuse()
    states = (OfferState.TAKEN, OfferState.KEPT)
    rows = _seen(reader).filter(state__in=states).exclude(decision=None)
    return _shown(list(rows.order_by("-decided_at", "id")[:most]))


def is_source(reader: Reader, key: UUID) -> bool:
    """Whether a source was loaded under this id, or somebody offers something under it."""
    policy.may_steward(reader).or_refuse()
    return Source.objects.filter(id=key).exists() or _seen(reader).filter(source_id=key).exists()


def for_agency(reader: Reader, service_id: UUID) -> list[FieldConflict]:
    """What others say of a listing that the reader's own agency published: it alone can act on it."""
    policy.may_read(reader).or_refuse()
    mine = Service.objects.filter(id=service_id, agency=reader.own)
    if reader.is_public or not mine.exists():
        return []
    rows = _seen(reader).filter(
        state=OfferState.OPEN, listing_kind="service", listing_id=service_id
    )
    return _shown(list(rows.order_by("offered_at", "kind", "field", "id")))


def waiting(reader: Reader) -> int:
    """How many conflicts wait."""
    return _seen(reader).filter(state=OfferState.OPEN).count()


def _seen(reader: Reader) -> QuerySet[FieldOffer]:
    """All but what came back to another agency: its letterbox alone was meant to read that."""
    rows = FieldOffer.objects.all()
    if reader.is_system:
        return rows
    others = ConfirmationRequest.objects.exclude(agency_id=reader.own)
    return rows.exclude(source_kind=OfferKind.CONFIRMATION, source_id__in=others.values("id"))


def _shown(rows: list[FieldOffer]) -> list[FieldConflict]:
    records = _records((row.kind, row.record_id) for row in rows)
    listings = _records((row.listing_kind, row.listing_id) for row in rows)
    sources = {key: (name, at) for key, name, at in _sources()}
    return [_one(row, records, listings, sources) for row in rows]


def _sources() -> Iterable[tuple[UUID, str, datetime]]:
    return Source.objects.values_list("id", "name", "loaded_at")


def _one(
    row: FieldOffer,
    records: Mapping[tuple[str, UUID], Row],
    listings: Mapping[tuple[str, UUID], Row],
    sources: Mapping[UUID, tuple[str, datetime]],
) -> FieldConflict:
    record = records.get((row.kind, row.record_id), {})
    about = listings.get((row.listing_kind, row.listing_id), {})
    origin = record.get("origin") or about.get("origin")
    name, at = sources.get(origin, ("", about.get("changed_at"))) if origin else ("", None)
    return FieldConflict(
        id=row.id,
        kind=row.kind,
        field=row.field,
        current=stands(row, record) if row.field else None,
        current_source=name,
        current_at=at,
        offered=json.loads(row.value),
        source_kind=row.source_kind,
        source_id=row.source_id,
        source_name=row.source_name,
        offered_at=row.offered_at,
        state=row.state,
        decision=row.decision,
        decided_at=row.decided_at,
        listing_kind=row.listing_kind,
        listing_id=row.listing_id,
        listing=str(about.get("name") or ""),
        listing_fr=str(about.get("name_fr") or ""),
        may_take=policy.may_change_listing(agencys=origin is not None and origin not in sources)
        if row.state == OfferState.OPEN
        else ALLOWED,
    )


def stands(row: FieldOffer, record: Mapping[str, Any]) -> Any:
    """What stands in the field of an offer, in the record as it was read; a set is read from many rows."""
    if row.field in SETS and record:
        return standing(row.record_id)[row.field]
    return record.get(row.field)


def _records(keys: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Row]:
    wanted: dict[str, set[UUID]] = {}
    for kind, key in keys:
        wanted.setdefault(kind, set()).add(key)
    return {
        (kind, row["id"]): row
        for kind, ids in wanted.items()
        for piece in chunks(ids)
        for row in table(kind).filter(id__in=piece).values()
    }
