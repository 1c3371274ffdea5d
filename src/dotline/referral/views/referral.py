"""One referral: how it stands, what was handed over, its chain of custody, and each next step."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dotline.access.glass import records
from dotline.base import clock
from dotline.base.errors import Invalid, Refused
from dotline.base.reader import Reader
from dotline.gates.refer import ReferField
from dotline.referral import actions, policy, queries, rules
from dotline.referral.forms import FIELD_LABELS, DeclineForm, MessageForm, ProgressForm, ReasonForm
from dotline.referral.models import Referral
from dotline.referral.rules import Status
from dotline.referral.views.along import along
from dotline.referral.views.shown import basis_label, custody, in_words, shown
from dotline.ui.asked import reader_of
from dotline.ui.sentences import in_one, sentence


@require_GET
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The page. For the receiving agency it opens the package, which ledger and chain of custody note."""
    return page(request, referral_id)


def page(
    request: HttpRequest,
    referral_id: UUID,
    *,
    form: ReasonForm | ProgressForm | MessageForm | None = None,
    status: int = 400,
) -> HttpResponse:
    """The page, with a form that was not in order."""
    reader = reader_of(request)
    row = queries.get(reader, referral_id)
    content, closed = content_of(reader, row)
    one = shown(reader, [row])[0]
    answerable = row.state == Status.REQUESTED and bool(policy.may_answer(reader, row))
    sending = reader.agency == row.from_agency_id
    context = {
        "one": one,
        "row": row,
        "received": reader.agency == row.to_agency_id,
        "sending": sending,
        "basis": basis_label(row),
        "content": content,
        "closed": closed,
        "glass_url": _glass_url(reader, row) if closed else "",
        "fields": [str(FIELD_LABELS[ReferField(name)]) for name in row.fields.split()],
        "steps": custody(reader, row),
        "decline_form": _decline(reader, row, form) if answerable else None,
        "progress_form": _progress(reader, row, form),
        "cancel_form": _cancel(reader, row, form),
        "may_review": bool(policy.may_review(reader, row)) and row.duty and not row.reviewed_at,
        "may_withdraw": _may_withdraw(reader, row),
        "form": form,
        **along(reader, row),
        "them": one.sender if reader.agency == row.to_agency_id else one.receiver,
    }
    if isinstance(form, MessageForm):
        context["message_form"] = form
    return render(request, "referral/referral.html", context, status=status if form else 200)


def content_of(reader: Reader, row: Referral) -> tuple[list[tuple[str, str]], str]:
    """What was handed over in words, or why it is closed. Opening it is on ledger and chain."""
    if reader.agency != row.to_agency_id or not queries.has_package(reader, row):
        return [], ""
    decision = policy.may_open_package(reader, row, clock.now())
    if isinstance(decision, Refused):
        return [], sentence(decision)[0]
    values: Mapping[ReferField, str] = actions.open_package(by=reader, referral_id=row.id)
    return in_words(reader, values), ""


def _glass_url(reader: Reader, row: Referral) -> str:
    """Where the content can be read in an emergency: where only the reader's roles keep it closed."""
    if not rules.may_open(row.access(), clock.now()):
        return ""
    return records.way_in(reader, records.kind("referral"), row.id)


def _decline(reader: Reader, row: Referral, form: object) -> DeclineForm:
    if isinstance(form, DeclineForm):
        return form
    return DeclineForm(others=_others(reader, row), prefix="decline")


def _others(reader: Reader, row: Referral) -> list[queries.Target]:
    """Services that could have a place instead: of other agencies, for the first need, in the same province."""
    agency = queries.agencies(reader, [row.to_agency_id]).get(row.to_agency_id)
    need = next(iter(rules.codes(row.needs)), "")
    return queries.candidates(reader, need=need, province=agency.province if agency else "")


def _bound(form: object, prefix: str, reasons: tuple[str, ...]) -> ReasonForm:
    if isinstance(form, ReasonForm) and form.prefix == prefix:
        return form
    return ReasonForm(reasons=reasons, prefix=prefix)


def _progress(reader: Reader, row: Referral, form: object) -> ProgressForm | None:
    if row.state not in rules.RUNNING or not policy.may_answer(reader, row):
        return None
    return (
        form if isinstance(form, ProgressForm) else ProgressForm(status=row.state, prefix="proceed")
    )


def _cancel(reader: Reader, row: Referral, form: object) -> ReasonForm | None:
    if row.state in rules.FINAL or not policy.may_take_back(reader, row.from_agency_id):
        return None
    return _bound(form, "cancel", rules.CANCEL_REASONS)


def _may_withdraw(reader: Reader, row: Referral) -> bool:
    return bool(
        row.consent_id
        and row.access_stopped_at is None
        and not row.imported
        and policy.may_take_back(reader, row.from_agency_id)
    )


def _to_page(referral_id: UUID) -> HttpResponse:
    return redirect(reverse("referral:referral", args=[referral_id]))


@require_POST
def accept(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Say yes."""
    actions.accept(by=reader_of(request), referral_id=referral_id)
    return _to_page(referral_id)


@require_POST
def decline(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Say no, with a reason."""
    reader = reader_of(request)
    row = queries.get(reader, referral_id)
    form = DeclineForm(request.POST, others=_others(reader, row), prefix="decline")
    if form.is_valid():
        try:
            actions.decline(
                by=reader,
                referral_id=referral_id,
                reason=form.cleaned_data["reason"],
                elsewhere=form.elsewhere(),
            )
        except Invalid as error:
            form.add_error(None, in_one(error))
    return (
        page(request, referral_id, form=form)
        if form.errors
        else redirect(reverse("referral:queue"))
    )


@require_POST
def cancel(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take it back."""
    form = ReasonForm(request.POST, reasons=rules.CANCEL_REASONS, prefix="cancel")
    if not form.is_valid():
        return page(request, referral_id, form=form)
    reason = form.cleaned_data["reason"]
    actions.cancel(by=reader_of(request), referral_id=referral_id, reason=reason)
    return _to_page(referral_id)


@require_POST
def proceed(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Say how it goes on."""
    reader = reader_of(request)
    row = queries.get(reader, referral_id)
    form = ProgressForm(request.POST, status=row.state, prefix="proceed")
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.proceed(
                by=reader,
                referral_id=referral_id,
                to=Status(data["to"]),
                reason=data["pause"] if data["to"] == Status.ON_HOLD else data["reason"],
                outcome=data["outcome"],
                unmet=data["unmet"],
            )
        except Invalid as error:
            form.add_error(None, sentence(error)[0])
    return page(request, referral_id, form=form) if form.errors else _to_page(referral_id)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Judge an emergency hand-over as a second person."""
    reader = reader_of(request)
    row = queries.get(reader, referral_id)
    policy.may_review(reader, row).or_refuse()
    if request.method == "POST":
        upheld = request.POST.get("verdict") == "upheld"
        actions.review(by=reader, referral_id=referral_id, upheld=upheld)
        return redirect(reverse("referral:reviews"))
    one = shown(reader, [row])[0]
    fields = [str(FIELD_LABELS[ReferField(name)]) for name in row.fields.split()]
    context = {"one": one, "row": row, "basis": basis_label(row), "fields": fields}
    return render(request, "referral/review.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Write down that the person took her consent back."""
    reader = reader_of(request)
    held = queries.consent(reader, consent_id)
    if request.method == "POST":
        actions.withdraw_consent(by=reader, consent_id=consent_id)
        return redirect(reverse("referral:sent"))
    context = {
        "title": _("Withdraw this consent?"),
        "sentence": _(
            "From now on nobody reads what was handed over under it. What nobody has answered is cancelled."
        ),
        "facts": [
            (_("Given"), held.given_at.date()),
            (_("Would have ended"), held.expires_at.date()),
        ],
        "confirm_label": _("Withdraw consent"),
        "danger": True,
        "back_url": reverse("referral:sent"),
    }
    return render(request, "ui/confirm.html", context)
