"""The code by which a returning caller may be recognised: chosen by the caller, never looked up by name. Pure."""

import hashlib
import hmac
import re
from datetime import timedelta

from argon2.low_level import Type, hash_secret_raw

from dotline.base import typed
from dotline.base.errors import Invalid

SHORTEST = 8
TRIES_OF_A_WORKER = 5
TRIES_WITHIN = timedelta(minutes=10)
TRIES_OF_AN_AGENCY = 30  # within an hour
# OWASP's first choice for Argon2id: 19 MiB, 2 passes; some 40 ms on the machine of the research.
MEMORY_KIB = 19_456
PASSES = 2


def check_code_word(code: str) -> str:
    """The code as it is hashed. Raises Invalid when it is too short, or a number that others may know."""
    plain = typed.folded(code)
    if len(plain) < SHORTEST or len(set(plain) - {" "}) < 4:
        raise Invalid(
            "A code needs at least {shortest} characters that are not all the same.",
            "Two or three words that only the caller would put together are good.",
            shortest=SHORTEST,
        )
    if re.fullmatch(r"[\d\s().+-]+", plain):
        raise Invalid(
            "A code of digits alone may be a phone number or a date that others know.",
            "Let the caller choose words.",
        )
    return plain


def code_digest(secret: bytes, code: str) -> bytes:
    """A slow hash, keyed with the agency's secret: without it nobody can try codes against a stolen table."""
    salt = hmac.new(secret, b"dotline caller code", hashlib.sha256).digest()[:16]
    return hash_secret_raw(
        check_code_word(code).encode(),
        salt,
        time_cost=PASSES,
        memory_cost=MEMORY_KIB,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )
