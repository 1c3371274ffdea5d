"""The signed snapshot file: one magic line, an Ed25519 signature, what is in it, and the compressed tables.

    DOTLINE-SNAPSHOT 1\\n | signature, 64 bytes | length of the contents, 4 bytes | contents, JSON | tables

The signature is over everything behind it and is checked before a byte of it is read or unpacked. The
tables are a SQLite database (https://www.sqlite.org/fileformat2.html) compressed as .xz
(https://tukaani.org/xz/xz-file-format.txt): half the size of gzip here, and quicker to read than to fetch.
"""

import json
import lzma
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from dotline.base import crypto
from dotline.base.errors import Invalid

MAGIC: Final = b"DOTLINE-SNAPSHOT 1\n"
SIGNATURE: Final = 64  # bytes, RFC 8032
LENGTH: Final = 4
PRESET: Final = 1  # higher ones gain a tenth and take four times as long
LARGEST: Final = 1_000_000_000  # bytes of tables: more is no directory of ours


@dataclass(frozen=True)
class Desk:
    """An agency that takes calls: its id, the key that its letters are sealed to (hexadecimal), its names."""

    agency: str
    public: str
    name_en: str
    name_fr: str
    helpline: bool


@dataclass(frozen=True)
class Contents:
    """What a snapshot says of itself. `edition` is the stamp of the directory, `as_of` an ISO moment."""

    edition: str
    as_of: str
    services: int
    demo: bool
    desks: tuple[Desk, ...]

    def moment(self) -> datetime:
        """When the list was read."""
        return datetime.fromisoformat(self.as_of)


def pack(contents: Contents, tables: bytes, signing_key: bytes) -> bytes:
    """The bytes of a snapshot file, signed with an Ed25519 private key."""
    told = json.dumps(asdict(contents), ensure_ascii=False, sort_keys=True).encode()
    body = len(told).to_bytes(LENGTH, "big") + told + lzma.compress(tables, preset=PRESET)
    return MAGIC + crypto.sign(signing_key, MAGIC + body) + body


def unpack(data: bytes, public_key: bytes) -> tuple[Contents, bytes]:
    """Contents and tables of a snapshot whose signature holds.

    Raises Invalid for a file of another kind, cut short, changed, or signed by somebody else.
    """
    if not data.startswith(MAGIC):
        raise Invalid(
            "This file is not a directory snapshot.",
            "Name a file that dotline directory snapshot make wrote.",
        )
    start = len(MAGIC)
    signature, body = data[start : start + SIGNATURE], data[start + SIGNATURE :]
    if len(signature) < SIGNATURE or not crypto.signature_holds(
        public_key, signature, MAGIC + body
    ):
        raise Invalid(
            "This snapshot was changed, cut short, or signed by somebody else, so it is not used.",
            "Fetch the file again from your own installation, and check its public key.",
        )
    size = int.from_bytes(body[:LENGTH], "big")
    told = json.loads(body[LENGTH : LENGTH + size])
    told["desks"] = tuple(Desk(**one) for one in told["desks"])
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ)
    tables = unpacker.decompress(body[LENGTH + size :], LARGEST)
    return Contents(**told), tables


def key_of(text: str) -> bytes:
    """A public key as people pass it on: 64 hexadecimal digits. Raises Invalid."""
    digits = "".join(text.split())
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != crypto.KEY_BYTES:
        raise Invalid(
            "A public key has 64 hexadecimal digits.",
            "Read it at your installation with dotline directory snapshot key.",
        )
    return key
