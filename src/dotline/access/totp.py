"""Second factor: TOTP codes of RFC 6238 (30 s, 6 digits), one use each."""

import base64
import os
from urllib.parse import quote

from django_otp.oath import TOTP

from dotline.base import clock, typed

DRIFT = 1  # steps of 30 s that a phone's clock may be off


def new_secret() -> bytes:
    """160 random bits, as RFC 4226 recommends."""
    return os.urandom(20)


def accepted_step(secret: bytes, code: str, last_step: int) -> int | None:
    """The time step whose code this is, newer than the last one used; None when it is wrong or was used before."""
    found = typed.digits(code)
    if not (found.isascii() and found.isdecimal() and len(found) == 6):
        return None
    totp = TOTP(secret)
    totp.time = clock.now().timestamp()
    if not totp.verify(int(found), tolerance=DRIFT, min_t=last_step + 1):
        return None
    return int(totp.t())


def code_now(secret: bytes) -> str:
    """The code of this moment, for demo homes and tests."""
    totp = TOTP(secret)
    totp.time = clock.now().timestamp()
    return f"{totp.token():06d}"


def uri(secret: bytes, username: str) -> str:
    """The otpauth address that an authenticator app reads from a QR picture."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/Dotline:{quote(username)}?secret={text}&issuer=Dotline"
