"""The one search: words, need, place, language, for whom, open now, beds; each hit with its reasons."""

from dataclasses import replace
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from dotline.base import clock
from dotline.base.reader import Reader
from dotline.directory.queries import beds, facets, snapshot
from dotline.directory.queries.snapshot import Snapshot
from dotline.directory.queries.why import why
from dotline.directory.queries.work import Work, narrowed
from dotline.directory.rules.beds import Beds, asked_for
from dotline.directory.rules.query import MOST, Found, Hit, Query
from dotline.directory.rules.widening import unmet, widened


def find(reader: Reader, query: Query) -> Found:
    """Who can help. Never a dead end: when nothing fits, the question is widened and the answer says how.

    The directory is open, so every reader gets the same but for the counts of beds, which only the
    desk may ask.
    """
    if query.at is None:
        query = replace(query, at=query.open_now_at or clock.now())
    asked = asked_for(query.need, beds_now=query.beds_now)
    known = beds.known(reader) if asked else {}
    held = snapshot.current()
    found = _answer(held, query, known)
    if not found.total and held.ids:
        found = _widened(held, query, known)
    found = replace(found, asked=query)
    return replace(found, unmet=unmet(found))


def _widened(held: Snapshot, query: Query, known: dict[UUID, Beds]) -> Found:
    found = Found((), 0)
    for wider, relaxed in widened(query):
        found = replace(_answer(held, wider, known), relaxed=relaxed)
        if found.total:
            break
    return found


def exactly(query: Query) -> list[UUID]:
    """All services that fit, best first, never widened: for programs, which asked for exactly this."""
    work = narrowed(snapshot.current(), query, {})
    return [work.held.ids[row] for row in _ranked(work, len(work.left))]


def _answer(held: Snapshot, query: Query, known: dict[UUID, Beds]) -> Found:
    work = narrowed(held, query, known)
    total = int(work.left.sum())
    if not total:
        return Found((), 0, used=query)
    order = _ranked(work, query.offset + min(query.limit, MOST))
    page = order[query.offset : query.offset + min(query.limit, MOST)]
    cards = held.cards([held.ids[row] for row in page])
    hits = tuple(
        _hit(work, int(row), cards[work.held.ids[row]])
        for row in page
        if work.held.ids[row] in cards
    )
    counted = facets.counted(work) if query.facets else ()
    return Found(hits, total, used=query, facets=counted)


def _ranked(work: Work, wanted: int) -> NDArray[np.int64]:
    """The best rows in order, at least as many as wanted of them."""
    left = np.flatnonzero(work.left)
    points = np.round(work.points[left], 3)
    if 0 < wanted < len(left) // 4:  # sorting 40,000 to show 20 would take most of the time
        last = np.partition(points, len(points) - wanted)[len(points) - wanted]
        left, points = left[points >= last], points[points >= last]
    # Rows stand in the order of their names: the index itself is the last tie-break.
    ranked: NDArray[np.int64] = left[np.lexsort((left, -work.held.assured[left], -points))]
    return ranked


def _hit(work: Work, row: int, card: dict[str, object]) -> Hit:
    km = None
    # A sealed place has no distance: what is said of it is its region.
    if work.km is not None and np.isfinite(work.km[row]) and not card.get("sealed"):
        km = float(work.km[row])
    reasons, shown = why(work, row, card, km)
    points = round(float(work.points[row]), 3)
    return Hit(
        work.held.ids[row], card, reasons, round(shown, 1) if shown is not None else None, points
    )
