"""Hours and languages of a listing as they stand: what its rows say in one value, and what a person decided."""

from collections.abc import Iterable
from uuid import UUID

from dotline.directory.queries.rows import SETTLED, Row, every, table
from dotline.directory.rules import hours, languages, sets


def standing(service_id: UUID) -> dict[str, str]:
    """The sets that everybody reads of a listing, by field; '' where its rows say nothing."""
    return {field: _said(field, rows_of(field, service_id)) for field in sets.SETS}


def sources_say(field: str, service_id: UUID) -> str:
    """What stands in the rows of its sources, whatever a person decided."""
    return _said(field, rows_of(field, service_id, decided=False))


def rows_of(field: str, service_id: UUID, *, decided: bool = True) -> list[Row]:
    """The rows that a set is read from: the listing's own, and without a decision those of its places too."""
    kind = sets.SETS[field]
    settled = list(table(kind).filter(origin=SETTLED, service_id=service_id).values())
    if decided and settled:
        return settled
    rows = table(kind).exclude(origin=SETTLED)
    joins = every("service_at_location").filter(service_id=service_id)
    found = list(rows.filter(service_id=service_id).order_by("id").values())
    if kind == "schedule":
        at_join = rows.filter(service_at_location_id__in=joins.values("id"))
        found += at_join.order_by("id").values()
    places = every("location").filter(id__in=joins.values("location_id")).values("id")
    return [*found, *rows.filter(location_id__in=places).order_by("id").values()]


def _said(field: str, rows: Iterable[Row]) -> str:
    if field == sets.LANGUAGES:
        keys = (languages.keys(row["name"], row["code"]) for row in rows)
        return sets.languages_said(code for found in keys for code in found)
    weekly = (hours.weekly(row, row["zone"]) for row in rows if not row["valid_to"])
    return sets.hours_said(one for one in weekly if one)
