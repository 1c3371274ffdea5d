"""Follow-ups that are owed, and how often the loop was closed."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dotline.base import clock
from dotline.base.errors import DotlineError, Refused
from dotline.reference import vocabulary
from dotline.referral import actions, policy, queries
from dotline.referral.forms import FollowUpForm
from dotline.referral.rules import Closure
from dotline.referral.views.clocks import span
from dotline.referral.views.queue import PER_PAGE
from dotline.ui.asked import lang, reader_of
from dotline.ui.french import colon
from dotline.ui.sentences import in_one, sentence

YEAR = timedelta(days=365)


@require_GET
def follow_ups(request: HttpRequest) -> HttpResponse:
    """Whom to ask how it went: what is due, what comes."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    now = clock.now()
    rows = list(queries.follow_ups(reader)[:PER_PAGE])
    context = {
        "due": [one for one in rows if one.due_at <= now],
        "later": [one for one in rows if one.due_at > now],
    }
    return render(request, "referral/follow_ups.html", context)


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """One follow-up: which ways are safe at this moment, and what came of it."""
    reader = reader_of(request)
    row = queries.get_follow_up(reader, follow_up_id)
    policy.may_follow_up(reader, row.agency_id).or_refuse()
    safe, refusal = queries.safe_ways(reader, row.contact_id)
    form = FollowUpForm(request.POST or None, ways=[one.value for one in safe])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.follow_up(
                by=reader, follow_up_id=row.id, way=data["way"], result=data["result"]
            )
        except DotlineError as error:
            if not isinstance(error, Refused):
                form.add_error(None, sentence(error)[0])
            else:
                raise
    if request.method == "POST" and not form.errors:
        return redirect(reverse("referral:follow_ups"))
    context = {
        "row": row,
        "form": form,
        "ways": [vocabulary.label("contact_ways", one.value, lang()) for one in safe],
        "refusal": in_one(refusal) if refusal is not None else "",
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "referral/follow_up.html", context, status=status)


@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """How long answers and help took, and how often the loop was closed, over a year."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    since = clock.now() - YEAR
    times = queries.times(reader, since)
    context = {
        "times": times,
        "lengths": [
            (
                _("Until an answer"),
                times.answered,
                _words(times.answer_p50),
                _words(times.answer_p90),
            ),
            (_("Until it was over"), times.closed, _words(times.help_p50), _words(times.help_p90)),
        ],
        "paused": [
            (vocabulary.label("pause_reasons", code, lang()), count)
            for code, count in sorted(times.paused.items())
        ],
        "tables": _closed(queries.closures(reader, since)),
    }
    return render(request, "referral/numbers.html", context)


def _closed(found: queries.Closures) -> list[dict[str, object]]:
    """The two tables of what became of referrals: by service, by province."""
    french = lang() == "fr"
    services = [
        (one.service_fr if french else one.service_en, one.closure)
        for one in found.services[:PER_PAGE]
    ]
    regions = [
        (
            vocabulary.label("provinces", code, lang())
            if code != queries.UNKNOWN_PLACE
            else _("Not known"),
            one,
        )
        for code, one in found.regions
    ]
    return [
        {"title": title, "first": first, "rows": [(name, one, _whys(one)) for name, one in rows]}
        for title, first, rows in (
            (_("By service"), _("Service"), services),
            (_("By province or territory"), _("Province or territory"), regions),
        )
    ]


def _whys(one: Closure) -> str:
    """Why help was not received, the commonest reason first."""
    return "; ".join(f"{_why(code)}{colon(lang())} {count}" for code, count in one.reasons.items())


def _why(code: str) -> str:
    lists = ("unmet_reasons", "referral_reasons")
    found = next((name for name in lists if vocabulary.is_code(name, code)), "")
    return vocabulary.label(found, code, lang()) if found else _("Not known")


def _words(length: timedelta | None) -> str:
    return "–" if length is None else span(length)
