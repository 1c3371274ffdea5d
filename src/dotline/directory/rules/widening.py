"""Never a dead end: what is asked next when nothing fits, in a stated order, each step saying what it gave up.

First the place grows: twice as far (or, where no road leads, the nearest centre), the whole province,
what serves all of Canada, anywhere in Canada. If there is still nothing, one condition falls and the
place starts small again: closed now, full now, another language, any of the words. What is needed, and
whom a service takes, is never given up: a door that stays shut is no help.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dotline.base.errors import DotlineError
from dotline.directory.rules.query import (
    ANYWHERE,
    COUNTRY,
    PROVINCE,
    Found,
    Query,
    Reason,
    Unmet,
)
from dotline.reference import places

Step = tuple[Query, Reason]


def widened(query: Query) -> Iterator[tuple[Query, tuple[Reason, ...]]]:
    """The questions to ask next, in order, each with all that was given up for it."""
    now = query
    dropped: tuple[Reason, ...] = ()
    for condition in (None, *_conditions(query)):
        if condition is not None:
            changed, reason = condition
            now = replace(now, **changed)
            dropped = (*dropped, reason)
            yield now, dropped
        for wider, reason in _places(now):
            yield wider, (*dropped, reason)


def _conditions(query: Query) -> list[tuple[dict[str, Any], Reason]]:
    found: list[tuple[dict[str, Any], Reason]] = []
    if query.open_now_at is not None:
        said = Reason(
            "open", "also services that are closed now", "aussi les services fermés en ce moment"
        )
        found.append(({"open_now_at": None}, said))
    if query.beds_now:
        said = Reason(
            "beds",
            "also places that are full now: ask them who has a bed",
            "aussi les lieux complets\u202f: demandez-leur qui a un lit",
        )
        found.append(({"beds_now": False}, said))
    if query.language:
        said = Reason(
            "language", "services in other languages", "des services dans d’autres langues"
        )
        found.append(({"language": ""}, said))
    if len(query.words.split()) > 1 and not query.any_word:
        said = Reason("words", "any of your words instead of all", "un de vos mots au lieu de tous")
        found.append(({"any_word": True}, said))
    return found


def _places(query: Query) -> Iterator[Step]:
    near = query.near
    if near is not None and near.point is not None and query.km is not None:
        hub = None if near.measured else _hub(near)
        if hub is not None:
            said = Reason("hub", f"services in {hub.name}", f"des services à {hub.name}")
            yield replace(query, hub=hub), said
        elif near.measured:
            km = query.km * 2
            said = Reason("km", f"up to {km:g} km away", f"jusqu’à {km:g} km")
            yield replace(query, km=km), said
    if near is not None and near.point is not None and near.country == "CA":
        said = Reason("province", "the whole province", "toute la province")
        yield replace(query, scope=PROVINCE, km=None), said
    if near is not None or query.province:
        said = Reason(
            "nationwide", "services for all of Canada", "des services pour tout le Canada"
        )
        yield replace(query, scope=COUNTRY, km=None), said
        said = Reason(
            "anywhere", "other provinces and territories", "d’autres provinces et territoires"
        )
        yield replace(query, scope=ANYWHERE, km=None), said


def _hub(near: places.Place) -> places.Place | None:
    """The nearest centre of a place that no road reaches, in its province if it has one of that name."""
    for text in (f"{near.hub}, {near.province}", near.hub):
        try:
            return places.find(text)
        except DotlineError:
            continue
    return None


# What stood in the way, by the kind of the first thing given up that the list unmet_reasons has a word for.
_REASONS = {
    "open": "closed",
    "beds": "full",
    "language": "language",
    "km": "none_within_reach",
    "hub": "none_within_reach",
    "province": "none_within_reach",
    "nationwide": "none_within_reach",
    "anywhere": "none_within_reach",
}


def unmet(found: Found) -> Unmet | None:
    """The need that was not met as asked, for those who keep count; None when it was, or none was named."""
    asked = found.asked
    if not asked.need or (found.total and not found.relaxed):
        return None
    province = asked.province or (asked.near.province if asked.near else "")
    if not found.total:
        return Unmet(asked.need, province, "no_such_service")
    reason = next((_REASONS[one.kind] for one in found.relaxed if one.kind in _REASONS), "unknown")
    return Unmet(asked.need, province, reason)
