"""Asking for a confirmation by a one-time link or at an agency's desk, and taking in what came back."""

import json
import secrets
from dataclasses import replace
from datetime import date
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.base import clock
from dotline.base.errors import Conflict, Invalid, NotFound
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.actions.confirming import _renew, _take_back
from dotline.directory.actions.offering import Offerer, Offers
from dotline.directory.actions.touching import _alone
from dotline.directory.models import (
    ConfirmationAnswer,
    ConfirmationRequest,
    FieldOffer,
    Service,
)
from dotline.directory.queries import asking as queries
from dotline.directory.queries import standing
from dotline.directory.rules import asking, sets
from dotline.directory.rules.asking import AnswerKind, AnswerState, Refusal, Reply
from dotline.directory.rules.offers import OfferKind, OfferState, Said
from dotline.directory.rules.verifying import Method
from dotline.gates.publish import may_correct


@action("directory.ask", store="open")
def ask(*, by: Reader, service_id: UUID) -> str:
    """Ask for the confirmation of a listing as it stands; answers the token of a link, which nothing keeps.

    An agency that published the listing is asked at its own desk, without a link: then the token is ''. A newer
    link of the same agency takes the place of an older one. Raises Refused, NotFound.
    """
    allow(policy.may_steward(by))
    about("service", service_id)
    found = queries.facts(by, service_id)
    agency = Service.objects.filter(id=service_id).values_list("agency", flat=True).first()
    own = standing.is_agencys(by, service_id)
    token = "" if own else secrets.token_urlsafe(24)
    now = clock.now()
    older = ConfirmationRequest.objects.filter(service_id=service_id, agency_id=by.own)
    older.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    ConfirmationRequest(
        service_id=service_id,
        digest=None if own else asking.digest(token),
        asked_id=agency if own else None,
        agency_id=by.own,
        worker_id=by.worker,
        version=found.version,
        made_at=now,
        expires_at=now + asking.LASTS,
    ).save(force_insert=True)
    note(link=not own)
    return token


@action("directory.take_answer", store="open")
def take_answer(*, by: Reader, agency: UUID, letter: UUID, text: str, posted_on: date) -> str:
    """Take in one letter about a listing; answers what became of it: done, open, refused, or repeated.

    A confirmation renews the window at once. Corrections are offered beside what stands, for a steward of the
    agency that asked. The same letter twice, or the same answer twice, counts once; a used, expired or
    unknown token does nothing, and the queue says so in words.
    """
    allow(policy.may_take_in(by))
    _alone()
    if ConfirmationAnswer.objects.filter(id=letter).exists():
        return "repeated"
    reply = asking.reply(text)
    request = ConfirmationRequest.objects.select_for_update().filter(
        digest=asking.digest(reply.token), agency_id=agency
    ).first()  # fmt: skip
    about("letter", letter)
    now = clock.now()
    row = ConfirmationAnswer(
        id=letter, agency_id=agency, kind=reply.kind.value, posted_on=posted_on, arrived_at=now
    )
    why = _why(by, request, reply)
    told = dict(reply.told)
    if request is not None:
        row.request_id, row.service_id = request.id, request.service_id
        told = _lint(request.service_id, told)
        if why is Refusal.USED and _same_again(request, reply, told):
            note(repeated=True)
            return "repeated"
        if why is Refusal.USED:
            why = _earlier(by, request, reply)
    row.sent, row.told = reply.sent, json.dumps(told, ensure_ascii=False, sort_keys=True)
    row.state, row.why = AnswerState.REFUSED.value, why.value if why else ""
    if request is not None and why is None:
        ConfirmationRequest.objects.filter(id=request.id).update(used_at=now)
        row.state = _apply(by, request, reply, told).value
    row.save(force_insert=True)
    note(kind=reply.kind.value, state=row.state, why=row.why)
    return row.state


def _why(by: Reader, request: ConfirmationRequest | None, reply: Reply) -> Refusal | None:
    if request is None:
        return Refusal.UNKNOWN
    try:
        version = queries.facts(by, request.service_id).version
    except NotFound:
        return Refusal.CHANGED
    return asking.refusal(queries.asked(request), clock.now(), reply.kind, version)


def _earlier(by: Reader, request: ConfirmationRequest, reply: Reply) -> Refusal | None:
    """Let the last answer through a link count; what was answered before it stays as history, with the reason.

    Letters of one link wait in the drop together, in no order. What a person decided already is left as it is.
    """
    rows = ConfirmationAnswer.objects.filter(request_id=request.id)
    before = rows.exclude(state=AnswerState.REFUSED).order_by("-sent").first()
    if before is None or request.withdrawn_at is not None or before.decided_at is not None:
        return Refusal.USED
    if reply.sent <= before.sent:
        return Refusal.LATER
    still = asking.refusal(
        replace(queries.asked(request), used=None),
        clock.now(), reply.kind, queries.facts(by, request.service_id).version,
    )  # fmt: skip
    if before.kind == AnswerKind.CONFIRM:
        if still is not None and still is not Refusal.CHANGED:
            return still
        _take_back(request.service_id, Method.LINK)
    elif still is not None:
        return still
    before.state, before.why = AnswerState.REFUSED.value, Refusal.LATER.value
    before.save(update_fields=["state", "why"])
    offered = FieldOffer.objects.filter(
        source_kind=OfferKind.CONFIRMATION, source_id=request.id, state=OfferState.OPEN
    )
    offered.update(state=OfferState.LAPSED)
    return None


def _same_again(request: ConfirmationRequest, reply: Reply, told: dict[str, str]) -> bool:
    first = ConfirmationAnswer.objects.filter(request_id=request.id, kind=reply.kind.value)
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return first.exclude(state=AnswerState.REFUSED).filter(told=words).exists()


def _lint(service_id: UUID, told: dict[str, str]) -> dict[str, str]:
    """What may be kept: of a sealed listing nothing that names where it is (R-26)."""
    sealed = Service.objects.filter(id=service_id, sealed=True).exists()
    kept = {name: words for name, words in told.items() if may_correct(name, words, sealed=sealed)}
    if sealed:
        kept.pop("address", None)
    note(left_out=len(told) - len(kept))
    return kept


def _apply(
    by: Reader, request: ConfirmationRequest, reply: Reply, told: dict[str, str]
) -> AnswerState:
    asker = Reader.system("confirmation", request.agency_id)
    if reply.kind is AnswerKind.CONFIRM:
        _renew(request.service_id, Method.LINK, asker)
        return AnswerState.DONE
    found = queries.facts(by, request.service_id)
    offerer = Offerer(OfferKind.CONFIRMATION, request.id, "confirmation")
    # A letter need not come from our own page: what has not the form of its field stays in words only.
    well = {name: words for name, words in told.items() if not asking.misshapen(name, words)}
    names = (*asking.SERVICE_FIELDS, *sets.SETS)
    texts: dict[str, Said] = {name: well[name] for name in names if name in well}
    Offers.offer(offerer, "service", request.service_id, texts)
    for name, (kind, field) in asking.OTHER_FIELDS.items():
        if name in well and name in found.records:
            Offers.offer(offerer, kind, found.records[name], {field: well[name]})
    return AnswerState.OPEN


@action("directory.close_answer", store="open")
def close_answer(*, by: Reader, answer_id: UUID, reason: str, right: bool) -> None:
    """End an answer once each offered field is decided, with a reason; `right` says the rest of the listing holds.

    Then its window begins anew. Raises Refused, NotFound for another agency's, Invalid without a reason,
    Conflict while a field is undecided.
    """
    row = queries.answer(by, answer_id)
    allow(policy.may_steward(by))
    _alone()
    about("answer", row.id)
    if row.state != AnswerState.OPEN:
        note(repeated=True)
        return
    if not reason.strip() or len(reason.strip()) > 200:  # what the column holds
        raise Invalid("A decision needs a reason of at most 200 characters.", "Say why.")
    if any(one.state == OfferState.OPEN for one in queries.offers(by, row)):
        raise Conflict("A field is not decided yet.", "Take or keep each one first.")
    row.state, row.reason = AnswerState.DONE.value, reason.strip()
    row.decided_at, row.decided_by = clock.now(), by.worker
    row.save()
    if right and row.service_id is not None and not standing.is_agencys(by, row.service_id):
        _renew(row.service_id, Method.LINK, by)


def _answered_at_desk(service_id: UUID, agency: UUID | None) -> None:
    """An agency published its listing again: what it was asked at its own desk is answered."""
    if agency is not None:
        rows = ConfirmationRequest.objects.filter(service_id=service_id, asked_id=agency)
        rows.filter(used_at=None).update(used_at=clock.now())
