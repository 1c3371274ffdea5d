"""Pages of retention: files due for disposal, one disposal for its second reader, how long one case is kept."""

from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dotline.access import queries as access
from dotline.base.errors import Conflict, Invalid, Refused
from dotline.base.reader import Reader
from dotline.case import actions, policy, queries
from dotline.case.forms.retention import ChoiceForm, HoldForm, ProposeForm
from dotline.case.jobs import disposal
from dotline.case.models import CaseFile, DisposalBatch, LegalHold
from dotline.case.queries import retention
from dotline.case.queries.needed import NEEDED
from dotline.case.queries.retention import Keeping
from dotline.case.rules.retention import MOST, BatchState, FileKind
from dotline.case.views.pages import explained, head
from dotline.reference import law, vocabulary
from dotline.reference.law import DisposalState
from dotline.ui.asked import lang, reader_of
from dotline.ui.choices import Choices
from dotline.ui.sentences import in_one

REGISTER = 50  # lines of the register that the page shows


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """Files due for disposal, held ones with their reason, what waits for a second person, and the register."""
    return _due_page(request, None)


def _due_page(request: HttpRequest, form: Form | None) -> HttpResponse:
    reader = reader_of(request)
    policy.may_hold(reader).or_refuse()
    found = retention.due_cases(reader)
    lines = list(retention.register(reader)[:REGISTER])
    context = {
        "ready": [_line(one) for one in found if not (one.holds or one.needed)],
        "held": [
            (_line(one), _holds(reader, one.holds), _needed(one))
            for one in found
            if one.holds or one.needed
        ],
        "calls": min(retention.due_calls(reader).count(), MOST),
        "waiting": [_shown(one) for one in lines if one.state == BatchState.PROPOSED],
        "register": [_shown(one) for one in lines if one.state != BatchState.PROPOSED],
        "rules": _rules(reader),
        "form": form,
        "choice_form": form if isinstance(form, ChoiceForm) else _choice_form(reader, None),
    }
    return render(request, "case/retention.html", context, status=400 if form else 200)


def _line(one: Keeping) -> dict[str, object]:
    return {
        "id": str(one.file_id),
        "number": str(one.file_id)[:8],
        "ended": one.ended,
        "due": one.answer.due,
        "rule": _rule(one.answer.rule),
    }


def _needed(one: Keeping) -> list[str]:
    return [" ".join(_(part) for part in NEEDED[why]) for why in one.needed]


def _rule(code: str) -> str:
    return law.retention_title(code, lang()) if code else ""


def _rules(reader: Reader) -> list[dict[str, object]]:
    """What binds the reader's agency, with its own choice."""
    mine = access.agency(reader, reader.own)
    chosen, today = retention.choices(mine.id), retention.cases_today(reader, mine.id)
    kinds = [law.CONTACT, *(code for code, _label in vocabulary.choices("case_kinds", lang()))]
    found = {
        row.text("code"): row
        for kind in kinds
        for row in law.rules_for(kind, mine.kind, mine.province, today)
    }
    return [
        {
            "code": code,
            "title": _rule(code),
            "months": max(row.number("months") or 0, chosen.get(code, 0)),
            "unset": row.flag("scheduled") and code not in chosen,
            "source": law.retention_source(code, lang()),
        }
        for code, row in found.items()
    ]


def _choice_form(reader: Reader, data: object) -> ChoiceForm:
    offered: Choices = [(str(one["code"]), str(one["title"])) for one in _rules(reader)]
    return ChoiceForm(data, prefix="choose", rules=offered)


def _shown(row: DisposalBatch) -> dict[str, object]:
    words = {
        BatchState.PROPOSED: _("Waits for a second person"),
        BatchState.WITHDRAWN: _("Withdrawn"),
        BatchState.RUNNING: _("Under way"),
        BatchState.DONE: _("Done"),
    }
    return {
        "row": row,
        "kind": _("Cases") if row.kind == FileKind.CASE else _("Calls without a case"),
        "rule": _rule(row.rule),
        "state": words[BatchState(row.state)],
        "tone": "warn" if row.state in (BatchState.PROPOSED, BatchState.RUNNING) else "",
    }


def _holds(reader: Reader, rows: tuple[LegalHold, ...]) -> list[dict[str, object]]:
    names = {one.id: one.display_name for one in access.workers(reader)}
    return [
        {
            "row": one,
            "reason": vocabulary.label("hold_reasons", one.reason, lang()),
            "words": retention.hold_words(reader, one),
            "by": names.get(one.placed_by, ""),
            "lifted_by": names.get(one.lifted_by, "") if one.lifted_by else "",
            "may_lift": one.lifted_at is None and bool(policy.may_lift(reader, one)),
        }
        for one in rows
    ]


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Propose what was ticked; a second person approves."""
    reader = reader_of(request)
    policy.may_hold(reader).or_refuse()
    ready = [str(one.file_id) for one in retention.due_cases(reader, held=False)]
    form = ProposeForm(request.POST, files=ready)
    if form.is_valid():
        try:
            _propose(reader, form)
        except (Conflict, Invalid, Refused) as error:
            form.add_error(None, in_one(error))
    if form.errors:
        return _due_page(request, form)
    return redirect("case:retention")


def _propose(reader: Reader, form: ProposeForm) -> None:
    files = [UUID(one) for one in form.cleaned_data["chosen"]]
    calls: list[UUID] = []
    if form.cleaned_data["calls"]:
        calls = list(retention.due_calls(reader).values_list("id", flat=True)[:MOST])
    if files or not calls:
        actions.propose_disposal(by=reader, kind=FileKind.CASE, file_ids=files)
    if calls:
        actions.propose_disposal(by=reader, kind=FileKind.CONTACT, file_ids=calls)


@require_POST
def choose_months(request: HttpRequest) -> HttpResponse:
    """Set how long the agency keeps what a rule names."""
    reader = reader_of(request)
    form = _choice_form(reader, request.POST)
    if form.is_valid():
        try:
            actions.choose_retention(by=reader, **form.cleaned_data)
        except Invalid as error:
            form.add_error("months", in_one(error))
    if form.errors:
        return _due_page(request, form)
    return redirect("case:retention")


@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One disposal: what the second person reads before approving it."""
    reader = reader_of(request)
    policy.may_hold(reader).or_refuse()
    row = retention.batch(reader, batch_id)
    files = [str(one.file_id) for one in retention.items(reader, row)]
    names = {one.id: one.display_name for one in access.workers(reader)}
    refused = policy.may_approve(reader, row)
    context = {
        "shown": _shown(row),
        "files": [(one, one[:8]) for one in files],
        "is_case": row.kind == FileKind.CASE,
        "proposed_by": names.get(row.proposed_by, ""),
        "approved_by": names.get(row.approved_by, "") if row.approved_by else "",
        "waits": row.state == BatchState.PROPOSED,
        "refused": in_one(refused) if isinstance(refused, Refused) else "",
    }
    return render(request, "case/disposal.html", context)


@require_POST
def decide(request: HttpRequest, batch_id: UUID, what: str) -> HttpResponse:
    """Approve or withdraw a disposal."""
    reader = reader_of(request)
    if what == "approve":
        disposal.start(reader, batch_id)
    elif what == "withdraw":
        actions.withdraw_disposal(by=reader, batch_id=batch_id)
    else:
        raise Http404
    return redirect("case:retention")


# ---------------------------------------------------------------- one case


@require_GET
def keeping(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """How long one case is kept, by which rule, and what holds it."""
    reader = reader_of(request)
    return _keeping_page(request, queries.case(reader, case_id), None)


def _keeping_page(request: HttpRequest, row: CaseFile, form: HoldForm | None) -> HttpResponse:
    reader = reader_of(request)
    one = retention.keeping(reader, row)
    every = tuple(retention.holds(reader).filter(file_id=row.id))
    refused = retention.refusal(one, asked=True)
    context = {
        **head(reader, row, "case:keeping"),
        "line": _line(one),
        "state": _state(one),
        "needed": _needed(one),
        "holds": _holds(reader, every),
        "may_hold": bool(policy.may_hold(reader)),
        "form": form,
        "hold_form": form or HoldForm(prefix="hold"),
        "refused": in_one(refused) if refused is not None else "",
        "closed": row.closed_on is not None,
    }
    return render(request, "case/keeping.html", context, status=400 if form else 200)


def _state(one: Keeping) -> tuple[str, str]:
    return {
        DisposalState.OPEN: (_("The case is open"), "info"),
        DisposalState.HELD: (_("Held"), "warn"),
        DisposalState.UNSCHEDULED: (_("Your agency’s schedule is not set"), "warn"),
        DisposalState.KEPT: (_("Kept"), "info"),
        DisposalState.DUE: (_("Due for disposal"), "warn"),
    }[one.answer.state]


@require_POST
def keeping_send(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """Hold a case, lift a hold, or propose it because the person asked for it."""
    reader = reader_of(request)
    row = queries.case(reader, case_id)
    policy.may_hold(reader).or_refuse()
    if what == "hold":
        form = HoldForm(request.POST, prefix="hold")
        if form.is_valid():
            try:
                actions.place_hold(by=reader, kind=FileKind.CASE, file_id=row.id, new=form.new())
            except (Conflict, Invalid) as error:
                explained(form, error)
        if form.errors:
            return _keeping_page(request, row, form)
    elif what == "lift":
        _lift(request, reader, row)
    elif what == "ask":
        actions.propose_disposal(by=reader, kind=FileKind.CASE, file_ids=[row.id], asked=True)
        return redirect("case:retention")
    else:
        raise Http404
    return redirect(reverse("case:keeping", args=[row.id]))


def _lift(request: HttpRequest, reader: Reader, row: CaseFile) -> None:
    rows = retention.holds(reader).filter(file_id=row.id)
    chosen = next((one for one in rows if str(one.id) == request.POST.get("which")), None)
    if chosen is None:
        raise Http404
    actions.lift_hold(by=reader, hold_id=chosen.id)
