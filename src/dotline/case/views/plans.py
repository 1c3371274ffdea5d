"""The page of a case's support plan: four pillars, who stands by whom, clocks, safety plan, needs of dependants."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.base.errors import Unavailable
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries, rules
from dotline.case.forms.people import people
from dotline.case.forms.plans import (
    SAFETY_LABELS,
    ClockForm,
    EndStepForm,
    NeedForm,
    SafetyForm,
    StandByForm,
    StepForm,
    pillar_label,
)
from dotline.case.models import CaseFile, Involvement, PlannedService, SafetyPlan
from dotline.case.queries import plans
from dotline.case.views.card import languages
from dotline.case.views.pages import head
from dotline.case.views.sending import Small, chosen, plain, take
from dotline.reference import needs as taxonomy
from dotline.reference import vocabulary
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import listed

GONE = "–"  # in place of words whose key was destroyed


@dataclass(frozen=True)
class StepShown:
    """A step of a plan in words."""

    row: PlannedService
    whom: str
    kind: str
    words: plans.StepWords
    late: bool
    outcome: str


@require_GET
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The support plan of a case."""
    return _plan(request, queries.case(reader_of(request), case_id), None)


def _plan(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    helped = [one for one in found if policy.may_plan(reader, one) or row.closed_on]
    steps = _steps(reader, found, labels)
    context = {
        **head(reader, row, "case:plan"),
        "pillars": [
            (pillar_label(one.value), [s for s in steps if s.row.pillar == one.value])
            for one in rules.SupportPillar
        ],
        "beside": _beside(reader, found, labels),
        "clocks": _clocks(reader, row, labels),
        "reasons": listed("pause_reasons"),
        "outcomes": listed("service_outcomes"),
        "today": queries.today(reader).isoformat(),
        "needs": _needs(reader, found, labels),
        "safety": _safety(reader, found, labels, helped, form),
        "languages": languages(reader),
        "may_write": bool(policy.may_write(reader)),
        "form": form,
        **_forms(form, found, helped),
    }
    return render(request, "case/plan.html", context, status=400 if form else 200)


_plan.__dict__["address"] = "case:plan"


def _forms(
    form: Form | None, found: list[Involvement], helped: list[Involvement]
) -> dict[str, Form]:
    victims = [one for one in helped if one.role == rules.Role.VICTIM]
    beside = [one for one in found if one.role in set(rules.StandsBy)]
    children = [one for one in found if one.role == rules.Role.DEPENDANT]
    made: dict[str, Form] = {
        "step_form": chosen(form, "step", lambda: StepForm(prefix="step", about=helped)),
        "stand_form": chosen(
            form, "stand", lambda: StandByForm(prefix="stand", about=victims, beside=beside)
        ),
    }
    if children:
        made["need_form"] = chosen(form, "need", lambda: NeedForm(prefix="need", about=children))
    return made


def _steps(reader: Reader, found: list[Involvement], labels: dict[str, str]) -> list[StepShown]:
    persons = {one.id: one.person_id for one in found}
    today = queries.today(reader)
    shown = []
    for row in plans.steps(reader, found):
        try:
            words = plans.step_words(reader, persons[row.involvement_id], row)
        except Unavailable:
            words = plans.StepWords(GONE, "")
        late = row.ended_on is None and row.planned_end is not None and row.planned_end < today
        ended = vocabulary.label("service_outcomes", row.outcome, lang()) if row.outcome else ""
        kind = vocabulary.label("service_kinds", row.kind, lang())
        shown.append(StepShown(row, labels[str(row.involvement_id)], kind, words, late, ended))
    return shown


def _beside(
    reader: Reader, found: list[Involvement], labels: dict[str, str]
) -> list[dict[str, object]]:
    """Who stands by each person helped, and who is missing."""
    named = list(plans.representatives(reader, found))
    lines: list[dict[str, object]] = []
    for one in found:
        if one.role != rules.Role.VICTIM:
            continue
        own = [row for row in named if row.involvement_id == one.id]
        missing = plans.missing_beside(one, own)
        now = [
            {
                "row": row,
                "kind": vocabulary.label("roles", row.kind, lang()),
                "who": row.organisation or labels.get(str(row.by_involvement_id), ""),
            }
            for row in own
            if row.until is None
        ]
        said = ""
        if missing is rules.StandsBy.GUARDIAN:
            said = (
                _("A child needs a guardian, and none is named.")
                if one.minor_at_start == rules.Answer.YES
                else _("Her age is not known: name a guardian until it is.")
            )
        elif missing:
            said = _("Nobody is named as her advocate.")
        lines.append({"whom": labels[str(one.id)], "now": now, "missing": said})
    return lines


def _clocks(reader: Reader, row: CaseFile, labels: dict[str, str]) -> list[dict[str, object]]:
    today, zone = queries.today(reader), access.zone_of(reader)
    lines: list[dict[str, object]] = []
    for one in plans.clocks(reader, row.id):
        due = rules.local_day(one.obligation.due_at, zone)
        pause = one.pause
        lines.append(
            {
                "involvement": one.involvement_id,
                "rule": one.obligation.rule,
                "title": plans.clock_title(one.obligation.rule),
                "whom": labels[str(one.involvement_id)],
                "due": due,
                "late": due < today and pause is None,
                "paused": vocabulary.label("pause_reasons", pause.reason, lang()) if pause else "",
            }
        )
    return lines


def _needs(
    reader: Reader, found: list[Involvement], labels: dict[str, str]
) -> list[tuple[str, str, object]]:
    return [
        (labels[str(row.involvement_id)], need.label(lang()) if need else row.need, row)
        for row in plans.needs(reader, found)
        for need in (taxonomy.find(row.need),)
    ]


def _safety(
    reader: Reader,
    found: list[Involvement],
    labels: dict[str, str],
    helped: list[Involvement],
    form: Form | None,
) -> list[dict[str, object]]:
    """Each person's safety plan: the newest version, how many came before, and the form of the next."""
    lines, zone = [], access.zone_of(reader)
    for one in found:
        if one.role not in {rules.Role.VICTIM, rules.Role.DEPENDANT}:
            continue
        versions = plans.safety_plans(reader, one)
        said = _said(reader, versions, one)
        prefix = f"safety-{one.id}"
        mine = [other for other in helped if other.id == one.id]
        fresh = SafetyForm(
            prefix=prefix,
            about=mine,
            initial={**said, "after": len(versions), "involvement": str(one.id)},
        )
        lines.append(
            {
                "id": one.id,
                "whom": labels[str(one.id)],
                "versions": [(v.version, rules.local_day(v.made_at, zone)) for v in versions],
                "said": [(SAFETY_LABELS[part], text) for part, text in said.items()],
                "form": form if form is not None and form.prefix == prefix else fresh,
                "open": form is not None and form.prefix == prefix,
                "may": bool(mine),
            }
        )
    return lines


def _said(reader: Reader, versions: list[SafetyPlan], one: Involvement) -> dict[str, str]:
    if not versions:
        return {}
    try:
        return dict(plans.safety_words(reader, versions[0], one.person_id))
    except Unavailable:
        return {}


def _people_of(reader: Reader, row: CaseFile) -> list[Involvement]:
    return queries.involvements(reader, row)


def _step_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> StepForm:
    return StepForm(data, prefix=prefix, about=_people_of(reader, row))


def _add_step(reader: Reader, row: CaseFile, form: StepForm) -> object:
    del row
    data = form.cleaned_data
    return actions.plan_step(by=reader, involvement_id=form.whom(), new=form.new(), key=data["key"])


def _stand_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> StandByForm:
    found = _people_of(reader, row)
    beside = [one for one in found if one.role in set(rules.StandsBy)]
    return StandByForm(data, prefix=prefix, about=found, beside=beside)


def _stand(reader: Reader, row: CaseFile, form: StandByForm) -> object:
    del row
    data = form.cleaned_data
    return actions.stand_by(
        by=reader,
        involvement_id=form.whom(),
        kind=rules.StandsBy(data["kind"]),
        somebody=form.somebody_id(),
        organisation=data["organisation"],
    )


def _need_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> NeedForm:
    children = [one for one in _people_of(reader, row) if one.role == rules.Role.DEPENDANT]
    return NeedForm(data, prefix=prefix, about=children)


def _add_need(reader: Reader, row: CaseFile, form: NeedForm) -> object:
    del row
    return actions.note_need(by=reader, involvement_id=form.whom(), need=form.cleaned_data["need"])


def _end(reader: Reader, row: CaseFile, form: EndStepForm) -> object:
    del row
    data = form.cleaned_data
    day: date = data["on"]
    return actions.end_step(by=reader, step_id=data["step"], outcome=data["outcome"], on=day)


def _met(reader: Reader, row: CaseFile, form: ClockForm) -> object:
    del row
    data = form.cleaned_data
    actions.meet_clock(by=reader, involvement_id=data["involvement"], rule=data["rule"])
    return None


def _resume(reader: Reader, row: CaseFile, form: ClockForm) -> object:
    del row
    data = form.cleaned_data
    return actions.resume_clock(by=reader, involvement_id=data["involvement"], rule=data["rule"])


def _pause(reader: Reader, row: CaseFile, form: ClockForm) -> object:
    del row
    data = form.cleaned_data
    return actions.pause_clock(
        by=reader, involvement_id=data["involvement"], rule=data["rule"], reason=data["reason"]
    )


def _any_clock_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> ClockForm:
    del reader, row, prefix
    return ClockForm(data, prefix="clock")


CLOCK = {"involvement": queries.involvement}
PLAN = {
    "step": Small(_step_form, _add_step),
    "stand": Small(_stand_form, _stand),
    "need": Small(_need_form, _add_need),
    "end": Small(plain(EndStepForm), _end, {"step": plans.step}),
    "met": Small(_any_clock_form, _met, CLOCK),
    "resume": Small(_any_clock_form, _resume, CLOCK),
    "pause": Small(_any_clock_form, _pause, CLOCK),
}


@require_POST
def plan_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page."""
    return take(request, case_id, what, PLAN, _plan)


@require_POST
def safety_send(request: HttpRequest, involvement_id: UUID) -> HttpResponse:
    """The next version of one person's safety plan."""
    reader = reader_of(request)
    found = queries.involvement(reader, involvement_id)
    prefix = f"safety-{found.id}"

    def form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> SafetyForm:
        del reader, row
        return SafetyForm(data, prefix=prefix, about=[found])

    def write(reader: Reader, row: CaseFile, form: SafetyForm) -> object:
        del row
        return actions.write_safety_plan(
            by=reader,
            involvement_id=found.id,
            answers=form.answers(),
            after=form.cleaned_data["after"],
        )

    return take(request, found.case_id, prefix, {prefix: Small(form, write)}, _plan)


@require_POST
def meet_need(request: HttpRequest, need_id: UUID) -> HttpResponse:
    """A need was met."""
    reader = reader_of(request)
    case_id = plans.need(reader, need_id).involvement.case_id
    actions.meet_need(by=reader, need_id=need_id)
    return redirect(reverse("case:plan", args=[case_id]))


@require_POST
def end_stand_by(request: HttpRequest, representative_id: UUID) -> HttpResponse:
    """Somebody stands by a person no longer."""
    reader = reader_of(request)
    case_id = plans.representative(reader, representative_id).involvement.case_id
    actions.end_stand_by(by=reader, representative_id=representative_id)
    return redirect(reverse("case:plan", args=[case_id]))
