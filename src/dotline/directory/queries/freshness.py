"""How much of the directory is confirmed within its class, and what is not."""

from dataclasses import dataclass
from uuid import UUID

from dotline.base import clock
from dotline.base.reader import Reader
from dotline.directory.models import SearchRow
from dotline.directory.rules import freshness
from dotline.directory.rules.freshness import Freshness


@dataclass(frozen=True)
class ClassCount:
    """One class of services: how many there are, and how many are confirmed in time."""

    name: str
    days: int
    services: int
    fresh: int
    overdue: int
    never: int

    @property
    def share(self) -> float | None:
        """The share that is confirmed within the class, 0 to 1; None without services."""
        return self.fresh / self.services if self.services else None


def counted(reader: Reader) -> tuple[ClassCount, ...]:
    """Each class with its counts, the most urgent first."""
    del reader  # the directory is open
    today = clock.today()
    found = {name: dict.fromkeys(Freshness, 0) for name in freshness.CLASSES}
    for assured, needs in SearchRow.objects.values_list("assured", "needs"):
        codes = frozenset(needs.split())
        state = freshness.state(freshness.day_of(assured), codes, today)
        found[freshness.class_of(codes)][state] += 1
    return tuple(
        ClassCount(
            name,
            freshness.days(name),
            sum(states.values()),
            states[Freshness.FRESH],
            states[Freshness.OVERDUE],
            states[Freshness.NEVER],
        )
        for name, states in found.items()
    )


def overdue(reader: Reader, limit: int = 100) -> list[tuple[UUID, str, Freshness]]:
    """Services to confirm, the longest overdue first: id, last confirmation, state."""
    del reader
    today = clock.today()
    rows = [
        (service, assured, freshness.state(freshness.day_of(assured), needs.split(), today))
        for service, assured, needs in SearchRow.objects.values_list(
            "service_id", "assured", "needs"
        )
    ]
    late = [row for row in rows if row[2] is not Freshness.FRESH]
    return sorted(late, key=lambda row: (row[1], row[0].hex))[:limit]
