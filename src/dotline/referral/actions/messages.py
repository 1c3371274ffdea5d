"""Messages between the two sides of a referral: through the gate, sealed for each side, with a mark when read."""

from uuid import UUID

from dotline.access import envelope
from dotline.access import queries as access
from dotline.access.sent import sent_before
from dotline.access.unit import about, action, allow, note, seen
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.gates import outbox, refer
from dotline.gates.passage import Passage
from dotline.referral import policy, queries
from dotline.referral.actions.custody import _locked, _step
from dotline.referral.models import Message, Referral

LONGEST = 2_000  # characters


@action("referral.write")
def write(*, by: Reader, referral_id: UUID, text: str, key: UUID | None = None) -> Message:
    """Write to the other side about a referral. `key` names the form: sent twice it is one message.

    Raises Refused when the consent behind the referral was withdrawn or has ended, Invalid for an
    empty or too long text, SentAlready when the form said something else before.
    """
    row = _locked(by, referral_id)
    allow(policy.may_write(by, row, clock.now()))
    about("referral", row.id)
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            "A message needs between 1 and {longest} characters.",
            "Shorten it or split it in two.",
            longest=LONGEST,
        )
    sent = sending(key, row.id, text.strip()) if key else None
    mine = Message.objects.filter(agency_id=by.own)
    if (before := sent_before(mine, sent)) is not None:
        note(repeated=True)
        return before
    other = row.to_agency_id if by.agency == row.from_agency_id else row.from_agency_id
    agency = access.agency(by, other)
    passage = refer.message(
        text.strip(),
        row.id,
        row.duty or "consent",
        by.own,
        refer.Recipient(agency.id, agency.kind),
        clock.now(),
    )
    kept = _copy(row, by.own, text.strip(), passage)
    kept.outgoing, kept.worker_id = True, by.worker
    kept.send_key, kept.send_words = (sent.form, sent.words) if sent else (None, None)
    kept.save(force_insert=True)
    _step(by, row, "message")
    outbox.send(passage)
    return kept


@action("referral.receive_message")
def receive_message(*, by: Reader, passage: Passage) -> None:
    """Take in a message that came through the gate *refer*, sealed with the receiver's key."""
    allow(ALLOWED)  # the outbox calls this; what may pass was decided at the gate
    row = _locked(by, UUID(str(passage.payload["referral"])))
    about("referral", row.id)
    if row.access_stopped_at is not None:
        return  # the permission was taken back while it was on its way
    held = _copy(
        row, passage.recipient or row.to_agency_id, str(passage.payload["message"]), passage
    )
    held.outgoing = False
    held.save(force_insert=True)


@action("referral.read_messages")
def read_messages(*, by: Reader, referral_id: UUID) -> int:
    """Mark what the other side wrote as read; both copies learn the moment. Returns how many were new."""
    row = queries.get(by, referral_id)
    allow(policy.may_either(by))
    about("referral", row.id)
    new = list(queries.messages(by, row).filter(outgoing=False, read_at=None))
    at = clock.now()
    for message in new:
        message.read_at, message.read_by = at, by.worker
        message.save(update_fields=["read_at", "read_by"])
    if new:
        _mark_read(by=Reader.system("read-marks"), passages=[one.passage_id for one in new])
        seen(by, "referral.messages", "referral", row.id)
    return len(new)


@action("referral.mark_read")
def _mark_read(*, by: Reader, passages: list[UUID]) -> None:
    allow(ALLOWED)
    del by
    sent = Message.objects.filter(passage_id__in=passages, outgoing=True, read_at=None)
    sent.update(read_at=clock.now())


def _copy(row: Referral, agency: UUID, text: str, passage: Passage) -> Message:
    made = Message(
        id=new_id(),
        agency_id=agency,
        referral_id=row.id,
        at=passage.at,
        passage_id=passage.id,
    )
    made.sealed = envelope.seal_text(row.id, agency, text, queries.message_place(made))
    return made
