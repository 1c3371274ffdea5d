"""The directory in memory, narrow: what filters and distances need, loaded once per edition and process."""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from dotline.directory.models import Edition, SearchHours, SearchPoint, SearchRow
from dotline.directory.rules.hours import Weekly

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
EARTH_KM: Final = 6371.0088


@dataclass(frozen=True)
class Points:
    """All points in one table: row index of the service, radians, and whether the place itself is meant."""

    row: NDArray[np.int64]
    lat: Numbers
    lon: Numbers
    exact: Mask

    def distances(self, lat: float, lon: float, rows: int) -> tuple[Numbers, Mask]:
        """Per service the kilometres to its nearest point (inf when it has none), and whether that is exact."""
        best = np.full(rows, np.inf)
        exact = np.zeros(rows, dtype=bool)
        if not len(self.row):
            return best, exact
        phi, lam = np.radians(lat), np.radians(lon)
        half = (
            np.sin((self.lat - phi) / 2) ** 2
            + np.cos(self.lat) * np.cos(phi) * np.sin((self.lon - lam) / 2) ** 2
        )
        km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
        order = np.lexsort((~self.exact, km))[::-1]  # the nearest is written last and stays
        best[self.row[order]] = km[order]
        exact[self.row[order]] = self.exact[order]
        return best, exact


@dataclass(frozen=True)
class Snapshot:
    """Rows stand in the order of their names, so an index is also a rank."""

    stamp: UUID
    ids: tuple[UUID, ...]
    numbers: dict[int, int]
    number_of: tuple[int, ...]
    organizations: tuple[UUID | None, ...]
    assured: NDArray[np.int64]
    needs: dict[str, NDArray[np.int64]]
    languages: dict[str, NDArray[np.int64]]
    provinces: dict[str, NDArray[np.int64]]
    serves: dict[str, NDArray[np.int64]]
    points: Points
    hours: tuple[tuple[int, Weekly], ...]
    by_row: dict[int, tuple[Weekly, ...]] = field(default_factory=dict)

    def mask(self, table: dict[str, NDArray[np.int64]], keys: Iterable[str]) -> Mask:
        """The rows that stand under any of the keys."""
        found = np.zeros(len(self.ids), dtype=bool)
        for key in keys:
            if key in table:
                found[table[key]] = True
        return found


_lock = threading.Lock()
_held: dict[str, Snapshot] = {}


def stamp() -> UUID | None:
    """The stamp of the edition now in force; None for an empty directory."""
    return Edition.objects.values_list("stamp", flat=True).first()


def current() -> Snapshot:
    """The snapshot of the edition now in force."""
    now = stamp() or UUID(int=0)
    held = _held.get("now")
    if held is not None and held.stamp == now:
        return held
    with _lock:
        held = _held.get("now")
        if held is None or held.stamp != now:
            held = _held["now"] = _load(now)
    return held


def _load(now: UUID) -> Snapshot:
    rows = list(
        SearchRow.objects.order_by("sort", "service_id").values_list(
            "service_id",
            "number",
            "organization_id",
            "assured",
            "needs",
            "languages",
            "provinces",
            "serves",
            "sort",
        )
    )
    # Databases sort texts by their own collation; the order must be ours.
    rows.sort(key=lambda row: (row[8], row[0].hex))
    index = {row[0]: place for place, row in enumerate(rows)}
    hours = tuple(_hours(index))
    by_row: dict[int, list[Weekly]] = {}
    for row, one in hours:
        by_row.setdefault(row, []).append(one)
    return Snapshot(
        stamp=now,
        ids=tuple(row[0] for row in rows),
        numbers={row[1]: place for place, row in enumerate(rows)},
        number_of=tuple(row[1] for row in rows),
        organizations=tuple(row[2] for row in rows),
        assured=np.array([_day(row[3]) for row in rows], dtype=np.int64),
        needs=_table(row[4] for row in rows),
        languages=_table(row[5] for row in rows),
        provinces=_table(row[6] for row in rows),
        serves=_table(row[7] for row in rows),
        points=_points(index),
        hours=hours,
        by_row={row: tuple(found) for row, found in by_row.items()},
    )


def _day(text: str) -> int:
    digits = "".join(c for c in text[:10] if c.isdigit())
    return int(digits) if len(digits) == 8 else 0


def _table(column: Iterable[str]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, list[int]] = {}
    for row, words in enumerate(column):
        for word in words.split():
            found.setdefault(word, []).append(row)
    return {word: np.array(rows, dtype=np.int64) for word, rows in found.items()}


def _points(index: dict[UUID, int]) -> Points:
    rows = [
        (index[service], lat, lon, exact)
        for service, lat, lon, exact in SearchPoint.objects.values_list(
            "service_id", "latitude", "longitude", "exact"
        )
        if service in index
    ]
    return Points(
        row=np.array([row[0] for row in rows], dtype=np.int64),
        lat=np.radians(np.array([row[1] for row in rows], dtype=np.float64)),
        lon=np.radians(np.array([row[2] for row in rows], dtype=np.float64)),
        exact=np.array([row[3] for row in rows], dtype=bool),
    )


def _hours(index: dict[UUID, int]) -> Iterable[tuple[int, Weekly]]:
    columns = ("service_id", "days", "opens", "closes", "zone", "valid_from", "valid_to")
    for service, *rest in SearchHours.objects.values_list(*columns):
        if service in index:
            yield index[service], Weekly(*rest)


def cards(ids: Iterable[UUID]) -> dict[UUID, dict[str, object]]:
    """What a list of results shows of each service."""
    found = SearchRow.objects.filter(service_id__in=list(ids)).values_list("service_id", "card")
    return {service: json.loads(card) for service, card in found}
