"""Pages of the plan, the same at the desk and on the public site."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dotline.plan import queries
from dotline.plan.models import ActionItem
from dotline.plan.queries import ItemStatus, PillarStatus, Status
from dotline.plan.rules import Gap, State
from dotline.plan.rules.indicators import Measures, ValueRole
from dotline.plan.rules.leads import Part
from dotline.plan.rules.ratings import Rated, Rater, Rating, differ
from dotline.plan.views import figures
from dotline.reference import organisations
from dotline.statistics.formats import words
from dotline.ui.asked import lang, reader_of
from dotline.ui.numbers import Hidden

GAPS: dict[Gap, str | Promise] = {
    Gap.LEAD: _("nobody leads it"),
    Gap.INDICATOR: _("nothing measures it"),
    Gap.DATA: _("no figure yet"),
    Gap.LATE: _("late"),
}
STATES: dict[State, str | Promise] = {
    State.NOT_STARTED: _("no progress reported"),
    State.UNDER_WAY: _("under way"),
    State.DONE: _("done"),
    State.STOPPED: _("stopped"),
}
BEARINGS: dict[str, str | Promise] = {
    "meets": _("does what the item asks"),
    "partly": _("does part of it"),
    "related": _("has to do with it"),
}
RATINGS: dict[Rating, str | Promise] = {
    Rating.NO_EVIDENCE: _("no evidence available"),
    Rating.NOT_STARTED: _("not started"),
    Rating.LIMITED: _("limited"),
    Rating.SUBSTANTIAL: _("substantial"),
    Rating.COMPLETE: _("complete"),
}
RATERS: dict[Rater, str | Promise] = {
    Rater.LEAD: _("The lead, of its own work"),
    Rater.RAPPORTEUR: _("The Rapporteur"),
}
PARTS: dict[Part, str | Promise] = {Part.LEAD: _("leads"), Part.PARTNER: _("helps")}
MEASURES: dict[str, str | Promise] = {
    Measures.OUTPUT: _("what was done"),
    Measures.OUTCOME: _("what it changed"),
}
VALUE_ROLES: dict[str, str | Promise] = {
    ValueRole.BASELINE: _("Where it began"),
    ValueRole.TARGET: _("Where it should be"),
    ValueRole.ACTUAL: _("Where it is"),
}
STATE_KINDS = {State.UNDER_WAY: "info", State.DONE: "good", State.STOPPED: "warn"}


def _row(one: ItemStatus) -> dict[str, object]:
    """An item as the templates draw it: its tags are (words, kind of status)."""
    tags = [(STATES[one.state], STATE_KINDS.get(one.state, ""))]
    tags += [(GAPS[gap], "bad" if gap is Gap.LATE else "warn") for gap in Gap if gap in one.gaps]
    return {"item": one.item, "tags": tags, "reports": one.reports}


def _section(one: PillarStatus, only: Gap | None) -> dict[str, object] | None:
    shown = []
    for recommendation, items in one.recommendations:
        rows = [_row(item) for item in items if only is None or only in item.gaps]
        if rows or only is None:
            shown.append({"recommendation": recommendation, "items": rows})
    return {"pillar": one.pillar, "status": one.status, "recommendations": shown} if shown else None


def _cards(status: Status, only: Gap | None) -> list[dict[str, object]]:
    words: Sequence[tuple[Gap, int, str | Promise]] = (
        (Gap.LEAD, status.without_lead, _("Nobody leads them")),
        (Gap.INDICATOR, status.without_indicator, _("Nothing measures them")),
        (Gap.DATA, status.without_data, _("A measure is named, but no figure is published yet")),
        (Gap.LATE, status.late, _("Their last day is over, and nobody reported them done")),
    )
    return [
        {"gap": gap.value, "count": count, "words": text, "current": gap is only}
        for gap, count, text in words
    ]


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The plan. It opens with what is missing; `?gap=` shows only the items that lack one thing."""
    reader = reader_of(request)
    asked = request.GET.get("gap", "")
    only = Gap(asked) if asked in set(Gap) else None
    status = queries.status(reader)
    sections = [_section(one, only) for one in queries.by_pillar(reader)]
    context = {
        "status": status,
        "cards": _cards(status, only),
        "only": GAPS[only] if only else "",
        "sections": [one for one in sections if one],
        "version": queries.newest_version(reader),
    }
    return render(request, "plan/board.html", context)


def _indicators(item: ActionItem) -> list[dict[str, object]]:
    """The item's own indicators, each value with its role, period and bound in words."""
    return [
        {
            "row": row,
            "measures": MEASURES[row.measures],
            "values": [
                {"row": value, "role": VALUE_ROLES[value.role], "said": figures.said(value)}
                for value in row.values.all()
            ],
        }
        for row in item.indicators.all()
    ]


def _parts(found: ItemStatus) -> list[dict[str, object]]:
    """Everybody who has, or had, a part, with its days."""
    return [
        {
            "role": role,
            "organisation": organisations.find(role.organisation),
            "part": PARTS[role.part],
        }
        for role in queries.roles(found.item)
    ]


def _ratings(history: Sequence[Rated]) -> list[dict[str, object]]:
    """What each rater says now, or that nothing was said; then what was said before."""
    shown: list[dict[str, object]] = []
    for rater in Rater:
        mine = [one for one in history if one.rater is rater]
        newest = mine[-1] if mine else None
        shown.append(
            {
                "who": RATERS[rater],
                "word": RATINGS[newest.rating] if newest else "",
                "on": newest.given_on if newest else None,
                "before": [{"word": RATINGS[one.rating], "on": one.given_on} for one in mine[:-1]],
            }
        )
    return shown


@require_GET
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One action item: lead, dates, indicator with its newest figure, reports, evidence."""
    reader = reader_of(request)
    found = queries.item_status(reader, code)
    figure = queries.newest_figure(reader, found.item.measure)
    value = Hidden.SUPPRESSED if figure and figure.hidden else figure and figure.value
    context = {
        **_row(found),
        "figure": figure,
        "headlines": [
            {"one": one, "lines": words.lines(one, lang())}
            for one in queries.headlines(reader, found.item)
        ],
        "value": value,
        "signs": [value],
        "evidence": [
            {"row": row, "bearing": BEARINGS.get(row.bearing, row.bearing)}
            for row in found.item.evidence.all()
        ],
        "progress": [
            {"row": row, "state": STATES[State(row.state)]}
            for row in queries.progress(reader).filter(item_code=found.item.code)
        ],
        "parts": _parts(found),
        "indicators": _indicators(found.item),
        "ratings": _ratings(history := queries.history(reader, found.item)),
        "differ": differ(history),
        "searches": [
            {"row": row, "sources": row.sources.splitlines()}
            for row in queries.searches(reader, found.item)
        ],
        "version": queries.newest_version(reader),
    }
    return render(request, "plan/item.html", context)
