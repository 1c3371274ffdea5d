"""Pages of the briefing stream: what to read, one briefing with its history, issuing and correcting."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.reader import Reader
from dotline.duty.rules import DutyState, state
from dotline.reference import obligations, vocabulary
from dotline.referral import policy
from dotline.referral.actions import briefings as actions
from dotline.referral.forms.network import (
    NO_VICTIMS,
    SEVERITIES,
    WORKER_ROLES,
    BriefingForm,
    BriefingTextForm,
    CorrectionForm,
)
from dotline.referral.models import BriefingText
from dotline.referral.queries import briefings as queries
from dotline.referral.queries import network
from dotline.referral.rules.network import Audience, Severity
from dotline.referral.views.forces import done
from dotline.referral.views.shown import name_of
from dotline.ui.asked import lang, reader_of

SEVERITY_KINDS = {Severity.URGENT: "bad", Severity.IMPORTANT: "warn", Severity.NOTICE: "info"}


def words_of(text: BriefingText) -> dict[str, object]:
    """A version in the language in force, or in the one that it has; `lang` says which."""
    french = bool(text.title_fr) and (lang() == "fr" or not text.title_en)
    return {
        "row": text,
        "lang": "fr" if french else "en",
        "title": text.title_fr if french else text.title_en,
        "text": text.text_fr if french else text.text_en,
        "only": "" if text.title_en and text.title_fr else "fr" if french else "en",
        "severity": SEVERITIES[Severity(text.severity)],
        "kind": SEVERITY_KINDS[Severity(text.severity)],
    }


def _one(shown: queries.Shown, now: datetime) -> dict[str, object]:
    late = shown.unread and shown.text.read_by < now
    return {**words_of(shown.text), "shown": shown, "late": late}


@require_GET
def stream(request: HttpRequest) -> HttpResponse:
    """Briefings of the reader's agency: unread first; what no longer holds at the foot."""
    reader = reader_of(request)
    policy.may_take_part(reader).or_refuse()
    now = clock.now()
    rows = [_one(shown, now) for shown in queries.stream(reader)]
    context = {
        "unread": [row for row in rows if _is(row, unread=True)],
        "others": [row for row in rows if _is(row, unread=False, runs=True)],
        "past": [row for row in rows if _is(row, unread=False, runs=False)],
        "may_brief": bool(policy.may_brief(reader)),
        "zone": access.zone_of(reader),
    }
    return render(request, "referral/briefings.html", context)


def _is(row: dict[str, object], *, unread: bool, runs: bool | None = None) -> bool:
    shown = row["shown"]
    return (
        isinstance(shown, queries.Shown)
        and shown.unread == unread
        and (runs is None or shown.runs == runs)
    )


@require_GET
def briefing(request: HttpRequest, briefing_id: UUID) -> HttpResponse:
    """One briefing: what holds, earlier versions, the button, and who has not read it."""
    reader = reader_of(request)
    shown = queries.one(reader, briefing_id)
    text = shown.text
    agencies = queries.agencies_reading(reader, text)
    names = network.names(reader, [key for key, _row in agencies] + [text.agency_id])
    now = clock.now()
    context = {
        **_one(shown, now),
        "issuer": name_of(names.get(text.agency_id)),
        "audience": _audience(queries.audience(text.briefing)),
        "older": [words_of(one) for one in queries.versions(reader, briefing_id)[1:]],
        "readers": queries.readers(reader, text),
        "agencies": [
            (name_of(names.get(key)), *_state(state(row.window(), now))) for key, row in agencies
        ],
        "may_correct": bool(policy.may_brief(reader, text.agency_id)),
        "zone": access.zone_of(reader),
    }
    return render(request, "referral/briefing.html", context)


def _state(now: DutyState) -> tuple[str, str]:
    if now in {DutyState.MET, DutyState.MET_LATE}:
        return _("Everybody has read it"), "good"
    return (_("Late"), "bad") if now == DutyState.LATE else (_("Not everybody yet"), "warn")


def _audience(who: Audience) -> list[str]:
    kinds = [vocabulary.label("organisation_kinds", one, lang()) for one in sorted(who.kinds)]
    places = [vocabulary.label("provinces", one, lang()) for one in sorted(who.provinces)]
    roles = [str(WORKER_ROLES[one]) for one in WORKER_ROLES if one in who.roles]
    return [
        ", ".join(kinds) or _("All kinds of agencies"),
        ", ".join(places) or _("All of Canada"),
        ", ".join(roles) or _("All roles"),
    ]


@require_POST
def read(request: HttpRequest, briefing_id: UUID) -> HttpResponse:
    """The button 'I have read it'."""
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 6 else 0
    actions.mark_read(by=reader_of(request), briefing_id=briefing_id, version=version)
    return redirect(reverse("referral:briefings"))


def _kinds(reader: Reader) -> list[tuple[str, str]]:
    there = sorted({one.kind for one in access.agencies(reader)})
    known = [one for one in there if vocabulary.is_code("organisation_kinds", one)]
    return [(one, vocabulary.label("organisation_kinds", one, lang())) for one in known]


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(zone))


def _text(form: BriefingTextForm, zone: str) -> actions.NewText:
    data = form.cleaned_data
    return actions.NewText(
        severity=Severity(data["severity"]),
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        read_by=_end_of(data["read_on"], zone),
        title_en=data["title_en"],
        text_en=data["text_en"],
        title_fr=data["title_fr"],
        text_fr=data["text_fr"],
    )


def _first(zone: str) -> dict[str, object]:
    rule = obligations.rule(queries.READ_RULE)
    due = next(obligations.windows(rule, clock.now(), zone)).due
    return {
        "severity": Severity.NOTICE.value,
        "starts_on": clock.today(zone),
        "read_on": due.astimezone(ZoneInfo(zone)).date(),
    }


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a briefing."""
    reader = reader_of(request)
    policy.may_brief(reader).or_refuse()
    zone = access.zone_of(reader)
    form = BriefingForm(request.POST or None, kinds=_kinds(reader), initial=_first(zone))
    if form.is_valid():
        data = form.cleaned_data
        who = Audience(*(frozenset(data[name]) for name in ("kinds", "provinces", "roles")))
        if done(form, lambda: actions.issue(by=reader, text=_text(form, zone), audience=who)):
            return redirect(reverse("referral:briefings"))
    return _form_page(request, form, _("Issue a briefing"))


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, briefing_id: UUID) -> HttpResponse:
    """Correct a briefing."""
    reader = reader_of(request)
    before = queries.versions(reader, briefing_id)[0]
    policy.may_brief(reader, before.agency_id).or_refuse()
    zone = access.zone_of(reader)
    kept = ("severity", "title_en", "text_en", "title_fr", "text_fr", "ends_on")
    initial = {**_first(zone), **{name: getattr(before, name) for name in kept}}
    form = CorrectionForm(request.POST or None, initial=initial)
    if form.is_valid():
        why = form.cleaned_data["why"]

        def work() -> object:
            return actions.correct(
                by=reader, briefing_id=briefing_id, text=_text(form, zone), why=why
            )

        if done(form, work):
            return redirect(reverse("referral:briefing", args=[briefing_id]))
    return _form_page(request, form, _("Correct the briefing"))


def _form_page(request: HttpRequest, form: BriefingTextForm, title: str) -> HttpResponse:
    trail = [(reverse("referral:briefings"), _("Briefings"))]
    context = {"form": form, "title": title, "button": title, "warning": NO_VICTIMS, "trail": trail}
    return render(request, "referral/add.html", context, status=400 if form.is_bound else 200)
