"""Pages about the people of a case: who is in it, look and add; what happened, to whom, decided by whom."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access.unit import seen
from dotline.base.errors import N_, Conflict, Invalid, Refused
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.case import actions, policy, queries, rules
from dotline.case.forms.deaths import DeathForm, StrikeDeathForm
from dotline.case.forms.people import AddPersonForm, LookForm, MarkForm, people
from dotline.case.forms.returns import EpisodeForm
from dotline.case.models import CaseFile, Determination, Episode, Fact, Involvement
from dotline.case.queries import deaths, returns
from dotline.case.queries.looks import Sought
from dotline.case.views.pages import explained, head
from dotline.case.views.sending import Small, chosen, plain, take
from dotline.reference import vocabulary
from dotline.ui.asked import lang, reader_of


@require_GET
def case_people(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who is in a case, and looking for somebody to add."""
    reader = reader_of(request)
    return _people(request, queries.case(reader, case_id), None)


def _people(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    died = deaths.deaths_of(reader, [one.person_id for one in found])
    living = _living(reader, found)
    context = {
        **head(reader, row, "case:people"),
        "people": [(one, labels[str(one.id)], died.get(one.person_id)) for one in found],
        "living": living,
        "form": form,
        "look_form": chosen(form, "look", lambda: LookForm(prefix="look")),
        "death_form": chosen(form, "death", lambda: DeathForm(prefix="death", about=living)),
        "mark_form": chosen(form, "mark", lambda: MarkForm(prefix="mark", about=found)),
    }
    return render(request, "case/people.html", context, status=400 if form else 200)


_people.__dict__["address"] = "case:people"


def _mark(reader: Reader, row: CaseFile, form: MarkForm) -> object:
    del row
    marked = bool(form.cleaned_data["marked"])
    return actions.mark_possible_abuser(by=reader, involvement_id=form.whom(), marked=marked)


def _died(reader: Reader, row: CaseFile, form: DeathForm) -> object:
    del row
    data = form.cleaned_data
    return actions.record_death(
        by=reader, involvement_id=form.whom(), on=data["on"], key=data["key"]
    )


def _death_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> DeathForm:
    return DeathForm(data, prefix=prefix, about=_living(reader, queries.involvements(reader, row)))


def _living(reader: Reader, found: list[Involvement]) -> list[Involvement]:
    """Those who are helped and have not died."""
    died = deaths.deaths_of(reader, [one.person_id for one in found])
    return [
        one for one in found if one.person_id not in died and policy.may_plan(reader, one)
    ]  # fmt: skip


def _alive(reader: Reader, row: CaseFile, form: StrikeDeathForm) -> object:
    del row
    return actions.strike_death(by=reader, death_id=form.cleaned_data["which"])


def _mark_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> MarkForm:
    return MarkForm(data, prefix=prefix, about=queries.involvements(reader, row))


PEOPLE = {
    "mark": Small(_mark_form, _mark),
    "death": Small(_death_form, _died),
    "alive": Small(plain(StrikeDeathForm), _alive),
}


@require_POST
def people_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page."""
    return take(request, case_id, what, PEOPLE, _people)


@require_POST
def look(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Look whether somebody is known here; only then does the form to add her appear."""
    reader = reader_of(request)
    row = queries.case(reader, case_id)
    policy.may_change(reader, row).or_refuse()
    form = LookForm(request.POST, prefix="look")
    if not form.is_valid():
        return _people(request, row, form)
    data = form.cleaned_data
    try:
        sought = queries.looks.cleaned(reader, data["kind"], data["value"], data["year"])
    except Invalid as error:
        explained(form, error)
        return _people(request, row, form)
    found = found_here(reader, sought)
    slip = queries.looks.slip(reader, row.id, sought)
    initial = {"look": slip, "kind": sought.kind, "value": sought.value, "year": sought.year}
    add = AddPersonForm(prefix="add", initial=initial, found=found)
    return _add(request, row, add, len(found))


def found_here(reader: Reader, sought: Sought) -> list[tuple[str, str]]:
    """Who may be meant, with the numbers of her cases; each found one is on the ledger."""
    if not sought.value:
        return []
    found = []
    for person_id, same in queries.hints.known(reader, sought.kind, sought.value, sought.year):
        seen(reader, "case.found", "person", person_id)
        cases = ", ".join(str(one.id)[:8] for one in queries.cases_of(reader, person_id)[:5])
        words = _("The same name or number") if same else _("A name that sounds alike")
        found.append((str(person_id), _("{how} – cases {cases}").format(how=words, cases=cases)))
    return found


def _add(
    request: HttpRequest, row: CaseFile, form: Form, found: int, status: int = 0
) -> HttpResponse:
    reader = reader_of(request)
    context = {**head(reader, row, "case:people"), "form": form, "found": found}
    status = status or (400 if form.is_bound else 200)
    return render(request, "case/add_person.html", context, status=status)


@require_POST
def add_person(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add somebody after a look: somebody who was found, or somebody new."""
    reader = reader_of(request)
    row = queries.case(reader, case_id)
    asked = LookForm(request.POST, prefix="add")
    found: list[tuple[str, str]] = []
    sought = Sought()
    if asked.is_valid():
        told = asked.cleaned_data
        sought = Sought(told["kind"], told["value"].strip(), told["year"])
        found = found_here(reader, sought)
    form = AddPersonForm(request.POST, prefix="add", found=found)
    if not form.is_valid():
        return _add(request, row, form, len(found))
    try:
        _bring(reader, row, form)
    except SentAlready as error:
        explained(form, error)
        # The server looked again just now, so these words may be sent as somebody else.
        data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as every POST
        data[form.add_prefix("look")] = queries.looks.slip(reader, row.id, sought)
        form.data = data
        return _add(request, row, form, len(found), error.status)
    except (Conflict, Invalid, Refused) as error:
        explained(form, error)
        return _add(request, row, form, len(found))
    return redirect(reverse("case:people", args=[row.id]))


def _bring(reader: Reader, row: CaseFile, form: AddPersonForm) -> object:
    data, new = form.cleaned_data, form.new()
    if data["person"]:
        return actions.add_known_person(
            by=reader, case_id=row.id, person_id=UUID(data["person"]), new=new, look=data["look"]
        )
    return actions.add_person(by=reader, case_id=row.id, new=new, look=data["look"])


@dataclass(frozen=True)
class Side:
    """What one organisation says now, for the columns that stand side by side."""

    organisation: str
    status: str
    tone: str
    row: Determination


@dataclass(frozen=True)
class Told:
    """What is known of one person: facts with what stands now, and who decided what."""

    label: str
    involvement: Involvement
    facts: list[tuple[str, str, bool, Fact]]
    sides: list[Side]
    contradict: bool


@require_http_methods(["GET"])
def happened(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Episodes, facts as they stand, and determinations side by side."""
    reader = reader_of(request)
    return _happened(request, queries.case(reader, case_id), None)


def _happened(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    facts = list(queries.facts(reader, found))
    decisions = list(queries.determinations(reader, found))
    names = queries.happenings.names_of(reader, decisions, lang())
    told = [
        _told(labels[str(one.id)], one, facts, decisions, names)
        for one in found
        if one.role not in rules.ACCUSED_ROLES
    ]
    episodes = returns.episodes(reader, row)
    corrected = {one.replaces_id for one in episodes}
    context = {
        **head(reader, row, "case:happened"),
        "told": told,
        "episodes": [(one, _episode_words(one), one.id in corrected) for one in episodes],
        "form": form,
        "episode_form": chosen(form, "episode", lambda: _fresh_episode(request, episodes)),
    }
    return render(request, "case/happened.html", context, status=400 if form else 200)


_happened.__dict__["address"] = "case:happened"


def _fresh_episode(request: HttpRequest, episodes: list[Episode]) -> EpisodeForm:
    """An empty form, or one filled with the episode that the address asks to correct."""
    old = next((one for one in episodes if str(one.id) == request.GET.get("correct")), None)
    if old is None:
        return EpisodeForm(prefix="episode")
    named = ("kind", "first_day", "last_day", "months_band", "country", "province", "place")
    initial = {name: getattr(old, name) for name in named}
    return EpisodeForm(prefix="episode", initial={**initial, "replaces": old.id})


def _episode_words(row: Episode) -> dict[str, str]:
    where = ", ".join(part for part in (row.place, row.province, row.country) if part)
    band = vocabulary.label("month_bands", row.months_band, lang()) if row.months_band else ""
    kind = vocabulary.label("episode_kinds", row.kind, lang())
    return {"kind": kind, "where": where, "band": band}


def _told(
    label: str,
    one: Involvement,
    facts: list[Fact],
    decisions: list[Determination],
    names: dict[str, str],
) -> Told:
    newest = {(row.list, row.code): row for row in facts if row.involvement_id == one.id}
    own = [row for row in decisions if row.involvement_id == one.id]
    by_key = {
        (rules.organisation_key(row.by_organisation), row.status, row.on_date): row for row in own
    }
    now = rules.standing(rules.Decided(row.by_organisation, row.status, row.on_date) for row in own)
    sides = []
    for said in now:
        row = by_key[rules.organisation_key(said.organisation), said.status, said.on]
        words = vocabulary.label("determination_status", row.status, lang())
        tone = queries.happenings.TONES.get(row.status, "info")
        sides.append(Side(names[row.by_organisation], words, tone, row))
    lines = [
        (vocabulary.label(row.list, row.code, lang()), f"{row.list}:{row.code}", row.present, row)
        for row in newest.values()
    ]
    return Told(label, one, lines, sides, rules.contradict(now))


def _add_episode(reader: Reader, row: CaseFile, form: EpisodeForm) -> object:
    data = form.cleaned_data
    return actions.add_episode(
        by=reader, case_id=row.id, new=form.new(), replaces=data["replaces"], key=data["key"]
    )


HAPPENED = {"episode": Small(plain(EpisodeForm), _add_episode, {"replaces": returns.episode})}


@require_POST
def happened_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page."""
    return take(request, case_id, what, HAPPENED, _happened)


@require_POST
def correct_fact(request: HttpRequest, involvement_id: UUID) -> HttpResponse:
    """Turn a fact round with a new row: it was so and is not, or the other way; the older row stays."""
    reader = reader_of(request)
    found = queries.involvement(reader, involvement_id)
    list_name, _colon, code = str(request.POST.get("fact", "")).partition(":")
    present = {"yes": True, "no": False}.get(str(request.POST.get("present")))
    if present is None:
        raise Invalid(N_("Say whether it was so or not."), N_("Press one of the two buttons."))
    actions.correct_fact(
        by=reader,
        involvement_id=involvement_id,
        list_name=list_name,
        code=code,
        present=present,
    )
    return redirect(reverse("case:happened", args=[found.case_id]))
