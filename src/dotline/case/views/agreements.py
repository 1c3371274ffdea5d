"""The register of agreements between agencies: what each says, who must still agree, and the form of a new one."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.base.reader import Reader
from dotline.case.forms.agreements import AgreementForm
from dotline.case.forms.nations import TieForm
from dotline.case.queries.disclosures import clause_words
from dotline.case.views.nations import bodies, do, name_of
from dotline.case.views.sending import chosen
from dotline.case.views.sharing import agency_choices
from dotline.gates import agreements, stewards
from dotline.gates.agreement import SharingTerms
from dotline.gates.models import SharingAgreement
from dotline.reference import vocabulary
from dotline.ui.asked import lang, reader_of

TONES = {
    "stands": "good",
    "ahead": "info",
    "waits": "warn",
    "vetoed": "bad",
    "over": "",
    "ended": "",
}


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Every agreement, the newest first."""
    return _page(request, None)


def _page(request: HttpRequest, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    agreements.may_see(reader).or_refuse()
    names = {one.id: name_of(one) for one in access.agencies(reader)}
    may = bool(agreements.may_agree(reader))
    context = {
        "rows": [_line(reader, one, names) for one in agreements.agreements(reader)],
        "may": may,
        "form": form,
        "new_form": chosen(form, "new", lambda: _form(reader, None)) if may else None,
    }
    return render(request, "case/agreements.html", context, status=400 if form else 200)


def _form(reader: Reader, data: object) -> AgreementForm:
    offered = {"agencies": agency_choices(reader), "bodies": bodies(reader)}
    return AgreementForm(data, prefix="new", **offered)


def _line(reader: Reader, row: SharingAgreement, names: Mapping[UUID, str]) -> dict[str, object]:
    terms = agreements.terms(reader, row)
    code = _state(terms, stewards.today(reader))
    mine = terms.stewards.get(reader.own)
    return {
        "row": row,
        "state": vocabulary.label("agreement_states", code, lang()),
        "tone": TONES[code],
        "parties": sorted(names[one] for one in terms.parties),
        "stewards": [
            (names[one], vocabulary.label("agreement_answers", said or "waits", lang()))
            for one, said in terms.stewards.items()
        ],
        "sources": [
            vocabulary.label("sharing_sources", one, lang()) for one in sorted(terms.sources)
        ],
        "basis": clause_words(row.basis, lang()),
        "may_end": row.agency_id == reader.own
        and row.ended_on is None
        and bool(agreements.may_agree(reader)),
        "may_agree": mine is not None and mine != "agreed" and bool(stewards.may_steward(reader)),
        "may_veto": mine is not None and mine != "vetoed" and bool(stewards.may_steward(reader)),
    }


def _state(terms: SharingTerms, today: date) -> str:
    """How an agreement stands, as a code of the list agreement_states."""
    answers = set(terms.stewards.values())
    states = (
        ("ended", terms.ended is not None),
        ("over", today > terms.last),
        ("vetoed", "vetoed" in answers),
        ("waits", "" in answers),
        ("ahead", today < terms.first),
    )
    return next((code for code, holds in states if holds), "stands")


def _made(reader: Reader, form: AgreementForm) -> object:
    return agreements.make_agreement(by=reader, new=form.new(), key=form.cleaned_data["key"])


@require_POST
def register_send(request: HttpRequest, what: str) -> HttpResponse:
    """One of the forms of the page; refused words stand on the page again."""
    reader = reader_of(request)
    agreements.may_see(reader).or_refuse()
    if what not in {"new", "end", "agree", "veto"}:
        raise Http404
    form: Form = (
        _form(reader, request.POST) if what == "new" else TieForm(request.POST, prefix=what)
    )
    if form.is_valid():
        do(form, lambda: _act(reader, what, form))
    return _page(request, form) if form.errors else redirect(reverse("case:agreements"))


def _act(reader: Reader, what: str, form: Form) -> object:
    if isinstance(form, AgreementForm):
        return _made(reader, form)
    which: UUID = form.cleaned_data["which"]
    if what == "end":
        return agreements.end_agreement(by=reader, agreement_id=which)
    return agreements.answer_agreement(by=reader, agreement_id=which, agrees=what == "agree")
