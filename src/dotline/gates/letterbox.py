"""The one way in: anyone may post a letter sealed to an agency's key; only that agency opens it."""

import base64
from uuid import UUID

from django.db.models import QuerySet
from nacl.public import PrivateKey, PublicKey, SealedBox

from dotline.access import keys
from dotline.access.policy import may
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, Refused, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED, Decision
from dotline.base.reader import Reader
from dotline.gates import outbox
from dotline.gates.models import Letter, PostKey
from dotline.gates.passage import Gate, Passage

LONGEST = 4_000  # characters
MATCH = "match"
FOR_ROOMS = (
    "listing",
    "own_page",
    MATCH,
)  # kinds that a room takes in by itself: nobody reads them as letters


def agencies(_reader: Reader) -> QuerySet[PostKey]:
    """The agencies that take letters."""
    return PostKey.objects.using(Store.DROP).order_by("name_en")


def public_of(_reader: Reader, agency: UUID) -> bytes:
    """The key that anybody may seal something to an agency with. Raises NotFound when nobody reads there."""
    key = PostKey.objects.using(Store.DROP).filter(pk=agency).first()
    if key is None:
        raise not_found("agency")
    return bytes(key.public)


@action("gates.post_key", store=Store.DROP)
def publish_key(
    *,
    by: Reader,
    agency: UUID,
    public: bytes,
    name_en: str,
    name_fr: str,
    takes_tips: bool = False,
) -> None:
    """Put an agency's letterbox key where the public site can read it; a hotline takes tips too."""
    allow(may(by, "access.manage"))
    new = {"public": public, "name_en": name_en, "name_fr": name_fr, "takes_tips": takes_tips}
    PostKey.objects.update_or_create(agency_id=agency, defaults=new)
    about("agency", agency)


@action("gates.post", store=Store.DROP)
def post(*, by: Reader, agency: UUID, kind: str, text: str) -> UUID:
    """Seal and drop a letter. Raises Invalid when it is empty or too long, NotFound when nobody reads there."""
    allow(ALLOWED)
    if not text.strip() or len(text) > LONGEST:
        raise Invalid(
            "A message needs between 1 and {longest} characters.",
            "Shorten it or split it in two.",
            longest=LONGEST,
        )
    sealed = SealedBox(PublicKey(public_of(by, agency))).encrypt(text.strip().encode())
    letter = _lay(new_id(), agency, kind, sealed)
    about("letter", letter.id)
    note(kind=kind)
    return letter.id


def _lay(key: UUID, agency: UUID, kind: str, sealed: bytes) -> Letter:
    letter = Letter(id=key, agency_id=agency, kind=kind, sealed=sealed, posted_on=clock.today())
    letter.save(using=Store.DROP, force_insert=True)
    return letter


def send_match(sender: UUID, to: UUID, agreement: UUID, text: str) -> None:
    """Post a letter about matches from inside a running action of another store: once that holds, and once only.

    Raises NotFound when nobody reads there.
    """
    sealed = SealedBox(PublicKey(public_of(Reader.system(MATCH), to))).encrypt(text.encode())
    payload = {"to": str(to), "sealed": base64.b64encode(sealed).decode()}
    outbox.send(
        Passage(
            gate=Gate.ENCODE,
            room=MATCH,
            sender=sender,
            recipient=None,
            basis=str(agreement),
            fields=("letter",),
            payload=payload,
            at=clock.now(),
        )
    )


def lay(by: Reader, passage: Passage) -> None:
    """Lay such a letter into the drop; runs inside the drop's own action."""
    del by
    told = {name: str(value) for name, value in passage.payload.items()}
    _lay(passage.id, UUID(told["to"]), MATCH, base64.b64decode(told["sealed"]))


def letters(reader: Reader) -> QuerySet[Letter]:
    """Letters to the reader's agency, still sealed."""
    rows = Letter.objects.using(Store.DROP).filter(agency_id=reader.own)
    return rows.exclude(kind__in=FOR_ROOMS)


def waiting(reader: Reader, kind: str) -> QuerySet[Letter]:
    """Letters that a room takes in by itself, still sealed; machine actors see those to all agencies."""
    rows = Letter.objects.using(Store.DROP).filter(kind=kind)
    return rows if reader.is_system else rows.filter(agency_id=reader.own)


def unsealed(reader: Reader, row: Letter) -> str:
    """The text of a letter that a room takes in. Raises Refused, Unavailable without the agency's key."""
    _machine(reader).or_refuse()
    box = SealedBox(PrivateKey(keys.load(row.agency_id).letterbox))
    return box.decrypt(bytes(row.sealed)).decode()


@action("gates.letter_taken", store=Store.DROP)
def taken(*, by: Reader, letter: UUID) -> None:
    """Take a letter out of the drop once its room holds what it says."""
    allow(_machine(by))
    Letter.objects.filter(pk=letter).delete()
    about("letter", letter)


def _machine(by: Reader) -> Decision:
    return ALLOWED if by.is_system else Refused("Only the desk's own work does this.", "")


@action("gates.open_letter", store=Store.DROP)
def open_letter(*, by: Reader, letter: UUID) -> str:
    """The text of one letter, for a worker of the agency who may read letters. Raises Refused or NotFound."""
    allow(may(by, "gates.letters"))
    row = letters(by).filter(pk=letter).first()
    if row is None:
        raise not_found("letter")
    about("letter", row.id)
    box = SealedBox(PrivateKey(keys.load(row.agency_id).letterbox))
    return box.decrypt(bytes(row.sealed)).decode()
