"""Which services are confirmed, for which needs and where: what figures about the directory are read from."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dotline.audit.stores import Store
from dotline.base.reader import Reader
from dotline.directory.models import SearchRow
from dotline.directory.rules.freshness import day_of

COUNTRY = "CA"


@dataclass(frozen=True)
class Assured:
    """A service that is open to be found: its needs, the provinces it serves, and when it was confirmed."""

    service: UUID
    needs: frozenset[str]
    serves: frozenset[str]
    confirmed: date | None

    def is_for(self, province: str) -> bool:
        """Whether somebody anywhere in the province may come: it serves all of it, or the whole country."""
        return bool({province, COUNTRY} & self.serves)


def assured_services(_reader: Reader) -> list[Assured]:
    """Every findable service. The directory is open, so everybody gets the same."""
    rows = SearchRow.objects.using(Store.OPEN).order_by("number")
    columns = rows.values_list("service_id", "needs", "serves", "assured")
    return [
        Assured(key, frozenset(needs.split()), frozenset(serves.split()), day_of(confirmed))
        for key, needs, serves, confirmed in columns.iterator(chunk_size=2_000)
    ]
