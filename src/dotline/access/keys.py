"""Where agency keys lie: one file per agency in the home's `keys` folder, readable by its owner only.

An agency's file holds the key that wraps data keys, the key that signs ledger heads and the key that opens letters.
"""

import base64
import functools
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from django.conf import settings
from nacl.public import PrivateKey

from dotline.base import crypto, ids, whole
from dotline.base.errors import Unavailable

OPERATOR = "operator"  # the installation's own: signs ledger heads, keys snapshot digests


@dataclass(frozen=True)
class AgencyKeys:
    """Raw keys, 32 bytes each."""

    wrapping: bytes
    signing: bytes
    letterbox: bytes

    @classmethod
    def fresh(cls) -> "AgencyKeys":
        """New random keys."""
        return cls(crypto.new_key(), crypto.new_signing_key(), bytes(PrivateKey.generate()))

    def verifying(self) -> bytes:
        """The public half of the signing key."""
        return crypto.verifying_key(self.signing)

    def letterbox_public(self) -> bytes:
        """The public half of the letterbox key: anybody may seal a letter with it."""
        return bytes(PrivateKey(self.letterbox).public_key)


def folder() -> Path:
    """The folder of key files."""
    return Path(settings.DOTLINE_HOME) / "keys"


def create(name: str | UUID) -> AgencyKeys:
    """Make keys for an agency (or the operator) once; keys that exist are kept."""
    path = folder() / f"{name}.json"
    if path.exists():
        return load(name)
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = _fresh(name)
    text = json.dumps(
        {
            part: base64.b64encode(getattr(keys, part)).decode()
            for part in AgencyKeys.__dataclass_fields__
        }
    )
    if not whole.write_new(path, text):
        return load(name)  # somebody else made them meanwhile, and nobody overwrites a key
    load.cache_clear()
    return keys


def _fresh(name: str | UUID) -> AgencyKeys:
    """New keys. The operator's first one only keys snapshot digests: a demo draws it from its seed, to be had again."""
    made = AgencyKeys.fresh()
    if name == OPERATOR and ids.seed():
        told = f"dotline|demo|snapshot digests|{ids.seed()}"
        return replace(made, wrapping=hashlib.sha256(told.encode()).digest())
    return made


def _decoded(parts: dict[str, str]) -> AgencyKeys:
    return AgencyKeys(**{part: base64.b64decode(text) for part, text in parts.items()})


@functools.lru_cache(maxsize=512)
def load(name: str | UUID) -> AgencyKeys:
    """The keys of an agency. Raises Unavailable when this installation does not hold them."""
    try:
        parts = json.loads((folder() / f"{name}.json").read_text())
        return _decoded(parts)
    except FileNotFoundError as error:
        raise Unavailable(
            "The keys of this agency are not on this machine, so its sealed values stay closed.",
            "Put its key file back into the keys folder, then try again.",
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise Unavailable(
            "The key file {file} is damaged, so what it seals stays closed.",
            "Put its backup into the keys folder, then try again.",
            file=f"{name}.json",
        ) from error
