"""Pages of screening: choose an instrument, the questions, the result with what it is worth, the offer of help."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dotline.base.errors import Conflict, Invalid, Refused
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries
from dotline.case.forms.people import people
from dotline.case.forms.screens import BeginForm, OfferForm
from dotline.case.models import Assessment, CaseFile, HelpOffer, Involvement
from dotline.case.queries import screens
from dotline.case.rules import screening
from dotline.case.rules.screening import Reply, ScreenLevel
from dotline.case.views.pages import explained, head
from dotline.case.views.sending import Small, chosen, take
from dotline.case.views.worth import Worth, worths
from dotline.reference import questionnaires, vocabulary
from dotline.reference.questionnaires import Questionnaire, QuestionnaireItem, ResultKind
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import listed
from dotline.ui.sentences import in_one

TONES = {ScreenLevel.NOTHING: "", ScreenLevel.SOME: "info", ScreenLevel.ENOUGH: "warn"}
PREFIX = "reply-"
EVERYTHING = "all"
HERE = "case:screening"


@require_GET
def screening_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Screens of a case, and the way to begin one."""
    return _page(request, queries.case(reader_of(request), case_id), None)


def _page(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    rows = list(screens.screens_of(reader, found))
    newer = {one.replaces_id for one in rows if one.finished_on}
    helped = [one for one in found if policy.may_plan(reader, one)]
    context = {
        **head(reader, row, HERE),
        "screens": [_line(one, labels, stale=one.id in newer) for one in reversed(rows)],
        "helped": helped,
        "form": form,
        "begin_form": chosen(form, "begin", lambda: _begin_form(reader, helped, None, "begin")),
    }
    return render(request, "case/screening.html", context, status=400 if form else 200)


_page.__dict__["address"] = HERE


def _line(row: Assessment, labels: dict[str, str], *, stale: bool) -> dict[str, object]:
    level = ScreenLevel(row.level) if row.level else None
    return {
        "row": row,
        "title": screens.form_of(row).title.in_(lang()),
        "whom": labels[str(row.involvement_id)],
        "level": vocabulary.label("screen_levels", level, lang()) if level else "",
        "tone": TONES[level] if level else "",
        "stale": stale,
    }


def _begin_form(reader: Reader, about: list[Involvement], data: Any, prefix: str) -> BeginForm:
    """Offers every instrument that fits somebody of the case; the action checks the one who is chosen."""
    fitting = {form.code: form for one in about for form in screens.fitting(reader, one)}
    return BeginForm(data, prefix=prefix, about=about, offered=fitting.values())


def _make_begin(reader: Reader, row: CaseFile, data: Any, prefix: str) -> Form:
    return _begin_form(reader, queries.involvements(reader, row), data, prefix)


def _begin(reader: Reader, row: CaseFile, form: BeginForm) -> object:
    del row
    return actions.begin_screen(
        by=reader,
        involvement_id=form.whom(),
        instrument=form.cleaned_data["instrument"],
        status_in_canada=form.cleaned_data["status_in_canada"],
        key=form.cleaned_data["key"],
    )


SCREENING = {"begin": Small(_make_begin, _begin)}


@require_POST
def screening_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """Begin a screen."""
    return take(request, case_id, what, SCREENING, _page)


@dataclass(frozen=True)
class Asked:
    """A question as the page shows it: what was answered, and what the case knows beside it."""

    item: QuestionnaireItem
    text: str
    reply: str
    known: bool | None


@dataclass(frozen=True)
class Part:
    """A section of the questions."""

    code: str
    label: str
    asked: tuple[Asked, ...]
    here: bool
    answered: int


def _said(request: HttpRequest) -> dict[str, str]:
    """The replies of a sent page, by question."""
    return {
        name.removeprefix(PREFIX): str(value)
        for name, value in request.POST.items()
        if name.startswith(PREFIX)
    }


def _parts(
    row: Assessment, form: Questionnaire, section: str, said: dict[str, str]
) -> tuple[Part, ...]:
    kept = {code: one.value for code, one in screens.replies(row).items()} | said
    facts = screens.known_facts(row)
    found = []
    for code, label in form.sections.items():
        asked = tuple(
            Asked(
                item,
                item.text.in_(lang()),
                kept.get(item.code, ""),
                screening.known_beside(item, facts),
            )
            for item in form.of_section(code)
        )
        answered = sum(bool(one.reply) for one in asked)
        here = section in {code, EVERYTHING}
        found.append(Part(code, label.in_(lang()), asked, here, answered))
    return tuple(found)


@require_GET
def screen(request: HttpRequest, screen_id: UUID) -> HttpResponse:
    """The questions of an open screen, or the result of a finished one."""
    row = screens.screen(reader_of(request), screen_id)
    if row.finished_on is None:
        return _questions(request, row, "", {})
    return _result(request, row, None)


def _section(request: HttpRequest, form: Questionnaire) -> str:
    """The section that is open: the one asked for, else the first; a short instrument is shown whole."""
    wanted = request.POST.get("section") or request.GET.get("section") or ""
    if wanted in form.sections or wanted == EVERYTHING:
        return wanted
    return next(iter(form.sections)) if len(form.items) > 20 else EVERYTHING


def _questions(
    request: HttpRequest, row: Assessment, refusal: str, said: dict[str, str]
) -> HttpResponse:
    reader, form = reader_of(request), screens.form_of(row)
    section = _section(request, form)
    context = {
        **_common(reader, row, form),
        "parts": _parts(row, form, section, said),
        "section": section,
        "many": len(form.sections) > 1,
        "replies": [("", _("Not asked")), *listed("screen_replies")],
        "refusal": refusal,
        "graded": form.rule.kind is ResultKind.DELPHI,
    }
    return render(request, "case/screen.html", context, status=400 if refusal else 200)


def _common(reader: Reader, row: Assessment, form: Questionnaire) -> dict[str, object]:
    return {
        **head(reader, row.involvement.case, HERE),
        "screen": row,
        "form": form,
        "title": form.title.in_(lang()),
        "about": form.about.in_(lang()),
        "licence": form.licence.in_(lang()),
        "not_validated": form.not_validated.in_(lang()) if form.not_validated else "",
        "whom": dict(people(queries.involvements(reader, row.involvement.case)))[
            str(row.involvement_id)
        ],
        "may_answer": bool(policy.may_plan(reader, row.involvement)),
    }


def _result(request: HttpRequest, row: Assessment, offer: OfferForm | None) -> HttpResponse:
    reader, form = reader_of(request), screens.form_of(row)
    found = screens.result(row)
    newer = screens.corrected_by(row)
    context = {
        **_common(reader, row, form),
        "result": found,
        "level": vocabulary.label("screen_levels", found.level, lang()),
        "tone": TONES[found.level],
        "because": [form.item(code).text.in_(lang()) for code in found.because],  # type: ignore[union-attr]
        "dimensions": [(form.sections[one.section].in_(lang()), one) for one in found.dimensions],
        "unanswered": _unanswered(found),
        "parts": _parts(row, form, EVERYTHING, {}),
        "reply_words": dict(listed("screen_replies")),
        "enough": found.level is ScreenLevel.ENOUGH,
        "untold": _untold(form, found),
        "worths": [] if _untold(form, found) else _worths(request, form, found.level),
        "asked_share": request.GET.get("share", ""),
        "offers": [_offered(one) for one in screens.offers(row)],
        "offer_form": offer or OfferForm(prefix="offer"),
        "refused": offer,
        "newer": newer,
    }
    return render(request, "case/screened.html", context, status=400 if offer else 200)


def _untold(form: Questionnaire, found: screening.ScreenResult) -> bool:
    """Whether no study speaks of this result: below the cut-off, and not every question answered."""
    return bool(form.studies) and found.level is not ScreenLevel.ENOUGH and not found.whole


def _unanswered(found: screening.ScreenResult) -> list[tuple[str, int]]:
    counts = [
        (vocabulary.label("screen_replies", one.value, lang()), found.counts.get(one, 0))
        for one in (Reply.NO, Reply.UNKNOWN, Reply.SKIPPED)
    ]
    return [*counts, (_("Not asked"), found.not_asked)]


def _worths(request: HttpRequest, form: Questionnaire, level: ScreenLevel) -> list[Worth]:
    """What the result is worth after each study, and at the share that the reader's service knows of itself."""
    try:
        share = float(request.GET.get("share", "").replace(",", ".")) / 100
    except ValueError:
        share = None  # nothing, or no number: the studies' own shares stand
    if share is not None and not 0 < share < 1:
        share = None
    return worths(form, level is ScreenLevel.ENOUGH, share)


def _offered(one: HelpOffer) -> tuple[HelpOffer, str, str]:
    return (
        one,
        vocabulary.label("help_offered", one.help, lang()),
        vocabulary.label("help_choices", one.chosen, lang()),
    )


@require_POST
def answer(request: HttpRequest, screen_id: UUID) -> HttpResponse:
    """Keep replies; `go` says what follows: stay away, another section, or the result. Autosave gets no page."""
    reader, said = reader_of(request), _said(request)
    go = request.POST.get("go", "")
    try:
        if go == "finish":
            row = actions.finish_screen(by=reader, screen_id=screen_id, said=said)
        else:
            row = actions.answer_screen(by=reader, screen_id=screen_id, said=said)
    except (Conflict, Invalid) as error:
        row = screens.screen(reader, screen_id)
        return _questions(request, row, in_one(error), said)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    if go == "stop":
        return redirect("case:screening", row.involvement.case_id)
    address = reverse("case:screen", args=[row.id])
    form = screens.form_of(row)
    if go in form.sections or go == EVERYTHING:
        address += f"?section={go}"
    return redirect(address)


@require_POST
def screen_send(request: HttpRequest, screen_id: UUID, what: str) -> HttpResponse:
    """Correct a finished screen as a new version, or note which help was offered."""
    reader = reader_of(request)
    row = screens.screen(reader, screen_id)
    if what == "correct":
        newer = actions.correct_screen(by=reader, screen_id=row.id)
        return redirect("case:screen", newer.id)
    if what != "offer":
        raise Http404
    form = OfferForm(request.POST, prefix="offer")
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.offer_help(
                by=reader,
                screen_id=row.id,
                help_=data["help"],
                chosen=data["chosen"],
                key=data["key"],
            )
        except (Conflict, Invalid, Refused) as error:
            explained(form, error)
    if form.errors:
        return _result(request, row, form)
    return redirect("case:screen", row.id)


@require_GET
def instruments(request: HttpRequest) -> HttpResponse:
    """Every version of every instrument with source, licence and worth; what is not here, and why."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    context = {
        "forms": [
            (
                form,
                form.title.in_(lang()),
                form.about.in_(lang()),
                form.licence.in_(lang()),
                form.not_validated.in_(lang()) if form.not_validated else "",
                [(one, one.place.in_(lang())) for one in form.studies],
            )
            for form in questionnaires.every()
        ],
        "absent": [
            (one.title.in_(lang()), one.reason.in_(lang()), one.where.in_(lang()))
            for one in questionnaires.not_shipped()
        ],
    }
    return render(request, "case/instruments.html", context)
