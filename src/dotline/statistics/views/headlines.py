"""Pages of the measures a minister reads: all on one page, and the way back of each."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dotline.base import clock
from dotline.statistics import queries
from dotline.statistics.formats import pictures, words
from dotline.statistics.queries.headlines import HeadlineShown
from dotline.statistics.rules.periods import months_of
from dotline.statistics.views.frames import framed
from dotline.ui import numbers
from dotline.ui.asked import lang, reader_of
from dotline.ui.numbers import Hidden


@require_GET
def measures(request: HttpRequest) -> HttpResponse:
    """All headlines, each with its numbers, its picture and its table."""
    shown = queries.headlines(reader_of(request))
    context = {"sections": [_section(one) for one in shown], "fictional": _fictional(shown)}
    return render(request, "statistics/measures.html", {**context, **framed()})


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
    return render(request, "statistics/measure.html", {**context, **framed()})


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
        "lines": words.lines(one, now),
        "pictures": pictures.of_headline(one),
    }
