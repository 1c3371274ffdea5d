"""Pages of the HSDS lists: which records, in a lasting order, and what of each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.base.errors import Unavailable, not_found
from dotline.base.reader import Reader
from dotline.directory.models import (
    Attribute,
    Edition,
    SearchPoint,
    Service,
    ServiceNeed,
    Tombstone,
)
from dotline.directory.queries import documents, listing, own_terms
from dotline.directory.queries.find import exactly
from dotline.directory.queries.merged import names_of_merged, survivor
from dotline.directory.queries.rows import CHUNK, MODELS, Row, every, one
from dotline.directory.queries.snapshot import current, stamp
from dotline.directory.rules.query import Query
from dotline.reference import places

Document = dict[str, Any]
TRIES: Final = 5


@dataclass(frozen=True)
class Ask:
    """The parameters of a list, cumulative: every one narrows. `after` is the mark of the page before."""

    search: str = ""
    page: int = 1
    per_page: int = 50
    after: str = ""
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
    """One page of records: how many there are, over how many places pages are counted, and where it ends."""

    total: int
    places: int
    contents: list[Document]
    next: str = ""


def page(reader: Reader, kind: str, ask: Ask) -> Listing:
    """A page of services, organizations, service_at_locations, taxonomies or taxonomy_terms.

    A page shows one state of the directory: when a load ends while it is made, it is made anew.
    """
    del reader
    for _try in range(TRIES):
        before = stamp()
        found = _page(kind, ask)
        if stamp() == before:
            return found
    raise Unavailable("The directory is being changed just now.", "Try again in a moment.")


def _page(kind: str, ask: Ask) -> Listing:
    stretches = _stretches(kind, ask)
    # One place more than asked for tells whether a next page exists.
    size = ask.per_page + 1
    spots = (
        listing.following(stretches, ask.after, size)
        if ask.after
        else listing.window(stretches, (ask.page - 1) * ask.per_page, size)
    )
    shown = spots[: ask.per_page]
    return Listing(
        sum(stretch.live() for stretch in stretches),
        sum(stretch.count() for stretch in stretches),
        _shown(kind, shown, ask),
        shown[-1].mark if len(spots) > len(shown) else "",
    )


def stream(reader: Reader, kind: str, ask: Ask) -> Iterator[Document]:
    """Everything that fits, one after the other, however long reading takes."""
    del reader
    for piece in listing.pieces(_stretches(kind, ask)):
        yield from _shown(kind, piece, ask)


def edition() -> datetime | None:
    """When the directory last changed."""
    return Edition.objects.values_list("made_at", flat=True).first()


def _stretches(kind: str, ask: Ask) -> list[listing.Stretch]:
    if kind in ("taxonomy", "taxonomy_term"):
        return _terms(kind, ask)
    if ask.organization_id is not None and (end := survivor("organization", ask.organization_id)):
        ask = replace(ask, organization_id=end)
    rows, narrowed = every(kind), False
    for narrow in _NARROW[kind]:
        before = rows
        rows = narrow(rows, ask)
        narrowed = narrowed or rows is not before
    if ask.search or ask.near:
        return [listing.Ranked(_ranked(kind, rows, ask), (stamp() or UUID(int=0)).hex[:8])]
    found: list[listing.Stretch] = [listing.Rows(kind, rows, whole=not narrowed)]
    if ask.modified_after is not None and (gone := _gone(kind, ask)) is not None:
        found.append(listing.Gone(gone))
    return found


def _gone(kind: str, ask: Ask) -> QuerySet[Tombstone] | None:
    """What was removed since then. A grave keeps whose it was, not its terms: under those it is not told."""
    if ask.taxonomy_id or ask.taxonomy_term_id:
        return None
    gone = Tombstone.objects.filter(kind=kind, removed_at__gte=ask.modified_after)
    if ask.organization_id is None:
        return gone
    return gone.filter(organization_id=ask.organization_id)


def _shown(kind: str, spots: Sequence[listing.Spot], ask: Ask) -> list[Document]:
    """The documents of these places, in their order; holes show nothing."""
    ids = [spot.what for spot in spots if isinstance(spot.what, UUID)]
    rows = one(kind, ids)
    ids = [key for key in ids if key in rows]
    made = dict(zip(ids, _documents(kind, [rows[key] for key in ids], ask), strict=True))
    return [
        spot.what if isinstance(spot.what, dict) else made[spot.what]
        for spot in spots
        if isinstance(spot.what, dict) or spot.what in made
    ]


def _documents(kind: str, rows: Sequence[Row], ask: Ask) -> list[Document]:
    if ask.minimal:
        return documents.minimal(kind, rows, ask.lang)
    if kind == "organization" and ask.full_service:
        return documents.with_services(rows, ask.lang)
    return (
        documents.full(kind, rows, ask.lang) if ask.full else documents.listed(kind, rows, ask.lang)
    )


def _ranked(kind: str, rows: QuerySet[Any], ask: Ask) -> list[UUID]:
    """Ids in the order of a search."""
    if kind == "service_at_location":
        return _joins(rows, ask)
    allowed = set(rows.values_list("id", flat=True))
    if kind == "service":
        return [key for key in _searched(ask) if key in allowed]
    found = dict.fromkeys([*_named(rows, ask.search), *_owners(ask)])
    return [key for key in found if key in allowed]


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
    """By a name, also by the name of a record that was merged into it."""
    kind = next(name for name, model in MODELS.items() if model is rows.model)
    old = [
        key
        for key, names in names_of_merged(kind).items()
        if any(search.casefold() in name.casefold() for name in names)
    ]
    found = rows.filter(Q(name__icontains=search) | Q(id__in=old[:CHUNK]))
    return list(found.order_by("id").values_list("id", flat=True))


def _owners(ask: Ask) -> list[UUID]:
    held = current()
    return [owner for key in _searched(ask) if (owner := held.organizations[held.index[key]])]


Narrow = Callable[[QuerySet[Any], Ask], QuerySet[Any]]


def _services_with(ask: Ask) -> list[QuerySet[Any]]:
    """Ids of what carries the term, and of what carries the taxonomy; our own needs count as terms too."""
    found: list[QuerySet[Any]] = []
    if ask.taxonomy_term_id is not None:
        need = own_terms.code_of(ask.taxonomy_term_id)
        found.append(
            ServiceNeed.objects.filter(need__in=own_terms.within(need)).values("service_id")
            if need
            else Attribute.objects.filter(taxonomy_term_id=ask.taxonomy_term_id).values("link_id")
        )
    if ask.taxonomy_id is not None:
        terms = every("taxonomy_term").filter(taxonomy_id=ask.taxonomy_id).values("id")
        found.append(
            ServiceNeed.objects.values("service_id")
            if ask.taxonomy_id == own_terms.TAXONOMY
            else Attribute.objects.filter(taxonomy_term_id__in=terms).values("link_id")
        )
    return found


def _service_terms(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    for wanted in _services_with(ask):
        rows = rows.filter(id__in=wanted)
    return rows


def _service_owner(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    return rows.filter(organization_id=ask.organization_id) if ask.organization_id else rows


def _service_time(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    return rows.filter(changed_at__gte=ask.modified_after) if ask.modified_after else rows


def _join_terms(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    for wanted in _services_with(ask):
        rows = rows.filter(Q(service_id__in=wanted) | Q(id__in=wanted))
    return rows


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
        service_id__in=Service.objects.filter(changed_at__gte=ask.modified_after).values("id")
    )


def _owner_terms(rows: QuerySet[Any], ask: Ask) -> QuerySet[Any]:
    for wanted in _services_with(ask):
        owners = Service.objects.filter(id__in=wanted).values("organization_id")
        rows = rows.filter(Q(id__in=owners) | Q(id__in=wanted))
    return rows


_NARROW: dict[str, tuple[Narrow, ...]] = {
    "service": (_service_terms, _service_owner, _service_time),
    "service_at_location": (_join_terms, _join_owner, _join_time),
    "organization": (_owner_terms,),
}


def _terms(kind: str, ask: Ask) -> list[listing.Stretch]:
    """Taxonomies and their terms: ours from the reference, others' from the tables."""
    own = own_terms.taxonomies(ask.lang) if kind == "taxonomy" else own_terms.terms(ask.lang)
    rows: QuerySet[Any] = every(kind)
    if ask.search:
        rows = rows.filter(Q(name__icontains=ask.search) | Q(name_fr__icontains=ask.search))
    if kind == "taxonomy_term":
        rows = rows.filter(taxonomy_id=ask.taxonomy_id) if ask.taxonomy_id else rows
        rows = rows.filter(parent_id=ask.parent_id) if ask.parent_id else rows
        rows = rows.filter(parent_id=None) if ask.top_only else rows
    whole = not (ask.search or ask.taxonomy_id or ask.parent_id or ask.top_only)
    return [
        listing.Fixed([term for term in own if _fits(term, ask)]),
        listing.Rows(kind, rows, whole=whole),
    ]


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


def moved(reader: Reader, kind: str, key: UUID) -> UUID | None:
    """The record that stands for a merged one; None for one that was not merged."""
    del reader
    return survivor(kind, key)


def removed(reader: Reader, key: UUID) -> Tombstone | None:
    """What a removed record was called, for those who still hold its id."""
    del reader
    return Tombstone.objects.filter(id=key).first()


def counts(reader: Reader) -> dict[str, int]:
    """How many services and organizations there are."""
    del reader
    return {
        "services": every("service").count(),
        "organizations": every("organization").count(),
        "service_at_locations": every("service_at_location").count(),
    }
