"""Comments of the public on the plan: sealed before they are stored, to the one office that moderates them.

The public process can seal and drop a comment, and open none. What was decided leaves the drop; what nobody decided
leaves it after half a year.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from dotline.access import keys
from dotline.access.policy import may
from dotline.access.unit import about, action, allow, note
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import N_, Invalid, not_found
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.base.sendings import sending
from dotline.gates import tipbox
from dotline.gates.models import PostKey, SealedComment

LONGEST = 1_500  # characters
WAITS = timedelta(days=180)  # of a comment that nobody decided on
POSTS_AN_HOUR = 60  # of the whole site: no address is looked at or kept
MODERATE = "plan.moderate"


@dataclass(frozen=True)
class Said:
    """A comment: on which thing (a code), in which language of the site, in which words."""

    item: str
    language: str
    text: str


@dataclass(frozen=True)
class WaitingComment:
    """A comment that waits, opened for whoever moderates; `said` is None where it cannot be opened."""

    id: UUID
    on: date
    said: Said | None


# ---------------------------------------------------------------- the public side


def takes_comments(_reader: Reader) -> bool:
    """Whether some office moderates comments here."""
    return _office() is not None


def _office() -> PostKey | None:
    return PostKey.objects.using(Store.DROP).filter(takes_comments=True).first()


@action("gates.post_comment", store=Store.DROP)
def post_comment(*, by: Reader, code: str, said: Said) -> bool:
    """Seal a comment to the office that moderates and drop it; False when the very same waits already.

    `code` is the random one of the form: it is not kept. Raises Invalid when the comment is empty or too
    long, NotFound when nobody moderates here, Unavailable in a flood.
    """
    allow(ALLOWED)
    text = said.text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(
            N_("A comment needs between 1 and {longest} characters."),
            N_("Shorten it or split it in two."),
            longest=LONGEST,
        )
    office = _office()
    if office is None:
        raise not_found("agency")
    words = {"item": said.item, "language": said.language, "text": text}
    key = UUID(bytes=hashlib.sha256(f"dotline|comment|{code}".encode()).digest()[:16])
    named = sending(key, words).words
    if SealedComment.objects.filter(pk=named).exists():
        note(repeated=True)
        return False
    tipbox._not_in_a_flood("comment", POSTS_AN_HOUR)
    sealed = SealedBox(PublicKey(bytes(office.public))).encrypt(
        json.dumps(words, ensure_ascii=False).encode()
    )
    row = SealedComment(
        id=named, agency_id=office.agency_id, sealed=sealed, posted_on=clock.today()
    )
    row.save(using=Store.DROP, force_insert=True)
    about("comment", row.id)
    return True


# ---------------------------------------------------------------- the desk's side


@action("gates.take_comments", store=Store.DROP)
def take_comments(*, by: Reader, agency: UUID, name_en: str, name_fr: str) -> None:
    """Let one office, whose keys this home holds, take the public's comments; no other takes them from now on."""
    allow(may(by, "access.manage"))
    PostKey.objects.exclude(agency_id=agency).update(takes_comments=False)
    public = keys.load(agency).letterbox_public()
    told = {"public": public, "name_en": name_en, "name_fr": name_fr, "takes_comments": True}
    PostKey.objects.update_or_create(agency_id=agency, defaults=told)
    about("agency", agency)


def waiting(reader: Reader) -> tuple[WaitingComment, ...]:
    """The comments that wait for the reader's office, opened, the oldest first. Raises Refused."""
    may(reader, MODERATE).or_refuse()
    rows = SealedComment.objects.using(Store.DROP).filter(agency_id=reader.own)
    found = list(rows.order_by("posted_on", "id"))
    if not found:
        return ()
    box = SealedBox(PrivateKey(keys.load(reader.own).letterbox))
    return tuple(
        WaitingComment(row.id, row.posted_on, _opened(box, bytes(row.sealed))) for row in found
    )


def _opened(box: "SealedBox[PrivateKey]", sealed: bytes) -> Said | None:
    try:
        told = json.loads(box.decrypt(sealed))
        return Said(str(told["item"]), str(told["language"]), str(told["text"])[:LONGEST])
    except (CryptoError, ValueError, KeyError, TypeError):
        return None


@action("gates.comment_taken", store=Store.DROP)
def taken(*, by: Reader, comment: UUID) -> None:
    """Take a comment out of the drop once it was decided on."""
    allow(may(by, MODERATE))
    SealedComment.objects.filter(pk=comment, agency_id=by.own).delete()
    about("comment", comment)


@action("gates.empty_comments", store=Store.DROP)
def empty(*, by: Reader) -> int:
    """Destroy comments that nobody decided on for half a year; returns how many."""
    allow(tipbox._machine(by))
    old = SealedComment.objects.filter(posted_on__lt=clock.today() - WAITS)
    gone, _by_table = old.delete()
    note(comments=gone)
    return gone
