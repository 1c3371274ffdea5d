"""The one way in: anyone may post a letter sealed to an agency's key; only that agency opens it."""

from uuid import UUID

from django.db.models import QuerySet
from nacl.public import PrivateKey, PublicKey, SealedBox

from dotline.access import keys
from dotline.access.policy import may
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, not_found
from dotline.base.ids import new_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.gates.models import Letter, PostKey

LONGEST = 4_000  # characters


def agencies(_reader: Reader) -> QuerySet[PostKey]:
    """The agencies that take letters."""
    return PostKey.objects.using(Store.DROP).order_by("name_en")


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
    key = PostKey.objects.filter(pk=agency).first()
    if key is None:
        raise not_found("agency")
    sealed = SealedBox(PublicKey(bytes(key.public))).encrypt(text.strip().encode())
    letter = Letter(
        id=new_id(), agency_id=agency, kind=kind, sealed=sealed, posted_on=clock.today()
    )
    letter.save(force_insert=True)
    about("letter", letter.id)
    note(kind=kind)
    return letter.id


def letters(reader: Reader) -> QuerySet[Letter]:
    """Letters to the reader's agency, still sealed."""
    return Letter.objects.using(Store.DROP).filter(agency_id=reader.own)


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
