"""The picture of a part of a table, by what differs in it: times as lines, places as tiles, categories as bars."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_noop

from dotline.statistics.formats import pictures
from dotline.statistics.queries import Explored, Number
from dotline.statistics.rules.measures import ALL, COUNTRY, UNKNOWN_PLACE, Label
from dotline.ui.bilingual import Text
from dotline.ui.charts import MOST_SERIES, Chart, Kind, Series, Unit
from dotline.ui.numbers import Hidden, Value
from dotline.ui.tilemap import TileMap

PERIOD = gettext_noop("Period")
LINES_SAY = gettext_noop("One point for each period. The table below holds the same numbers.")
_NOTHING = Label(ALL, "Number", "Nombre")
Heading = Callable[[Number], Label]


def picture(found: Explored) -> Chart | TileMap | None:
    """The picture of the numbers chosen; None where so much differs that no picture would be read."""
    numbers = found.numbers
    title = Text(found.view.table.label_en, found.view.table.label_fr)
    times, places, categories = (_distinct(numbers, by) for by in (_time, _place, _category))
    if len(times) > 1:
        by = _category if len(categories) > 1 else _place
        if min(len(places), len(categories)) > 1 or len(_distinct(numbers, by)) > MOST_SERIES:
            return None
        return _chart(title, Kind.LINES, numbers, _time, by)
    known = {code for code in places if code not in {COUNTRY, UNKNOWN_PLACE}}
    if len(categories) == 1 and len(known) > 1:
        values = {one.place.code: _shown(one) for one in numbers}
        return pictures.tiles("explored", title, values, Unit.COUNT)
    if len(places) > 1:
        # Categories that overlap add up to more than the people there are: no bar may stack them.
        if found.view.table.spec.overlapping or len(categories) > MOST_SERIES:
            return None
        return _chart(title, Kind.STACKED, numbers, _place, _category)
    return _chart(title, Kind.BARS, numbers, _category, _time)


def _time(one: Number) -> Label:
    return one.time


def _place(one: Number) -> Label:
    return one.place


def _category(one: Number) -> Label:
    return one.category or _NOTHING


def _shown(one: Number) -> Value:
    return Hidden.SUPPRESSED if one.value is None else one.value


def _distinct(numbers: Sequence[Number], by: Heading) -> dict[str, Label]:
    return {by(one).code: by(one) for one in numbers}


def _chart(
    title: Text, kind: Kind, numbers: Sequence[Number], along: Heading, by: Heading
) -> Chart:
    rows, series = _distinct(numbers, along), _distinct(numbers, by)
    values = {(by(one).code, along(one).code): _shown(one) for one in numbers}
    lines = kind is Kind.LINES
    headings = {Kind.LINES: PERIOD, Kind.STACKED: pictures.PLACE, Kind.BARS: pictures.GROUP}
    return Chart(
        id="explored",
        kind=kind,
        title=title,
        alt=pictures.said(LINES_SAY if lines else pictures.BARS_SAY),
        heading=pictures.said(headings[kind]),
        categories=tuple(Text(one.label_en, one.label_fr) for one in rows.values()),
        series=tuple(
            Series(
                Text(one.label_en, one.label_fr),
                tuple(values.get((code, row), Hidden.NOT_APPLICABLE) for row in rows),
            )
            for code, one in series.items()
        ),
    )
