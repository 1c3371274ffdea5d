"""Pages of the case room: list, case with its history, looking for somebody who is known."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access.unit import seen
from dotline.base.errors import Conflict, Invalid
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries
from dotline.case.forms import (
    BASIS_LABELS,
    LIST_LABELS,
    CloseForm,
    DeterminationForm,
    FactForm,
    IdentifierForm,
    role_label,
)
from dotline.case.forms.cases import FindForm
from dotline.case.models import CaseFile, Determination, Fact, Identifier, Involvement
from dotline.case.views.pages import PER_PAGE, explained, head
from dotline.case.views.permit_strip import of_case
from dotline.case.views.work import strip
from dotline.reference import vocabulary
from dotline.ui.asked import lang, reader_of
from dotline.ui.paging import near


def _form_label(code: str) -> str:
    return {
        "sex": _("Sexual exploitation"),
        "labour": _("Forced work"),
        "other": _("Another form"),
        "unknown": _("Not known"),
    }[code]


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases of the agency, newest first."""
    reader = reader_of(request)
    policy.may_read(reader).or_refuse()
    form = FindForm(request.GET)
    wanted = form.wanted()
    rows_found = queries.finding.found(reader, wanted)
    page = near(rows_found, PER_PAGE, request.GET.get("page", ""))
    found = list(page.object_list)
    main = queries.forms_of(reader, found)
    rows = [
        {
            "case": row,
            "number": str(row.id)[:8],
            "kind": vocabulary.label("case_kinds", row.kind, lang()),
            "form": _form_label(main[row.id]),
        }
        for row in found
    ]
    context = {
        "page": page,
        "rows": rows,
        "form": form,
        "narrowed": wanted != queries.finding.CaseFilter(),
        "may_register": bool(policy.may_answer_for_privacy(reader)),
        "may_write": bool(policy.may_write(reader)),
        "may_merge": bool(policy.may_merge(reader)),
        "may_dispose": bool(policy.may_hold(reader)),
        "may_import": bool(policy.may_import(reader)),
    }
    return render(request, "case/cases.html", context)


@dataclass(frozen=True)
class Entry:
    """One line of a case's history."""

    day: date
    what: str
    who: str
    kind: str


@dataclass(frozen=True)
class Shown:
    """One person's part in the case as the page shows it."""

    involvement: Involvement
    role: str
    age: str
    history: list[Entry]
    identifiers: list[tuple[UUID, str]]


def people_of(reader: Reader, row: CaseFile) -> list[Shown]:
    """Who is what in a case, and the history of each: facts and determinations, no name."""
    found = queries.involvements(reader, row)
    facts = list(queries.facts(reader, found))
    decisions = list(queries.determinations(reader, found))
    names = queries.happenings.names_of(reader, decisions, lang())
    return [_shown(reader, one, facts, decisions, names) for one in found]


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: who is what, and the history of facts and determinations. Opening it is on the ledger."""
    return _page(request, queries.case(reader_of(request), case_id))


def _page(request: HttpRequest, row: CaseFile, form: Form | None = None) -> HttpResponse:
    reader = reader_of(request)
    people = people_of(reader, row)
    context = {
        **head(reader, row, "case:case"),
        "deadlines": strip(reader, row.id),
        "permit_strips": of_case(reader, [one.involvement for one in people]),
        "kind": vocabulary.label("case_kinds", row.kind, lang()),
        "people": people,
        "may_see_identifiers": bool(policy.may_see_identifiers(reader)),
        "fact_form": _or(form, FactForm, "fact"),
        "determination_form": _or(form, DeterminationForm, "decision"),
        "identifier_form": _or(form, IdentifierForm, "identifier"),
        "close_form": _or(form, CloseForm, "close"),
        "form": form,
    }
    return render(request, "case/case.html", context, status=400 if form else 200)


def _or(form: Form | None, kind: type[Form], prefix: str) -> Form:
    return form if isinstance(form, kind) else kind(prefix=prefix)


def _shown(
    reader: Reader,
    one: Involvement,
    facts: list[Fact],
    decisions: list[Determination],
    names: dict[str, str],
) -> Shown:
    history = [_fact(row) for row in facts if row.involvement_id == one.id]
    told = [row for row in decisions if row.involvement_id == one.id]
    history += [_decision(row, names[row.by_organisation]) for row in told]
    kept = queries.identifiers(reader, one.person_id)
    return Shown(
        involvement=one,
        role=role_label(one),
        age=vocabulary.label("age_bands", one.age_band, lang()) if one.age_band else "",
        history=sorted(history, key=lambda entry: entry.day),
        identifiers=[(row.id, _kept_as(row, one)) for row in kept],
    )


def _kept_as(row: Identifier, beside: Involvement) -> str:
    """What kind of name or number it is, and where it was learned in another role than the one it stands beside."""
    kind = vocabulary.label("identifier_kinds", row.kind, lang())
    if row.learned is None or row.learned.role == beside.role:
        return kind
    return _("{kind} (learned as: {role})").format(kind=kind, role=role_label(row.learned))


def _fact(row: Fact) -> Entry:
    what = queries.happenings.fact_words(row, lang())
    return Entry(row.on_date, what, str(LIST_LABELS[row.list]), "")


def _decision(row: Determination, organisation: str) -> Entry:
    kind = queries.happenings.TONES.get(row.status, "info")
    by_kind = vocabulary.label("determination_by_kind", row.by_kind, lang())
    who = f"{organisation} ({by_kind}) – {BASIS_LABELS[row.basis]}"
    return Entry(
        row.on_date, vocabulary.label("determination_status", row.status, lang()), who, kind
    )


@require_POST
def add_fact(request: HttpRequest, involvement_id: UUID) -> HttpResponse:
    """Add one fact."""
    reader = reader_of(request)
    found = queries.involvement(reader, involvement_id)
    form = FactForm(request.POST, prefix="fact")
    if form.is_valid():
        list_name, code, present, day = form.values()
        try:
            actions.add_fact(
                by=reader,
                involvement_id=involvement_id,
                list_name=list_name,
                code=code,
                present=present,
                on_date=day,
            )
        except Invalid as error:
            explained(form, error)
    return _done(request, found, form)


@require_POST
def add_determination(request: HttpRequest, involvement_id: UUID) -> HttpResponse:
    """Add one determination."""
    reader = reader_of(request)
    found = queries.involvement(reader, involvement_id)
    form = DeterminationForm(request.POST, prefix="decision")
    if form.is_valid():
        try:
            actions.add_determination(
                by=reader, involvement_id=involvement_id, decision=form.decision()
            )
        except (Invalid, Conflict) as error:
            explained(form, error)
    return _done(request, found, form)


@require_POST
def add_identifier(request: HttpRequest, involvement_id: UUID) -> HttpResponse:
    """Keep one name or number, sealed."""
    reader = reader_of(request)
    found = queries.involvement(reader, involvement_id)
    form = IdentifierForm(request.POST, prefix="identifier")
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_identifier(
                by=reader, involvement_id=found.id, kind=data["kind"], value=data["value"]
            )
        except (Invalid, Conflict) as error:
            explained(form, error)
    return _done(request, found, form)


def _done(request: HttpRequest, found: Involvement, form: Form) -> HttpResponse:
    if form.errors:
        return _page(request, found.case, form)
    return redirect(reverse("case:case", args=[found.case_id]))


@require_POST
def open_identifier(request: HttpRequest, identifier_id: UUID) -> HttpResponse:
    """Show one name or number; that it was opened is on the ledger."""
    reader = reader_of(request)
    text = actions.open_identifier(by=reader, identifier_id=identifier_id)
    banned = queries.courts.ban_on(reader, identifier_id)
    return render(request, "case/identifier.html", {"text": text, "banned": banned})


@require_http_methods(["GET", "POST"])
def known(request: HttpRequest) -> HttpResponse:
    """Look whether the agency knows somebody by this name or number; the address never holds it."""
    reader = reader_of(request)
    policy.may_write(reader).or_refuse()
    form = IdentifierForm(request.POST or None)
    found: list[CaseFile] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            sought = queries.looks.cleaned(reader, data["kind"], data["value"])
            for human in queries.same_identifier(reader, sought.kind, sought.value):
                seen(reader, "case.found", "person", human.id)
                found += queries.cases_of(reader, human.id)
        except Invalid as error:
            explained(form, error)
    asked = request.method == "POST" and form.is_valid()
    rows = [(row, str(row.id)[:8]) for row in found]
    return render(request, "case/known.html", {"form": form, "rows": rows, "asked": asked})


@require_POST
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close a case."""
    reader = reader_of(request)
    row = queries.case(reader, case_id)
    form = CloseForm(request.POST, prefix="close")
    if not form.is_valid():
        return _page(request, row, form)
    actions.close_case(by=reader, case_id=case_id, because=form.cleaned_data["because"])
    return redirect(reverse("case:case", args=[case_id]))
