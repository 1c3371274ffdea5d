"""What goes along with a referral: bed, call of all three, messages; one small form each on its page."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dotline.base import clock
from dotline.base.errors import DotlineError
from dotline.base.reader import Reader
from dotline.base.sendings import SentAlready
from dotline.referral import actions, policy, queries, rules
from dotline.referral.forms import MessageForm
from dotline.referral.models import Referral
from dotline.ui.again import shown_again
from dotline.ui.asked import lang, reader_of
from dotline.ui.sentences import sentence

STEPS: dict[str, Callable[..., object]] = {
    "hold": actions.hold_bed,
    "occupy": actions.occupy_bed,
    "let_go": actions.let_bed_go,
    "start": actions.start_call,
    "join": actions.join_call,
    "refuse": actions.refuse_call,
    "arrived": actions.confirm_arrival,
}


@require_POST
def step(request: HttpRequest, referral_id: UUID, what: str) -> HttpResponse:
    """Press one of the small buttons of a referral's page."""
    if what in STEPS:
        STEPS[what](by=reader_of(request), referral_id=referral_id)
    return redirect(reverse("referral:referral", args=[referral_id]) + "#along")


@require_POST
def write(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Write to the other agency."""
    from dotline.referral.views.referral import page  # noqa: PLC0415 - each shows the other's form

    form = MessageForm(request.POST, prefix="message")
    status = 400
    if form.is_valid():
        data = form.cleaned_data
        reader = reader_of(request)
        try:
            actions.write(by=reader, referral_id=referral_id, text=data["text"], key=data["key"])
            return redirect(reverse("referral:referral", args=[referral_id]) + "#messages")
        except SentAlready as refusal:
            form, status = shown_again(form, refusal), refusal.status
    return page(request, referral_id, form=form, status=status)


def along(reader: Reader, row: Referral) -> dict[str, object]:
    """What the page of a referral shows beside its own state."""
    may_write = policy.may_write(reader, row, clock.now())
    messages = _messages(reader, row)
    follower = queries.follower(reader, row)
    return {
        "hold": queries.hold_of(reader, row),
        "may_hold": bool(policy.may_hold_bed(reader, row)) and queries.offers_beds(row),
        "call": queries.handoff(reader, row),
        "may_start": bool(policy.may_start_call(reader, row)),
        "may_join": row.state not in rules.FINAL and bool(policy.may_answer(reader, row)),
        "written": messages,
        "message_form": MessageForm(prefix="message") if may_write else None,
        "follower": follower,
        "alternative": _alternative(row),
        "pauses": list(queries.pauses(reader, row)),
        "withdrawn": _withdrawn(reader, row),
    }


def _messages(reader: Reader, row: Referral) -> list[dict[str, object]]:
    """The messages in words; opening the page marks those of the other side as read."""
    found = list(queries.messages(reader, row))
    if any(not one.outgoing and one.read_at is None for one in found):
        actions.read_messages(by=reader, referral_id=row.id)
    shown = []
    for one in found:
        try:
            text = queries.message_text(reader, one)
        except DotlineError as error:
            text = sentence(error)[0]
        shown.append({"row": one, "text": text})
    return shown


def _alternative(row: Referral) -> str:
    """The service where a full one confirmed a place."""
    if row.alternative_id is None:
        return ""
    try:
        card = queries.card_of(row.alternative_id)
    except DotlineError:
        return ""
    return str((card.get("name_fr") if lang() == "fr" else "") or card["name"])


def _withdrawn(reader: Reader, row: Referral) -> dict[str, object] | None:
    """The proof that nobody opened the package after its consent was taken back."""
    if row.access_stopped_at is None:
        return None
    steps = list(queries.chain_of_custody(reader, row))
    opened = [one.at for one in steps if one.what == "opened"]
    return {
        "at": row.access_stopped_at,
        "emptied_at": next((one.at for one in steps if one.what == "emptied"), None),
        "last_opened": max(opened, default=None),
        "opened_after": any(at > row.access_stopped_at for at in opened),
    }
