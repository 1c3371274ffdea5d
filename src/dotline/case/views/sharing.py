"""Pages of consent and of disclosure: what was decided, what left, who must hear of a correction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.base.outcome import Decision
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries, rules
from dotline.case.forms.people import people
from dotline.case.forms.sharing import (
    AskRecordForm,
    ConsentForm,
    DiscloseForm,
    NotesForm,
    WithdrawForm,
)
from dotline.case.models import CaseFile, ConsentDecision, DisclosureRecord, Involvement
from dotline.case.queries import consents, disclosures, plans, screens
from dotline.case.queries import record_requests as asked
from dotline.case.views.pages import head
from dotline.case.views.sending import Small, chosen, plain, take
from dotline.reference import vocabulary
from dotline.referral import queries as referrals
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import Choices, listed

TONES = {"given": "good", "refused": "", "withdrawn": "warn"}


def agency_choices(reader: Reader) -> Choices:
    """Every other agency, by its name in the language in force."""
    field = "name_fr" if lang() == "fr" else "name_en"
    rows = access.agencies(reader).exclude(pk=reader.own)
    return sorted(((str(row.id), getattr(row, field)) for row in rows), key=lambda one: one[1])


def _names(reader: Reader) -> Mapping[str, str]:
    return dict(agency_choices(reader))


def _parts(codes: str) -> str:
    return ", ".join(vocabulary.label("record_parts", one, lang()) for one in codes.split())


def _helped(rows: list[Involvement]) -> list[Involvement]:
    return [one for one in rows if not policy.may_be_abuser(one)]


@require_GET
def consent(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What each person decided, on what, until when."""
    return _consent(request, queries.case(reader_of(request), case_id), None)


def _consent(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels, names = dict(people(found)), _names(reader)
    helped = _helped(found)
    rows = list(consents.decisions_of(reader, [one.person_id for one in helped]))
    told = consents.history(reader, [one.person_id for one in helped])
    today = queries.today(reader)
    context = {
        **head(reader, row, "case:consent"),
        "people": [
            {
                "label": labels[str(one.id)],
                "lines": _lines(
                    [r for r in rows if r.person_id == one.person_id], told, names, today
                ),
                "all_seven": rules.answered_all(told.get(one.person_id, ()), today),
            }
            for one in helped
        ],
        "givers": listed("consent_given_by"),
        "may_take_back": bool(policy.may_write(reader)),
        "form": form,
        "consent_form": chosen(
            form, "consent", lambda: _consent_form(reader, row, None, "consent")
        ),
    }
    return render(request, "case/consent.html", context, status=400 if form else 200)


_consent.__dict__["address"] = "case:consent"


def _lines(
    rows: list[ConsentDecision],
    told: Mapping[UUID, tuple[rules.ConsentFact, ...]],
    names: Mapping[str, str],
    today: Any,
) -> list[dict[str, object]]:
    """The last decision on each purpose and recipient, with everything that was decided before."""
    facts = {one.id: one for facts in told.values() for one in facts}
    return [
        {
            "row": row,
            "purpose": vocabulary.label("case_consents", row.purpose, lang()),
            "said": vocabulary.label("consent_decisions", row.decision, lang()),
            "tone": TONES[row.decision],
            "recipient": names.get(str(row.recipient_id), ""),
            "what": _parts(row.what),
            "by": vocabulary.label("consent_given_by", row.by_whom, lang()),
            "language": vocabulary.label("languages", row.explained_in, lang()),
            "interpreter": vocabulary.label("interpreter_modes", row.interpreter, lang())
            if row.interpreter
            else "",
            "marked": facts[row.id].giver_marked,
            "aside": facts[row.id].set_aside,
            "over": bool(row.expires_on and row.expires_on < today),
            "given": row.decision == "given" and facts[row.id].withdrawn is None,
            "before": [
                (one.on_date, vocabulary.label("consent_decisions", one.decision, lang()))
                for one in reversed(rows)
                if (one.purpose, one.recipient_id) == (row.purpose, row.recipient_id)
                and one.id != row.id
            ],
        }
        for row in consents.newest_rows(rows)
    ]


def _consent_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> ConsentForm:
    found = queries.involvements(reader, row)
    return ConsentForm(
        data,
        prefix=prefix,
        about=_helped(found),
        everybody=found,
        today=queries.today(reader),
        agencies=agency_choices(reader),
    )


def _decide(reader: Reader, row: CaseFile, form: ConsentForm) -> object:
    del row
    return actions.record_consent(
        by=reader, involvement_id=form.whom(), new=form.new(), key=form.cleaned_data["key"]
    )


def _withdraw(reader: Reader, row: CaseFile, form: WithdrawForm) -> object:
    del row
    data = form.cleaned_data
    return actions.withdraw_consent(by=reader, decision_id=data["which"], by_whom=data["by_whom"])


CONSENT = {
    "consent": Small(_consent_form, _decide),
    "withdraw": Small(plain(WithdrawForm), _withdraw, {"which": consents.decision}),
}


def _may_write(reader: Reader, row: CaseFile) -> Decision:
    """A consent may be taken back, and an order obeyed, in a closed case too."""
    del row
    return policy.may_write(reader)


@require_POST
def consent_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page."""
    return take(request, case_id, what, CONSENT, _consent, may=_may_write)


@require_GET
def disclosed(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What left about the people of a case, on which clause; and who must hear of a correction."""
    return _disclosed(request, queries.case(reader_of(request), case_id), None)


def _disclosed(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    labels = dict(people(found))
    of_person = {one.person_id: labels[str(one.id)] for one in reversed(found)}
    names = _names(reader)
    rows = list(disclosures.disclosures_of(reader, list(of_person)))
    may = policy.may_pass_on(reader, "consent") or policy.may_answer_for_privacy(reader)
    context = {
        **head(reader, row, "case:disclosed"),
        "rows": [_row(one, of_person, names) for one in reversed(rows)],
        "referrals": _referred(reader, row),
        "corrections": [
            (label, [_to_tell(one, names) for one in told])
            for person, label in of_person.items()
            if (told := disclosures.correction_list(reader, person))
        ],
        "may_disclose": bool(may),
        "may_register": bool(policy.may_answer_for_privacy(reader)),
        "notes_form": chosen(form, "notes", lambda: _notes_form(reader, row, None, "notes")),
        "may_ask": bool(policy.may_handle_access(reader)),
        "requests": list(asked.access_requests(reader).filter(case_id=row.id)),
        "ask_form": chosen(form, "ask", lambda: _ask_form(reader, row, None, "ask")),
        "form": form,
        "disclose_form": chosen(
            form, "disclose", lambda: _disclose_form(reader, row, None, "disclose")
        ),
    }
    return render(request, "case/disclosed.html", context, status=400 if form else 200)


_disclosed.__dict__["address"] = "case:disclosed"


def _row(
    one: DisclosureRecord, of_person: Mapping[UUID, str], names: Mapping[str, str]
) -> dict[str, object]:
    return {
        "row": one,
        "whom": of_person[one.person_id],
        "to": names.get(str(one.to_agency_id), one.to_name),
        "clause": disclosures.clause_words(one.basis, lang()),
        "parts": _parts(one.parts),
        "withheld": _parts(one.withheld),
        "taken_back": one.consent is not None and hasattr(one.consent, "consentdecision"),
        "has_request": one.request is not None,
    }


def _to_tell(one: disclosures.ToTell, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "to": names.get(str(one.to_agency_id), one.to_name),
        "last": one.last,
        "parts": _parts(" ".join(sorted(one.parts))),
    }


def _referred(reader: Reader, row: CaseFile) -> list[dict[str, object]]:
    """Hand-overs of the call that the case came of: what left by referral, kept in that room."""
    if row.contact_id is None:
        return []
    found = referrals.of_contact(reader, row.contact_id)
    return [
        {"row": one, "service": one.service_name_fr if lang() == "fr" else one.service_name_en}
        for one in found
    ]


def _disclose_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> DiscloseForm:
    found = _helped(queries.involvements(reader, row))
    child = any(screens.minor(reader, one) is not False for one in found)
    return DiscloseForm(
        data, prefix=prefix, about=found, agencies=agency_choices(reader), child=child
    )


def _disclose(reader: Reader, row: CaseFile, form: DiscloseForm) -> object:
    del row
    return actions.disclose(
        by=reader, involvement_id=form.whom(), new=form.new(), key=form.cleaned_data["key"]
    )


def _ask_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> AskRecordForm:
    found = queries.involvements(reader, row)
    beside = plans.standing_by(reader, row.id)
    others = [one for one in found if one.id in beside]
    return AskRecordForm(data, prefix=prefix, about=found, everybody=others)


def _ask(reader: Reader, row: CaseFile, form: AskRecordForm) -> object:
    del row
    data = form.cleaned_data
    return actions.ask_for_record(
        by=reader,
        involvement_id=form.whom(),
        asked_by=UUID(data["asked_by"]) if data["asked_by"] else None,
        key=data["key"],
    )


def _notes_form(reader: Reader, row: CaseFile, data: Any, prefix: str) -> NotesForm:
    found = _helped(queries.involvements(reader, row))
    return NotesForm(data, prefix=prefix, about=found, initial={"on": queries.today(reader)})


def _notes(reader: Reader, row: CaseFile, form: NotesForm) -> object:
    del row
    data = form.cleaned_data
    return actions.note_request(
        by=reader, involvement_id=form.whom(), on=data["on"], key=data["key"]
    )


DISCLOSED = {
    "notes": Small(_notes_form, _notes),
    "disclose": Small(_disclose_form, _disclose),
    "ask": Small(_ask_form, _ask),
}


def _may_disclose(reader: Reader, row: CaseFile) -> Decision:
    del row
    privacy = policy.may_answer_for_privacy(reader)
    return privacy if privacy else policy.may_write(reader)


@require_POST
def disclosed_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """The form of the page."""
    return take(request, case_id, what, DISCLOSED, _disclosed, may=_may_disclose)


@require_POST
def request_shown(request: HttpRequest, disclosure_id: UUID) -> HttpResponse:
    """What was asked and why, opened; that you opened it is on the ledger."""
    reader = reader_of(request)
    policy.may_answer_for_privacy(reader).or_refuse()
    row, words = actions.open_request(by=reader, disclosure_id=disclosure_id)
    context = {"row": row, "words": words, "clause": disclosures.clause_words(row.basis, lang())}
    return render(request, "case/request.html", context)
