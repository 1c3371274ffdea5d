"""Whose a record is: what an agency published itself, no other agency merges away."""

from uuid import UUID

from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.models import Service, Source
from dotline.directory.queries.rows import Row, chunks, table


def may_merge_away(reader: Reader, kind: str, loser: UUID) -> Decision:
    """Whether the reader may let another record stand for this one; refused for another agency's (R-11)."""
    return policy.may_merge(agencys=bool(_publishers(kind, loser) - {reader.agency}))


def seals(kind: str, ids: set[UUID]) -> bool:
    """Whether one of the records is a sealed service, runs one, or is the place of one."""
    sealed = Service.objects.filter(sealed=True)
    if kind == "location":
        joins = table("service_at_location").filter(location_id__in=ids)
        return sealed.filter(id__in=joins.values("service_id")).exists()
    column = "organization_id__in" if kind == "organization" else "id__in"
    return sealed.filter(**{column: ids}).exists()


def sealed_ids() -> dict[str, set[UUID]]:
    """Sealed services, whoever runs one, and their places, by kind: what `seals` answers, for many at once."""
    rows = list(Service.objects.filter(sealed=True).values_list("id", "organization_id"))
    services = {key for key, _runs in rows}
    places: set[UUID] = set()
    for piece in chunks(services):
        joins = table("service_at_location").filter(service_id__in=piece)
        places.update(joins.exclude(location_id=None).values_list("location_id", flat=True))
    runs = {runs for _key, runs in rows if runs}
    return {"service": services, "organization": runs, "location": places}


def _publishers(kind: str, key: UUID) -> set[UUID | None]:
    """The agencies that published the record or what would move with it; None where it is not known which."""
    found: set[UUID | None] = set()
    for row in _moving(kind, key):
        found |= _agencies(row)
    return found


def _moving(kind: str, key: UUID) -> list[Row]:
    columns = {"organization": "organization_id", "location": "location_id"}
    moving = {
        "organization": ("service", "program", "location"),
        "location": ("service_at_location",),
    }
    rows = list(table(kind).filter(id=key).values())
    for child in moving.get(kind, ()):
        rows += table(child).filter(**{columns[kind]: key}).values()
    loads = set(Source.objects.values_list("id", flat=True))
    return [row for row in rows if row["origin"] not in loads]


def _agencies(row: Row) -> set[UUID | None]:
    """A service names its agency; of anything else the services that came with it do, or that it runs."""
    if "agency" in row:
        return {row["agency"]}
    beside = Service.objects.filter(origin=row["origin"]) | Service.objects.filter(
        organization_id=row["id"]
    )
    return set(beside.exclude(agency=None).values_list("agency", flat=True)) or {None}
