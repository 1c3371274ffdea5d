"""A person's own page: what stands about her, sealed so that only her code opens it, and her word back.

As in tipbox a slow hash of her code gives the id of a box and a key pair; the length asked of the hash keeps both
kinds of codes apart. The desk lays a copy into the box, which neither the public process nor a thief of the drop
can read. What she asks for goes to the agency as a sealed letter; a third part of the hash, which is nowhere in the
drop, proves that the code's holder wrote it.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from nacl.public import PrivateKey, PublicKey, SealedBox

from dotline.access.unit import about, action, allow
from dotline.audit.stores import Store
from dotline.base import clock
from dotline.base.errors import Invalid, NotFound
from dotline.base.ids import parse_id
from dotline.base.outcome import ALLOWED
from dotline.base.reader import Reader
from dotline.gates import letterbox, tipbox
from dotline.gates.models import OwnBox
from dotline.gates.passage import Passage

LETTER = "own_page"
LONGEST = 2_000  # characters of what she asks
LASTS = timedelta(days=90)  # a code, unless it is ended before
ASKS_AN_HOUR = 20  # of one code: no flood of tips stops it, and it stops nobody else
ASKS = ("correct", "complain", "withdraw", "copy")


@dataclass(frozen=True)
class OwnOpener:
    """What her code yields: the id of her box, the key that opens it, the proof that she holds the code."""

    box: UUID
    private: PrivateKey
    proof: bytes

    @property
    def proof_kept(self) -> str:
        """What the desk keeps of the proof: its digest."""
        return hashlib.sha256(self.proof).hexdigest()


def opener(code: str) -> OwnOpener:
    """Stretch a code, some 40 ms on purpose. Raises Invalid for what is no code."""
    raw = tipbox.stretched(code, 80)
    return OwnOpener(UUID(bytes=raw[:16]), PrivateKey(raw[16:48]), raw[48:])


def seal_for(public: bytes, told: Mapping[str, Any]) -> str:
    """What is told, so that only her code opens it."""
    data = json.dumps(told, sort_keys=True, default=str).encode()
    return base64.b64encode(SealedBox(PublicKey(public)).encrypt(data)).decode()


def receive(*, by: Reader, passage: Passage) -> None:
    """Lay a sealed copy into its box, in place of an older one; runs inside the drop's own action."""
    del by
    told = {name: str(value) for name, value in passage.payload.items()}
    if passage.sender is None:
        raise Invalid("A page of somebody's own comes from an agency.", "")
    rows = OwnBox.objects.using(Store.DROP)
    before = rows.select_for_update().filter(pk=UUID(told["box"])).first()
    if before is not None and before.at is not None and before.at > passage.at:
        return  # a newer copy stands there: this one was held up
    rows.update_or_create(
        pk=UUID(told["box"]),
        defaults={
            "agency_id": passage.sender,
            "sealed": base64.b64decode(told["sealed"]),
            "made_on": clock.today(),
            "ends_on": date.fromisoformat(told["ends_on"]),
            "at": passage.at,
        },
    )


@action("gates.close_own_box", store=Store.DROP)
def close(*, by: Reader, box: UUID) -> None:
    """Take a box away: her code opens nothing from now on."""
    allow(ALLOWED if by.worker else tipbox._machine(by))
    OwnBox.objects.filter(pk=box).delete()
    about("box", box)


def standing(_reader: Reader) -> set[UUID]:
    """The boxes that stand in the drop, for the desk's own work."""
    return set(OwnBox.objects.using(Store.DROP).values_list("pk", flat=True))


# The code of one page of the demo country: shown in a FICTIONAL home alone, refused to every real agency.
DEMO_CODE = "1111222233334444"

# ---------------------------------------------------------------- the public side


@dataclass(frozen=True)
class OwnCopy:
    """What a box told: the copy and the day it was made."""

    told: Mapping[str, Any]
    made_on: date


def read(_reader: Reader, code: str) -> OwnCopy:
    """The copy that a code opens. Raises Invalid for what is no code, NotFound for every other reason alike."""
    found = opener(code)
    row = _box(found)
    data = SealedBox(found.private).decrypt(bytes(row.sealed))
    return OwnCopy(json.loads(data), row.made_on)


def _box(found: OwnOpener) -> OwnBox:
    rows = OwnBox.objects.using(Store.DROP).filter(pk=found.box, ends_on__gte=clock.today())
    row = rows.first()
    if row is None:
        raise NotFound(
            "This code opens nothing here.",
            "Check the digits. If they are right, ask for new ones.",
        )
    return row


@dataclass(frozen=True)
class Asked:
    """What she asks: one of ASKS, in her words, perhaps about one consent; `key` names the form."""

    what: str
    text: str
    key: UUID
    which: UUID | None = None


def ask(*, by: Reader, code: str, asked: Asked) -> None:
    """Seal what she asks to the agency and post it. Raises Invalid, NotFound, Unavailable in a flood."""
    if asked.what not in ASKS or len(asked.text) > LONGEST:
        raise Invalid(
            "A message needs between 1 and {longest} characters.",
            "Shorten it or split it in two.",
            longest=LONGEST,
        )
    found = opener(code)
    row = _box(found)
    if asked.what != "withdraw":  # what she takes back always comes through
        count_post(by=by, box=row.id)
    said = {
        "box": str(row.id),
        "proof": found.proof.hex(),
        "what": asked.what,
        "text": asked.text.strip(),
        "key": str(asked.key),
        "which": str(asked.which or ""),
    }
    # Every script counts alike: escaped, a letter of Ethiopic or Cree would be six.
    letter = json.dumps(said, ensure_ascii=False)
    letterbox.post(by=by, agency=row.agency_id, kind=LETTER, text=letter)


@action("gates.count_post", store=Store.DROP)
def count_post(*, by: Reader, box: UUID) -> None:
    """Count a message of one code. Raises Unavailable in a flood of its own."""
    allow(ALLOWED)
    tipbox._not_in_a_flood(f"o{box.hex[:9]}", ASKS_AN_HOUR)


# ---------------------------------------------------------------- the desk's side


@dataclass(frozen=True)
class OwnWord:
    """A letter from a holder of a code, opened; whether the proof holds, the room asks."""

    box: UUID
    proof: bytes
    asked: Asked

    def proves(self, kept: str) -> bool:
        """Whether the writer held the code whose digest was kept."""
        return hmac.compare_digest(hashlib.sha256(self.proof).hexdigest(), kept)


def word(text: str) -> OwnWord:
    """A letter as she wrote it. Raises Invalid for anything else: anybody may post letters."""
    try:
        said = json.loads(text)
        box, key = parse_id(said["box"]), parse_id(said["key"])
        proof, what, words = bytes.fromhex(said["proof"]), said["what"], str(said["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("This letter is none of an own page.", "") from error
    if box is None or key is None or what not in ASKS or len(words) > LONGEST:
        raise Invalid("This letter is none of an own page.", "")
    return OwnWord(box, proof, Asked(what, words, key, parse_id(str(said.get("which", "")))))
