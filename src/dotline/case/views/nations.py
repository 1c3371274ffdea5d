"""Pages of stewards: of whoever asks, and of the body that governs its data; and whom a person says she belongs to."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.access.models import Agency
from dotline.access.unit import seen
from dotline.base.errors import Conflict, Invalid, Refused, not_found
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries
from dotline.case.forms.nations import (
    AnswerForm,
    AskStewardForm,
    NationForm,
    TieForm,
    UseForm,
    YearForm,
)
from dotline.case.forms.people import people
from dotline.case.models import CaseFile, Involvement, NationTie
from dotline.case.queries import nations
from dotline.case.views.pages import explained, head
from dotline.case.views.sending import Small, chosen, plain, take
from dotline.gates import stewards
from dotline.gates.models import StewardGrant
from dotline.gates.stewardship import FRAMEWORKS, StewardUse
from dotline.reference import vocabulary
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import Choices

YEARS = 6  # whole years that the page offers to count
TONES = {"asked": "warn", "granted": "good", "vetoed": "bad", "taken_back": "", "over": ""}


def name_of(agency: Agency) -> str:
    """An agency's name in the language in force."""
    return agency.name_fr if lang() == "fr" else agency.name_en


def bodies(reader: Reader) -> Choices:
    """The bodies that may govern data, by their names."""
    return stewards.named(reader, lang())


def _helped(reader: Reader, row: CaseFile) -> list[Involvement]:
    return [one for one in queries.involvements(reader, row) if not policy.may_be_abuser(one)]


@require_GET
def belonging(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Whom the people of a case say they belong to."""
    return _belonging(request, queries.case(reader_of(request), case_id), None)


def _belonging(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found, names = _helped(reader, row), dict(bodies(reader))
    labels = dict(people(queries.involvements(reader, row)))
    told = list(nations.ties(reader, [one.person_id for one in found]))
    context = {
        **head(reader, row, "case:belonging"),
        "people": [
            {
                "label": labels[str(one.id)],
                "ties": [_tie(tie, names) for tie in told if tie.person_id == one.person_id],
            }
            for one in found
        ],
        "may_take_back": bool(policy.may_write(reader)),
        "form": form,
        "nation_form": chosen(form, "say", lambda: _nation_form(reader, row, None, "say")),
    }
    return render(request, "case/belonging.html", context, status=400 if form else 200)


_belonging.__dict__["address"] = "case:belonging"


def _tie(row: NationTie, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "row": row,
        "name": names.get(str(row.nation_id), ""),
        "said_by": vocabulary.label("consent_given_by", row.said_by, lang()),
    }


def _nation_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> NationForm:
    return NationForm(data, prefix=prefix, about=_helped(reader, row), bodies=bodies(reader))


def _say(reader: Reader, row: CaseFile, form: NationForm) -> object:
    del row
    data = form.cleaned_data
    return actions.say_nation(
        by=reader,
        involvement_id=form.whom(),
        nation=UUID(data["nation"]),
        said_by=data["said_by"],
        key=data["key"],
    )


def _unsay(reader: Reader, row: CaseFile, form: TieForm) -> object:
    which = form.cleaned_data["which"]
    if nations.tie(reader, which).person_id not in {o.person_id for o in _helped(reader, row)}:
        raise not_found("nation")
    return actions.take_back_nation(by=reader, tie_id=which)


BELONGING = {"say": Small(_nation_form, _say), "unsay": Small(plain(TieForm), _unsay)}


@require_POST
def belonging_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page; what she said is taken back in a closed case too."""
    return take(
        request, case_id, what, BELONGING, _belonging, may=lambda one, _row: policy.may_write(one)
    )


def _line(reader: Reader, row: StewardGrant, names: Mapping[UUID, str]) -> dict[str, object]:
    state = stewards.state_of(row, stewards.today(reader))
    return {
        "row": row,
        "asked_by": names.get(row.asked_by_id, "") if row.asked_by_id else "",
        "use": vocabulary.label("steward_uses", row.use, lang()),
        "state": vocabulary.label("steward_answers", state, lang()),
        "tone": TONES[state],
        "code": state,
    }


def _names(reader: Reader) -> dict[UUID, str]:
    return {one.id: name_of(one) for one in access.agencies(reader)}


def _framework(agency: Agency) -> str:
    return vocabulary.label("steward_frameworks", FRAMEWORKS[agency.kind], lang())


def do(form: Form, act: Callable[[], object]) -> None:
    """Do what a valid form says; a refusal is said beside it."""
    try:
        act()
    except (Conflict, Invalid, Refused) as error:
        explained(form, error)


@require_GET
def asking(request: HttpRequest) -> HttpResponse:
    """What each body lets be done, and the form to ask."""
    return _asking(request, None)


def _asking(request: HttpRequest, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    stewards.may_ask(reader).or_refuse()
    names, rows = _names(reader), list(stewards.grants(reader))
    context = {
        "bodies": [
            {
                "name": name_of(one),
                "framework": _framework(one),
                "lines": [_line(reader, row, names) for row in rows if row.nation_id == one.id],
            }
            for one in stewards.bodies(reader)
        ],
        "form": form,
        "ask_form": form or AskStewardForm(prefix="ask", bodies=bodies(reader)),
    }
    return render(request, "case/stewards.html", context, status=400 if form else 200)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a body; refused words stand on the page again."""
    reader = reader_of(request)
    stewards.may_ask(reader).or_refuse()
    form = AskStewardForm(request.POST, prefix="ask", bodies=bodies(reader))
    if form.is_valid():
        said = form.cleaned_data
        use, words, key = StewardUse(said["use"]), said["words"], said["key"]
        do(
            form,
            lambda: stewards.ask_steward(
                by=reader, nation=form.of(), use=use, words=words, key=key
            ),
        )
    return _asking(request, form) if form.errors else redirect(reverse("case:stewards"))


@require_GET
def nation(request: HttpRequest) -> HttpResponse:
    """The page of the body itself: what was asked of it, what it granted."""
    return _nation(request, None)


def _nation(request: HttpRequest, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    stewards.may_steward(reader).or_refuse()
    body, names = stewards.body(reader, reader.own), _names(reader)
    found = stewards.grants(reader).filter(nation_id=reader.own)
    rows = [_line(reader, one, names) for one in found]
    context = {
        "name": name_of(body),
        "framework": _framework(body),
        "waiting": [one for one in rows if one["code"] == "asked"],
        "standing": [one for one in rows if one["code"] == "granted"],
        "past": [one for one in reversed(rows) if one["code"] not in {"asked", "granted"}],
        "form": form,
        "give_form": chosen(form, "give", lambda: UseForm(prefix="give")),
        **_own(reader, names),
    }
    return render(request, "case/nation.html", context, status=400 if form else 200)


def _own(reader: Reader, names: Mapping[UUID, str]) -> dict[str, object]:
    """The body's own list and counts; that its list was opened is on the ledger."""
    lines = list(nations.listings(reader))
    if lines:
        seen(reader, "case.nation_list", "agency", reader.own)
    counts: dict[int, list[dict[str, object]]] = {}
    for one in nations.own_counts(reader):
        label = vocabulary.label("own_measures", one.measure, lang())
        counts.setdefault(one.year, []).append({"measure": label, "value": one.value})
    years = range(stewards.today(reader).year - 1, stewards.today(reader).year - YEARS, -1)
    return {
        "people": [
            {
                "row": one,
                "name": nations.listing_words(one).get("name", ""),
                "agency": names.get(one.from_agency_id, ""),
            }
            for one in lines
        ],
        "counts": list(counts.items()),
        "years": [year for year in years if year not in counts],
    }


def _count(reader: Reader, form: YearForm) -> object:
    return actions.count_own_people(by=reader, year=form.cleaned_data["year"])


@require_POST
def nation_file(request: HttpRequest) -> HttpResponse:
    """Everything that the body holds here of its own people, as a file."""
    told = actions.export_nation(by=reader_of(request))
    text = json.dumps(told, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="our-data.json"'
    return answer


def _give(reader: Reader, form: UseForm) -> object:
    data = form.cleaned_data
    return stewards.give_grant(by=reader, use=form.wanted(), last=data["last"], key=data["key"])


def _answer(reader: Reader, form: AnswerForm) -> object:
    data = form.cleaned_data
    return stewards.answer_steward(
        by=reader, grant_id=data["which"], granted=data["granted"] == "yes", last=data["last"]
    )


def _take_back(reader: Reader, form: TieForm) -> object:
    return stewards.take_back_grant(by=reader, grant_id=form.cleaned_data["which"])


NATION: Mapping[str, tuple[type[Form], Callable[[Reader, Any], object]]] = {
    "give": (UseForm, _give),
    "answer": (AnswerForm, _answer),
    "back": (TieForm, _take_back),
    "count": (YearForm, _count),
}


@require_POST
def nation_send(request: HttpRequest, what: str) -> HttpResponse:
    """One of the small forms of the body's page."""
    reader = reader_of(request)
    stewards.may_steward(reader).or_refuse()
    if what not in NATION:
        raise Http404
    kind, act = NATION[what]
    form = kind(request.POST, prefix=what)
    if form.is_valid():
        do(form, lambda: act(reader, form))
    return _nation(request, form) if form.errors else redirect(reverse("case:nation"))
