"""Letters about matches: of one size, whatever is in them. Pure but for the seal.

A slot is a sealed text of 72 bytes; only the agency it is sealed to can tell a real one from a decoy. The linkage
unit writes to the agency that is asked first; with each notice comes the slot for the other agency, which the first can
pass on and not read. Whoever knows a pseudonym of a file held that file: it is 64 bits of chance.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from dotline.base.errors import Invalid
from dotline.base.ids import parse_id

SLOTS: Final = 16  # in each letter; what is more waits for the next fixed hour
NOTICES: Final = SLOTS // 2  # a notice takes two: one to read, one to pass on
NO_RECORD: Final = UUID(int=0)
_PLAIN: Final = 72
_SEALED: Final = _PLAIN + 48  # of libsodium: a key of 32 bytes, a tag of 16


class SlotKind(IntEnum):
    """What a slot says."""

    DECOY = 0
    OFFER = 1  # a match of this record of yours, for you to judge
    AGREED = 2  # the other side agrees
    ENDED = 3  # the other side takes it back: consent, or a mistake


@dataclass(frozen=True)
class Slot:
    """One thing said about a match. `record` and `digest` (of a file) name the record of whoever reads it.

    `record` is what the list of owners calls it, or the pseudonym of a row as a number.
    """

    kind: SlotKind
    match: UUID
    record: UUID = NO_RECORD
    digest: bytes = bytes(32)

    def sealed_to(self, public: bytes) -> bytes:
        """So that only that agency can tell it from a decoy."""
        text = bytes([self.kind]) + self.match.bytes + self.record.bytes + self.digest
        return SealedBox(PublicKey(public)).encrypt(text.ljust(_PLAIN, b"\0"))


def decoy(public: bytes) -> bytes:
    """A slot that says nothing."""
    return Slot(SlotKind.DECOY, UUID(bytes=secrets.token_bytes(16))).sealed_to(public)


def opened(private: bytes, sealed: bytes) -> Slot | None:
    """What a slot says; None for a decoy and for what is sealed to somebody else."""
    try:
        text = SealedBox(PrivateKey(private)).decrypt(sealed)
    except (CryptoError, ValueError):
        return None
    if len(text) != _PLAIN or text[0] not in {1, 2, 3}:
        return None
    match, record = UUID(bytes=text[1:17]), UUID(bytes=text[17:33])
    return Slot(SlotKind(text[0]), match, record, text[33:65])


@dataclass(frozen=True)
class MatchLetter:
    """A letter: under which agreement, about matches with which other agency, and its slots.

    `notices` says that slots come in pairs: one for the reader, one for the reader to pass on.
    """

    agreement: UUID
    other: UUID
    notices: bool
    slots: tuple[bytes, ...]

    def text(self) -> str:
        """As it is posted: every letter has one length."""
        if len(self.slots) != SLOTS or any(len(one) != _SEALED for one in self.slots):
            raise Invalid("A letter about matches has one size.", "")
        said = {
            "agreement": str(self.agreement),
            "other": str(self.other),
            "notices": int(self.notices),
            "slots": base64.b64encode(b"".join(self.slots)).decode(),
        }
        return json.dumps(said)


def read(text: str) -> MatchLetter:
    """A letter as it was posted. Raises Invalid for anything else: anybody may post letters."""
    try:
        said = json.loads(text)
        agreement, other = parse_id(said["agreement"]), parse_id(said["other"])
        whole = base64.b64decode(said["slots"], validate=True)
        notices = bool(said["notices"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("This letter is of no match.", "") from error
    if agreement is None or other is None or len(whole) != SLOTS * _SEALED:
        raise Invalid("This letter is of no match.", "")
    slots = tuple(whole[at : at + _SEALED] for at in range(0, len(whole), _SEALED))
    return MatchLetter(agreement, other, notices, slots)


def filled(slots: Sequence[bytes], public: bytes) -> tuple[bytes, ...]:
    """Slots, with decoys up to one letter, in an order by chance."""
    whole = [*slots, *(decoy(public) for _ in range(SLOTS - len(slots)))]
    secrets.SystemRandom().shuffle(whole)
    return tuple(whole)


def notice_slots(
    pairs: Iterable[tuple[bytes, bytes]], mine: bytes, theirs: bytes
) -> tuple[bytes, ...]:
    """Pairs of a notice, with decoys up to one letter, in an order by chance."""
    whole = list(pairs)
    whole += [(decoy(mine), decoy(theirs)) for _ in range(NOTICES - len(whole))]
    secrets.SystemRandom().shuffle(whole)
    return tuple(slot for pair in whole for slot in pair)


def record_named(text: str) -> UUID | None:
    """A record as pairs name it: what a list of owners calls it, or 16 hexadecimal digits of a pseudonym."""
    if len(text) == 16:
        try:
            return UUID(int=int.from_bytes(bytes.fromhex(text), "little"))
        except ValueError:
            return None
    return parse_id(text)


def pseudonym_of(record: UUID) -> int | None:
    """The pseudonym that stands for a record; None for a name from a list of owners."""
    return record.int if record.int < 1 << 64 else None


def match_id(one: tuple[bytes, UUID], two: tuple[bytes, UUID]) -> UUID:
    """What names a match of two records (digest of the file, record): the same whenever it is found again."""
    parts = sorted(digest + record.bytes for digest, record in (one, two))
    return UUID(bytes=hashlib.sha256(b"dotline|match|" + b"".join(parts)).digest()[:16])
