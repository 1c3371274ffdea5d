"""The pages on which an item is rated: one for the lead's own word, one for the Rapporteur's."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dotline.base import clock
from dotline.base.errors import Conflict, Invalid
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.plan import actions, policy, queries
from dotline.plan.formats.words import RATINGS
from dotline.plan.forms.rating import RatingForm
from dotline.plan.models import ItemRating
from dotline.plan.rules.ratings import Rated, Rater, Rating, newest
from dotline.plan.views.items import rated
from dotline.ui.again import shown_again
from dotline.ui.asked import reader_of

WRITES: dict[Rater, Callable[..., ItemRating]] = {
    Rater.LEAD: actions.rate_own,
    Rater.RAPPORTEUR: actions.rate,
}


def _may(reader: Reader, rater: Rater) -> Decision:
    return policy.may_rate(reader) if rater is Rater.RAPPORTEUR else policy.may_rate_own(reader)


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Rate an item as the Rapporteur."""
    return _rate(request, code, Rater.RAPPORTEUR)


@require_http_methods(["GET", "POST"])
def rate_own(request: HttpRequest, code: str) -> HttpResponse:
    """Write down how the lead of an item rates itself."""
    return _rate(request, code, Rater.LEAD)


def _rate(request: HttpRequest, code: str, rater: Rater) -> HttpResponse:
    reader = reader_of(request)
    _may(reader, rater).or_refuse()
    item = queries.item(reader, code)
    if request.method == "GET":
        return _page(request, code, rater, RatingForm())
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, code, rater, form, status=400)
    said = form.cleaned_data
    try:
        WRITES[rater](
            by=reader,
            code=item.code,
            rating=Rating(said["rating"]),
            grounds=form.grounds(),
            key=said["key"],
        )
    except (Conflict, Invalid) as refusal:
        return _page(request, code, rater, shown_again(form, refusal), status=refusal.status)
    return redirect(f"plan:{'rate' if rater is Rater.RAPPORTEUR else 'rate-own'}", code=item.code)


def _page(
    request: HttpRequest, code: str, rater: Rater, form: RatingForm, status: int = 200
) -> HttpResponse:
    reader = reader_of(request)
    found = queries.item_status(reader, code)
    history: tuple[Rated, ...] = queries.history(reader, found.item)
    mine = newest(history, rater)
    context = {
        "item": found.item,
        "form": form,
        "ratings": rated(history),
        "is_own": rater is Rater.LEAD,
        "no_lead": rater is Rater.LEAD and not found.item.lead,
        "rater": rater.value,
        "mine": RATINGS[mine.rating] if mine and mine.given_on == clock.today() else "",
    }
    return render(request, "plan/rate.html", context, status=status)


@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take back one's rating of today."""
    reader = reader_of(request)
    asked = request.POST.get("rater")
    rater = Rater.RAPPORTEUR if asked == Rater.RAPPORTEUR else Rater.LEAD
    row = actions.take_back_rating(by=reader, code=code, rater=rater)
    return redirect(
        f"plan:{'rate' if rater is Rater.RAPPORTEUR else 'rate-own'}", code=row.item_code
    )
