"""The police side of a tip: taken in behind the service's own wall, answered for, and the receipt back."""

from uuid import UUID

from dotline.access import envelope
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import not_found
from dotline.base.ids import parse_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.duty import actions as duty
from dotline.gates import outbox, refer
from dotline.gates.passage import Passage
from dotline.intake import policy, queries, rules
from dotline.intake.models import Tip, TipReceived
from dotline.intake.rules import TipStatus


@action("intake.receive")
def receive(*, by: Reader, passage: Passage) -> None:
    """Take in what came through the gate *refer* for this room: a tip, or the receipt of one."""
    allow(ALLOWED)  # the outbox calls this; what may pass was decided at the gate
    if passage.recipient is None or passage.sender is None:
        return
    if passage.basis == refer.TIP_RECEIPT:
        _receipt(passage, passage.recipient)
        return
    payload = {name: str(value) for name, value in passage.payload.items()}
    row = TipReceived(
        id=passage.id,
        agency_id=passage.recipient,
        from_agency_id=passage.sender,
        tip_class=payload.get("tip_class", ""),
        place=payload.get("place", ""),
        province=payload.get("province", ""),
        at=clock.now(),
    )
    text = payload.get("text", "")
    row.text = envelope.seal_text(row.id, row.agency_id, text, queries.cell(row, "text"))
    row.save(using=Store.INSIDE, force_insert=True)
    about("tip", row.id)


def _receipt(passage: Passage, recipient: UUID) -> None:
    sent = parse_id(str(passage.payload.get("passage", "")))
    row = (
        Tip.objects.using(Store.INSIDE)
        .select_for_update()
        # The receipt counts only from the service that the tip went to.
        .filter(passage_id=sent, agency_id=recipient, routed_to=passage.sender)
        .first()
    )
    if row is None:
        raise not_found("tip")
    about("tip", row.id)
    if row.status != TipStatus.ROUTED:
        return
    row.status = rules.TIP.move(TipStatus(row.status), TipStatus.RECEIVED).value
    row.received_by_police_at = passage.at
    row.save(using=Store.INSIDE, update_fields=["status", "received_by_police_at"])
    duty.meet(rule="tip_receipt", subject_id=row.id, at=passage.at)


@action("intake.answer_for_tip")
def answer_for_tip(*, by: Reader, tip_id: UUID) -> TipReceived:
    """Say that the police service has the tip and answers for it; the hotline's clock stops.

    Raises NotFound, Refused. Twice is the same as once.
    """
    allow(policy.may_answer_as_police(by))
    rows = TipReceived.objects.using(Store.INSIDE).select_for_update()
    row = rows.filter(agency_id=by.own, pk=tip_id).first()
    if row is None:
        raise not_found("tip")
    about("tip", row.id)
    if row.answered_at is not None:
        note(repeated=True)
        return row
    row.answered_by, row.answered_at = by.worker, clock.now()
    row.save(using=Store.INSIDE, update_fields=["answered_by", "answered_at"])
    outbox.send(refer.tip_receipt(row.id, row.agency_id, row.from_agency_id, row.answered_at))
    return row
