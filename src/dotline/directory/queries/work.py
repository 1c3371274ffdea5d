"""One search under way, and what narrows it: each filter takes rows away, adds points, or notes what to say."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from dotline.directory.queries.snapshot import Snapshot
from dotline.directory.queries.tables import Mask, Numbers, Rows
from dotline.directory.rules import languages, needs, ranking, regions, welcome, words
from dotline.directory.rules.beds import Beds, State
from dotline.directory.rules.query import ANYWHERE, COUNTRY, PROVINCE, Query
from dotline.reference import holidays, places
from dotline.reference import needs as taxonomy
from dotline.reference.holidays import Holiday

HUB_KM = 50.0
NOTHING = len(words.FIELDS)  # as the place of a field: the word is nowhere


@dataclass
class Work:
    """Which rows are left, what they score, and what can be said about each."""

    query: Query
    held: Snapshot
    beds: dict[UUID, Beds]
    left: Mask
    points: Numbers
    km: Numbers | None = None
    exact: Mask | None = None
    roadless: Mask | None = None
    from_hub: Mask | None = None
    elsewhere: Mask | None = None
    holding: Mask | None = None
    said: list[tuple[str, NDArray[np.int8]]] = field(default_factory=list)
    wishes: list[tuple[welcome.Wish, Mask]] = field(default_factory=list)
    codes: frozenset[str] = frozenset()
    language: str = ""
    province: str = ""
    unsure: dict[int, Holiday] = field(default_factory=dict)

    def keep(self, rows: Mask) -> None:
        """Go on with these rows only."""
        self.left &= rows


def narrowed(held: Snapshot, query: Query, beds: dict[UUID, Beds]) -> Work:
    """The question applied, cheap filters first; words last, so that they need not be looked up in vain."""
    rows = len(held.ids)
    work = Work(query, held, beds, np.ones(rows, dtype=bool), np.zeros(rows))
    steps = (
        *(_need, _language, _province, _scope, _place, _wishes, _age, _beds, _hours, _words),
        _freshness,
    )
    for narrow in steps:
        if work.left.any():
            narrow(work)
    return work


def _freshness(work: Work) -> None:
    """What nobody confirmed within its class stands lower; it stays in the list, and says so."""
    if work.query.at is not None:
        work.points[work.held.late(work.query.at.date())] -= ranking.STALE


def _need(work: Work) -> None:
    if work.query.need:
        work.codes = needs.wanted(work.query.need)
        work.keep(work.held.mask(work.held.needs, work.codes))


def _language(work: Work) -> None:
    if work.query.language:
        work.language = languages.one(work.query.language)
        work.keep(work.held.mask(work.held.languages, [work.language]))


def _province(work: Work) -> None:
    if not work.query.province:
        return
    work.province = regions.province(work.query.province) or work.query.province.upper()
    if work.query.scope not in (COUNTRY, ANYWHERE):
        work.keep(_in_or_for(work.held, work.province))


def _in_or_for(held: Snapshot, province: str) -> Mask:
    serving = held.mask(held.serves, [province, regions.COUNTRY])
    return serving | held.mask(held.provinces, [province])


def _scope(work: Work) -> None:
    if work.query.scope == COUNTRY:
        work.keep(work.held.mask(work.held.serves, [regions.COUNTRY]))


# --- where -----------------------------------------------------------------------------------


def _place(work: Work) -> None:
    near, query, held = work.query.near, work.query, work.held
    if near is None:
        return
    if near.point is None:  # a province: whom a service is for decides, not how far it is
        if query.scope not in (COUNTRY, ANYWHERE):
            work.keep(_in_or_for(held, near.province))
        return
    work.km, work.exact, work.roadless = _distances(held, *near.point)
    reach = np.inf if query.km is None else query.km
    within = np.isfinite(work.km) & (work.km <= reach)
    if query.hub is not None and query.hub.point is not None:
        from_hub = _distances(held, *query.hub.point)[0]
        work.from_hub = ~within & (from_hub <= HUB_KM)
        within = within | work.from_hub
    work.holding = _areas_with(held, near)
    serving = held.mask(held.serves, [near.province, regions.COUNTRY]) | work.holding
    work.elsewhere = _names_other_areas(held) & ~serving
    if query.scope == PROVINCE:
        work.keep(serving | held.mask(held.provinces, [near.province]))
    elif query.scope == "":
        work.keep((within & ~work.elsewhere) | serving)
    # A straight line says nothing where no road leads: there only what serves the place counts.
    measured = within if near.measured else within & (work.km <= ranking.SAME_PLACE_KM)
    cost = np.where(measured, np.minimum(work.km, ranking.FARTHEST), ranking.BEYOND)
    if query.scope in (PROVINCE, ANYWHERE):
        cost = np.where(np.isfinite(work.km), np.minimum(work.km, ranking.WORLD), ranking.WORLD)
    work.points -= cost * ranking.KM_POINTS


def _areas_with(held: Snapshot, near: places.Place) -> Mask:
    """Services whose area holds the place: its town by name, or a shape around its point."""
    found = held.mask(held.serves, [regions.town_key(near.province, near.name)])
    if near.point is not None:
        for row, area in held.areas:
            if area.contains(*near.point):
                found[row] = True
    return found


def _names_other_areas(held: Snapshot) -> Mask:
    """Services that say whom they are for, in words that we could place wholly."""

    def made() -> Mask:
        known = held.mask(held.serves, (key for key in held.serves if key != regions.UNPLACED))
        known[[row for row, _area in held.areas]] = True
        return known & ~held.mask(held.serves, [regions.UNPLACED])

    return held.once("other areas", made)


def _distances(held: Snapshot, lat: float, lon: float) -> tuple[Numbers, Mask, Mask]:
    # A page's second look at the same town costs nothing.
    return held.once(("km", lat, lon), lambda: held.points.distances(lat, lon, len(held.ids)))


# --- for whom --------------------------------------------------------------------------------


def _wishes(work: Work) -> None:
    query = work.query
    wanted = [
        welcome.wish(facet, value)
        for facet, value in (
            ("gender", query.gender),
            ("status", query.status),
            ("exploitation", query.exploitation),
            *((name, welcome.YES) for name in welcome.PLAIN if getattr(query, name)),
        )
        if value
    ]
    held = work.held
    for wish in wanted:
        yes = held.mask(held.welcomes, wish.yes)
        no = held.stating(wish.facet) & ~yes & ~held.mask(held.welcomes, wish.maybe)
        _say(work, wish, yes, no)


def _age(work: Work) -> None:
    age = work.query.age
    if age is None:
        return
    lowest, highest = work.held.ages
    said = ~np.isnan(lowest) | ~np.isnan(highest)
    inside = ~(lowest > age) & ~(highest < age)
    _say(work, welcome.wish("age", str(age)), said & inside, said & ~inside)


def _say(work: Work, wish: welcome.Wish, yes: Mask, no: Mask) -> None:
    """What says no goes, what says yes comes first, what says nothing stays."""
    work.keep(~no)
    work.points[yes] += ranking.SAYS_SO
    work.wishes.append((wish, yes))


def _beds(work: Work) -> None:
    now = work.query.at
    if not work.query.beds_now or now is None:
        return
    free, full = np.zeros(len(work.left), dtype=bool), np.zeros(len(work.left), dtype=bool)
    for service, beds in work.beds.items():
        row = work.held.index.get(service)
        if row is not None:
            free[row] = beds.state(now) is State.FREE
            full[row] = beds.state(now) is State.FULL
    work.keep(~full)
    work.points[free] += ranking.SAYS_SO


# --- open now --------------------------------------------------------------------------------


def open_rows(held: Snapshot, at: datetime) -> tuple[Mask, dict[int, Holiday]]:
    """The rows that are surely open, and those only usually so because their province keeps a holiday."""
    # Hours are whole minutes: all questions of one minute share the answer.
    minute = at.replace(second=0, microsecond=0)
    return held.once(("open", minute), lambda: _open_rows(held, minute))


def _open_rows(held: Snapshot, at: datetime) -> tuple[Mask, dict[int, Holiday]]:
    surely = np.zeros(len(held.ids), dtype=bool)
    usually: dict[int, Holiday] = {}
    table = held.openings
    for day, lines, one_day in table.open_at(at):
        kept = holidays.on(day)
        rows = table.row[lines]
        off = held.mask(held.provinces, kept)[rows] & ~table.always[lines] & ~one_day
        surely[rows[~off]] = True
        for row in rows[off]:
            province = next(p for p in kept if has(held.provinces.get(p), int(row)))
            usually[int(row)] = kept[province]
    return surely, {row: holiday for row, holiday in usually.items() if not surely[row]}


def _hours(work: Work) -> None:
    at = work.query.open_now_at
    if at is None:
        return
    surely, work.unsure = open_rows(work.held, at)
    usually = np.zeros(len(surely), dtype=bool)
    usually[list(work.unsure)] = True
    work.keep(surely | usually)
    work.points[usually] -= ranking.UNSURE


# --- words -----------------------------------------------------------------------------------


def _words(work: Work) -> None:
    terms = words.asked(work.query.words, taxonomy.ring)
    if not terms:
        return
    wanted = [
        tuple(letter + stem for stem in stems)
        for term in terms
        for way in term.ways
        for stems in way
        for letter in words.FIELDS
    ]
    found = iter(work.held.holding(wanted))
    matched = np.zeros(len(work.left), dtype=np.int16)
    values = np.array([*(ranking.POINTS[letter] for letter in words.FIELDS), 0.0])
    for term in terms:
        best = np.full(len(work.left), NOTHING, dtype=np.int8)
        for way in term.ways:
            np.minimum(best, _weakest(way, found, len(best)), out=best)
        matched += best < NOTHING
        work.points += values[best]
        work.said.append((term.said, best))
    work.keep(matched >= (1 if work.query.any_word else len(terms)))


def _weakest(
    way: tuple[tuple[str, ...], ...], found: Iterator[Rows], rows: int
) -> NDArray[np.int8]:
    """Per row the weakest of the best fields of each word: all words must be there."""
    weakest = np.zeros(rows, dtype=np.int8)
    for _stems in way:
        best = np.full(rows, NOTHING, dtype=np.int8)
        held = [next(found) for _letter in words.FIELDS]
        for place in reversed(range(NOTHING)):
            best[held[place]] = place
        np.maximum(weakest, best, out=weakest)
    return weakest


def has(rows: Rows | None, row: int) -> bool:
    if rows is None:
        return False
    at = int(np.searchsorted(rows, row))
    return at < len(rows) and int(rows[at]) == row
