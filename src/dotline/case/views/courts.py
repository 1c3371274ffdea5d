"""The page of courts: proceedings, days, charges, sentences with their flags, and what each victim is asked."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.base import clock
from dotline.base.ids import new_id
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries, rules
from dotline.case.forms.courts import (
    AskingForm,
    ChargeForm,
    CourtDayForm,
    EndChargeForm,
    EndDayForm,
    PayRestitutionForm,
    ProceedingForm,
    SentenceForm,
)
from dotline.case.forms.people import people
from dotline.case.models import CaseFile, Charge, CourtOrder, Involvement, Proceeding, Sentence
from dotline.case.queries import courts
from dotline.case.views.pages import head, why_not
from dotline.case.views.penalty import least, penalty, why
from dotline.case.views.returns import money
from dotline.case.views.sending import Small, again, plain, take
from dotline.reference import law, vocabulary
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import Choices, listed

CAD = "CAD"
FLAGS: dict[str, Any] = {
    "offence_partly_before_law": gettext_lazy(
        "Part of the offence lies before this provision was law."
    ),
    "victim_must_be_minor": gettext_lazy(
        "This provision is about victims under 18; the dates say that she was not."
    ),
    "minimum_in_dispute": gettext_lazy(
        "Whether the minimum of this provision holds is in dispute."
    ),
    "minimum_changed_during_offence": gettext_lazy(
        "The minimum changed during the offence: the lower one counts."
    ),
    "below_minimum": gettext_lazy(
        "The term lies below the minimum, and no relief is written down."
    ),
    "minimum_relief": gettext_lazy("Below the minimum, by relief of the court."),
    "no_statutory_cap": gettext_lazy(
        "No statute limits the credit: charged before 23 February 2010."
    ),
    "rate_above_cap": gettext_lazy("The credit for each day lies above what the law allows."),
    "raise_needs_reason": gettext_lazy(
        "More than one day of credit for a day wants the reason of the court."
    ),
    "credit_exceeds_sentence": gettext_lazy("The credit is more than the term."),
    "custody_longer_than_case": gettext_lazy(
        "The days held are more than the days since the charge."
    ),
}
DOES: dict[law.Aid, Any] = {
    law.Aid.SHALL: gettext_lazy("On request the court must order it"),
    law.Aid.MAY: gettext_lazy("The court may order it"),
    law.Aid.NONE: "",
}
TONES = {"granted": "good", "asked": "warn", "refused": "bad"}


@require_GET
def court(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Courts of a case."""
    return _page(request, queries.case(reader_of(request), case_id), None)


def _page(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    rows = list(courts.proceedings(reader, row))
    context = {
        **head(reader, row, "case:court"),
        "proceedings": [_shown(reader, one, found, labels, form) for one in rows],
        "ends": listed("court_day_ends"),
        "dispositions": listed("charge_dispositions"),
        "pleas": listed("pleas"),
        "today": queries.today(reader).isoformat(),
        "form": form,
        "proceeding_form": form
        if isinstance(form, ProceedingForm)
        else ProceedingForm(prefix="proceeding", initial={"province": row.province}),
    }
    return render(request, "case/court.html", context, status=400 if form else 200)


_page.__dict__["address"] = "case:court"


def _shown(
    reader: Reader,
    row: Proceeding,
    found: list[Involvement],
    labels: dict[str, str],
    form: Form | None,
) -> dict[str, object]:
    """One proceeding with its days, charges and checklist, and an empty form for each."""
    charges = list(courts.charges(reader, [row]))
    given: dict[UUID, list[Sentence]] = defaultdict(list)
    for one in courts.sentences(reader, charges):
        given[one.charge_id].append(one)
    others: Choices = [(str(s.id), _sentence_words(s)) for rows in given.values() for s in rows]
    which = {"which": row.id}
    return {
        "row": row,
        "level": vocabulary.label("court_levels", row.level, lang()),
        "province": vocabulary.label("provinces", row.province, lang()),
        "days": [
            (
                day,
                vocabulary.label("court_day_kinds", day.kind, lang()),
                vocabulary.label("court_day_ends", day.ended, lang()) if day.ended else "",
            )
            for day in courts.court_days(reader, [row])
        ],
        "charges": [_charge(one, given[one.id], labels, others, form) for one in charges],
        "people": _checklist(reader, row, labels),
        "day_form": again(
            form, "day", row.id, lambda prefix: CourtDayForm(prefix=prefix, initial=which)
        ),
        "charge_form": again(
            form,
            "charge",
            row.id,
            lambda prefix: _charge_form(reader, row.case, found, prefix=prefix, initial=which),
        ),
    }


def _charge_form(
    reader: Reader, case: CaseFile, found: list[Involvement], **more: Any
) -> ChargeForm:
    kind = access.agency(reader, case.agency_id).kind
    return ChargeForm(
        about=found,
        today=queries.today(reader),
        names_accused=bool(policy.may_involve(reader, rules.Role.ACCUSED, kind)),
        **more,
    )


def _charge(
    row: Charge,
    given: list[Sentence],
    labels: dict[str, str],
    others: Choices,
    form: Form | None,
) -> dict[str, object]:
    texts = law.HOLDER.value().provisions.get(row.cite, ())
    told = courts.charge_flags(row)
    return {
        "row": row,
        "title": texts[-1].title(lang()) if texts else "",
        "victim": labels.get(str(row.victim_id), ""),
        "accused": labels.get(str(row.accused_id), ""),
        "election": vocabulary.label("elections", row.election, lang()) if row.election else "",
        "ended": vocabulary.label("charge_dispositions", row.disposition, lang())
        if row.disposition
        else "",
        "penalty": penalty(row),
        "grounds": _grounds(row, given),
        "flags": [FLAGS[flag] for flag in told],
        "sentences": [
            {
                "words": _sentence_words(one),
                "row": one,
                "flags": [
                    _flag(one, flag) for flag in courts.sentence_flags(one) if flag not in told
                ],
                "why": _credit_words(one),
            }
            for one in given
        ],
        "sentence_form": _sentence_form(row, others, form) if row.disposition == "guilty" else None,
    }


def _grounds(row: Charge, given: list[Sentence]) -> list[dict[str, str]]:
    """Why the minimum may not bind: on the day of the sentence, before one today."""
    day = max((one.imposed_on for one in given), default=clock.today())
    return why(courts.grounds(row, day))


def _sentence_form(row: Charge, others: Choices, form: Form | None) -> Form:
    initial = {"which": row.id, "rate": "1"}
    return again(
        form,
        "sentence",
        row.id,
        lambda prefix: SentenceForm(prefix=prefix, others=others, initial=initial),
    )


def _flag(row: Sentence, flag: str) -> str:
    """What somebody should look at, with the ground where it is a provision of credit."""
    if flag == "below_minimum":
        return _("{flag} The minimum is {least}.").format(flag=FLAGS[flag], least=least(row.charge))
    cap = law.credit_cap(row.charge.charged_on, row.imposed_on)
    if flag != "rate_above_cap" or cap is None:
        return str(FLAGS[flag])
    cite = law.credit_cite(row.charge.charged_on, row.imposed_on)
    return _("{flag} At most {cap}: {cite}.").format(flag=FLAGS[flag], cap=cap, cite=cite)


def _credit_words(row: Sentence) -> str:
    if not row.credit_reason:
        return ""
    return vocabulary.label("credit_reasons", row.credit_reason, lang())


def _sentence_words(row: Sentence) -> str:
    words = vocabulary.label("sentence_kinds", row.kind, lang())
    return f"{words}, {money(row.amount_cents, CAD)}" if row.amount_cents else words


def _checklist(reader: Reader, row: Proceeding, labels: dict[str, str]) -> list[dict[str, object]]:
    """The lines of the checklist, under each victim or witness."""
    lines: dict[UUID, list[dict[str, object]]] = defaultdict(list)
    for one in courts.checklist(reader, row, lang()):
        lines[one.involvement.id].append({"asked": one, "does": _does(one), **_state(one)})
    return [
        {
            "whom": labels[str(key)],
            "lines": rows,
            "banned": any(row["banned"] for row in rows),
        }
        for key, rows in lines.items()
    ]


def _does(one: courts.Asked) -> str:
    """What a court does with a request; a disability binds it too, whether or not anybody wrote one down."""
    if one.disabled:
        return _("The court may order it, and must for a person with a disability")
    return str(DOES[one.does])


def _state(one: courts.Asked) -> dict[str, object]:
    order = one.order
    state = order.state if order else rules.OrderState.NOT_ASKED.value
    paid = courts.restitution_paid(order) if order and order.amount_cents else 0
    return {
        "state": state,
        "words": vocabulary.label("court_order_states", state, lang()),
        "tone": TONES.get(state, ""),
        "banned": rules.ban_of([(one.kind, state)]) is rules.BanState.IN_FORCE,
        "money": _paid_words(order, paid),
        "steps": _steps(state, paid=bool(paid)),
        "owes": bool(order and order.amount_cents and paid < order.amount_cents),
        "key": new_id(),
    }


def _steps(state: str, *, paid: bool) -> list[tuple[str, str, str]]:
    """Every state with its words, and with the sentence of its refusal where it does not follow."""
    old, taken_back = rules.OrderState(state), rules.ORDERS.start.value
    steps = []
    for code, words in vocabulary.choices("court_order_states", lang()):
        may = rules.may_set_order(old, rules.OrderState(code), paid=paid)
        label = _("{state}: what stands was a mistake").format(state=words)
        steps.append((code, label if may and code == taken_back else str(words), why_not(may)))
    return sorted(steps, key=lambda step: step[0] == taken_back)  # never what is chosen first


def _paid_words(order: CourtOrder | None, paid: int) -> str:
    if order is None or order.amount_cents is None:
        return ""
    return f"{money(paid, CAD)} / {money(order.amount_cents, CAD)}"


def _made_charge(reader: Reader, row: CaseFile, data: Any, prefix: str) -> Form:
    return _charge_form(reader, row, queries.involvements(reader, row), prefix=prefix, data=data)


def _made_sentence(reader: Reader, row: CaseFile, data: Any, prefix: str) -> Form:
    charges = list(courts.charges(reader, list(courts.proceedings(reader, row))))
    rows = courts.sentences(reader, charges)
    others: Choices = [(str(one.id), _sentence_words(one)) for one in rows]
    return SentenceForm(data, prefix=prefix, others=others)


def _proceeding(reader: Reader, row: CaseFile, form: ProceedingForm) -> object:
    data = form.cleaned_data
    return actions.open_proceeding(
        by=reader,
        case_id=row.id,
        level=data["level"],
        province=data["province"],
        opened_on=data["opened_on"],
        file_number=data["file_number"],
        key=data["key"],
    )


def _day(reader: Reader, row: CaseFile, form: CourtDayForm) -> object:
    del row
    data = form.cleaned_data
    return actions.add_court_day(
        by=reader, proceeding_id=data["which"], kind=data["kind"], on=data["on"]
    )


def _end_day(reader: Reader, row: CaseFile, form: EndDayForm) -> object:
    del row
    data = form.cleaned_data
    return actions.end_court_day(by=reader, day_id=data["which"], ended=data["ended"])


def _lay(reader: Reader, row: CaseFile, form: ChargeForm) -> object:
    del row
    data = form.cleaned_data
    return actions.lay_charge(
        by=reader, proceeding_id=data["which"], new=form.new(), key=data["key"]
    )


def _end_charge(reader: Reader, row: CaseFile, form: EndChargeForm) -> object:
    del row
    data = form.cleaned_data
    return actions.dispose_charge(
        by=reader,
        charge_id=data["which"],
        disposition=data["disposition"],
        on=data["on"],
        plea=data["plea"],
    )


def _sentenced(reader: Reader, row: CaseFile, form: SentenceForm) -> object:
    del row
    data = form.cleaned_data
    return actions.give_sentence(
        by=reader, charge_id=data["which"], new=form.new(), key=data["key"]
    )


def _asked(reader: Reader, row: CaseFile, form: AskingForm) -> object:
    del row
    data = form.cleaned_data
    return actions.set_court_order(
        by=reader,
        proceeding_id=data["which"],
        involvement_id=data["whom"],
        asking=form.asking(),
    )


def _paid(reader: Reader, row: CaseFile, form: PayRestitutionForm) -> object:
    del row
    data = form.cleaned_data
    return actions.pay_restitution(
        by=reader, order_id=data["which"], amount=data["amount"], on=data["on"], key=data["key"]
    )


COURT = {
    "proceeding": Small(plain(ProceedingForm), _proceeding),
    "day": Small(plain(CourtDayForm), _day, {"which": courts.proceeding}),
    "day-end": Small(plain(EndDayForm), _end_day, {"which": courts.court_day}),
    "charge": Small(_made_charge, _lay, {"which": courts.proceeding}),
    "charge-end": Small(plain(EndChargeForm), _end_charge, {"which": courts.charge}),
    "sentence": Small(_made_sentence, _sentenced, {"which": courts.charge}),
    "asked": Small(
        plain(AskingForm), _asked, {"which": courts.proceeding, "whom": queries.involvement}
    ),
    "paid": Small(plain(PayRestitutionForm), _paid, {"which": courts.court_order}),
}


@require_POST
def court_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page."""
    return take(request, case_id, what, COURT, _page)
