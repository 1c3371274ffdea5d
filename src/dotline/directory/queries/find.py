"""The one search: words, need, near, language, open now and province, each hit with its reasons."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from dotline.base.reader import Reader
from dotline.directory.queries import engine, snapshot
from dotline.directory.queries.snapshot import Mask, Numbers, Snapshot
from dotline.directory.rules import hours, languages, needs, ranking, regions, words
from dotline.directory.rules.query import MOST, Found, Hit, Query, Reason, widened
from dotline.reference import needs as taxonomy


@dataclass
class Memo:
    """What the engine said about the words of one question."""

    keys: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)
    found: dict[int, set[int]] | None = None


@dataclass
class Work:
    """One search under way: which rows are left, what they score, and what can be said about each."""

    query: Query
    held: Snapshot
    left: Mask
    points: Numbers
    memo: Memo
    km: Numbers | None = None
    exact: Mask | None = None
    said: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    language: str = ""
    province: str = ""


def find(reader: Reader, query: Query) -> Found:
    """Who can help. Never a dead end: when nothing fits, the question is widened and the answer says how.

    The directory is open, so every reader gets the same; the reader is named as everywhere.
    """
    del reader
    held = snapshot.current()
    memo = Memo()
    found = _answer(held, query, memo)
    if found.total or not held.ids:
        return replace(found, asked=query)
    relaxed: list[Reason] = []
    for wider, reason in widened(query):
        relaxed.append(reason)
        found = _answer(held, wider, memo)
        if found.total:
            return replace(found, relaxed=tuple(relaxed), asked=query)
    return replace(found, relaxed=tuple(relaxed), asked=query)


def exactly(query: Query) -> list[UUID]:
    """All services that fit, best first, never widened: for programs, which asked for exactly this."""
    _work, order = _ranked(snapshot.current(), query, Memo())
    return [_work.held.ids[row] for row in order]


def _answer(held: Snapshot, query: Query, memo: Memo) -> Found:
    work, order = _ranked(held, query, memo)
    page = order[query.offset : query.offset + min(query.limit, MOST)]
    cards = snapshot.cards(held.ids[row] for row in page)
    hits = tuple(
        _hit(work, int(row), cards[held.ids[row]]) for row in page if held.ids[row] in cards
    )
    return Found(hits, len(order), used=query)


def _ranked(held: Snapshot, query: Query, memo: Memo) -> tuple[Work, NDArray[np.int64]]:
    rows = len(held.ids)
    work = Work(query, held, np.ones(rows, dtype=bool), np.zeros(rows), memo)
    for narrow in (
        _by_need,
        _by_language,
        _by_province,
        _by_nationwide,
        _by_place,
        _by_hours,
        _by_words,
    ):
        if work.left.any():
            narrow(work)
    left = np.flatnonzero(work.left)
    # Rows stand in the order of their names: the index itself is the last tie-break.
    order = left[np.lexsort((left, -held.assured[left], -np.round(work.points[left], 3)))]
    return work, order


def _by_need(work: Work) -> None:
    if work.query.need:
        work.codes = needs.wanted(work.query.need)
        work.left &= work.held.mask(work.held.needs, work.codes)


def _by_language(work: Work) -> None:
    if work.query.language:
        work.language = languages.one(work.query.language)
        work.left &= work.held.mask(work.held.languages, [work.language])


def _by_province(work: Work) -> None:
    if work.query.province:
        work.province = regions.province(work.query.province) or work.query.province.upper()
        here = work.held.mask(work.held.provinces, [work.province])
        work.left &= here | work.held.mask(work.held.serves, [work.province, regions.COUNTRY])


def _by_nationwide(work: Work) -> None:
    if work.query.nationwide_only:
        work.left &= work.held.mask(work.held.serves, [regions.COUNTRY])


def _by_place(work: Work) -> None:
    near = work.query.near
    if near is None:
        return
    held = work.held
    serving = held.mask(held.serves, [near.province, regions.COUNTRY])
    if near.point is None:  # a province: whom a service is for decides, not how far it is
        work.left &= serving | held.mask(held.provinces, [near.province])
        return
    work.km, work.exact = _distances(held.stamp, *near.point)
    within = work.km <= (np.inf if work.query.km is None else work.query.km)
    within &= np.isfinite(work.km)
    work.left &= within | serving
    cost = (
        np.where(within, np.minimum(work.km, ranking.FARTHEST), ranking.BEYOND) * ranking.KM_POINTS
    )
    work.points -= cost


@lru_cache(maxsize=64)
def _distances(stamp: UUID, lat: float, lon: float) -> tuple[Numbers, Mask]:
    # Cached by edition: a page's second look at the same town costs nothing.
    held = snapshot.current()
    return held.points.distances(lat, lon, len(held.ids))


def _by_hours(work: Work) -> None:
    at = work.query.open_now_at
    if at is None:
        return
    open_now = np.zeros(len(work.held.ids), dtype=bool)
    for row, weekly in work.held.hours:
        if work.left[row] and not open_now[row] and hours.closing(weekly, at):
            open_now[row] = True
    work.left &= open_now


def _by_words(work: Work) -> None:
    terms = words.asked(work.query.words, taxonomy.ring)
    if not terms:
        return
    if work.memo.found is None:
        _look_up(work.memo, terms)
    held, memo = work.held, work.memo
    # Only rows that every other filter left are looked at: a common word matches thousands.
    left = {held.number_of[row] for row in np.flatnonzero(work.left)}
    found = {key: rows & left for key, rows in (memo.found or {}).items()}
    matched = np.zeros(len(held.ids), dtype=np.int64)
    for term in terms:
        best: dict[int, str] = {}
        for way in term.ways:
            _match(best, way, memo.keys, found)
        for number, letter in best.items():
            row = held.numbers[number]
            matched[row] += 1
            work.points[row] += ranking.POINTS[letter]
            work.said.setdefault(row, []).append((term.said, letter))
    work.left &= matched >= (1 if work.query.any_word else len(terms))


def _look_up(memo: Memo, terms: tuple[words.Asked, ...]) -> None:
    """Ask the engine once; widening the question asks for the same words."""
    wanted: dict[int, list[str]] = {}
    for stems in {stems for term in terms for way in term.ways for stems in way}:
        for letter in words.FIELDS:
            key = memo.keys.setdefault((letter, stems), len(memo.keys))
            wanted[key] = [letter + stem for stem in stems]
    memo.found = engine.holding(wanted)


def _match(
    best: dict[int, str],
    way: tuple[tuple[str, ...], ...],
    keys: dict[tuple[str, tuple[str, ...]], int],
    found: dict[int, set[int]],
) -> None:
    """Rows that hold every word of a way; the weakest field of its words is what it counts as."""
    fields = [{letter: found[keys[letter, stems]] for letter in words.FIELDS} for stems in way]
    everywhere = set.intersection(*(set().union(*one.values()) for one in fields))
    for number in everywhere:
        weakest = max(
            (next(letter for letter in words.FIELDS if number in one[letter]) for one in fields),
            key=words.FIELDS.index,
        )
        if number not in best or words.FIELDS.index(weakest) < words.FIELDS.index(best[number]):
            best[number] = weakest


def _hit(work: Work, row: int, card: dict[str, object]) -> Hit:
    km = None
    if work.km is not None and np.isfinite(work.km[row]):
        km = float(work.km[row])
    why = tuple(_why(work, row, card, km))
    shown = round(km, 1) if km is not None else None
    return Hit(work.held.ids[row], card, why, shown, round(float(work.points[row]), 3))


def _why(work: Work, row: int, card: dict[str, object], km: float | None) -> list[Reason]:
    query, held = work.query, work.held
    why: list[Reason] = []
    if query.need:
        met = [
            code
            for code in sorted(work.codes)
            if code in held.needs and _has(held.needs[code], row)
        ]
        why += [
            ranking.need(one.label_en, one.label_fr)
            for code in met[:2]
            if (one := taxonomy.find(code))
        ]
    why += [ranking.word(said, letter) for said, letter in work.said.get(row, ())]
    if km is not None and query.near is not None and work.exact is not None:
        why.append(ranking.distance(km, query.near.label, exact=bool(work.exact[row])))
    wider = [
        code
        for code in (work.province or (query.near.province if query.near else ""), regions.COUNTRY)
        if code
    ]
    region = [code for code in wider if code in held.serves and _has(held.serves[code], row)]
    if region and (query.near is not None or query.province or query.nationwide_only):
        why.append(ranking.serves(region))
    if work.language:
        why.append(ranking.speaks(work.language))
    if query.open_now_at is not None and (until := _until(held, row, query.open_now_at)):
        why.append(ranking.open_now(until, query.open_now_at))
    if card.get("assured"):
        why.append(ranking.verified(str(card["assured"])[:10]))
    return why


def _until(held: Snapshot, row: int, at: datetime) -> datetime | None:
    return hours.open_until(held.by_row.get(row, ()), at)


def _has(rows: NDArray[np.int64], row: int) -> bool:
    at = int(np.searchsorted(rows, row))
    return at < len(rows) and int(rows[at]) == row
