"""Pages of the measures a minister reads: all on one page, and the way back of each."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from dotline.base import clock
from dotline.gates.protect.durations import Between
from dotline.statistics import queries
from dotline.statistics.formats import pictures
from dotline.statistics.queries.headlines import HeadlineShown
from dotline.statistics.rules.headlines import Way
from dotline.statistics.rules.periods import months_of
from dotline.ui import numbers
from dotline.ui.asked import lang, reader_of
from dotline.ui.bilingual import Lang
from dotline.ui.numbers import Hidden


@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """All headlines, each with its numbers, its picture and its table."""
    shown = queries.headlines(reader_of(request))
    context = {"sections": [_section(one) for one in shown], "fictional": _fictional(shown)}
    return render(request, "statistics/measures.html", {**context, **_frame()})


@require_GET
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """The way back of one headline: definition, coverage, period, bound, and the cells behind it."""
    shown = queries.headline(reader_of(request), code)
    cells = [
        (one, Hidden.SUPPRESSED if one.value is None else one.value)
        for one in (*shown.numbers, *shown.by_place)
    ]
    context = {
        "section": _section(shown),
        "release": shown.release,
        "numbers": cells,
        "signs": [Hidden.SUPPRESSED] if any(one.hidden for one, _value in cells) else [],
        "fictional": _fictional([shown]),
    }
    return render(request, "statistics/measure.html", {**context, **_frame()})


def _frame() -> dict[str, object]:
    return {"frame": "ui/desk.html" if settings.DOTLINE_SITE == "desk" else "ui/public.html"}


def _fictional(shown: list[HeadlineShown]) -> bool:
    return any(one.release.fictional for one in shown if one.release) or settings.DOTLINE_DEMO


def _section(one: HeadlineShown) -> dict[str, object]:
    now = lang()
    said = one.headline
    names = ("label", "definition", "coverage", "bound")
    period = months_of(one.release.period).in_(now) if one.release else ""
    return {
        "code": said.code,
        **{name: getattr(said, f"{name}_{now}") for name in names},
        "period": period or numbers.day(clock.today(), now),
        "lines": _lines(one, now),
        "pictures": pictures.of_headline(one),
    }


def _lines(one: HeadlineShown, lang: Lang) -> list[str]:
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
