"""The letterbox for tips: sealed before it is stored; a receipt code opens the answers and nothing else does.

From the code come, by a slow hash, the id of a box and a key pair. The site keeps the id and the public
half, never the code: neither this process nor a thief of the store can open a tip (only the agency's
key does) or an answer (only the code does). The desk fetches tips within seconds and empties the store.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from django.db.models import QuerySet
from nacl.public import PrivateKey, PublicKey, SealedBox

from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock, typed
from dotline.base.errors import Conflict, Invalid, NotFound, Refused, Unavailable, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.gates.models import BoxSalt, DropCount, PostKey, TipBox, TipNote

LONGEST = 4_000  # characters
DIGITS = 16  # as GlobaLeaks: looks like a phone number, 53 bits
MEMORY_KIB, PASSES = 19_456, 2  # Argon2id, OWASP's first choice; some 40 ms
IN, OUT = "in", "out"
LASTS = timedelta(days=90)  # of a box and its answers
WAITS = timedelta(days=30)  # of a tip that no desk fetched
# Honest limits for a whole site and hour: no address is looked at or kept. The hotline of the research
# takes some 35 calls a day; sixty tips in an hour are a flood.
POSTS_AN_HOUR = 60
WRONG_CODES_AN_HOUR = 300


def new_code() -> str:
    """A receipt code, 16 digits; print it in groups of four."""
    return "".join(secrets.choice("0123456789") for _place in range(DIGITS))


def in_fours(code: str) -> str:
    """A code as it is shown: in groups of four."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def plain_code(text: str) -> str:
    """The digits of a typed code. Raises Invalid when there are not 16."""
    found = "".join(one for one in typed.digits(text) if one.isdecimal())
    if len(found) != DIGITS:
        raise Invalid("A receipt code has 16 digits.", "Type it again; spaces do not matter.")
    return found


@dataclass(frozen=True)
class Opener:
    """What a code yields: the id of the box, and the key that opens its answers."""

    box: UUID
    private: PrivateKey


def opener(code: str) -> Opener:
    """Stretch a code. Takes some 40 ms on purpose; raises Invalid for what is no code."""
    raw = stretched(code, 48)
    return Opener(UUID(bytes=raw[:16]), PrivateKey(raw[16:]))


def stretched(code: str, length: int) -> bytes:
    """So many bytes of a code; another length gives other bytes from the first on. Raises Invalid for no code."""
    return hash_secret_raw(
        plain_code(code).encode(),
        _salt(),
        time_cost=PASSES,
        memory_cost=MEMORY_KIB,
        parallelism=1,
        hash_len=length,
        type=Type.ID,
    )


def _salt() -> bytes:
    row = BoxSalt.objects.using(Store.DROP).filter(pk=1).first()
    if row is None:
        BoxSalt.objects.using(Store.DROP).bulk_create(
            [BoxSalt(id=1, salt=os.urandom(16))], ignore_conflicts=True
        )
        row = BoxSalt.objects.using(Store.DROP).get(pk=1)
    return bytes(row.salt)


# ---------------------------------------------------------------- the public side


def hotlines(_reader: Reader) -> QuerySet[PostKey]:
    """The agencies that take tips."""
    return PostKey.objects.using(Store.DROP).filter(takes_tips=True).order_by("name_en")


@action("gates.post_tip", store=Store.DROP)
def post_tip(*, by: Reader, agency: UUID, code: str, text: str) -> bool:
    """Seal a tip to an agency and drop it; False when the very same still waits: then nothing is added.

    The same form with other words in it (gone back to in the browser) adds them to the tip. The note's
    id stands for its words, so the same words count once even after the desk fetched them. Raises
    Invalid when it is empty or too long, NotFound when nobody reads there, Conflict when the form went
    to another agency before, Unavailable in a flood.
    """
    allow(ALLOWED)
    found = opener(code)
    words = _name_of(text, found)
    if TipNote.objects.filter(pk=words, agency_id=agency).exists():
        note(repeated=True)
        return False
    sealed = _sealed(agency, text)
    _not_in_a_flood("tip", POSTS_AN_HOUR)
    public = bytes(found.private.public_key)
    new = {"agency_id": agency, "public": public, "opened_on": clock.today()}
    box, made = TipBox.objects.get_or_create(pk=found.box, defaults=new)
    if box.agency_id != agency:
        raise Conflict(
            "Your message was sent already, to another help line.",
            "Send it again to send it to this one too. You get new digits for it.",
        )
    if made or not TipNote.objects.filter(pk=words).exists():
        _drop(box, IN, sealed, words)
        return True
    note(repeated=True)
    return False


def _name_of(text: str, found: Opener) -> UUID:
    """An id for the words of a tip. Whoever lacks its code cannot tell from it what they may have been."""
    key = hmac.digest(bytes(found.private), b"dotline.tip.words", hashlib.sha256)
    return sending(UUID(bytes=key[:16]), text.strip()).words


@action("gates.add_to_tip", store=Store.DROP)
def add_to_tip(*, by: Reader, code: str, text: str) -> None:
    """Add a word to one's own tip. Raises Invalid, NotFound for an unknown code, Unavailable in a flood."""
    allow(ALLOWED)
    box, _found = _box(code)
    sealed = _sealed(box.agency_id, text)
    _not_in_a_flood("tip", POSTS_AN_HOUR)
    _drop(box, IN, sealed)


@dataclass(frozen=True)
class Answer:
    """An answer to a tip, opened with its code."""

    text: str
    on: date


def answers(_reader: Reader, code: str) -> list[Answer]:
    """The answers in a box, the oldest first. Raises NotFound for an unknown code."""
    box, found = _box(code)
    rows = TipNote.objects.using(Store.DROP).filter(box_id=box.id, direction=OUT)
    seal = SealedBox(found.private)
    return [
        Answer(seal.decrypt(bytes(row.sealed)).decode(), row.posted_on)
        for row in rows.order_by("posted_on", "id")
    ]


@action("gates.wrong_code", store=Store.DROP)
def count_wrong_code(*, by: Reader) -> None:
    """Count a code that opened nothing, so that guessing ends soon. Raises Unavailable at the limit."""
    allow(ALLOWED)
    _not_in_a_flood("code", WRONG_CODES_AN_HOUR)


def may_guess(_reader: Reader) -> Decision:
    """Whether codes are still tried this hour: a limit for the whole site."""
    if _this_hour("code") >= WRONG_CODES_AN_HOUR:
        return Refused(
            "Too many wrong codes were tried in this hour.", "Try again later. Nothing is lost."
        )
    return ALLOWED


def _box(code: str) -> tuple[TipBox, Opener]:
    found = opener(code)
    box = TipBox.objects.using(Store.DROP).filter(pk=found.box).first()
    if box is None:
        raise NotFound(
            "This code opens nothing here.",
            "Check the digits. After 90 days a code no longer works.",
        )
    return box, found


def _sealed(agency: UUID, text: str) -> bytes:
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            "A message needs between 1 and {longest} characters.",
            "Shorten it or split it in two.",
            longest=LONGEST,
        )
    key = PostKey.objects.using(Store.DROP).filter(pk=agency, takes_tips=True).first()
    if key is None:
        raise not_found("agency")
    return SealedBox(PublicKey(bytes(key.public))).encrypt(text.strip().encode())


def _drop(box: TipBox, direction: str, sealed: bytes, note_id: UUID | None = None) -> UUID:
    row = TipNote(
        id=note_id or new_id(),
        box_id=box.id,
        agency_id=box.agency_id,
        direction=direction,
        sealed=sealed,
        posted_on=clock.today(),
    )
    row.save(using=Store.DROP, force_insert=True)
    about("note", row.id)
    return row.id


def _this_hour(kind: str) -> int:
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    return DropCount.objects.using(Store.DROP).filter(kind=kind, hour=hour).count()


def _not_in_a_flood(kind: str, most: int) -> None:
    if _this_hour(kind) >= most:
        raise Unavailable(
            "Very many messages came in this hour, so no more are taken just now.",
            "In danger, call 911. Or call the help line, or try again in an hour.",
        )
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    DropCount(id=new_id(), kind=kind, hour=hour).save(using=Store.DROP, force_insert=True)


# ---------------------------------------------------------------- the desk's side


def waiting(reader: Reader) -> QuerySet[TipNote]:
    """What came in and was not fetched, still sealed; machine actors see that of all agencies."""
    rows = TipNote.objects.using(Store.DROP).filter(direction=IN).order_by("posted_on", "id")
    return rows if reader.is_system else rows.filter(agency_id=reader.own)


@action("gates.fetched", store=Store.DROP)
def fetched(*, by: Reader, note_id: UUID) -> None:
    """Take a note out of the drop once the agency holds it behind its wall."""
    allow(_machine(by))
    TipNote.objects.filter(pk=note_id, direction=IN).delete()
    about("note", note_id)


@action("gates.answer_tip", store=Store.DROP)
def answer(*, by: Reader, box_id: UUID, text: str) -> None:
    """Leave an answer in a box, sealed so that only the receipt code opens it.

    Raises NotFound when the box is gone or another agency's, Invalid for an empty or too long text.
    """
    allow(ALLOWED if by.worker else _machine(by))
    box = TipBox.objects.filter(pk=box_id, agency_id=by.own).first()
    if box is None:
        raise not_found("tip")
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            "A message needs between 1 and {longest} characters.",
            "Shorten it or split it in two.",
            longest=LONGEST,
        )
    _drop(box, OUT, SealedBox(PublicKey(bytes(box.public))).encrypt(text.strip().encode()))


@action("gates.empty_boxes", store=Store.DROP)
def empty_boxes(*, by: Reader) -> int:
    """Destroy boxes and answers after 90 days, notes that nobody fetched after 30, counts after a day."""
    allow(_machine(by))
    today = clock.today()
    old = list(TipBox.objects.filter(opened_on__lt=today - LASTS).values_list("pk", flat=True))
    gone, _by_table = TipNote.objects.filter(box_id__in=old).delete()
    stale, _by_table = TipNote.objects.filter(direction=IN, posted_on__lt=today - WAITS).delete()
    TipBox.objects.filter(pk__in=old).delete()
    DropCount.objects.filter(hour__lt=clock.now() - timedelta(days=1)).delete()
    note(boxes=len(old), notes=gone + stale)
    return len(old)


def _machine(by: Reader) -> Decision:
    return ALLOWED if by.is_system else Refused("Only the desk's own work does this.", "")
