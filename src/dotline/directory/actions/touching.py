"""A service changes when anything that belongs to it does: its phone, its hours, its place, its organization."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from dotline.audit import stores
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.directory.formats.shapes import SHAPES, Kind
from dotline.directory.models import Service
from dotline.directory.queries.rows import chunks, every


def _alone() -> None:
    """One writer of the directory at a time: merges, windows and search numbers are read before they are written.

    Taken first in each action, so that no two wait for each other.
    """
    stores.alone(Store.OPEN, "directory")


# Through which column of which kind one gets from an owner nearer to the service.
_UP: Final[tuple[tuple[str, str, str], ...]] = (
    ("phone_id", "phone", ""),
    ("contact_id", "contact", ""),
    ("unit_id", "service_capacity", "service_id"),
    ("taxonomy_term_id", "attribute", "link_id"),
    ("location_id", "service_at_location", "service_id"),
    ("service_at_location_id", "service_at_location", "service_id"),
    ("program_id", "service", "id"),
    ("organization_id", "service", "id"),
)
OWNERS: Final = frozenset({column for column, _kind, _to in _UP} | {"service_id", "link_id"})


@dataclass
class Touched:
    """Owners of records that came, changed or went, by the column that names them."""

    owners: dict[str, set[UUID]] = field(default_factory=dict)

    def records(self, kind: str, ids: Iterable[UUID]) -> None:
        """Note the owners of these records as they stand in the tables now; and the records themselves as owners."""
        wanted = list(ids)
        columns = [one.name for one in SHAPES[kind].fields if one.kind is Kind.ID]
        columns = [name for name in columns if name in OWNERS]
        self.owners.setdefault(f"{kind}_id", set()).update(wanted)
        for piece in chunks(wanted) if columns else ():
            for row in every(kind).filter(id__in=piece).values(*columns):
                self._row(row)

    def _row(self, row: Mapping[str, UUID | None]) -> None:
        for column, key in row.items():
            if key is not None:
                self.owners.setdefault(column, set()).add(key)

    def services(self) -> set[UUID]:
        """The services that all of this belongs to."""
        for column, kind, to in _UP:
            for piece in chunks(self.owners.get(column, ())):
                self._climb(column, kind, to, piece)
        return self.owners.get("service_id", set()) | self.owners.get("link_id", set())

    def _climb(self, column: str, kind: str, to: str, ids: list[UUID]) -> None:
        if not to:  # a phone or contact: its own owners count
            columns = [one.name for one in SHAPES[kind].fields if one.name in OWNERS]
            for row in every(kind).filter(id__in=ids).values(*columns):
                self._row(row)
            return
        by = "id" if column == f"{kind}_id" else column
        found = every(kind).filter(**{f"{by}__in": ids}).values_list(to, flat=True)
        self.owners.setdefault("service_id", set()).update(key for key in found if key)

    def write(self) -> None:
        """Write down that these services changed now."""
        now = clock.now()
        for piece in chunks(self.services()):
            Service.objects.filter(id__in=piece).update(changed_at=now)
