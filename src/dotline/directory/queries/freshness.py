"""How much of the directory is confirmed within its class, and what is not."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from dotline.base import clock
from dotline.base.reader import Reader
from dotline.directory.models import SearchRow
from dotline.directory.rules import freshness
from dotline.directory.rules.freshness import Freshness
from dotline.reference import vocabulary

WEEK, MONTH = 7, 30  # days ahead that a steward looks


@dataclass(frozen=True)
class ClassCount:
    """One class of services: how many there are, and how many are confirmed in time."""

    name: str
    days: int
    services: int
    fresh: int
    overdue: int
    never: int
    in_week: int
    in_month: int

    @property
    def share(self) -> float | None:
        """The share that is confirmed within the class, 0 to 1; None without services."""
        return self.fresh / self.services if self.services else None


def counted(reader: Reader) -> tuple[ClassCount, ...]:
    """Each class with its counts, the most urgent first."""
    del reader  # the directory is open
    today = clock.today()
    found = {name: dict.fromkeys(Freshness, 0) for name in freshness.CLASSES}
    ending = {name: [0, 0] for name in freshness.CLASSES}
    for assured, needs in SearchRow.objects.values_list("assured", "needs"):
        codes = frozenset(needs.split())
        day = freshness.day_of(assured)
        state = freshness.state(day, codes, today)
        name = freshness.class_of(codes)
        found[name][state] += 1
        if day is not None and state is Freshness.FRESH:
            left = (freshness.due_on(day, codes) - today).days
            ending[name][0] += left <= WEEK
            ending[name][1] += left <= MONTH
    return tuple(
        ClassCount(
            name,
            freshness.days(name),
            sum(states.values()),
            states[Freshness.FRESH],
            states[Freshness.OVERDUE],
            states[Freshness.NEVER],
            *ending[name],
        )
        for name, states in found.items()
    )


@dataclass(frozen=True)
class Share:
    """How many of the listings that serve a province are confirmed within their class."""

    code: str
    fresh: int
    services: int

    @property
    def share(self) -> float | None:
        """0 to 1; None without listings."""
        return self.fresh / self.services if self.services else None


def by_province(reader: Reader) -> tuple[Share, ...]:
    """Each province and territory with the listings that serve it, as the published measure counts them."""
    del reader
    today = clock.today()
    fresh: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for assured, needs, serves in SearchRow.objects.values_list("assured", "needs", "serves"):
        codes = set(serves.split())
        every.update(codes)
        if freshness.is_fresh(freshness.day_of(assured), needs.split(), today):
            fresh.update(codes)
    return tuple(
        Share(one.code, fresh[one.code], every[one.code]) for one in vocabulary.codes("provinces")
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
