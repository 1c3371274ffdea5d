"""The page of the Rapporteur's advice, the same at the desk and on the public site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dotline.plan import policy
from dotline.plan.queries import advice as said
from dotline.plan.queries.advice import Advised
from dotline.plan.rules.advice import AdviceState, counted
from dotline.ui.asked import reader_of

ADVICE_STATES: dict[AdviceState, tuple[str | Promise, str]] = {
    AdviceState.LATE: (_("no reply has come, and its last day is over"), "bad"),
    AdviceState.WAITING: (_("waits for a reply"), "info"),
    AdviceState.ANSWERED_LATE: (_("answered late"), "warn"),
    AdviceState.ANSWERED: (_("answered in time"), "good"),
    AdviceState.WITHDRAWN: (_("withdrawn"), ""),
}
ORDER = list(ADVICE_STATES)


def shown(one: Advised) -> dict[str, object]:
    """Advice as the templates draw it."""
    words, kind = ADVICE_STATES[one.state]
    return {
        "one": one,
        "words": words,
        "kind": kind,
        "open": one.state is not AdviceState.WITHDRAWN,
        "may_withdraw": one.state in (AdviceState.LATE, AdviceState.WAITING),
    }


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All advice: what is late first, then what waits."""
    reader = reader_of(request)
    found = said.advice(reader)
    ordered = sorted(found, key=lambda one: ORDER.index(one.state))
    context = {
        "rows": [shown(one) for one in ordered],
        "count": counted(one.state for one in found),
        "may_advise": not reader.is_public and bool(policy.may_rate(reader)),
        "may_reply": not reader.is_public and bool(policy.may_reply(reader)),
    }
    return render(request, "plan/advice.html", context)
