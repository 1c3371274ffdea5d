"""Tips: fetched still sealed, opened and weighed by a person on shift, then sent to a police service or ended."""

from uuid import UUID

from django.db.models import QuerySet
from nacl.public import PrivateKey, SealedBox

from dotline.access import envelope, keys
from dotline.access import queries as people
from dotline.access.unit import about, action, after_commit, allow, note
from dotline.audit.stores import Store
from dotline.base import clock, crypto
from dotline.base.errors import Conflict, Invalid, Refused, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.duty import actions as duty
from dotline.gates import outbox, refer, tipbox
from dotline.gates.refer import Recipient
from dotline.intake import policy, queries, rules
from dotline.intake.actions import clocks
from dotline.intake.models import SameTextKey, Tip, TipMessage
from dotline.intake.rules import TipClass, TipStatus
from dotline.intake.rules.tips import SAME_WITHIN

ROUTES = [f"tip_route_{one.value}" for one in TipClass]


@action("intake.fetch_tip")
def fetch_tip(*, by: Reader, agency: UUID, note_id: UUID, box_id: UUID, letter: bytes) -> None:
    """Take a note of the drop behind the wall, still sealed: a new tip, or a later word on one.

    A note fetched twice counts once. Raises Refused for anybody but the desk's own work.
    """
    allow(_machine(by))
    tips = Tip.objects.using(Store.INSIDE).filter(agency_id=agency)
    if tips.filter(note_id=note_id).exists():
        return
    first = tips.filter(box_id=box_id).first()
    at = clock.now()
    if first is not None:
        word = TipMessage(agency_id=agency, tip_id=first.id, note_id=note_id, direction="in", at=at)
        word.letter = letter
        TipMessage.objects.using(Store.INSIDE).bulk_create([word], ignore_conflicts=True)
        about("tip", first.id)
        return
    row = Tip(agency_id=agency, source="web", note_id=note_id, box_id=box_id, received_at=at)
    row.letter = letter
    Tip.objects.using(Store.INSIDE).bulk_create([row], ignore_conflicts=True)
    if not tips.filter(pk=row.id).exists():
        return  # another round of the heartbeat fetched it at the same moment
    about("tip", row.id)
    clocks._start(by, "intake.tip_received", row, at)


@action("intake.tip_from_call")
def tip_from_call(*, by: Reader, text: str, key: UUID, contact_id: UUID | None = None) -> Tip:
    """Write down a tip that was told on the phone; nothing of the caller goes with it.

    `key` names the form: sent twice it is one tip. Raises Invalid for an empty or too long text,
    SentAlready when the form said something else before.
    """
    allow(policy.may_weigh(by, on_shift=queries.is_on_shift(by)))
    _check_text(text)
    sent, at = sending(key, text.strip(), contact_id), clock.now()
    row = Tip(id=new_id(), agency_id=by.own, source="call", contact_id=contact_id, received_at=at)
    row.send_key, row.send_words = sent.form, sent.words
    row.status = TipStatus.OPENED.value
    row.opened_by, row.opened_at = by.worker, at
    Tip.objects.using(Store.INSIDE).bulk_create([row], ignore_conflicts=True)
    kept = _rows(by).get(send_key=sent.form)
    about("tip", kept.id)
    if kept.id != row.id:
        sent.must_match(kept.send_words)
        note(repeated=True)
        return kept
    _keep_text(row, text.strip())
    row.save(using=Store.INSIDE)
    clocks._start(by, "intake.tip_received", row, at)
    duty.meet(rule="tip_open", subject_id=row.id, at=at)
    return row


@action("intake.open_tip")
def open_tip(*, by: Reader, tip_id: UUID) -> Tip:
    """Unseal a tip; from now on its route has a clock. Raises Refused off shift, NotFound, Conflict."""
    row = _weighed(by, tip_id)
    if row.status != TipStatus.SEALED:
        note(repeated=True)
        return row
    row.status = rules.TIP.move(TipStatus(row.status), TipStatus.OPENED).value
    row.opened_by, row.opened_at = by.worker, clock.now()
    _keep_text(row, _unsealed(row.agency_id, row.letter))
    row.letter = None
    row.save(using=Store.INSIDE)
    duty.meet(rule="tip_open", subject_id=row.id, at=row.opened_at)
    return row


@action("intake.weigh_tip")
def weigh_tip(*, by: Reader, tip_id: UUID, tip_class: TipClass, place: str, province: str) -> Tip:
    """Say how urgent a tip is and where it plays: that decides its clock and its police service.

    The clock runs from the opening, whenever it was weighed. Raises Invalid, Refused, NotFound.
    """
    row = _weighed(by, tip_id)
    _must_be(row, TipStatus.OPENED)
    rules.check_code("provinces", province, may_be_empty=True)
    found, _refusal = rules.locate(place)
    row.tip_class, row.place = tip_class.value, rules.short_place(place)
    row.province = (found.province if found and found.country == "CA" else "") or province
    row.save(using=Store.INSIDE, update_fields=["tip_class", "place", "province"])
    for rule in ROUTES:
        if rule != f"tip_route_{tip_class.value}":
            duty.waive(rule=rule, subject_id=row.id, why="weighed anew")
    assert row.opened_at is not None  # noqa: S101 - a constraint of the table
    clocks._start(by, "intake.tip_opened", row, row.opened_at, **{"class": tip_class.value})
    note(tip_class=tip_class.value)
    return row


@action("intake.route_tip")
def route_tip(*, by: Reader, tip_id: UUID, to: UUID, by_phone: bool = False) -> Tip:
    """Send a weighed tip to a police service: through the gate, or told by phone where it has no desk here.

    Text, class and place go, nothing about who sent it. Raises Refused for any recipient but a police
    service, Invalid before it was weighed, Conflict when it went before.
    """
    row = _weighed(by, tip_id)
    if row.status in (TipStatus.ROUTED, TipStatus.RECEIVED) and row.routed_to == to:
        note(repeated=True)
        return row
    _must_be(row, TipStatus.OPENED)
    if not row.tip_class:
        raise Invalid(
            "This tip was not weighed yet.", "Say how urgent it is and where, then send it."
        )
    agency = people.agency(by, to)
    rules.may_receive_tip(agency.kind).or_refuse()
    values = {
        "text": queries.tip_text(by, row),
        "tip_class": row.tip_class,
        "place": row.place,
        "province": row.province,
    }
    at = clock.now()
    passage = refer.by_tip(values, row.agency_id, Recipient(agency.id, agency.kind), at)
    row.status = rules.TIP.move(TipStatus(row.status), TipStatus.ROUTED).value
    row.routed_by, row.routed_at, row.routed_to, row.passage_id = by.worker, at, to, passage.id
    row.receipt_how = "phone" if by_phone else "network"
    row.save(using=Store.INSIDE)
    for rule in ROUTES:
        duty.meet(rule=rule, subject_id=row.id, at=at)
    clocks._start(by, "intake.tip_routed", row, at)
    note(to=agency.code, fields=passage.fields, basis=passage.basis, by_phone=by_phone)
    if not by_phone:
        outbox.send(passage)
    return row


@action("intake.note_tip_receipt")
def note_tip_receipt(*, by: Reader, tip_id: UUID, reference: str) -> Tip:
    """Write down the police service's own word and file number, told by phone. Raises Invalid, Conflict."""
    row = _weighed(by, tip_id)
    if row.status == TipStatus.RECEIVED:
        note(repeated=True)
        return row
    row.status = rules.TIP.move(TipStatus(row.status), TipStatus.RECEIVED).value
    row.received_by_police_at = clock.now()
    if reference.strip():
        place = queries.cell(row, "police_reference")
        row.police_reference = envelope.seal_text(
            row.id, row.agency_id, reference.strip()[:120], place
        )
    row.save(using=Store.INSIDE)
    duty.meet(rule="tip_receipt", subject_id=row.id)
    return row


@action("intake.end_tip")
def end_tip(*, by: Reader, tip_id: UUID, ending: str) -> Tip:
    """End a tip without a police service, saying why. Raises Invalid, Refused, Conflict."""
    row = _weighed(by, tip_id)
    rules.check_code("tip_endings", ending)
    if row.status == TipStatus.ENDED:
        note(repeated=True)
        return row
    row.status = rules.TIP.move(TipStatus(row.status), TipStatus.ENDED).value
    row.ending, row.ended_at = ending, clock.now()
    row.save(using=Store.INSIDE, update_fields=["status", "ending", "ended_at"])
    for rule in ("tip_open", *ROUTES):
        duty.meet(rule=rule, subject_id=row.id)
    note(ending=ending)
    return row


@action("intake.answer_tip")
def answer_tip(*, by: Reader, tip_id: UUID, text: str) -> None:
    """Answer whoever sent a tip: the answer waits sealed in the box that the receipt code opens.

    Raises Invalid for a tip told by phone or an empty text, Refused off shift.
    """
    row = _weighed(by, tip_id)
    _check_text(text)
    if row.box_id is None:
        raise Invalid("This tip came by phone, so there is no box to answer into.", "")
    box = row.box_id
    word = TipMessage(
        id=new_id(), agency_id=row.agency_id, tip_id=row.id, direction="out", at=clock.now()
    )
    word.worker_id = by.worker
    word.text = envelope.seal_text(row.id, row.agency_id, text.strip(), queries.cell(word, "text"))
    word.save(using=Store.INSIDE, force_insert=True)
    after_commit(lambda: tipbox.answer(by=by, box_id=box, text=text))


@action("intake.open_words")
def open_words(*, by: Reader, tip_id: UUID) -> int:
    """Unseal later words of whoever sent an opened tip; returns how many were new."""
    row = _weighed(by, tip_id)
    fresh = TipMessage.objects.using(Store.INSIDE).filter(
        tip_id=row.id, direction="in", letter__isnull=False
    )
    opened = 0
    for word in fresh.select_for_update():
        text = _unsealed(row.agency_id, word.letter)
        word.text = envelope.seal_text(row.id, row.agency_id, text, queries.cell(word, "text"))
        word.letter = None
        word.save(using=Store.INSIDE)
        opened += 1
    note(opened=opened)
    return opened


# ---------------------------------------------------------------- parts


def _machine(by: Reader) -> Decision:
    return ALLOWED if by.is_system else Refused("Only the desk's own work does this.", "")


def _rows(by: Reader) -> QuerySet[Tip]:
    return Tip.objects.using(Store.INSIDE).filter(agency_id=by.own)


def _weighed(by: Reader, tip_id: UUID) -> Tip:
    """The tip, held until the transaction ends, for somebody on shift. Raises Refused, NotFound."""
    allow(policy.may_weigh(by, on_shift=queries.is_on_shift(by)))
    row = _rows(by).select_for_update().filter(pk=tip_id).first()
    if row is None:
        raise not_found("tip")
    about("tip", row.id)
    return row


def _must_be(row: Tip, wanted: TipStatus) -> None:
    if row.status != wanted:
        raise Conflict(
            "This tip is not at this step any more.",
            "Reload the page: somebody may have been faster.",
        )


def _check_text(text: str) -> None:
    if not text.strip() or len(text) > tipbox.LONGEST:
        raise Invalid(
            "A message needs between 1 and {longest} characters.",
            "Shorten it or split it in two.",
            longest=tipbox.LONGEST,
        )


def _unsealed(agency: UUID, letter: bytes | memoryview | None) -> str:
    box = SealedBox(PrivateKey(keys.load(agency).letterbox))
    return box.decrypt(bytes(letter or b"")).decode()


def _keep_text(row: Tip, text: str) -> None:
    """Seal the text under the tip's own key, and notice within 30 days that the very same came before."""
    row.text = envelope.seal_text(row.id, row.agency_id, text, queries.cell(row, "text"))
    today = clock.today()
    since = today - SAME_WITHIN
    live = SameTextKey.objects.using(Store.INSIDE).filter(agency_id=row.agency_id)
    marks = {
        one.id: rules.same_text_mark(_open_key(one), text)
        for one in live.filter(made_on__gt=since - SAME_WITHIN)
    }
    same = _rows_of(row).filter(same_mark__in=marks.values(), same_day__gte=since)
    earlier = same.order_by("received_at").first()
    row.same_as = earlier.id if earlier else None
    newest = live.filter(made_on__gt=since).order_by("-made_on").first() or _new_key(row)
    row.same_mark = marks.get(newest.id) or rules.same_text_mark(_open_key(newest), text)
    row.same_day = today


def _rows_of(row: Tip) -> QuerySet[Tip]:
    return Tip.objects.using(Store.INSIDE).filter(agency_id=row.agency_id).exclude(pk=row.id)


def _new_key(row: Tip) -> SameTextKey:
    made = SameTextKey(id=new_id(), agency_id=row.agency_id, made_on=clock.today())
    wrapping = keys.load(row.agency_id).wrapping
    made.wrapped = crypto.seal(wrapping, crypto.new_key(), f"intake_sametextkey|{made.id}")
    made.save(using=Store.INSIDE, force_insert=True)
    return made


def _open_key(row: SameTextKey) -> bytes:
    wrapping = keys.load(row.agency_id).wrapping
    return crypto.open_sealed(wrapping, bytes(row.wrapped), f"intake_sametextkey|{row.id}")
