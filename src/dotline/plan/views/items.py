"""Pages of the plan, the same at the desk and on the public site."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dotline.plan import queries
from dotline.plan.formats.words import (
    BEARINGS,
    GAPS,
    MEASURES,
    PARTS,
    RATERS,
    RATINGS,
    STATES,
    VALUE_ROLES,
)
from dotline.plan.forms.filtering import FilterForm
from dotline.plan.models import ActionItem
from dotline.plan.queries import ItemStatus, PillarStatus, Status, advice, comments
from dotline.plan.rules import Gap, State
from dotline.plan.rules.ratings import Rated, Rater, differ, newest
from dotline.plan.views.advice import shown
from dotline.reference import organisations
from dotline.statistics.formats import words
from dotline.ui import figures
from dotline.ui.asked import lang, reader_of
from dotline.ui.numbers import Hidden

STATE_KINDS = {State.UNDER_WAY: "info", State.DONE: "good", State.STOPPED: "warn"}


def _row(one: ItemStatus) -> dict[str, object]:
    """An item as the templates draw it: its tags are (words, kind of status)."""
    tags = [(STATES[one.state], STATE_KINDS.get(one.state, ""))]
    tags += [(GAPS[gap], "bad" if gap is Gap.LATE else "warn") for gap in Gap if gap in one.gaps]
    return {"item": one.item, "tags": tags, "reports": one.reports}


def _section(one: PillarStatus, asked: FilterForm) -> dict[str, object] | None:
    shown = []
    for recommendation, items in one.recommendations:
        rows = [_row(item) for item in items if asked.keeps(item)]
        if rows or not asked.narrows:
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
    """The plan. It opens with what is missing; `?gap=`, `?pillar=` and `?lead=` narrow the items."""
    reader = reader_of(request)
    pillars = queries.by_pillar(reader)
    found = [item for one in pillars for _asked, items in one.recommendations for item in items]
    status = replace(
        queries.summed(queries.recommendations(reader).count(), found), advice=advice.count(reader)
    )
    asked = FilterForm(request.GET.dict(), [one.pillar for one in pillars], found)
    only = asked.gap_asked
    sections = [_section(one, asked) for one in pillars]
    context = {
        "status": status,
        "cards": _cards(status, only),
        "only": GAPS[only] if only else "",
        "filter": asked,
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


def rated(history: Sequence[Rated]) -> list[dict[str, object]]:
    """What each rater says now, or that nothing was said; then what was said before."""
    shown: list[dict[str, object]] = []
    for rater in Rater:
        now = newest(history, rater)
        before = [one for one in history if one.rater is rater and one is not now]
        shown.append(
            {
                "who": RATERS[rater],
                "word": RATINGS[now.rating] if now else "",
                "now": now,
                "before": [{"word": RATINGS[one.rating], "one": one} for one in before],
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
        "ratings": rated(history := queries.history(reader, found.item)),
        "differ": differ(history),
        "advice": [shown(one) for one in advice.of_item(reader, found.item.code)],
        "comments": comments.published(reader, found.item.code),
        "searches": [
            {"row": row, "sources": row.sources.splitlines()}
            for row in queries.searches(reader, found.item)
        ],
        "version": queries.newest_version(reader),
    }
    return render(request, "plan/item.html", context)
