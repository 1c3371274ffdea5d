"""Pages of linkage: files encoded and point persons, notices of matches, questions and their review."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.access.unit import seen
from dotline.base import clock
from dotline.base.errors import NotFound
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries
from dotline.case.forms.elsewhere import AskForm, EncodeForm, PointForm, VerdictForm
from dotline.case.forms.people import people
from dotline.case.jobs import linkage as encoding
from dotline.case.models import CaseFile, Involvement, LinkQuestion, MatchNotice
from dotline.case.queries import linkage, matches
from dotline.case.rules.asking import ABOUT_PERSON, OF_WORKER, AskReason, AskVerdict
from dotline.case.rules.matches import MatchSaid, may_say
from dotline.case.views.nations import do, name_of
from dotline.case.views.pages import head
from dotline.case.views.sending import Small, chosen, take
from dotline.gates import agreements, points
from dotline.gates.agreement import CONSENT
from dotline.reference import vocabulary
from dotline.ui.asked import lang, reader_of

TONES = {"waiting_first": "warn", "waiting_second": "info", "agreed": "good", "closed": ""}


def _may_see(reader: Reader) -> None:
    if not policy.may_read(reader):
        policy.may_encode(reader).or_refuse()


@require_GET
def elsewhere(request: HttpRequest) -> HttpResponse:
    """What the agency encodes, who judges matches, and the notices of this reader."""
    return _elsewhere(request, None)


def _elsewhere(request: HttpRequest, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    _may_see(reader)
    rows = list(matches.notices(reader))
    may_name = bool(agreements.may_agree(reader))
    context = {
        "notices": [_notice(reader, one) for one in rows],
        "agreements": [_agreement(reader, *one) for one in linkage.standing(reader)],
        "files": list(linkage.own_batches(reader)[:20]) if policy.may_encode(reader) else [],
        "may_encode": bool(policy.may_encode(reader)),
        "may_review": bool(policy.may_review_questions(reader)),
        "point_form": chosen(form, "point", lambda: _point_form(reader, None))
        if may_name
        else None,
        "form": form,
    }
    return render(request, "case/elsewhere.html", context, status=400 if form else 200)


def _point_form(reader: Reader, data: object) -> PointForm:
    mine = [(str(row.id), row.reference) for row, _terms in linkage.standing(reader)]
    workers = access.workers(reader).filter(agency_id=reader.own, is_active=True)
    return PointForm(
        data,
        prefix="point",
        agreements=mine,
        workers=[(str(one.id), one.display_name) for one in workers],
    )


def _agreement(reader: Reader, row: Any, terms: Any) -> dict[str, object]:
    """An agreement with the point person of the agency, and who would be encoded under it today."""
    told: dict[str, object] = {"row": row, "point": points.point(reader, row.id, reader.own)}
    if not policy.may_encode(reader):
        return told
    plan = linkage.plan(reader, terms, row.id)
    key = linkage.key_path(reader.own, terms.purpose).is_file()
    left = [
        (vocabulary.label("left_out", why.value, lang()), many)
        for why, many in plan.left_out.items()
    ]
    return {
        **told,
        "people": len(plan.people),
        "left": left,
        "key": key,
        "consent": terms.basis == CONSENT,
    }


def _notice(reader: Reader, row: MatchNotice) -> dict[str, object]:
    held = matches.held(reader, row)
    code = row.state
    return {
        "row": row,
        "state": vocabulary.label("match_states", code, lang()),
        "tone": TONES[code],
        "said": vocabulary.label("match_said", held.holds.value, lang()) if held.holds else "",
        "turn": held.own_turn and held.holds is None,
    }


def _start(reader: Reader, form: EncodeForm) -> object:
    said = form.cleaned_data
    return encoding.start(reader, said["agreement"])


def _name_point(reader: Reader, form: PointForm) -> object:
    said = form.cleaned_data
    return points.name_point(
        by=reader,
        agreement_id=UUID(said["agreement"]),
        worker_id=UUID(said["worker"]),
        contact=said["contact"],
    )


@require_POST
def elsewhere_send(request: HttpRequest, what: str) -> HttpResponse:
    """One of the forms of the page; refused words stand on the page again."""
    reader = reader_of(request)
    _may_see(reader)
    form: Form
    if what == "encode":
        form = EncodeForm(request.POST, prefix="encode")
        act: Callable[[Reader, Any], object] = _start
    elif what == "point":
        agreements.may_agree(reader).or_refuse()
        form, act = _point_form(reader, request.POST), _name_point
    else:
        raise Http404
    if form.is_valid():
        do(form, lambda: act(reader, form))
    return _elsewhere(request, form) if form.errors else redirect(reverse("case:elsewhere"))


@require_GET
def encoded_file(request: HttpRequest, batch_id: UUID) -> HttpResponse | FileResponse:
    """An encoded file that was let pass, to be handed to the linkage unit."""
    reader = reader_of(request)
    policy.may_encode(reader).or_refuse()
    row = linkage.own_batch(reader, batch_id)
    seen(reader, "case.hand_over", "file", row.id)
    return FileResponse(
        linkage.encoded_path(reader.own, row.id).open("rb"),
        as_attachment=True,
        filename=f"{row.purpose}-{row.epoch}.dlk",
    )


@require_GET
def match(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice: what it is about here, what was said, what may be said."""
    return _match(request, notice_id, None)


def _match(request: HttpRequest, notice_id: UUID, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    row = matches.notice(reader, notice_id)
    seen(reader, "case.open_notice", "match", row.id)
    held, now = matches.held(reader, row), clock.now()
    names = _workers(reader)
    agreement = agreements.agreements(reader).get(pk=row.agreement_id)
    point = matches.other_point(reader, row)
    context = {
        **_notice(reader, row),
        "agreement": agreement,
        "here": _here(reader, row),
        "may": [(one.value, _verb(one)) for one in MatchSaid if may_say(held, one, now)],
        "judged": [
            (vocabulary.label("match_said", one.said, lang()), names.get(one.by_worker, ""), one.at)
            for one in matches.judgements(reader, row)
        ],
        "point": point,
        "other": name_of(access.agency(reader, row.other_id)) if row.state == "agreed" else "",
        "form": form,
    }
    return render(request, "case/match.html", context, status=400 if form else 200)


def _workers(reader: Reader) -> Mapping[UUID | None, str]:
    rows = access.workers(reader).filter(agency_id=reader.own)
    return {one.id: one.display_name for one in rows}


def _verb(said: MatchSaid) -> str:
    return vocabulary.label("match_verbs", said.value, lang())


def _here(reader: Reader, row: MatchNotice) -> Involvement | None:
    """The person's newest case here, if the reader opens cases."""
    if row.person_id is None:
        return None
    try:
        return queries.consents.involvement_of(reader, row.person_id)
    except NotFound:
        return None


@require_POST
def match_send(request: HttpRequest, notice_id: UUID, what: str) -> HttpResponse:
    """Confirm, refuse or undo."""
    reader = reader_of(request)
    if what not in {one.value for one in MatchSaid}:
        raise Http404
    form = Form({})
    form.full_clean()
    said = MatchSaid(what)
    do(form, lambda: actions.judge_match(by=reader, notice_id=notice_id, said=said))
    if form.errors:
        return _match(request, notice_id, form)
    return redirect(reverse("case:match", args=[notice_id]))


@require_GET
def asked_review(request: HttpRequest) -> HttpResponse:
    """Who asked about whom, for the reviewer: how often, why, and what was found."""
    return _asked_review(request, None)


def _asked_review(request: HttpRequest, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    policy.may_review_questions(reader).or_refuse()
    names = _workers(reader)
    rows = list(matches.questions(reader)[:100])
    references = _references(reader)
    context = {
        "workers": [
            (names.get(one.worker, ""), one.lately, one.ever) for one in matches.by_worker(reader)
        ],
        "most": OF_WORKER,
        "rows": [
            {
                "row": one,
                "who": names.get(one.by_worker, ""),
                "reason": vocabulary.label("ask_reasons", one.reason, lang()),
                "agreement": references.get(one.agreement_id, ""),
                "number": str(one.case_id)[:8],
                "verdict": vocabulary.label("ask_verdicts", one.verdict, lang())
                if one.verdict
                else "",
                "may": not one.verdict and bool(policy.may_review_question(reader, one)),
            }
            for one in rows
        ],
        "verdicts": [
            (one.value, vocabulary.label("ask_verdicts", one.value, lang())) for one in AskVerdict
        ],
        "form": form,
    }
    return render(request, "case/asked_review.html", context, status=400 if form else 200)


def _references(reader: Reader) -> Mapping[UUID, str]:
    return {row.id: row.reference for row in agreements.agreements(reader)}


@require_POST
def asked_review_send(request: HttpRequest) -> HttpResponse:
    """What the reviewer found."""
    reader = reader_of(request)
    policy.may_review_questions(reader).or_refuse()
    form = VerdictForm(request.POST, prefix="review")
    if form.is_valid():
        said = form.cleaned_data
        verdict = AskVerdict(said["verdict"])
        do(
            form,
            lambda: actions.review_question(by=reader, question_id=said["which"], verdict=verdict),
        )
    return _asked_review(request, form) if form.errors else redirect(reverse("case:asked-review"))


@require_GET
def case_elsewhere(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was asked about the people of a case, and the form to ask."""
    return _case_elsewhere(request, queries.case(reader_of(request), case_id), None)


def _case_elsewhere(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    of_person = {one.person_id: labels[str(one.id)] for one in reversed(found)}
    rows = list(matches.questions_of(reader, row.id))
    answers = matches.answers(reader, rows)
    references = _references(reader)
    may_ask = bool(found) and bool(policy.may_ask_elsewhere(reader, found[0]))
    context = {
        **head(reader, row, "case:case-elsewhere"),
        "rows": [_asked(one, of_person, references, answers[one.id]) for one in rows],
        "may_ask": may_ask,
        "most": ABOUT_PERSON,
        "may_chart": bool(policy.may_chart(reader)),
        "form": form,
        "ask_form": chosen(form, "ask", lambda: _ask_form(reader, row, None, "ask")),
    }
    return render(request, "case/case_elsewhere.html", context, status=400 if form else 200)


_case_elsewhere.__dict__["address"] = "case:case-elsewhere"


def _asked(
    one: LinkQuestion,
    of_person: Mapping[UUID, str],
    references: Mapping[UUID, str],
    answer: bool | None,
) -> dict[str, object]:
    return {
        "row": one,
        "whom": of_person.get(one.person_id, ""),
        "reason": vocabulary.label("ask_reasons", one.reason, lang()),
        "agreement": references.get(one.agreement_id, ""),
        "answer": answer,
    }


def _ask_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> AskForm:
    offered = [(str(one.id), one.reference) for one, _terms in linkage.standing(reader)]
    found = queries.involvements(reader, row)
    return AskForm(data, prefix=prefix, about=found, agreements=offered)


def _ask(reader: Reader, row: CaseFile, form: AskForm) -> object:
    del row
    said = form.cleaned_data
    new = actions.NewQuestion(form.whom(), UUID(said["agreement"]), AskReason(said["reason"]))
    return actions.ask_elsewhere(by=reader, new=new, key=said["key"])


@require_POST
def case_elsewhere_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """Ask about a person of the case."""
    return take(request, case_id, what, {"ask": Small(_ask_form, _ask)}, _case_elsewhere)
