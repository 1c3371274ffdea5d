"""The chart of a measure over time, and the pictures of a headline."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, gettext_noop, override

from dotline.statistics.queries import Number
from dotline.statistics.queries.headlines import HeadlineShown
from dotline.statistics.rules.measures import UNKNOWN_PLACE, Measure, definitions
from dotline.ui.bilingual import LANGS, Lang, Text
from dotline.ui.charts import Chart, Kind, Series, Unit
from dotline.ui.numbers import Hidden, Value
from dotline.ui.tilemap import TileMap

QUARTER = gettext_noop("Quarter")
GROUP = gettext_noop("Group")
PLACE = gettext_noop("Province or territory")
BARS_SAY = gettext_noop("One bar for each row of the table below, which holds the same numbers.")
TILES_SAY = gettext_noop(
    "One tile for each province and territory. The table below holds the same numbers."
)
KINDS_OF_HELP = {
    "shelter": Text("Shelter", "Refuge"),
    "legal": Text("Legal help", "Aide juridique"),
    "health": Text("Health", "Santé"),
    "interpreter": Text("Interpreter", "Interprète"),
    "all": Text("All four", "Les quatre"),
}


def over_time(measure: Measure, numbers: Sequence[Number]) -> Chart:
    """Canada, quarter by quarter; a hidden quarter is drawn hatched."""
    label = Text(measure.label_en, measure.label_fr)
    return Chart(
        id=measure.code.replace("_", "-"),
        kind=Kind.LINES,
        title=Text(*(_title(measure, lang) for lang in ("en", "fr"))),
        alt=Text(*(_alt(measure, numbers, lang) for lang in ("en", "fr"))),
        heading=said(QUARTER),
        categories=tuple(Text(one.time.label_en, one.time.label_fr) for one in numbers),
        series=(
            Series(
                label,
                tuple(Hidden.SUPPRESSED if n.value is None else n.value for n in numbers),
            ),
        ),
    )


def said(msgid: str) -> Text:
    """Words of this room in both languages."""
    return Text(*(_said(msgid, lang) for lang in LANGS))


def _said(msgid: str, lang: Lang) -> str:
    with override(lang):
        return gettext(msgid)


def _label(measure: Measure, lang: Lang) -> str:
    return measure.label_fr if lang == "fr" else measure.label_en


def _title(measure: Measure, lang: Lang) -> str:
    with override(lang):
        return gettext("%(measure)s by quarter, Canada") % {"measure": _label(measure, lang)}


def _alt(measure: Measure, numbers: Sequence[Number], lang: Lang) -> str:
    """The picture in words: from, to, lowest and highest."""
    values = [one.value for one in numbers if one.value is not None]
    first, last = numbers[0].time, numbers[-1].time
    with override(lang):
        if not values:
            return gettext("Every quarter is hidden to protect people.")
        return gettext(
            "%(measure)s from %(first)s to %(last)s. Lowest quarter %(low)s, highest %(high)s."
        ) % {
            "measure": _label(measure, lang),
            "first": first.label_fr if lang == "fr" else first.label_en,
            "last": last.label_fr if lang == "fr" else last.label_en,
            "low": min(values),
            "high": max(values),
        }


def of_headline(one: HeadlineShown) -> list[Chart | TileMap]:
    """The pictures of a headline: its published cells as bars, its places as a map of tiles."""
    found: list[Chart | TileMap] = []
    name = one.headline.code.replace("_", "-")
    title = Text(one.headline.label_en, one.headline.label_fr)
    if one.numbers:
        labels = [n.category or n.place for n in one.numbers]
        counts = tuple(_shown(n) for n in one.numbers)
        found.append(_bars(name, title, [Text(x.label_en, x.label_fr) for x in labels], counts))
    if one.kinds:
        names = [KINDS_OF_HELP[kind] for kind, _share in one.kinds]
        shares = tuple(share for _kind, share in one.kinds)
        found.append(_bars(name, title, names, shares, Unit.SHARE))
    if one.by_place:
        known = {n.place.code: _shown(n) for n in one.by_place}
        found.append(tiles(f"{name}-map", _by_province(title), known, Unit.COUNT))
    if one.places:
        of_places: dict[str, Value] = {
            k: Hidden.SUPPRESSED if v is None else v for k, v in one.places.items()
        }
        found.append(tiles(f"{name}-map", _by_province(title), of_places, Unit.SHARE))
    return found


def _shown(one: Number) -> Value:
    return Hidden.SUPPRESSED if one.value is None else one.value


def _bars(
    name: str,
    title: Text,
    labels: Sequence[Text],
    values: tuple[Value, ...],
    unit: Unit = Unit.COUNT,
) -> Chart:
    return Chart(
        id=name,
        kind=Kind.BARS,
        title=title,
        alt=said(BARS_SAY),
        heading=said(GROUP),
        categories=tuple(labels),
        series=(Series(title, values),),
        unit=unit,
    )


def _by_province(title: Text) -> Text:
    # Two pictures of one figure need two names: a screen reader lists them by name.
    return Text(f"{title.en}, by province", f"{title.fr}, par province")


def tiles(name: str, title: Text, known: Mapping[str, Value], unit: Unit) -> TileMap:
    """A map of the 13 places; one that is not `known` was not collected."""
    meant = definitions()
    codes = tuple(place for place in meant.closed.sizes if place != UNKNOWN_PLACE)
    labels = [meant.place(code) for code in codes]
    chart = Chart(
        id=name,
        kind=Kind.BARS,
        title=title,
        alt=said(TILES_SAY),
        heading=said(PLACE),
        categories=tuple(Text(one.label_en, one.label_fr) for one in labels),
        series=(Series(title, tuple(known.get(code, Hidden.NOT_COLLECTED) for code in codes)),),
        unit=unit,
    )
    return TileMap(chart, codes)
