"""The desk of the plan: every item with what is missing and what both raters say, the emptiest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dotline.plan import policy, queries
from dotline.plan.formats.words import GAPS, RATINGS
from dotline.plan.forms.filtering import FilterForm
from dotline.plan.queries import ItemStatus
from dotline.plan.rules import Gap
from dotline.plan.rules.ratings import Rated, Rater, differ, newest
from dotline.ui.asked import reader_of


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The items, those that lack most first; `?gap=`, `?pillar=` and `?lead=` narrow them."""
    reader = reader_of(request)
    policy.may_open_desk(reader).or_refuse()
    found = queries.statuses(reader)
    form = FilterForm(request.GET.dict(), queries.pillars(reader), found)
    said = queries.histories(reader)
    kept = [one for one in found if form.keeps(one)]
    kept.sort(key=lambda one: -len(one.gaps))
    context = {
        "filter": form,
        "rows": [_row(one, said.get(one.item.code, ())) for one in kept],
        "count": len(found),
        "may_rate": bool(policy.may_rate(reader)),
        "may_moderate": bool(policy.may_moderate(reader)),
        "may_rate_own": bool(policy.may_rate_own(reader)),
    }
    return render(request, "plan/desk.html", context)


def _row(one: ItemStatus, said: tuple[Rated, ...]) -> dict[str, object]:
    own, other = newest(said, Rater.LEAD), newest(said, Rater.RAPPORTEUR)
    return {
        "item": one.item,
        "gaps": [
            (GAPS[gap], "bad" if gap is Gap.LATE else "warn") for gap in Gap if gap in one.gaps
        ],
        "own": RATINGS[own.rating] if own else "",
        "other": RATINGS[other.rating] if other else "",
        "differ": differ(said),
    }
