"""Columns of the directory as arrays: points and distances, weekly hours, words and their rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dotline.directory.rules.hours import DAY, Weekly, always, zone_info
from dotline.reference import places

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Rows = NDArray[np.int32]
EARTH_KM: Final = 6371.0088
ROADLESS_KM: Final = 8.0  # so near to the middle of a place without a road is in that place


def table(column: Sequence[str]) -> dict[str, Rows]:
    """Each word of a column of words, with the rows that have it."""
    found: dict[str, list[int]] = {}
    for row, words in enumerate(column):
        for word in words.split():
            found.setdefault(word, []).append(row)
    return {word: np.array(rows, dtype=np.int32) for word, rows in found.items()}


@dataclass(frozen=True)
class Tally:
    """The words of a column in two flat arrays, so that all of them are counted in one go."""

    keys: tuple[str, ...]
    row: Rows
    code: Rows

    def counts(self, left: Mask) -> list[tuple[str, int]]:
        """Each word with the number of rows left that have it, commonest first; none that has none."""
        many = np.bincount(self.code[left[self.row]], minlength=len(self.keys))
        found = [(key, int(count)) for key, count in zip(self.keys, many, strict=True) if count]
        return sorted(found, key=lambda one: (-one[1], one[0]))


def tally(found: Mapping[str, Rows]) -> Tally:
    """The two arrays of a table of words."""
    keys = tuple(sorted(found))
    none = np.empty(0, dtype=np.int32)
    code = [np.full(len(found[key]), place, dtype=np.int32) for place, key in enumerate(keys)]
    return Tally(
        keys, np.concatenate([none, *(found[key] for key in keys)]), np.concatenate([none, *code])
    )


def unit(lat: Numbers, lon: Numbers) -> Numbers:
    """Points of the globe as unit vectors: chords between them cost no sine per question."""
    phi, lam = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


@dataclass(frozen=True)
class Points:
    """All points in one table, by row of the service. `roadless`: in a place that no road reaches."""

    row: Rows
    starts: NDArray[np.int64]  # where each new row begins
    vector: Numbers
    exact: Mask
    roadless: Mask

    def distances(self, lat: float, lon: float, rows: int) -> tuple[Numbers, Mask, Mask]:
        """Per service the kilometres to its nearest point (inf: none), whether exact, whether roadless."""
        best = np.full(rows, np.inf)
        exact, roadless = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
        if not len(self.row):
            return best, exact, roadless
        here = unit(np.array(lat), np.array(lon))
        chord = np.sqrt(((self.vector - here) ** 2).sum(axis=1))
        km = 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
        nearest = np.minimum.reduceat(km, self.starts)
        owners = self.row[self.starts]
        best[owners] = nearest
        mine = km == best[self.row]
        exact[self.row[mine & self.exact]] = True
        roadless[self.row[mine & self.roadless]] = True
        return best, exact, roadless


def points(found: Iterable[tuple[int, float, float, bool]]) -> Points:
    """The table of (row, latitude, longitude, exact)."""
    rows = sorted(found)
    row = np.array([one[0] for one in rows], dtype=np.int32)
    vector = unit(np.array([one[1] for one in rows]), np.array([one[2] for one in rows]))
    vector = vector.reshape(len(rows), 3)
    roadless = np.zeros(len(rows), dtype=bool)
    reach = 2 * np.sin(ROADLESS_KM / EARTH_KM / 2)
    for lat, lon in places.unmeasured():
        here = unit(np.array(lat), np.array(lon))
        roadless |= ((vector - here) ** 2).sum(axis=1) <= reach**2
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    exact = np.array([one[3] for one in rows], dtype=bool)
    return Points(row, starts, vector, exact, roadless)


@dataclass(frozen=True)
class Openings:
    """All weekly hours in one table, by row of the service."""

    row: Rows
    starts: NDArray[np.int64]
    weekly: tuple[Weekly, ...]
    days: NDArray[np.uint8]
    opens: NDArray[np.int32]
    closes: NDArray[np.int32]
    zones: tuple[tuple[str, NDArray[np.int64]], ...]  # each zone with its lines
    first: NDArray[np.int64]  # 20261122; 0 and 99999999 where there is no limit
    last: NDArray[np.int64]
    always: Mask  # per line: the hours of its service never end

    def of(self, row: int) -> tuple[Weekly, ...]:
        """The hours of one service."""
        begin, end = np.searchsorted(self.row, [row, row + 1])
        return self.weekly[begin:end]

    def open_at(self, at: datetime) -> list[tuple[date, NDArray[np.int64], Mask]]:
        """What is open at a moment: the day on which the hours began, the lines, and which are for that day alone."""
        found: list[tuple[date, NDArray[np.int64], Mask]] = []
        for name, mine in self.zones:
            local = at.astimezone(zone_info(name))
            for back in (0, 1):
                day = local.date() - timedelta(days=back)
                number = day.year * 10000 + day.month * 100 + day.day
                minute = local.hour * 60 + local.minute + back * DAY
                lines = mine[(self.days[mine] >> day.weekday() & 1).astype(bool)]
                lines = lines[(self.opens[lines] <= minute) & (minute < self.closes[lines])]
                first, last = self.first[lines], self.last[lines]
                held = (first <= number) & (number <= last)
                if held.any():
                    one_day = (first == number) & (last == number)
                    found.append((day, lines[held], one_day[held]))
        return found


def openings(found: Iterable[tuple[int, Weekly]]) -> Openings:
    """The table of (row, weekly hours)."""
    rows = sorted(found, key=lambda one: one[0])
    row = np.array([one[0] for one in rows], dtype=np.int32)
    weekly = tuple(one[1] for one in rows)
    by_zone: dict[str, list[int]] = {}
    for line, one in enumerate(weekly):
        by_zone.setdefault(one.zone, []).append(line)
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    return Openings(
        row=row,
        starts=starts,
        weekly=weekly,
        days=np.array([one.days for one in weekly], dtype=np.uint8),
        opens=np.array([one.opens for one in weekly], dtype=np.int32),
        closes=np.array([one.closes for one in weekly], dtype=np.int32),
        zones=tuple((name, np.array(lines)) for name, lines in sorted(by_zone.items())),
        first=np.array([_number(one.valid_from, 0) for one in weekly], dtype=np.int64),
        last=np.array([_number(one.valid_to, 99999999) for one in weekly], dtype=np.int64),
        always=_always(row, starts, weekly),
    )


def _always(row: Rows, starts: NDArray[np.int64], weekly: Sequence[Weekly]) -> Mask:
    found = np.zeros(len(row), dtype=bool)
    ends = [*starts[1:], len(row)][: len(starts)]
    for begin, end in zip(starts, ends, strict=True):
        found[begin:end] = always(weekly[begin:end])
    return found


def _number(day: str, otherwise: int) -> int:
    digits = day[:10].replace("-", "")
    return int(digits) if len(digits) == 8 and digits.isdigit() else otherwise
