"""What somebody typed when her session had ended: it goes back to her browser sealed, and comes out for her alone.

Nothing of it is stored. The page that asks her to sign in again carries it as one sealed field, so that a desk left
alone shows nobody what was typed; after the sign-in of the same worker the form stands ready to be sent once more.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from dotline.base import clock, crypto
from dotline.base.errors import Unavailable

FIELD = "typed"
LONGEST = 400_000  # bytes sealed; in Base64 this fits a form well
LASTS = timedelta(hours=12)  # one shift
NOT_KEPT = frozenset({"csrfmiddlewaretoken"})
_PLACE = "access|typed"


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: where to, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def sealed(request: HttpRequest, worker: UUID) -> str:
    """The form of this request, for nobody but the worker whose session ended; empty where there is none to keep."""
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
        for value in values
    ]
    told = {
        "worker": str(worker),
        "at": clock.now().isoformat(),
        "path": request.get_full_path(),
        "fields": fields,
    }
    data = json.dumps(told).encode()
    if not fields or request.FILES or len(data) > LONGEST:
        return ""
    return base64.b64encode(crypto.seal(_key(), data, _PLACE)).decode()


def opened(blob: str, worker: UUID) -> Typed | None:
    """The form again, for the same worker within the shift; None for anybody else and anything else."""
    try:
        data = crypto.open_sealed(_key(), base64.b64decode(blob, validate=True), _PLACE)
    except (Unavailable, binascii.Error, ValueError):
        return None
    told = json.loads(data)
    if told["worker"] != str(worker) or clock.now() - datetime.fromisoformat(told["at"]) > LASTS:
        return None
    return Typed(told["path"], tuple((name, value) for name, value in told["fields"]))


def _key() -> bytes:
    return hashlib.sha256(f"dotline|typed|{settings.SECRET_KEY}".encode()).digest()
