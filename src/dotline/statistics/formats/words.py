"""A headline in words: what it says now."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dotline.gates.protect.durations import Between
from dotline.statistics.queries.headlines import HeadlineShown
from dotline.statistics.rules.headlines import Way
from dotline.ui import numbers
from dotline.ui.bilingual import Lang


def lines(one: HeadlineShown, lang: Lang) -> list[str]:
    """What a headline says now, a sentence each."""
    way = one.headline.way
    if way is Way.WAIT:
        return [
            _("Half of them: %(span)s.") % {"span": _span(one.waits.get("p50"), lang)},
            _("Nine in ten of them: %(span)s.") % {"span": _span(one.waits.get("p90"), lang)},
        ]
    if way is Way.TABLE:
        return []
    if one.share is None:
        return [_("Not shown here: it is hidden to protect people, or nobody can know it yet.")]
    if one.part is None or one.whole is None:
        return [numbers.percent(one.share, lang)]
    return [
        _("%(share)s: %(part)s of %(whole)s.")
        % {
            "share": numbers.percent(one.share, lang),
            "part": numbers.number(one.part, lang),
            "whole": numbers.number(one.whole, lang),
        }
    ]


def _span(found: Between | None, lang: Lang) -> str:
    if found is None:
        return _("hidden to protect people")
    if not found.low:
        return _("at most %(high)s") % {"high": _length(found.high, lang)}
    return _("more than %(low)s, at most %(high)s") % {
        "low": _length(found.low, lang),
        "high": _length(found.high, lang),
    }


def _length(span: timedelta, lang: Lang) -> str:
    hours = span // timedelta(hours=1)
    if hours <= 24:
        return ngettext("%(many)s hour", "%(many)s hours", hours) % {"many": hours}
    days = span.days
    return ngettext("%(many)s day", "%(many)s days", days) % {"many": days}
