"""Writes of matches: taking a notice in, judging it, telling the other side at the fixed hour, ending it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Invalid, NotFound, Refused
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.case import policy
from dotline.case.actions.once import _lock
from dotline.case.models import MatchJudgement, MatchNotice, MatchRound
from dotline.case.queries import consents, linkage, matches
from dotline.case.queries.deadlines import today
from dotline.case.rules.linkage import agrees
from dotline.case.rules.matches import (
    MATCHES,
    WAITING,
    MatchSaid,
    MatchState,
    after_telling,
    ends_at,
    expired,
    may_say,
    other_ends_at,
    told_now,
)
from dotline.gates import agreements, letterbox, matchbox
from dotline.gates.agreement import CONSENT, BatchHeld, SharingTerms, may_meet_under
from dotline.gates.matchbox import MatchLetter, Slot, SlotKind
from dotline.gates.models import EncodedBatch

BY = "matches"
OPEN = (MatchState.WAITING_FIRST.value, MatchState.WAITING_SECOND.value, MatchState.AGREED.value)


def _machine(by: Reader) -> Decision:
    return ALLOWED if by.is_system else Refused("Only the desk's own work does this.", "")


@action("case.take_match")
def take_match(
    *, by: Reader, letter: MatchLetter, slot: Slot, onward: bytes | None
) -> MatchNotice | None:
    """Take in what a letter says of a match; None where there is nothing to keep. `onward` comes with a first notice.

    A notice about somebody whose consent has ended, or under an agreement that has, is not kept. Raises NotFound,
    Invalid for what nobody who held our file can have written.
    """
    allow(_machine(by))
    about("match", slot.match)
    rows = matches.every_notice(by).select_for_update().filter(match=slot.match)
    known = rows.first()
    if slot.kind is not SlotKind.OFFER:
        return _answered(by, known, letter, slot)
    if known is not None:
        return known
    batch = linkage.own_batches(by).filter(digest=slot.digest.hex()).first()
    if batch is None or batch.agreement_id != letter.agreement or letter.other == by.own:
        raise Invalid("This notice is of no file of this agency.", "")
    terms = agreements.terms(by, batch.agreement)
    person = linkage.person_of(by, batch.id, slot.record)
    if not _carried(by, terms, batch, letter.other, person):
        note(kept=False)
        return None
    if person is not None:  # further rows of the same two people tell nothing new
        same = matches.every_notice(by).filter(
            person_id=person, batch_id=batch.id, other_id=letter.other, first=onward is not None
        )
        if same.exists():
            return same.first()
    return _kept(by, letter, slot, batch, person, onward)


def _carried(
    by: Reader, terms: SharingTerms, batch: EncodedBatch, other: UUID, person: UUID | None
) -> bool:
    """Whether a match may still be told of: the agreement stands, and she agrees today."""
    held = BatchHeld(by.own, terms.reference, batch.purpose, batch.epoch, batch.source)
    if other not in terms.parties or not may_meet_under(terms, [held], today(by)):
        return False
    if person is None or terms.basis != CONSENT:
        return True
    told = consents.history(by, [person]).get(person, ())
    return agrees(told, linkage.weighing(by, terms))


def _still_carried(by: Reader, row: MatchNotice) -> bool:
    batch = linkage.own_batches(by).filter(pk=row.batch_id).first()
    if batch is None:
        return False
    terms = agreements.terms(by, batch.agreement)
    return _carried(by, terms, batch, row.other_id, row.person_id)


def _kept(
    by: Reader,
    letter: MatchLetter,
    slot: Slot,
    batch: EncodedBatch,
    person: UUID | None,
    onward: bytes | None,
) -> MatchNotice:
    now, first = clock.now(), onward is not None
    row = MatchNotice(
        id=new_id(),
        agency_id=by.own,
        person_id=person,
        agreement_id=letter.agreement,
        batch_id=batch.id,
        match=slot.match,
        other_id=letter.other,
        first=first,
        state=MatchState.WAITING_FIRST if first else MatchState.WAITING_SECOND,
        onward=onward or b"",
        arrived_at=now,
        expires_at=ends_at(now),
    )
    row.save(using=Store.INSIDE, force_insert=True)
    note(agreement=letter.agreement, first=first)
    return row


def _answered(
    by: Reader, known: MatchNotice | None, letter: MatchLetter, slot: Slot
) -> MatchNotice | None:
    """The other side agrees, or takes it back."""
    if known is None or known.other_id != letter.other:
        return None
    if slot.kind is SlotKind.ENDED:
        _close(known)
    elif known.first and known.state == MatchState.WAITING_SECOND:
        _move(known, MatchState.AGREED)
    return known


def _move(row: MatchNotice, state: MatchState) -> None:
    row.state = MATCHES.move(MatchState(row.state), state)
    row.save(update_fields=["state"])


def _close(row: MatchNotice) -> None:
    if row.state != MatchState.CLOSED:
        row.state, row.closed_at, row.onward = MatchState.CLOSED, clock.now(), b""
        row.save(update_fields=["state", "closed_at", "onward"])


@action("case.judge_match")
def judge_match(*, by: Reader, notice_id: UUID, said: MatchSaid) -> MatchNotice:
    """Confirm or refuse a match as its point person, or undo what was said. Nothing leaves before the fixed hour.

    Undoing an agreement ends it on both sides. The ledger line says that somebody judged, not what. Raises NotFound,
    Refused.
    """
    row = matches.notice(by, notice_id)
    allow(policy.may_read(by))
    about("match", row.id)
    _lock(row)
    allow(may_say(matches.held(by, row), said, clock.now()))
    if said is MatchSaid.CONFIRM and not _still_carried(by, row):
        allow(
            Refused(
                N_("The agreement or a consent carries this no longer."),
                N_("Nothing is passed on; the notice ends by itself."),
            )
        )
    MatchJudgement(
        id=new_id(),
        agency_id=row.agency_id,
        notice=row,
        number=len(matches.judgements(by, row)) + 1,
        said=said,
        at=clock.now(),
        by_worker=by.worker,
    ).save(using=Store.INSIDE, force_insert=True)
    if said is MatchSaid.UNDO and row.state == MatchState.AGREED:
        _close(row)
        _tell_end([row])
    return row


@action("case.end_matches_under")
def end_matches_under(*, by: Reader, agreement_id: UUID) -> int:
    """Close what waits at one agency under an agreement that carries it no longer; what was agreed stays as it was.

    Returns how many, which neither the ledger nor a letter says: a notice that ends so looks like one that nobody
    answered. Raises Refused for anybody but the desk itself, and while the agreement stands.
    """
    allow(_machine(by))
    about("agreement", agreement_id)
    row = agreements.agreements(by).get(pk=agreement_id)
    if may_meet_under(agreements.terms(by, row), (), today(by)):
        allow(Refused(N_("This agreement stands."), N_("End it first.")))
    rows = matches.every_notice(by).select_for_update()
    waiting = list(rows.filter(agreement_id=agreement_id, state__in=[one.value for one in WAITING]))
    for one in waiting:
        _close(one)
    return len(waiting)


@dataclass(frozen=True)
class Corner:
    """One agency's letter to another under an agreement."""

    agency: UUID
    to: UUID
    agreement: UUID


@action("case.tell_matches")
def tell_matches(*, by: Reader, corner: Corner, hour: datetime) -> int:
    """Make one agency's letter of a fixed hour to another: what was confirmed, and decoys.

    Returns how many confirmations go out, which the ledger does not say.
    """
    allow(_machine(by))
    about("agreement", corner.agreement)
    public = letterbox.public_of(by, corner.to)
    rows = (
        matches.every_notice(by)
        .select_for_update()
        .filter(agreement_id=corner.agreement, other_id=corner.to, state__in=OPEN)
    )
    slots = [_told(row, public, hour) for row in _to_tell(by, rows, hour)]
    for row in rows:
        if expired(matches.held(by, row), hour):
            _close(row)
    MatchRound(
        id=new_id(),
        agency_id=by.own,
        to_id=corner.to,
        agreement_id=corner.agreement,
        due=hour,
        at=clock.now(),
    ).save(using=Store.INSIDE, force_insert=True)
    _send(corner, slots, public)
    return len(slots)


def _to_tell(by: Reader, rows: Iterable[MatchNotice], hour: datetime) -> list[MatchNotice]:
    ready = [
        row for row in rows if told_now(matches.held(by, row), hour) and _still_carried(by, row)
    ]
    return sorted(ready, key=lambda row: (row.arrived_at, row.id))[: matchbox.SLOTS]


def _told(row: MatchNotice, public: bytes, hour: datetime) -> bytes:
    """The slot that tells a confirmation, and the notice moved on."""
    first = row.first
    slot = bytes(row.onward) if first else Slot(SlotKind.AGREED, row.match).sealed_to(public)
    row.state = after_telling(MatchState(row.state), first=first)
    row.told_at = clock.now()
    if first:
        row.expires_at, row.onward = other_ends_at(hour), b""
    row.save(update_fields=["state", "told_at", "expires_at", "onward"])
    return slot


def _send(corner: Corner, slots: list[bytes], public: bytes) -> None:
    letter = MatchLetter(
        corner.agreement, corner.agency, notices=False, slots=matchbox.filled(slots, public)
    )
    letterbox.send_match(corner.agency, corner.to, corner.agreement, letter.text())


def _tell_end(rows: Iterable[MatchNotice]) -> None:
    """Tell the other side at once that matches ended, where it knows of them; inside a running action."""
    system = Reader.system(BY)
    for row in rows:
        try:
            public = letterbox.public_of(system, row.other_id)
        except NotFound:
            continue
        slot = Slot(SlotKind.ENDED, row.match).sealed_to(public)
        _send(Corner(row.agency_id, row.other_id, row.agreement_id), [slot], public)


def _end_matches_of(by: Reader, person_id: UUID) -> int:
    """Close every open notice about a person whose consent no longer carries it, inside the running action.

    The other side is told at once where it knows already; where it does not, nothing goes to it.
    """
    rows = MatchNotice.objects.using(Store.INSIDE).select_for_update()
    ended = []
    for row in rows.filter(agency_id=by.own, person_id=person_id, state__in=OPEN):
        if _still_carried(by, row):
            continue
        known = not row.first or row.state != MatchState.WAITING_FIRST
        _close(row)
        if known:
            ended.append(row)
    _tell_end(ended)
    return len(ended)
