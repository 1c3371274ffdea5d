"""The chart of a measure over time."""

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_noop, override

from dotline.statistics.queries import Number
from dotline.statistics.rules.measures import Measure
from dotline.ui.bilingual import Lang, Text
from dotline.ui.charts import Chart, Kind, Series
from dotline.ui.numbers import Hidden

QUARTER = gettext_noop("Quarter")


def over_time(measure: Measure, numbers: Sequence[Number]) -> Chart:
    """Canada, quarter by quarter; a hidden quarter is drawn hatched."""
    label = Text(measure.label_en, measure.label_fr)
    return Chart(
        id=measure.code.replace("_", "-"),
        kind=Kind.LINES,
        title=Text(*(_title(measure, lang) for lang in ("en", "fr"))),
        alt=Text(*(_alt(measure, numbers, lang) for lang in ("en", "fr"))),
        heading=Text(*(_said(QUARTER, lang) for lang in ("en", "fr"))),
        categories=tuple(Text(one.time.label_en, one.time.label_fr) for one in numbers),
        series=(
            Series(
                label,
                tuple(Hidden.SUPPRESSED if n.value is None else n.value for n in numbers),
            ),
        ),
    )


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
