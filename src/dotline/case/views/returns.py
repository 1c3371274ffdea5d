"""The page of return and redress: help to return home step by step, wages claimed, decided and paid."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from dotline.base.reader import Reader
from dotline.case import actions, policy, queries, rules
from dotline.case.forms.people import people
from dotline.case.forms.returns import (
    AskReturnForm,
    AssessForm,
    ClaimForm,
    CorrectWagesForm,
    DecideForm,
    MoveReturnForm,
    PayForm,
)
from dotline.case.models import CaseFile, Involvement, ReturnAssistance, WageClaim, WageCorrection
from dotline.case.queries import returns
from dotline.case.views.pages import head, why_not
from dotline.case.views.sending import Small, again, chosen, plain, take
from dotline.reference import vocabulary
from dotline.ui import numbers
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import listed

STEPS = (
    rules.ReturnState.DOCUMENTS,
    rules.ReturnState.RELEASED,
    rules.ReturnState.ARRIVED,
    rules.ReturnState.FOLLOWED_UP,
    rules.ReturnState.STOPPED,
    rules.ReturnState.WITHDRAWN,
)


@require_GET
def return_home(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Returns and wages of a case."""
    return _page(request, queries.case(reader_of(request), case_id), None)


def _page(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    helped = [one for one in found if policy.may_plan(reader, one)]
    claims, totals = _claims(reader, found, labels, form)
    context = {
        **head(reader, row, "case:return"),
        "returns": [_shown(reader, one, labels) for one in returns.returns_of(reader, found)],
        "claims": claims,
        "totals": totals,
        "safety": listed("return_safety"),
        "today": queries.today(reader).isoformat(),
        "form": form,
        "ask_form": chosen(form, "ask", lambda: AskReturnForm(prefix="ask", about=helped)),
        "claim_form": chosen(form, "claim", lambda: ClaimForm(prefix="claim", about=helped)),
    }
    return render(request, "case/return.html", context, status=400 if form else 200)


_page.__dict__["address"] = "case:return"


def _shown(reader: Reader, row: ReturnAssistance, labels: dict[str, str]) -> dict[str, object]:
    """A return with its days, its next steps, and why travel is not possible now."""
    facts, today = returns.facts_of(row), queries.today(reader)
    state = rules.ReturnState(row.state)
    steps, refused = [], ""
    for to in STEPS:
        if not rules.RETURNS.allows(state, to):
            continue
        answer = rules.may_move(facts, to, today)
        if answer:
            steps.append((to.value, vocabulary.label("return_states", to.value, lang())))
        else:
            refused = why_not(answer)
    days = [
        (vocabulary.label("return_states", code, lang()), getattr(row, column))
        for column, code in returns.DATES
        if getattr(row, column)
    ]
    return {
        "row": row,
        "whom": labels[str(row.involvement_id)],
        "state": vocabulary.label("return_states", row.state, lang()),
        "safety": vocabulary.label("return_safety", row.safety, lang()) if row.safety else "",
        "unsafe": row.safety == rules.ReturnSafety.UNSAFE,
        "days": days,
        "steps": steps,
        "refused": refused,
        "may_assess": rules.RETURNS.allows(state, rules.ReturnState.ASSESSED),
    }


def money(amount: int | None, currency: str) -> str:
    """Cents in words of the language in force, with the code of the currency."""
    if amount is None:
        return "–"
    whole = numbers.number(amount // 100, "fr" if lang() == "fr" else "en")
    return f"{whole}{',' if lang() == 'fr' else '.'}{amount % 100:02d} {currency}"


def _claims(
    reader: Reader, found: list[Involvement], labels: dict[str, str], form: Form | None
) -> tuple[list[dict[str, object]], list[tuple[str, str, str, str]]]:
    rows = list(returns.claims_of(reader, found))
    came: dict[UUID, int] = {}
    for one in returns.payments(reader, rows):
        came[one.claim_id] = came.get(one.claim_id, 0) + one.amount_cents
    corrected = returns.corrections(reader, rows)
    awards = {row.id: returns.award_of(row, corrected[row.id]) for row in rows}
    values = {row.id: returns.value_of(row, came.get(row.id, 0), awards[row.id]) for row in rows}
    shown: list[dict[str, object]] = [
        {
            "row": row,
            "whom": labels[str(row.involvement_id)],
            "body": vocabulary.label("wage_bodies", row.body, lang()),
            **_money(values[row.id]),
            **_award(row, awards[row.id], corrected[row.id]),
            **_wage_forms(row, awards[row.id], form),
        }
        for row in rows
    ]
    totals = [
        (money(s.claimed, code), money(s.awarded, code), money(s.paid, code), money(s.owed, code))
        for code, s in sorted(rules.sums(values.values()).items())
    ]
    return shown, totals


def _money(value: rules.Claimed) -> dict[str, object]:
    return {
        "claimed": money(value.claimed, value.currency),
        "awarded": money(value.awarded, value.currency),
        "paid": money(value.paid, value.currency),
        "owed": money(value.owed, value.currency),
        "waits": value.owed > 0,
    }


def _award(
    row: WageClaim, award: rules.WageAward | None, corrected: list[WageCorrection]
) -> dict[str, object]:
    """What stands in words, and what was written down before it was corrected."""
    if award is None:
        return {"decision": ""}
    before: list[WageClaim | WageCorrection] = [row]
    before += corrected[:-1] if corrected else []
    return {
        "decision": vocabulary.label("wage_decisions", award.decision, lang()),
        "decided_on": award.on,
        "why": vocabulary.label("wage_corrections", corrected[-1].reason, lang())
        if corrected
        else "",
        "before": [
            (
                vocabulary.label("wage_decisions", one.decision, lang()),
                money(one.awarded_cents, row.currency),
                one.decided_on,
            )
            for one in before
            if corrected
        ],
    }


def _wage_forms(
    row: WageClaim, award: rules.WageAward | None, form: Form | None
) -> dict[str, object]:
    """The forms of one claim that can be sent now; the one that was not taken has its words."""
    which = {"which": row.id}
    if award is None:
        return {
            "decide_form": again(
                form, "decide", row.id, lambda prefix: DecideForm(prefix=prefix, initial=which)
            )
        }
    now = {"decision": award.decision, "on": award.on, "awarded": f"{award.cents / 100:.2f}"}
    return {
        "correct_form": again(
            form,
            "correct",
            row.id,
            lambda prefix: CorrectWagesForm(prefix=prefix, initial={**which, **now}),
        ),
        "pay_form": again(
            form, "pay", row.id, lambda prefix: PayForm(prefix=prefix, initial=which)
        ),
    }


def _about(kind: type[Any]) -> Any:
    def make(reader: Reader, row: CaseFile, data: Any, prefix: str) -> Form:
        form: Form = kind(data, prefix=prefix, about=queries.involvements(reader, row))
        return form

    return make


def _ask(reader: Reader, row: CaseFile, form: AskReturnForm) -> object:
    del row
    country = form.cleaned_data["country"]
    return actions.ask_return(by=reader, involvement_id=form.whom(), country=country)


def _assess(reader: Reader, row: CaseFile, form: AssessForm) -> object:
    del row
    data = form.cleaned_data
    return actions.assess_return(
        by=reader,
        return_id=data["which"],
        found=rules.ReturnSafety(data["found"]),
        agreed=data["agreed"],
    )


def _move(reader: Reader, row: CaseFile, form: MoveReturnForm) -> object:
    del row
    data = form.cleaned_data
    to = rules.ReturnState(data["to"])
    return actions.move_return(by=reader, return_id=data["which"], to=to)


def _claim(reader: Reader, row: CaseFile, form: ClaimForm) -> object:
    del row
    data = form.cleaned_data
    return actions.claim_wages(
        by=reader,
        involvement_id=form.whom(),
        body=data["body"],
        amount=data["amount"],
        currency=data["currency"],
        on=data["on"],
        key=data["key"],
    )


def _decide(reader: Reader, row: CaseFile, form: DecideForm) -> object:
    del row
    data = form.cleaned_data
    return actions.decide_wages(
        by=reader, claim_id=data["which"], award=form.award(), confirmed=data["confirmed"]
    )


def _correct(reader: Reader, row: CaseFile, form: CorrectWagesForm) -> object:
    del row
    data = form.cleaned_data
    return actions.correct_wages(
        by=reader,
        claim_id=data["which"],
        award=form.award(),
        reason=data["reason"],
        confirmed=data["confirmed"],
        key=data["key"],
    )


def _pay(reader: Reader, row: CaseFile, form: PayForm) -> object:
    del row
    data = form.cleaned_data
    return actions.pay_wages(
        by=reader, claim_id=data["which"], amount=data["amount"], on=data["on"], key=data["key"]
    )


RETURN = {
    "ask": Small(_about(AskReturnForm), _ask),
    "assess": Small(plain(AssessForm), _assess, {"which": returns.assisted_return}),
    "move": Small(plain(MoveReturnForm), _move, {"which": returns.assisted_return}),
    "claim": Small(_about(ClaimForm), _claim),
    "decide": Small(plain(DecideForm), _decide, {"which": returns.claim}),
    "correct": Small(plain(CorrectWagesForm), _correct, {"which": returns.claim}),
    "pay": Small(plain(PayForm), _pay, {"which": returns.claim}),
}


@require_POST
def return_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page."""
    return take(request, case_id, what, RETURN, _page)
