"""Beside the call form: the duty to report a child, and the code of a returning caller."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as people
from dotline.base.errors import Invalid
from dotline.base.reader import Reader
from dotline.intake import actions, policy, queries, rules
from dotline.intake.forms import ChildDutyForm, CodeForm
from dotline.intake.rules import CallFacts
from dotline.reference import law, vocabulary
from dotline.ui.asked import lang, reader_of

if TYPE_CHECKING:
    from dotline.intake.models import ChildDutyDecision, Contact


@dataclass(frozen=True)
class Decided:
    """One decision about a child, in words."""

    row: "ChildDutyDecision"
    decision: str
    basis: str
    source: str
    own: bool


def _decided(reader: Reader, row: "ChildDutyDecision") -> Decided:
    basis = law.basis(row.basis)
    decision = vocabulary.label("child_duty_decisions", row.decision, lang())
    own = row.worker_id == reader.worker
    return Decided(row, decision, basis.title(lang()), basis.source, own)


def beside(reader: Reader, row: "Contact", facts: CallFacts) -> dict[str, Any]:
    """What the call page shows around its form."""
    minor = rules.is_minor(facts.age_band)
    decisions = queries.decisions_of(reader, row.id)
    return {
        "minor": minor,
        "duty": law.child_duty(facts.province) if minor and facts.province else None,
        "duty_title": law.child_duty(facts.province).title(lang())
        if minor and facts.province
        else "",
        "child_form": ChildDutyForm(),
        "decisions": [_decided(reader, one) for one in decisions],
        "code_form": CodeForm(),
        "known_code": row.caller_code_id is not None,
        "earlier": [
            (one, vocabulary.label("dispositions", one.disposition, lang()))
            if one.disposition
            else (one, "")
            for one in queries.earlier_calls(reader, row)
        ],
    }


@require_POST
def child(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Write down what was decided about a child, at once."""
    form = ChildDutyForm(request.POST)
    if not form.is_valid():
        raise Invalid("This decision is not in the list.", "Go back and choose another.")
    decision = form.cleaned_data["decision"]
    actions.decide_child_duty(by=reader_of(request), contact_id=contact_id, decision=decision)
    return redirect("intake:call", contact_id=contact_id)


@require_POST
def code(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Recognise a returning caller by the code she or he says, or keep a code for the next time."""
    form = CodeForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["code"]:
        raise Invalid("Type the code that the caller says.", "Go back and type it.")
    reader, text = reader_of(request), form.cleaned_data["code"]
    queries.contact(reader, contact_id)
    if request.POST.get("do") == "choose":
        done = actions.choose_code(by=reader, contact_id=contact_id, code=text)
        said = _("Let the caller choose another code.")
    else:
        done = actions.recognise(by=reader, contact_id=contact_id, code=text)
        said = _("No earlier call has this code. That is all right: go on without it.")
    if done:
        return redirect("intake:call", contact_id=contact_id)
    context = {"said": said, "contact_id": contact_id}
    return render(request, "intake/code.html", context)


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions about children that a second person has not reviewed."""
    reader = reader_of(request)
    policy.may_review(reader).or_refuse()
    rows = [_decided(reader, one) for one in queries.decisions_to_review(reader)]
    return render(request, "intake/decisions.html", {"rows": rows, "zone": people.zone_of(reader)})


@require_POST
def review(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """A second person agrees, or does not."""
    agreed = request.POST.get("agreed") == "yes"
    actions.review_child_duty(by=reader_of(request), decision_id=decision_id, agreed=agreed)
    return redirect("intake:decisions")
