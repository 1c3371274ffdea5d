"""Pages of the HSDS lists: which records, in a lasting order, and what of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from dotline.base.errors import not_found
from dotline.base.reader import Reader
from dotline.directory.models import (
    Attribute,
    Organization,
    SearchPoint,
    Service,
    ServiceAtLocation,
    ServiceNeed,
    Tombstone,
)
from dotline.directory.queries import documents, own_terms
from dotline.directory.queries.find import exactly
from dotline.directory.queries.rows import Row, every, one
from dotline.directory.queries.snapshot import current
from dotline.directory.rules.query import Query
from dotline.reference import places

Document = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """The parameters of a list, cumulative: every one narrows."""

    search: str = ""
    page: int = 1
    per_page: int = 50
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    modified_after: datetime | None = None
    parent_id: UUID | None = None
    top_only: bool = False
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    near: places.Place | None = None
    km: float | None = None
    lang: str = "en"


@dataclass(frozen=True)
class Listing:
    """One page of records."""

    total: int
    contents: list[Document]
    extra: dict[str, object] = field(default_factory=dict)


def page(reader: Reader, kind: str, ask: Ask) -> Listing:
    """A page of services, organizations, service_at_locations, taxonomies or taxonomy_terms."""
    del reader
    if kind in ("taxonomy", "taxonomy_term"):
        return _terms(kind, ask)
    found = _chosen(kind, ask)
    start = (ask.page - 1) * ask.per_page
    if isinstance(found, list):
        total, rows = len(found), _in_order(kind, found[start : start + ask.per_page])
    else:
        total, rows = (
            found.count(),
            list(found.order_by("id").values()[start : start + ask.per_page]),
        )
    contents = _shown(kind, rows, ask)
    if kind == "service" and ask.modified_after is not None:
        return _with_tombstones(ask, total, contents, start)
    return Listing(total, contents)


def _in_order(kind: str, ids: list[UUID]) -> list[Row]:
    rows = one(kind, ids)
    return [rows[key] for key in ids if key in rows]


def _shown(kind: str, rows: Sequence[Row], ask: Ask) -> list[Document]:
    if ask.minimal:
        return documents.minimal(kind, rows, ask.lang)
    if kind == "organization" and ask.full_service:
        return documents.with_services(rows, ask.lang)
    return (
        documents.full(kind, rows, ask.lang) if ask.full else documents.listed(kind, rows, ask.lang)
    )


def _chosen(kind: str, ask: Ask) -> list[UUID] | QuerySet[Any]:
    """Ids in the order of a search, or a queryset where no word and no place orders them."""
    rows: QuerySet[Any] = every(kind)
    for narrow in _NARROW[kind]:
        rows = narrow(rows, ask)
    if kind == "service" and (ask.search or ask.near):
        allowed = set(rows.values_list("id", flat=True))
        return [key for key in _searched(ask) if key in allowed]
    if kind == "service_at_location" and (ask.search or ask.near):
        return _joins(rows, ask)
    if kind == "organization" and ask.search:
        named = _named(rows, ask.search)
        return [
            key
            for key in dict.fromkeys([*named, *_owners(ask)])
            if key in set(rows.values_list("id", flat=True))
        ]
    return rows


def _joins(rows: QuerySet[Any], ask: Ask) -> list[UUID]:
    """Services at locations in the order of their services; with a distance only those that near."""
    if ask.near is not None and ask.near.point is not None and ask.km:
        here = ask.near.point
        spots = SearchPoint.objects.values_list("location_id", "latitude", "longitude")
        near = {
            place
            for place, *spot in spots
            if places.distance_km(here, (spot[0], spot[1])) <= ask.km
        }
        rows = rows.filter(location_id__in=near)
    rank = {key: place for place, key in enumerate(_searched(ask))}
    found = [
        (rank[service], key.hex, key)
        for key, service in rows.values_list("id", "service_id")
        if service in rank
    ]
    return [key for _rank, _hex, key in sorted(found)]


def _searched(ask: Ask) -> list[UUID]:
    """All services that fit, best first; never widened, since a program asked for exactly this."""
    return exactly(Query(words=ask.search, near=ask.near, km=ask.km))


def _named(rows: QuerySet[Any], search: str) -> list[UUID]:
    return list(rows.filter(name__icontains=search).order_by("id").values_list("id", flat=True))


def _owners(ask: Ask) -> list[UUID]:
    held = current()
    place = {key: row for row, key in enumerate(held.ids)}
    return [owner for key in _searched(ask) if (owner := held.organizations[place[key]])]


Narrow = Callable[[QuerySet[Any], Ask], QuerySet[Any]]


def _services_with(ask: Ask) -> QuerySet[Any] | None:
    """Ids of services under a term or taxonomy; our own needs count as terms too."""
    if ask.taxonomy_term_id is not None:
        need = own_terms.code_of(ask.taxonomy_term_id)
        if need:
            return ServiceNeed.objects.filter(need__in=own_terms.within(need)).values("service_id")
        return Attribute.objects.filter(taxonomy_term_id=ask.taxonomy_term_id).values("link_id")
    if ask.taxonomy_id is not None:
        if ask.taxonomy_id == own_terms.TAXONOMY:
            return ServiceNeed.objects.values("service_id")
        terms = every("taxonomy_term").filter(taxonomy_id=ask.taxonomy_id).values("id")
        return Attribute.objects.filter(taxonomy_term_id__in=terms).values("link_id")
    return None


def _service_terms(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    wanted = _services_with(ask)
    return rows if wanted is None else rows.filter(id__in=wanted)


def _service_owner(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    return rows.filter(organization_id=ask.organization_id) if ask.organization_id else rows


def _service_time(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    return rows.filter(changed_at__gt=ask.modified_after) if ask.modified_after else rows


def _join_terms(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    wanted = _services_with(ask)
    return rows if wanted is None else rows.filter(service_id__in=wanted)


def _join_owner(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    if ask.organization_id is None:
        return rows
    return rows.filter(
        service_id__in=Service.objects.filter(organization_id=ask.organization_id).values("id")
    )


def _join_time(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    if ask.modified_after is None:
        return rows
    return rows.filter(
        service_id__in=Service.objects.filter(changed_at__gt=ask.modified_after).values("id")
    )


def _owner_terms(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    wanted = _services_with(ask)
    if wanted is None:
        return rows
    return rows.filter(id__in=Service.objects.filter(id__in=wanted).values("organization_id"))


_NARROW: dict[str, tuple[Narrow, ...]] = {
    "service": (_service_terms, _service_owner, _service_time),
    "service_at_location": (_join_terms, _join_owner, _join_time),
    "organization": (_owner_terms,),
}


def _with_tombstones(ask: Ask, total: int, contents: list[Document], start: int) -> Listing:
    """What was removed since then follows what is there, as defunct, so that a copy can catch up."""
    gone = Tombstone.objects.filter(kind="service", removed_at__gt=ask.modified_after).order_by(
        "id"
    )
    room = ask.per_page - len(contents)
    skip = max(0, start - total)
    shown = [
        {
            "id": str(row.id),
            "name": row.name,
            "status": "defunct",
            "last_modified": row.removed_at.isoformat(),
        }
        for row in gone[skip : skip + room]
    ]
    return Listing(total + gone.count(), contents + shown)


def _terms(kind: str, ask: Ask) -> Listing:
    """Taxonomies and their terms: ours from the reference, others' from the tables."""
    own = own_terms.taxonomies(ask.lang) if kind == "taxonomy" else own_terms.terms(ask.lang)
    own = [one for one in own if _fits(one, ask)]
    rows: QuerySet[Any] = every(kind).order_by("id")
    if ask.search:
        rows = rows.filter(name__icontains=ask.search)
    if kind == "taxonomy_term":
        rows = rows.filter(taxonomy_id=ask.taxonomy_id) if ask.taxonomy_id else rows
        rows = rows.filter(parent_id=ask.parent_id) if ask.parent_id else rows
        rows = rows.filter(parent_id=None) if ask.top_only else rows
    start = (ask.page - 1) * ask.per_page
    mine = own[start : start + ask.per_page]
    skip = max(0, start - len(own))
    theirs = list(rows.values()[skip : skip + ask.per_page - len(mine)])
    shown = (
        documents.full(kind, theirs, ask.lang)
        if ask.full
        else documents.listed(kind, theirs, ask.lang)
    )
    return Listing(len(own) + rows.count(), mine + shown)


def _fits(term: Document, ask: Ask) -> bool:
    if ask.search and ask.search.casefold() not in str(term["name"]).casefold():
        return False
    if (
        ask.taxonomy_id is not None
        and "taxonomy_detail" in term
        and ask.taxonomy_id != own_terms.TAXONOMY
    ):
        return False
    if ask.parent_id is not None and term.get("parent_id") != str(ask.parent_id):
        return False
    return not (ask.top_only and term.get("parent_id"))


def single(
    reader: Reader, kind: str, key: UUID, lang: str = "en", *, full_service: bool = False
) -> Document:
    """One record, whole. Raises NotFound when it is not there (any more)."""
    del reader
    own = own_terms.one(kind, key, lang)
    if own is not None:
        return own
    rows = list(every(kind).filter(id=key).values())
    if not rows:
        raise not_found(kind.replace("_", " "))
    if kind == "organization" and full_service:
        return documents.with_services(rows, lang)[0]
    return documents.full(kind, rows, lang)[0]


def removed(reader: Reader, key: UUID) -> Tombstone | None:
    """What a removed record was called, for those who still hold its id."""
    del reader
    return Tombstone.objects.filter(id=key).first()


def counts(reader: Reader) -> dict[str, int]:
    """How many services and organizations there are."""
    del reader
    return {
        "services": Service.objects.count(),
        "organizations": Organization.objects.count(),
        "service_at_locations": ServiceAtLocation.objects.count(),
    }
