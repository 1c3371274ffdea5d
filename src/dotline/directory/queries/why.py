"""Why a service is in the list: one short reason for each thing that was asked, and what to know before going."""

from collections.abc import Iterator
from datetime import datetime

from dotline.directory.queries.work import Work, has
from dotline.directory.rules import beds, hours, ranking, regions, words
from dotline.directory.rules.query import ANYWHERE, COUNTRY, PROVINCE, Reason
from dotline.directory.rules.welcome import Fit
from dotline.reference import holidays
from dotline.reference import needs as taxonomy


def why(
    work: Work, row: int, card: dict[str, object], km: float | None
) -> tuple[tuple[Reason, ...], float | None]:
    """The reasons of a row, and the kilometres that may be shown."""
    where, shown = _where(work, row, card, km)
    reasons = [*_need(work, row), *_words(work, row), *where, *_region(work, row)]
    if work.language:
        reasons.append(ranking.speaks(work.language))
    for wish, yes in work.wishes:
        reasons.append(ranking.fits(wish, Fit.YES if yes[row] else Fit.UNSAID))
    reasons += _open(work, row)
    reasons += _beds(work, row)
    if work.query.at is not None:
        day, today = str(card.get("assured") or "")[:10], work.query.at.date()
        if work.held.late(today)[row]:
            reasons.append(ranking.stale(day, today))
        else:
            reasons.append(ranking.verified(day, today))
    return tuple(reasons), shown


def _need(work: Work, row: int) -> Iterator[Reason]:
    if work.query.need:
        met = [code for code in sorted(work.codes) if has(work.held.needs.get(code), row)]
        for code in met[:2]:
            if one := taxonomy.find(code):
                yield ranking.need(one.label_en, one.label_fr)


def _words(work: Work, row: int) -> Iterator[Reason]:
    for said, best in work.said:
        if best[row] < len(words.FIELDS):
            yield ranking.word(said, words.FIELDS[best[row]])


def _where(
    work: Work, row: int, card: dict[str, object], km: float | None
) -> tuple[list[Reason], float | None]:
    """The distance in words, or why there is none; a place without a road is never 'only 30 km' away."""
    near = work.query.near
    if near is None or work.exact is None or work.roadless is None:
        return [], None
    if work.from_hub is not None and work.from_hub[row] and work.query.hub is not None:
        return [ranking.in_hub(work.query.hub.name), ranking.no_road(near.label)], None
    if km is None and card.get("sealed"):
        return [ranking.in_region(card)], None
    if km is None:
        return [], None
    in_it = km <= ranking.SAME_PLACE_KM
    if not in_it and (not near.measured or work.roadless[row]):
        return [ranking.no_road("" if near.measured else near.label)], None
    return [ranking.distance(km, near.label, exact=bool(work.exact[row]))], km


def _region(work: Work, row: int) -> Iterator[Reason]:
    query, held = work.query, work.held
    near = query.near
    if near is None and not query.province and query.scope not in (COUNTRY, PROVINCE, ANYWHERE):
        return
    if near is not None and work.holding is not None and work.holding[row]:
        yield ranking.serves_place(near.label)
        return
    wider = (work.province or (near.province if near else ""), regions.COUNTRY)
    region = [code for code in wider if code and has(held.serves.get(code), row)]
    if region:
        yield ranking.serves(region)
    elif work.elsewhere is not None and work.elsewhere[row]:
        yield ranking.elsewhere()


def _open(work: Work, row: int) -> Iterator[Reason]:
    at: datetime | None = work.query.open_now_at or work.query.at
    mine = work.held.hours(row)
    if at is None or not mine:
        return
    if row in work.unsure:
        yield ranking.holiday(work.unsure[row].label_en, work.unsure[row].label_fr)
        return
    opening = hours.opening(mine, at)
    if opening is None:
        yield ranking.closed()
        return
    off = None if hours.always(mine) else _holiday(work, row, at)
    if off is not None and not any(hours.dated(one, _day(one, at)) for one in mine):
        yield ranking.holiday(off.label_en, off.label_fr)
    else:
        yield ranking.open_now(opening)


def _holiday(work: Work, row: int, at: datetime) -> holidays.Holiday | None:
    mine = work.held.hours(row)
    kept = holidays.on(at.astimezone(hours.zone_info(mine[0].zone)).date())
    return next((kept[p] for p in kept if has(work.held.provinces.get(p), row)), None)


def _day(one: hours.Weekly, at: datetime) -> str:
    return at.astimezone(hours.zone_info(one.zone)).date().isoformat()


def _beds(work: Work, row: int) -> Iterator[Reason]:
    at, query = work.query.at, work.query
    known = work.beds.get(work.held.ids[row])
    # Who offers beds and told no count says so: silence would read as room, or as none.
    silent = beds.asked_for(query.need, beds_now=query.beds_now) and any(
        has(work.held.needs.get(code), row) for code in beds.OFFERING
    )
    if at is not None and (known is not None or query.beds_now or silent):
        yield beds.reason(known, at)
