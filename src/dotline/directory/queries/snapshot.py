"""The directory in memory, narrow: what filters and distances need, loaded once per edition and process."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

import numpy as np
from django.db import connections
from numpy.typing import NDArray

from dotline.directory.models import SearchArea, SearchHours, SearchPoint, SearchRow
from dotline.directory.queries import engine
from dotline.directory.queries.merged import resolved
from dotline.directory.queries.tables import (
    Mask,
    Openings,
    Points,
    Rows,
    Tally,
    openings,
    points,
    table,
    tally,
)
from dotline.directory.rules import areas, freshness
from dotline.directory.rules.hours import Weekly

# Numbers of rows that are kept of what the word engine said: four bytes each.
KEPT: Final = 8_000_000
MADE: Final = 20
CARDS: Final = 4_000  # about two kilobytes each

T = TypeVar("T")
_lock = threading.Lock()


class Postings:
    """What the word engine said in this edition, the latest asked kept: token sets are stems, never sentences."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Rows] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def of(self, wanted: Sequence[tuple[str, ...]], row_of: NDArray[np.int32]) -> list[Rows]:
        """The rows of each token set, in the order asked."""
        with self._lock:
            have = {tokens: self._kept[tokens] for tokens in wanted if tokens in self._kept}
            for tokens in have:
                self._kept.move_to_end(tokens)
        missing = [tokens for tokens in dict.fromkeys(wanted) if tokens not in have]
        if missing:
            found = engine.holding(dict(enumerate(missing)))
            for place, tokens in enumerate(missing):
                numbers = found[place]
                rows = row_of[numbers[numbers < len(row_of)]]
                have[tokens] = rows[rows >= 0]
            self._keep({tokens: have[tokens] for tokens in missing})
        return [have[tokens] for tokens in wanted]

    def _keep(self, fresh: Mapping[tuple[str, ...], Rows]) -> None:
        with self._lock:
            for tokens, rows in fresh.items():
                if tokens not in self._kept:
                    self._kept[tokens] = rows
                    self._size += len(rows) + 100
            while self._size > KEPT and self._kept:
                _tokens, rows = self._kept.popitem(last=False)
                self._size -= len(rows) + 100


@dataclass(frozen=True)
class Snapshot:
    """Rows stand in the order of their names, so an index is also a rank."""

    stamp: UUID
    ids: tuple[UUID, ...]
    row_of: NDArray[np.int32]
    organizations: tuple[UUID | None, ...]
    assured: NDArray[np.int64]
    verify_by: NDArray[np.int64]
    needs: dict[str, Rows]
    languages: dict[str, Rows]
    provinces: dict[str, Rows]
    serves: dict[str, Rows]
    welcomes: dict[str, Rows]
    ages: tuple[NDArray[np.float32], NDArray[np.float32]]
    points: Points
    openings: Openings
    areas: tuple[tuple[int, areas.Area], ...]
    index: Mapping[UUID, int]
    postings: Postings = field(default_factory=Postings)
    kept: "OrderedDict[Hashable, Any]" = field(default_factory=OrderedDict)
    texts: "OrderedDict[UUID, str]" = field(default_factory=OrderedDict)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, kept with this edition under the key: the latest MADE such things."""
        found: T | None = self.kept.get(key)
        if found is None:
            found = make()
            with _lock:
                self.kept[key] = found
                while len(self.kept) > MADE:
                    self.kept.popitem(last=False)
        return found

    @cached_property
    def tallies(self) -> dict[str, Tally]:
        """What facets count, made when the first of them is asked for."""
        names = ("needs", "languages", "provinces", "welcomes")
        return {name: tally(getattr(self, name)) for name in names}

    def mask(self, found: Mapping[str, Rows], keys: Iterable[str]) -> Mask:
        """The rows that stand under any of the keys."""
        mask = np.zeros(len(self.ids), dtype=bool)
        for key in keys:
            if key in found:
                mask[found[key]] = True
        return mask

    def late(self, today: date) -> Mask:
        """The rows that nobody confirmed within their class: too long ago, never, or on a day still to come."""
        to_come = self.assured > int(today.strftime("%Y%m%d"))
        found: Mask = (self.verify_by < today.toordinal()) | to_come
        return found

    def stating(self, facet: str) -> Mask:
        """The rows whose `welcomes` say anything about a facet."""
        start = f"{facet}:"
        return self.mask(self.welcomes, (key for key in self.welcomes if key.startswith(start)))

    def holding(self, wanted: Sequence[tuple[str, ...]]) -> list[Rows]:
        """For each set of tokens the rows that hold any of them, from memory or from the engine."""
        return self.postings.of(wanted, self.row_of)

    def cards(self, ids: Sequence[UUID]) -> dict[UUID, dict[str, object]]:
        """What a list of results shows of each service; the latest CARDS shown need no database.

        They change with the edition only. Each caller gets copies of its own.
        """
        with _lock:
            have = {key: self.texts[key] for key in ids if key in self.texts}
        missing = [key for key in ids if key not in have]
        if missing:
            fresh = _card_texts(missing)
            have |= fresh
            with _lock:
                self.texts.update(fresh)
                while len(self.texts) > CARDS:
                    self.texts.popitem(last=False)
        return {key: json.loads(text) for key, text in have.items()}

    def hours(self, row: int) -> tuple[Weekly, ...]:
        """The weekly hours of a row."""
        return self.openings.of(row)


_held: dict[str, Snapshot] = {}


def stamp() -> UUID | None:
    """The stamp of the edition now in force; None for an empty directory.

    Every search asks this first, so the sentence is written out: building it took longer than answering it.
    """
    with connections[engine.STORE].cursor() as cursor:
        cursor.execute("SELECT stamp FROM directory_edition WHERE id = 1")
        found = cursor.fetchone()
    return found and UUID(str(found[0]))


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


_COLUMNS = (
    "service_id",
    "number",
    "organization_id",
    "assured",
    "needs",
    "languages",
    "provinces",
    "serves",
    "welcomes",
    "age_from",
    "age_to",
    "sort",
)


def _load(now: UUID) -> Snapshot:
    rows = list(SearchRow.objects.values_list(*_COLUMNS))
    # Databases sort texts by their own collation; the order must be ours.
    rows.sort(key=lambda row: (row[-1], row[0].hex))
    columns = dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else {}

    def column(name: str) -> Sequence[str]:
        return columns.get(name, ())

    ids: tuple[UUID, ...] = tuple(row[0] for row in rows)
    index = {key: place for place, key in enumerate(ids)}
    return Snapshot(
        stamp=now,
        ids=ids,
        row_of=_row_of([row[1] for row in rows]),
        organizations=tuple(row[2] for row in rows),
        assured=np.array([_day(row[3]) for row in rows], dtype=np.int64),
        verify_by=np.array([freshness.last_day(row[3], row[4]) for row in rows], dtype=np.int64),
        needs=table(column("needs")),
        languages=table(column("languages")),
        provinces=table(column("provinces")),
        serves=table(column("serves")),
        welcomes=table(column("welcomes")),
        ages=_ages([(row[9], row[10]) for row in rows]),
        points=_points(index),
        openings=_openings(index),
        areas=_areas(index),
        index=index,
    )


def _row_of(numbers: list[int]) -> NDArray[np.int32]:
    found = np.full(max(numbers, default=0) + 1, -1, dtype=np.int32)
    found[numbers] = np.arange(len(numbers), dtype=np.int32)
    return found


def _day(text: str) -> int:
    digits = "".join(c for c in text[:10] if c.isdigit())
    return int(digits) if len(digits) == 8 else 0


def _ages(
    rows: list[tuple[int | None, int | None]],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lowest and highest age of each row, not a number where the listing does not say."""
    both = np.array(rows, dtype=np.float32).reshape(len(rows), 2)
    return both[:, 0], both[:, 1]


def _points(index: Mapping[UUID, int]) -> Points:
    columns = ("service_id", "latitude", "longitude", "exact")
    return points(
        (index[service], lat, lon, exact)
        for service, lat, lon, exact in SearchPoint.objects.values_list(*columns)
        if service in index
    )


def _openings(index: Mapping[UUID, int]) -> Openings:
    columns = ("service_id", "days", "opens", "closes", "zone", "valid_from", "valid_to")
    return openings(
        (index[service], Weekly(*rest))
        for service, *rest in SearchHours.objects.values_list(*columns)
        if service in index
    )


def _areas(index: Mapping[UUID, int]) -> tuple[tuple[int, areas.Area], ...]:
    return tuple(
        (index[service], area)
        for service, extent in SearchArea.objects.order_by("id").values_list("service_id", "extent")
        if service in index and (area := areas.read(extent, "geojson"))
    )


def cards(ids: Iterable[UUID]) -> dict[UUID, dict[str, object]]:
    """What a list of results shows of each service; of a merged one what stands for it, under its old id."""
    wanted = list(ids)
    found = _card_texts(wanted)
    moved = resolved("service", [key for key in wanted if key not in found])
    if moved:
        stands = _card_texts(moved.values())
        found |= {key: stands[end] for key, end in moved.items() if end in stands}
    return {service: json.loads(card) for service, card in found.items()}


def _card_texts(ids: Iterable[UUID]) -> dict[UUID, str]:
    found = SearchRow.objects.filter(service_id__in=list(ids)).values_list("service_id", "card")
    return dict(found)
