"""Rows by their owner, for many owners at once: what documents and the search projection are made of."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from dotline.directory import models
from dotline.directory.models.carried import Carried
from dotline.directory.rules import sets
from dotline.directory.rules.sources import source_id

Row = dict[str, Any]

MODELS: dict[str, type[Carried]] = {
    "organization": models.Organization,
    "program": models.Program,
    "service": models.Service,
    "location": models.Location,
    "service_at_location": models.ServiceAtLocation,
    "address": models.Address,
    "contact": models.Contact,
    "phone": models.Phone,
    "schedule": models.Schedule,
    "service_area": models.ServiceArea,
    "language": models.Language,
    "accessibility": models.Accessibility,
    "cost_option": models.CostOption,
    "funding": models.Funding,
    "organization_identifier": models.OrganizationIdentifier,
    "required_document": models.RequiredDocument,
    "unit": models.Unit,
    "service_capacity": models.ServiceCapacity,
    "url": models.Url,
    "taxonomy": models.Taxonomy,
    "taxonomy_term": models.TaxonomyTerm,
    "attribute": models.Attribute,
    "metadata": models.Metadata,
    "meta_table_description": models.MetaTableDescription,
}
CHUNK = 500
SETTLED = source_id(sets.SETTLED)


# The column that names a record which another may stand for: what was merged is read no more.
_MERGED = {
    "organization": ("organization", "id"),
    "service": ("service", "id"),
    "location": ("location", "id"),
    "service_at_location": ("service", "service_id"),
}


def every(kind: str) -> QuerySet[Any]:
    """All rows of a kind of object but those that another stands for, or that a person's decision stands for."""
    rows = table(kind)
    if kind in sets.SETS.values():
        return rows.exclude(overruled(kind))
    if kind not in _MERGED:
        return rows
    merged, column = _MERGED[kind]
    losers = models.Merge.objects.filter(kind=merged, undone_at=None).values("loser")
    return rows.exclude(**{f"{column}__in": losers})


def overruled(kind: str) -> Q:
    """Hours or languages of a listing beside which a person decided the whole set; hours until a day stay (a holiday).

    They stay in their table, so that the load of their source finds them as it left them.
    """
    decided = table(kind).filter(origin=SETTLED).values("service_id")
    about = Q(service_id__in=decided)
    if kind == "schedule":
        joins = models.ServiceAtLocation.objects.filter(service_id__in=decided).values("id")
        about = (about | Q(service_at_location_id__in=joins)) & Q(valid_to="")
    return about & ~Q(origin=SETTLED)


def table(kind: str) -> QuerySet[Any]:
    """All there are, merged ones too: for writing, and for what compares records."""
    rows: QuerySet[Any] = MODELS[kind]._default_manager.all()
    return rows


def chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Pieces small enough for one IN list on any database."""
    found = iter(ids)
    while piece := list(islice(found, CHUNK)):
        yield piece


def by(kind: str, column: str, ids: Iterable[UUID]) -> dict[UUID, list[Row]]:
    """Rows of a kind by the id in one of their columns, in a lasting order."""
    found: dict[UUID, list[Row]] = {}
    for piece in chunks(dict.fromkeys(ids)):
        for row in every(kind).filter(**{f"{column}__in": piece}).order_by("id").values():
            found.setdefault(row[column], []).append(row)
    return found


def one(kind: str, ids: Iterable[UUID | None]) -> dict[UUID, Row]:
    """Rows of a kind by their own id."""
    return {key: rows[0] for key, rows in by(kind, "id", (i for i in ids if i)).items()}
