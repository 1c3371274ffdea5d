"""The explorer: one table, a time, a place, and a picture of just that. Every number is one that was released."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dotline.statistics import queries
from dotline.statistics.formats import explored
from dotline.statistics.queries import Explored
from dotline.statistics.queries.exploring import PROVINCES, QUARTERS, YEARS
from dotline.statistics.rules.measures import Label
from dotline.statistics.views.frames import framed
from dotline.ui.asked import lang, reader_of
from dotline.ui.numbers import Hidden


@require_GET
def explore(request: HttpRequest) -> HttpResponse:
    """A form with three choices, and what they leave as picture and table."""
    reader = reader_of(request)
    context: dict[str, object] = framed()
    latest = queries.latest_release(reader)
    if latest is None:
        return render(request, "statistics/explore.html", context)
    held = [one.table for one in queries.tables(reader)]
    asked = request.GET.get("table", "")
    found = queries.explore(
        reader,
        asked if asked in {one.code for one in held} else held[0].code,
        time=request.GET.get("time", ""),
        place=request.GET.get("place", ""),
    )
    now = lang()
    context |= {
        "release": latest,
        "found": found,
        "tables": [(one.code, _words(one)) for one in held],
        "times": _choices(found.times),
        "places": _choices(found.places),
        "picture": explored.picture(found),
        **_grid(found),
        "signs": [Hidden.SUPPRESSED] if any(one.hidden for one in found.numbers) else [],
        "definition": getattr(found.view.measure, f"definition_{now}"),
        "coverage": getattr(found.view.measure, f"coverage_{now}"),
        "bound": getattr(found.view.measure, f"bound_{now}"),
    }
    return render(request, "statistics/explore.html", context)


def _grid(found: Explored) -> dict[str, object]:
    """The numbers as rows. What is the same for all of them stands once, above: a phone has no room for it."""
    headings = {"time": _("Period"), "place": _("Place"), "category": ""}
    if found.view.table.dimension:
        headings["category"] = _words(found.view.table.dimension)
    rows = [
        {name: _words(label) for name in headings if (label := getattr(one, name))}
        for one in found.numbers
    ]
    several = [name for name in headings if len({row.get(name, "") for row in rows}) > 1]
    shown = several or ["time"]
    return {
        "headings": [headings[name] for name in shown],
        "same": [rows[0][name] for name in rows[0] if name not in shown],
        "rows": [
            (
                [row.get(name, "") for name in shown],
                one,
                Hidden.SUPPRESSED if one.value is None else one.value,
            )
            for row, one in zip(rows, found.numbers, strict=True)
        ],
    }


def _words(one: object) -> str:
    words: str = getattr(one, f"label_{lang()}")
    return words


def _choices(choices: Sequence[Label | str]) -> list[tuple[str, str]]:
    several = {
        QUARTERS: _("Quarter by quarter"),
        YEARS: _("Year by year"),
        PROVINCES: _("Every province and territory"),
    }
    return [
        (one, several[one]) if isinstance(one, str) else (one.code, _words(one)) for one in choices
    ]
