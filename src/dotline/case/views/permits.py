"""The page of a case's permits: for each person a strip of time, what follows from the law, each application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dotline.base.reader import Reader
from dotline.case import actions, policy, queries, rules
from dotline.case.forms.people import people
from dotline.case.forms.permits import (
    AskPermitForm,
    ClaimRefusedForm,
    DecidePermitForm,
    EndPermitForm,
    LetGoForm,
    StrikePermitForm,
)
from dotline.case.models import CaseFile, Involvement, Permit
from dotline.case.queries import deaths, permits, screens
from dotline.case.rules import PermitEnding, PermitHeld, PermitKind
from dotline.case.views.pages import head
from dotline.case.views.permit_strip import PermitStrip, strips
from dotline.case.views.sending import Small, chosen, plain, take
from dotline.reference import law, vocabulary
from dotline.ui import numbers
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import listed


@dataclass(frozen=True)
class PermitShown:
    """One application in words, with what can be done about it."""

    row: Permit
    kind: str
    state: str
    tone: str
    free: str
    rule: str
    decide_form: Form | None = None
    runs: bool = False


@dataclass(frozen=True)
class PersonPermits:
    """What one person's permits come to."""

    whom: str
    strip: PermitStrip | None
    shown: list[PermitShown]
    told: list[tuple[str, str]]
    barred: date | None


@require_GET
def case_permits(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The permits of a case."""
    return _page(request, queries.case(reader_of(request), case_id), None)


def _page(request: HttpRequest, row: CaseFile, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    found = queries.involvements(reader, row)
    helped = [one for one in found if policy.may_plan(reader, one)]
    rows = list(permits.permits(reader, found))
    older = permits.renewable(rows, queries.today(reader))
    context = {
        **head(reader, row, "case:permits"),
        "people": _people(reader, found, rows, form),
        "endings": listed("permit_endings", [one.value for one in rules.TOLD_ENDINGS]),
        "waivers": listed("renewal_waivers"),
        "today": queries.today(reader).isoformat(),
        "form": form,
        "ask_form": chosen(
            form, "ask", lambda: AskPermitForm(prefix="ask", about=helped, older=older)
        ),
        "claim_form": chosen(form, "claim", lambda: ClaimRefusedForm(prefix="claim", about=helped)),
        "may_ask": bool(helped),
    }
    return render(request, "case/permits.html", context, status=400 if form else 200)


_page.__dict__["address"] = "case:permits"


def _people(
    reader: Reader, found: list[Involvement], rows: list[Permit], form: Form | None
) -> list[PersonPermits]:
    labels = dict(people(found))
    today = queries.today(reader)
    pictures = strips(reader, found, rows)
    refused = list(permits.claims_refused(reader, found))
    died = deaths.deaths_of(reader, [one.person_id for one in found])
    shown = []
    for one in found:
        own = [row for row in rows if row.involvement_id == one.id]
        claims = [row.refused_on for row in refused if row.involvement_id == one.id]
        if not own and not claims:
            continue
        held = permits.all_held(own)
        dependant = one.role == rules.Role.DEPENDANT
        lines = [_shown(row, own, today, form, dependant=dependant) for row in reversed(own)]
        told = [] if one.person_id in died else _told(held, today, screens.minor(reader, one))
        barred = rules.permits.barred_until(claims, today)
        picture = pictures.get(one.id)
        shown.append(PersonPermits(labels[str(one.id)], picture, lines, told, barred))
    return shown


_TONES = {"": "info", "refused": "bad", "withdrawn": "", "issued": "good", "cancelled": "bad"}


def _shown(
    row: Permit, own: Sequence[Permit], today: date, form: Form | None, *, dependant: bool
) -> PermitShown:
    value = permits.held(row)
    ended = value.ended(today) if value else None
    state = vocabulary.label("permit_decisions", row.decision, lang()) if row.decision else ""
    tone = _TONES[row.decision]
    if row.struck_at:
        state, tone = _("Struck: it was a slip"), ""
    elif not row.decision:
        state = _("Waits for a decision")
    elif ended is not None and ended is not PermitEnding.CANCELLED:
        state, tone = vocabulary.label("permit_endings", ended.value, lang()), "warn"
    decide: Form | None = None
    if not row.decision and not row.struck_at:
        decide = _decide_form(row, form)
    rule = law.victim_rule(row.applied_on) if row.kind == PermitKind.VTIP_TRP else None
    return PermitShown(
        row,
        permits.kind_label(row.kind),
        state,
        tone,
        _free(row, own, dependant=dependant),
        rule.text("title_fr" if lang() == "fr" else "title_en") if rule else "",
        decide,
        value is not None and value.ended_by is None,
    )


def _decide_form(row: Permit, form: Form | None) -> Form:
    """The form of one application: its ids carry the row, since a page may hold several."""
    if (
        form is not None
        and form.prefix == "decide"
        and form.data.get("decide-which") == str(row.id)
    ):
        return form
    return DecidePermitForm(
        prefix="decide", auto_id=f"d-{row.id}-%s", initial={"which": row.id, "on": None}
    )


def _free(row: Permit, own: Sequence[Permit], *, dependant: bool) -> str:
    """What the application costs, where a rule of victims says it."""
    kind = PermitKind(row.kind)
    later = any(
        one.kind == row.kind and one.applied_on < row.applied_on and not one.struck_at
        for one in own
    )
    free = rules.permits.fee_waived(kind, row.applied_on, later=later, dependant=dependant)
    if free is None:
        return ""
    return _("No fee") if free else _("The usual fee is asked")


def _told(held: Sequence[PermitHeld], today: date, minor: bool | None) -> list[tuple[str, str]]:
    """What follows from her permits: gaps, cover, work, the clock toward permanent residence."""
    if not held:
        return []
    said = [
        (_ALERTS[one.code](), numbers.day(one.on, lang()))
        for one in rules.permits.permit_alerts(held, today, minor=minor)
    ]
    cover = [last for first, last in rules.permits.health_cover(held) if first <= today <= last]
    if cover:
        said.append((_("Interim federal health cover until"), numbers.day(cover[0], lang())))
    clock = rules.permits.residence(held, today)
    if clock.since and clock.eligible_on:
        days = numbers.number(rules.permits.continuous_days(held, today), lang())
        said.append((_("Days without a gap"), days))
        words = (
            _("May ask for permanent residence since") if clock.eligible
            else _("May ask for permanent residence, without a new gap, from")
        )  # fmt: skip
        said.append((words, numbers.day(clock.eligible_on, lang())))
    return said


_ALERTS: dict[str, Any] = {
    "gap": lambda: _("A gap begins: the clock toward permanent residence starts again after it"),
    "expired": lambda: _("Without a permit since"),
    "renewal_due": lambda: _("Time to ask for the renewal since"),
    "work_permit_possible": lambda: _("May ask for an open work permit since"),
    "longer_than_rule": lambda: _("Longer than the rule of its first day"),
    "shorter_than_rule": lambda: _("Shorter than the 12 months that are usual"),
    "over_three_years": lambda: _("Ends by law after three years"),
}


def _about(kind: type[Any]) -> Any:
    def make(reader: Reader, row: CaseFile, data: Any, prefix: str) -> Form:
        found = queries.involvements(reader, row)
        more: dict[str, Any] = {}
        if kind is AskPermitForm:
            rows = permits.permits(reader, found)
            more["older"] = permits.renewable(rows, queries.today(reader))
        form: Form = kind(data, prefix=prefix, about=found, **more)
        return form

    return make


def _ask(reader: Reader, row: CaseFile, form: AskPermitForm) -> object:
    del row
    new, key = form.new(), form.cleaned_data["key"]
    return actions.ask_permit(by=reader, involvement_id=form.whom(), new=new, key=key)


def _decide(reader: Reader, row: CaseFile, form: DecidePermitForm) -> object:
    del row
    which = form.cleaned_data["which"]
    return actions.decide_permit(by=reader, permit_id=which, decided=form.decided())


def _end(reader: Reader, row: CaseFile, form: EndPermitForm) -> object:
    del row
    data = form.cleaned_data
    how = PermitEnding(data["how"])
    return actions.end_permit(by=reader, permit_id=data["which"], how=how, on=data["on"])


def _let_go(reader: Reader, row: CaseFile, form: LetGoForm) -> object:
    del row
    data = form.cleaned_data
    return actions.waive_renewal(by=reader, permit_id=data["which"], why=data["why"])


def _strike(reader: Reader, row: CaseFile, form: StrikePermitForm) -> object:
    del row
    return actions.strike_permit(by=reader, permit_id=form.cleaned_data["which"])


def _claim(reader: Reader, row: CaseFile, form: ClaimRefusedForm) -> object:
    del row
    data = form.cleaned_data
    return actions.note_claim_refused(
        by=reader, involvement_id=form.whom(), on=data["on"], key=data["key"]
    )


_WHICH = {"which": permits.permit}
PERMITS = {
    "ask": Small(_about(AskPermitForm), _ask),
    "decide": Small(plain(DecidePermitForm), _decide, _WHICH),
    "end": Small(plain(EndPermitForm), _end, _WHICH),
    "let-go": Small(plain(LetGoForm), _let_go, _WHICH),
    "strike": Small(plain(StrikePermitForm), _strike, _WHICH),
    "claim": Small(_about(ClaimRefusedForm), _claim),
}


@require_POST
def permits_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """One of the small forms of the page."""
    return take(request, case_id, what, PERMITS, _page)
