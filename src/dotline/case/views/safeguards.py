"""Pages of safeguards: steps against the person helped and what was done; the agency's yearly look at its screens."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access import queries as access
from dotline.base.errors import Conflict, Invalid, Refused
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.base.shares import ShareInterval
from dotline.case import actions, policy, queries, rules
from dotline.case.forms.people import people
from dotline.case.forms.screens import (
    AnswerRemovalForm,
    ForcedChargeForm,
    HelpChargedForm,
    RemovalForm,
    ReviewForm,
)
from dotline.case.models import CaseFile, Involvement, ScreenReview
from dotline.case.queries import safeguards, screens
from dotline.case.rules import fairness
from dotline.case.rules.safeguards import Concern
from dotline.case.views.pages import explained, head
from dotline.case.views.sending import Small, chosen, plain, take
from dotline.reference import questionnaires, vocabulary
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import listed
from dotline.ui.numbers import percent

HERE = "case:safeguards"


def _state(stands: Concern) -> tuple[str, str]:
    return {
        Concern.NONE: (_("Nothing to do"), ""),
        Concern.ANSWERED: (_("Answered"), "good"),
        Concern.OPEN: (_("Act now"), "bad"),
    }[stands]


@require_GET
def safeguards_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Removals and charges against the person helped."""
    return _page(request, queries.case(reader_of(request), case_id), None)


def _page(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    victims = [one for one in found if _is_victim(reader, one)]
    accused = safeguards.also_accused(reader, found)
    context = {
        **head(reader, row, HERE),
        "removals": _removals(reader, row, labels),
        "charges": _charges(reader, row, labels),
        "also_accused": [labels[str(one)] for one in accused],
        "victims": victims,
        "today": queries.today(reader).isoformat(),
        "steps": listed("non_punishment_steps"),
        "form": form,
        "removal_form": chosen(
            form, "removal", lambda: RemovalForm(prefix="removal", about=victims)
        ),
        "charge_form": chosen(
            form, "charge", lambda: ForcedChargeForm(prefix="charge", about=victims)
        ),
    }
    return render(request, "case/safeguards.html", context, status=400 if form else 200)


_page.__dict__["address"] = HERE


def _is_victim(reader: Reader, one: Involvement) -> bool:
    return one.role == rules.Role.VICTIM and bool(policy.may_plan(reader, one))


def _removals(reader: Reader, row: CaseFile, labels: dict[str, str]) -> list[dict[str, object]]:
    steps = list(safeguards.removal_steps(reader).filter(involvement__case_id=row.id))
    return [
        {
            "row": one,
            "kind": vocabulary.label("removal_steps", one.kind, lang()),
            "whom": labels[str(one.involvement_id)],
            "state": _state(stands),
            "open": stands is Concern.OPEN,
        }
        for one, stands in safeguards.weighed(reader, steps)
    ]


def _charges(reader: Reader, row: CaseFile, labels: dict[str, str]) -> list[dict[str, object]]:
    rows = list(safeguards.forced_charges(reader).filter(involvement__case_id=row.id))
    return [
        {
            "row": one,
            "whom": labels[str(one.involvement_id)],
            "forced": vocabulary.label("screen_replies", one.forced, lang()),
            "state": _state(stands),
            "open": stands is Concern.OPEN,
            "key": new_id(),
            "done": [
                (step, vocabulary.label("non_punishment_steps", step.step, lang()))
                for step in one.steps.all()
            ],
        }
        for one, stands in safeguards.charged(rows)
    ]


def _about(kind: type[Any]) -> Any:
    def make(reader: Reader, row: CaseFile, data: Any, prefix: str) -> Form:
        form: Form = kind(data, prefix=prefix, about=queries.involvements(reader, row))
        return form

    return make


def _removal(reader: Reader, row: CaseFile, form: RemovalForm) -> object:
    del row
    key = form.cleaned_data["key"]
    return actions.note_removal(by=reader, involvement_id=form.whom(), new=form.new(), key=key)


def _answered(reader: Reader, row: CaseFile, form: AnswerRemovalForm) -> object:
    del row
    data = form.cleaned_data
    return actions.answer_removal(by=reader, step_id=data["which"], how=data["how"], on=data["on"])


def _charge(reader: Reader, row: CaseFile, form: ForcedChargeForm) -> object:
    del row
    key = form.cleaned_data["key"]
    return actions.note_forced_charge(
        by=reader, involvement_id=form.whom(), new=form.new(), key=key
    )


def _done(reader: Reader, row: CaseFile, form: HelpChargedForm) -> object:
    del row
    data = form.cleaned_data
    return actions.help_charged(by=reader, charge_id=data["which"], new=form.new(), key=data["key"])


SAFEGUARDS = {
    "removal": Small(_about(RemovalForm), _removal),
    "answered": Small(plain(AnswerRemovalForm), _answered, {"which": safeguards.removal_step}),
    "charge": Small(_about(ForcedChargeForm), _charge),
    "done": Small(plain(HelpChargedForm), _done, {"which": safeguards.forced_charge}),
}


@require_POST
def safeguards_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page."""
    return take(request, case_id, what, SAFEGUARDS, _page)


# --- the yearly look at the screens -----------------------------------------------------------

DIMENSION_WORDS = {
    "": gettext_lazy("Everybody"),
    "gender": gettext_lazy("Gender"),
    "age_band": gettext_lazy("Age group"),
    "status_in_canada": gettext_lazy("Status in Canada"),
}
LISTS = {"gender": "genders", "age_band": "age_bands", "status_in_canada": "status_in_canada"}


def _interval(value: ShareInterval | None) -> str:
    if value is None:
        return ""
    low, high = percent(value.low, lang()), percent(value.high, lang())
    return f"{percent(value.share, lang())} ({low} – {high})"


def _lines(one: fairness.InstrumentAudit) -> list[dict[str, object]]:
    return [
        {
            "dimension": str(DIMENSION_WORDS[line.dimension]),
            "group": (
                vocabulary.label(LISTS[line.dimension], line.group, lang())
                if line.dimension
                else ""
            ),
            "screened": line.screened,
            "positive": _interval(line.positive),
            "confirmed": _interval(line.confirmed),
            "apart": bool(line.dimension) and fairness.apart(line, one.lines[0]),
        }
        for line in one.lines
    ]


@require_http_methods(["GET", "POST"])
def fairness_page(request: HttpRequest) -> HttpResponse:
    """The agency's screens of a year by group, its safeguards by year, and the review that it owes."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    form = None
    if request.method == "POST":
        form = ReviewForm(request.POST, prefix="review")
        if form.is_valid():
            data = form.cleaned_data
            try:
                actions.review_screens(by=reader, year=data["year"], outcome=data["outcome"])
                return redirect("case:fairness")
            except (Conflict, Invalid, Refused) as error:
                explained(form, error)
    return render(
        request, "case/fairness.html", _fairness(request, reader, form), status=400 if form else 200
    )


def _fairness(request: HttpRequest, reader: Reader, form: ReviewForm | None) -> dict[str, object]:
    years = screens.years(reader)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else next(iter(years), 0)
    audits = screens.audited(reader, year) if year else ()
    return {
        "years": years,
        "year": year,
        "audits": [
            (
                questionnaires.version(one.instrument, one.version).title.in_(lang()),
                one.version,
                _lines(one),
            )
            for one in audits
        ],
        "fewest": fairness.FEWEST,
        "left_out": bool(year) and screens.left_out(reader, year),
        "counts": safeguards.counts(reader),
        "reviews": [_review(reader, one) for one in screens.reviews(reader)],
        "form": form,
        "may_write": bool(policy.may_write(reader)),
        "outcomes": listed("screen_review_outcomes"),
    }


def _review(reader: Reader, one: ScreenReview) -> dict[str, object]:
    who = access.workers(reader).filter(pk=one.reviewer).first() if one.reviewer else None
    return {
        "row": one,
        "who": who.display_name if who else "",
        "outcome": (
            vocabulary.label("screen_review_outcomes", one.outcome, lang()) if one.outcome else ""
        ),
        "over": queries.today(reader).year > one.year,
        "due": screens.review_due(reader, one),
    }
