"""Keys of the gate encode: one secret for each purpose, one derived key for each epoch of it. Pure.

Two agencies that take part hold the same key file; the linkage unit never does. HKDF-SHA-256 (RFC 5869) binds the
derived key to purpose and epoch: encodings of two purposes, or of two epochs, have nothing in common.
"""

import base64
import hmac
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dotline.base.crypto import KEY_BYTES, new_key
from dotline.base.errors import Conflict, Invalid, NotFound
from dotline.base.whole import write_new

FORMAT: Final = "dotline-encode-key-1"
FIRST_EPOCH: Final = "1"
TRIAL: Final = "trial"
_WORD: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")


@dataclass(frozen=True)
class EncodeKey:
    """A secret with the purpose and the epoch it is used for. Printed, it shows no secret."""

    purpose: str
    epoch: str
    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """What names the key in files and on the ledger; nothing of the secret follows from it."""
        return self._derived("id", 8).hex()

    @property
    def tokens(self) -> bytes:
        """The key of the tokens of this purpose and epoch."""
        return self._derived("tokens", KEY_BYTES)

    @property
    def oprf(self) -> bytes:
        """The seed of a key service's key, for this purpose and epoch."""
        return self._derived("oprf", KEY_BYTES)

    def sweep(self, parties: Sequence[str]) -> bytes:
        """The key of the record-level encodings of two parties; those of any other two have nothing in common."""
        return self._derived("\x1e".join(("sweep", *sorted(parties))), KEY_BYTES)

    def _derived(self, use: str, length: int) -> bytes:
        info = "\x1f".join((FORMAT, use, self.purpose, self.epoch)).encode()
        return HKDF(SHA256(), length, salt=None, info=info).derive(self.secret)

    def trial(self) -> "EncodeKey":
        """The key of trials with made-up people: nothing encoded under it meets what is encoded under this one."""
        return replace(self, purpose=TRIAL)

    def at(self, epoch: str) -> "EncodeKey":
        """The key of another epoch: everybody encodes anew, and nothing of the old epoch meets the new one."""
        return replace(self, epoch=checked_epoch(epoch))


def fresh_key(purpose: str, epoch: str = FIRST_EPOCH) -> EncodeKey:
    """A key from the operating system's randomness. Raises Invalid for a purpose or an epoch that is no word.

    The parties agree on the words, such as victims, suspects and statistics: one key is for one of them.
    """
    return EncodeKey(checked_purpose(purpose), checked_epoch(epoch), new_key())


def checked_purpose(purpose: str) -> str:
    """The name of a purpose, such as victims. Raises Invalid."""
    if not _WORD.fullmatch(purpose):
        raise Invalid("This is no name of a purpose.", "Write a short word, such as victims.")
    return purpose


def next_epoch(old: Path, purpose: str, epoch: str) -> EncodeKey:
    """The key of a file for another epoch of its purpose. Raises Conflict for another purpose, or the same epoch."""
    key = read_key(old)
    if key.purpose != purpose or key.epoch == epoch:
        raise Conflict(
            "The key {file} is for {purpose}, epoch {epoch}.",
            "A new epoch keeps the purpose and has another name; another purpose needs a key of its own.",
            file=old.name,
            purpose=key.purpose,
            epoch=key.epoch,
        )
    return key.at(epoch)


def checked_epoch(epoch: str) -> str:
    """The name of an epoch, such as 2027-Q1. Raises Invalid."""
    if not _WORD.fullmatch(epoch):
        raise Invalid("This is no name of an epoch.", "Write a short word, such as 2027-Q1.")
    return epoch


def write_key(path: Path, key: EncodeKey) -> None:
    """Keep a key for its owner's eyes. Raises Conflict rather than writing over a file, NotFound without its folder."""
    in_a_folder(path)
    told = {
        "format": FORMAT,
        "purpose": key.purpose,
        "epoch": key.epoch,
        "id": key.id,
        "secret": base64.b64encode(key.secret).decode(),
    }
    if not write_new(path, json.dumps(told, indent=1) + "\n", mode=0o600):
        raise Conflict(
            "{file} is there already; a key is never written over.",
            "Choose another name.",
            file=path.name,
        )


def in_a_folder(path: Path) -> None:
    """Say before the work that there is no folder for a file. Raises NotFound."""
    if not path.absolute().parent.is_dir():
        raise NotFound("There is no folder for {file}.", "Make it first.", file=path.name)


def read_key(path: Path) -> EncodeKey:
    """A key from its file. Raises NotFound; Invalid for what is no key, was changed, or others may read."""
    if not path.is_file():
        raise NotFound("There is no key file {file}.", "Check its name.", file=path.name)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise Invalid(
            "Others on this machine may read the key {file}.",
            "Take their rights away: chmod 600 {file}",
            file=path.name,
        )
    try:
        told = json.loads(path.read_bytes())
        secret = base64.b64decode(told["secret"], validate=True)
        purpose, epoch = checked_purpose(str(told["purpose"])), checked_epoch(str(told["epoch"]))
        key = EncodeKey(purpose, epoch, secret)
        sound = told["format"] == FORMAT and len(secret) == KEY_BYTES
        if sound and hmac.compare_digest(str(told["id"]), key.id):
            return key
    except (ValueError, KeyError, TypeError, Invalid) as error:
        raise _no_key(path) from error
    raise _no_key(path)


def _no_key(path: Path) -> Invalid:
    return Invalid(
        "{file} is not a key of the gate encode, or it was changed.",
        "Make one with: dotline link new-key --purpose PURPOSE FILE",
        file=path.name,
    )
